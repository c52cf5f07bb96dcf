using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Syncline.Files.Tests;

public sealed class DiffTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly InMemoryStateStore _state = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_run_writes_three_files_empty_ones_with_their_header()
    {
        await RunAsync(FileFormat.Csv(), new(1, "a", null), new(2, "b", null));
        Assert.Equal(["added 2", "changed 0", "removed 0"], Files(_folder.Manifests()[0]).Select(file => $"{file.Change} {file.Rows}"));
        Assert.Equal(["Id,Email,Name\r\n1,a,\r\n2,b,\r\n", "Id,Email,Name\r\n", "Id,Email,Name\r\n"], Files(_folder.Manifests()[0]).Select(file => _folder.Text(file.Path)));
        await RunAsync(FileFormat.Csv(), new(2, "B", null), new(3, "c", null));
        // The removed row is there in full, as it was last.
        Assert.Equal(["Id,Email,Name\r\n3,c,\r\n", "Id,Email,Name\r\n2,B,\r\n", "Id,Email,Name\r\n1,a,\r\n"], Files(_folder.Manifests()[1]).Select(file => _folder.Text(file.Path)));
        await RunAsync(FileFormat.Csv(), new(2, "B", null), new(3, "c", null));
        Assert.All(Files(_folder.Manifests()[2]), file => Assert.Equal("Id,Email,Name\r\n", _folder.Text(file.Path)));
        Assert.Equal(9, _folder.Data().Length);
    }

    [Fact]
    public async Task After_a_baseline_the_first_difference_goes_to_a_folder_that_has_nothing_of_the_sync()
    {
        var sync = new SyncDefinition("Based", "based", SyncType.Objects, SyncMode.Diff) { FirstRun = FirstRunPolicy.Baseline };
        Task<SyncReport> BasedAsync(params Customer[] rows) => SyncEngine.RunAsync<Customer, Customer.Key>(sync, SyncSource.From(rows), Deliver.Lake(_folder, FileFormat.Csv()), _state, null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await BasedAsync(new(1, "a", null), new(2, "b", null))).Status);
        Assert.Empty(_folder.Manifests());
        var next = await BasedAsync(new(1, "A", null), new(3, "c", null));
        Assert.True(next.Status == SyncStatus.Succeeded, next.Message);
        Assert.Equal(["added 1", "changed 1", "removed 1"], Files(_folder.Manifests().Single()).Select(file => $"{file.Change} {file.Rows}"));
        Assert.EndsWith("-000000", _folder.Json(_folder.Manifests()[0]).GetProperty("previous").GetString(), StringComparison.Ordinal);
        // From then on there is something to be lost.
        Directory.Delete(_folder.Lake, recursive: true);
        Assert.Equal(SyncStatus.Failed, (await BasedAsync(new Customer(1, "A", null))).Status);
    }

    [Fact]
    public async Task Empty_files_can_be_left_out()
    {
        var lake = new FileFolder(_folder.Lake, FileFormat.JsonLines()) { CreateIfMissing = true, SkipEmpty = true };
        await RunAsync(lake, new Customer(1, "a", null));
        await RunAsync(lake, new Customer(1, "a", null));
        Assert.EndsWith("-added.jsonl", Assert.Single(_folder.Data()), StringComparison.Ordinal);
        Assert.Empty(Files(_folder.Manifests()[1]));
        Assert.Empty(_folder.Json(_folder.Manifests()[1]).GetProperty("rows").EnumerateObject());
    }

    [Fact]
    public async Task Manifests_are_a_chain()
    {
        for (var run = 1; run <= 3; run++) await RunAsync(FileFormat.Csv(), new Customer(run, null, null));
        var manifests = _folder.Manifests().Select(_folder.Json).ToArray();
        Assert.Equal([null, manifests[0].GetProperty("commit").GetString(), manifests[1].GetProperty("commit").GetString()], manifests.Select(manifest => manifest.GetProperty("previous").GetString()));
        Assert.Equal(manifests.Select(manifest => $"_manifests/Syncline.Files.Tests.Customer-Changes/{manifest.GetProperty("commit").GetString()}.json"), _folder.Manifests());
    }

    [Theory]
    [InlineData("csv", 1)]
    [InlineData("csv", 2)]
    [InlineData("jsonl", 3)]
    [InlineData("parquet", 4)]
    [InlineData("parquet", 5)]
    public async Task Files_of_a_random_history_applied_to_the_snapshot_before_give_the_next(string kind, int seed)
    {
        var random = new Random(seed);
        var format = kind switch
        {
            "csv" => FileFormat.Csv(),
            "jsonl" => FileFormat.JsonLines(),
            // Row groups that end within a file.
            _ => FileFormat.Parquet(new() { RowsPerGroup = 7 }),
        };
        var rows = new Dictionary<int, Customer>();
        var snapshots = new List<string>();
        for (var run = 0; run < 12; run++)
        {
            rows = Next(rows, random);
            Customer[] shuffled = [.. rows.Values];
            random.Shuffle(shuffled);
            await RunAsync(format, shuffled);
            snapshots.Add(await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, format, rows.Values));
        }

        var manifests = _folder.Manifests().Where(file => file.Contains("Customer-Changes", StringComparison.Ordinal)).ToArray();
        Assert.Equal(12, manifests.Length);
        for (var run = 0; run < 12; run++)
        {
            var files = Files(manifests[run]);
            string Of(string change) => Table(kind, [.. files.Where(file => file.Change == change).Select(file => Path.Combine(_folder.Lake, file.Path))]);
            var before = run == 0 ? $"(SELECT * FROM {Table(kind, [snapshots[0]])} WHERE false)" : Table(kind, [snapshots[run - 1]]);
            var applied = $"SELECT * FROM {before} WHERE Id NOT IN (SELECT Id FROM {Of("removed")} UNION ALL SELECT Id FROM {Of("changed")}) UNION ALL SELECT * FROM {Of("added")} UNION ALL SELECT * FROM {Of("changed")}";
            var next = $"SELECT * FROM {Table(kind, [snapshots[run]])}";
            Assert.Equal("0", Duck.Value($"SELECT count(*) FROM (({applied}) EXCEPT ALL ({next}) UNION ALL ({next}) EXCEPT ALL ({applied}))"));
            // What was removed is there as it was.
            Assert.Equal("0", Duck.Value($"SELECT count(*) FROM (SELECT * FROM {Of("removed")} EXCEPT ALL SELECT * FROM {before})"));
        }
    }

    [Fact]
    public async Task A_rejected_row_is_in_no_file_until_it_can_be()
    {
        await RunAsync(FileFormat.Csv(), new(1, "a", null), new(2, "b", null));
        var report = await RunAsync(Deliver.Lake(_folder, FileFormat.Csv()), [new(1, "\uD800", null), new(2, "B", null)]);
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("Id,Email,Name\r\n2,B,\r\n", _folder.Text(Files(_folder.Manifests()[1])[1].Path));
        await RunAsync(FileFormat.Csv(), new(1, "A", null), new(2, "B", null));
        Assert.Equal("Id,Email,Name\r\n1,A,\r\n", _folder.Text(Files(_folder.Manifests()[2])[1].Path));
    }

    [Fact]
    public async Task Files_are_split_by_rows()
    {
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv(new() { NewLine = "\n" })) { CreateIfMissing = true, RowsPerFile = 2 };
        await RunAsync(lake, [.. Enumerable.Range(1, 5).Select(id => new Customer(id, null, null))]);
        var files = Files(_folder.Manifests()[0]);
        Assert.Equal(["added 2", "added 2", "added 1", "changed 0", "removed 0"], files.OrderBy(file => file.Change).ThenBy(file => file.Part).Select(file => $"{file.Change} {file.Rows}"));
        Assert.Equal(["-added.csv", "-added-0002.csv", "-added-0003.csv"], files.Where(file => file.Change == "added").OrderBy(file => file.Part).Select(file => file.Path[file.Path.LastIndexOf("-added", StringComparison.Ordinal)..]));
        Assert.Equal("Id,Email,Name\n5,,\n", _folder.Text(files.Single(file => file is { Change: "added", Part: 3 }).Path));
    }

    [Fact]
    public async Task Files_are_split_by_bytes()
    {
        var lake = new FileFolder(_folder.Lake, FileFormat.JsonLines()) { CreateIfMissing = true, BytesPerFile = 100, Names = "{run}-{change}-{part}.{ext}" };
        await RunAsync(lake, [.. Enumerable.Range(1, 9).Select(id => new Customer(id, new string('x', 10), null))]);
        // Each line has 44 bytes: a file ends with the row by which it has a hundred.
        Assert.Equal([3L, 3L, 3L], Files(_folder.Manifests()[0]).Where(file => file.Change == "added").Select(file => file.Rows));
        Assert.Contains(_folder.Data(), file => file.EndsWith("-added-0003.jsonl", StringComparison.Ordinal));
    }

    private static Dictionary<int, Customer> Next(Dictionary<int, Customer> rows, Random random)
    {
        var next = rows.Where(_ => random.Next(10) > 0).ToDictionary();
        foreach (var id in next.Keys.Where(_ => random.Next(5) == 0).ToArray()) next[id] = Random(id);
        for (var i = 0; i < 8; i++) next.TryAdd(random.Next(60), Random(i));
        return next.ToDictionary(row => row.Key, row => row.Value with { Id = row.Key });

        Customer Random(int id) => new(id, Pick(), Pick());

        string? Pick() => random.Next(6) switch
        {
            0 => null,
            1 => "",
            2 => "a,\"b\"\r\nc",
            _ => random.Next(100).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string Table(string kind, string[] files)
    {
        var list = $"[{string.Join(", ", files.Select(Duck.Quote))}]";
        return kind switch
        {
            "csv" => $"read_csv({list}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = false, columns = {{'Id': 'INTEGER', 'Email': 'VARCHAR', 'Name': 'VARCHAR'}})",
            "jsonl" => $"read_json({list}, format = 'newline_delimited', columns = {{'Id': 'INTEGER', 'Email': 'VARCHAR', 'Name': 'VARCHAR'}})",
            _ => $"read_parquet({list})",
        };
    }

    private (string Path, string Change, int Part, long Rows)[] Files(string manifest)
        => [.. _folder.Json(manifest).GetProperty("files").EnumerateArray().Select(file => (file.GetProperty("path").GetString()!, file.GetProperty("change").GetString()!, file.GetProperty("part").GetInt32(), file.GetProperty("rows").GetInt64()))];

    private async Task RunAsync(FileFormat format, params Customer[] rows)
    {
        var report = await RunAsync(Deliver.Lake(_folder, format), rows);
        Assert.True(report.Status == SyncStatus.Succeeded, $"{report} {report.Message}");
    }

    private Task<SyncReport> RunAsync(FileFolder lake, params Customer[] rows)
        => Customer.ChangesSync.RunAsync(SyncSource.From(rows), lake, _state, new() { RemovalLimitShare = 1 }, TestFolder.Stop);
}
