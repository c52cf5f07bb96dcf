using Xunit;

namespace Syncline.Files.Tests;

/// <summary>A snapshot is written while its source is still read, where nobody sees it.</summary>
public sealed class StagingTests : IDisposable
{
    // Several blocks of rows are handed over before the source ends.
    private const int Many = 60_000;
    private readonly TestFolder _folder = new(inMemory: true);
    private readonly InMemoryStateStore _state = new();

    private string Staging => Path.Combine(_folder.Lake, ".syncline");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_are_staged_while_the_source_is_read_and_shown_after_it()
    {
        var staged = 0L;
        IEnumerable<Customer> Watched()
        {
            foreach (var row in Rows(Many)) yield return row;
            staged = StagedBytes();
            Assert.Empty(_folder.Data());
        }

        Check(await RunAsync(Watched()), SyncStatus.Succeeded);
        Assert.True(staged > 1_000_000, $"{staged} bytes were staged when the source ended.");
        AssertHolds(Rows(Many));
    }

    [Fact]
    public async Task A_plan_that_is_applied_later_writes_the_same()
    {
        await using (var plan = await Customer.LakeSync.PlanAsync(SyncSource.From(Rows(Many)), _state, null, TestFolder.Stop))
        {
            Assert.False(Directory.Exists(_folder.Lake));
            Check(await plan.ApplyAsync(Deliver.Lake(_folder, FileFormat.Csv()), TestFolder.Stop), SyncStatus.Succeeded);
        }

        AssertHolds(Rows(Many));
    }

    [Theory]
    [InlineData(DuplicateKeys.HoldBack)]
    [InlineData(DuplicateKeys.KeepFirst)]
    [InlineData(DuplicateKeys.KeepLast)]
    public async Task Rows_that_share_a_key_are_taken_back_from_what_was_staged(DuplicateKeys policy)
    {
        var again = new Customer(1, "again", null);
        var report = await RunAsync(Rows(Many).Append(again), options: new() { DuplicateKeys = policy });
        Check(report, policy == DuplicateKeys.HoldBack ? SyncStatus.Incomplete : SyncStatus.Succeeded);
        AssertHolds(policy switch
        {
            DuplicateKeys.HoldBack => Rows(Many).Skip(1),
            DuplicateKeys.KeepFirst => Rows(Many),
            _ => Rows(Many).Skip(1).Append(again),
        });
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public async Task A_row_that_can_not_be_held_is_rejected_alone(string extension)
    {
        var broken = new Customer(Many + 1, "\uD800", null);
        var report = await RunAsync(Rows(Many).Append(broken).Append(new(Many + 2, "last", null)), extension == "csv" ? FileFormat.Csv() : FileFormat.JsonLines());
        Check(report, SyncStatus.Incomplete);
        Assert.Equal((Many + 1L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Contains("half of a surrogate pair", Assert.Single(report.Troubled).Reason, StringComparison.Ordinal);
        AssertHolds(Rows(Many).Append(new(Many + 2, "last", null)), extension);
    }

    [Fact]
    public async Task A_file_that_is_flushed_while_it_is_written_is_whole()
    {
        // Of each 16 MB, and there are more to come while the first are flushed.
        var text = new string('x', 1 << 20);
        Check(await RunAsync(Enumerable.Range(1, 50).Select(id => new Customer(id, text, null))), SyncStatus.Succeeded);
        var file = Assert.Single(_folder.Data());
        var named = _folder.Json(Assert.Single(_folder.Manifests())).GetProperty("files").EnumerateArray().Single();
        Assert.True(_folder.Bytes(file).Length > 50 << 20);
        Assert.Equal((_folder.Bytes(file).Length, TestFolder.Hash(_folder.Bytes(file))), (named.GetProperty("bytes").GetInt32(), named.GetProperty("sha256").GetString()));
    }

    [Fact]
    public async Task A_source_that_fails_leaves_nothing_staged()
    {
        IEnumerable<Customer> Failing()
        {
            foreach (var row in Rows(Many)) yield return row;
            Assert.True(StagedBytes() > 0);
            throw new InvalidOperationException("The source is gone.");
        }

        var report = await RunAsync(Failing());
        Check(report, SyncStatus.Failed);
        Assert.Contains("The source is gone.", report.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Tree());
        Assert.False(Directory.Exists(Staging));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_while_it_reads_leaves_nothing_staged()
    {
        using var stop = new CancellationTokenSource();
        IEnumerable<Customer> Cancelled()
        {
            foreach (var row in Rows(Many)) yield return row;
            stop.Cancel();
            yield return new Customer(Many + 1, null, null);
        }

        Check(await Customer.LakeSync.RunAsync(SyncSource.From(Cancelled()), Deliver.Lake(_folder, FileFormat.Csv()), _state, null, stop.Token), SyncStatus.Cancelled);
        Assert.Empty(_folder.Tree());
        Assert.False(Directory.Exists(Staging));
    }

    [Fact]
    public async Task Staging_that_fails_is_tried_again_from_the_spool()
    {
        var created = 0;
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv())
        {
            CreateIfMissing = true,
            Reached = step =>
            {
                if (step == "create" && ++created == 1) throw new IOException("Not this time.");
            },
        };
        Check(await Customer.LakeSync.RunAsync(SyncSource.From(Rows(Many)), lake, _state, null, TestFolder.Stop), SyncStatus.Succeeded);
        Assert.Equal(2, created);
        AssertHolds(Rows(Many));
    }

    [Theory]
    [InlineData(0, false, 1)]
    [InlineData(0, true, 0)]
    [InlineData(5, false, 1)]
    [InlineData(10, true, 2)]
    [InlineData(11, false, 3)]
    public async Task No_file_is_begun_for_rows_that_do_not_come(int count, bool skipsEmpty, int files)
    {
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, RowsPerFile = 5, SkipEmpty = skipsEmpty };
        Check(await Customer.LakeSync.RunAsync(SyncSource.From(Rows(count)), lake, _state, null, TestFolder.Stop), SyncStatus.Succeeded);
        Assert.Equal(files, _folder.Data().Length);
        Assert.Equal(count, _folder.Json(Assert.Single(_folder.Manifests())).GetProperty("files").EnumerateArray().Sum(file => file.GetProperty("rows").GetInt32()));
    }

    private static IEnumerable<Customer> Rows(int count) => Enumerable.Range(1, count).Select(id => new Customer(id, $"customer.{id}@example.com", id % 3 == 0 ? null : $"Ada, \"{id}\""));

    private static void Check(SyncReport report, SyncStatus status) => Assert.True(report.Status == status, $"{report} {report.Message}");

    private long StagedBytes() => Directory.GetFiles(Staging, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

    private void AssertHolds(IEnumerable<Customer> rows, string extension = "csv")
    {
        var file = Assert.Single(_folder.Data());
        var named = _folder.Json(Assert.Single(_folder.Manifests())).GetProperty("files").EnumerateArray().Single();
        Assert.Equal(TestFolder.Hash(_folder.Bytes(file)), named.GetProperty("sha256").GetString());
        var path = Path.Combine(_folder.Lake, file);
        var source = extension == "csv" ? CsvSource.Read<Customer>(path) : JsonLinesSource.Read<Customer>(path);
        Assert.Equal(rows, Read(source).ToBlockingEnumerable());
    }

    private static async IAsyncEnumerable<Customer> Read(ISyncSource<Customer> source)
    {
        await using var cursor = await source.OpenAsync(TestFolder.Stop);
        while (await cursor.ReadAsync(TestFolder.Stop)) yield return cursor.Current;
    }

    private Task<SyncReport> RunAsync(IEnumerable<Customer> rows, FileFormat? format = null, SyncOptions? options = null)
        => Customer.LakeSync.RunAsync(SyncSource.From(rows), Deliver.Lake(_folder, format ?? FileFormat.Csv()), _state, options, TestFolder.Stop);
}
