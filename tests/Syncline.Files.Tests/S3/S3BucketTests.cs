using System.Text;
using System.Text.Json;
using Xunit;

namespace Syncline.Files.Tests.S3;

public sealed class S3BucketTests : IAsyncLifetime
{
    private readonly InMemoryStateStore _state = new();
    private S3Double _s3 = null!;

    public async ValueTask InitializeAsync() => _s3 = await S3Double.StartAsync();

    public ValueTask DisposeAsync() => _s3.DisposeAsync();

    [Fact]
    public async Task A_run_writes_its_files_and_the_manifest_that_names_them_and_leaves_nothing_else()
    {
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new Customer(1, "a", null), new Customer(2, "b", ""))).Status);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new Customer(2, "B", ""))).Status);
        Check();
        Assert.Equal(8, _s3.Objects.Count);
        var last = Manifests()[^1];
        Assert.Equal(Manifests()[0].GetProperty("commit").GetString(), last.GetProperty("previous").GetString());
        Assert.Equal("Id,Email,Name\n1,a,\n", Text(last, "removed"));
        Assert.Equal("Id,Email,Name\n2,B,\"\"\n", Text(last, "changed"));
        Assert.Equal("Id,Email,Name\n", Text(last, "added"));
        Assert.All(_s3.Objects.Keys, key => Assert.StartsWith("exports/daily/", key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Files_of_many_parts_are_whole(string form)
    {
        var rows = Enumerable.Range(1, 40_000).Select(id => new Customer(id, Convert.ToHexString(TestBytes(id)), null)).ToArray();
        var report = await RunAsync(Bucket(form == "csv" ? FileFormat.Csv() : FileFormat.Parquet(new() { Compression = ParquetCompression.None, RowsPerGroup = 5_000 })), rows);
        Assert.True(report.Status == SyncStatus.Succeeded, $"{report} {report.Message}");
        Check();
        Assert.Contains(_s3.Objects.Values, found => found.Length > 20_000_000);
    }

    [Fact]
    public async Task Mode_All_replaces_its_object()
    {
        Task<SyncReport> AllAsync(params Customer[] rows) => Customer.AllSync.RunAsync(SyncSource.From(rows), Bucket(FileFormat.Parquet()), _state, null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync(new(1, null, null), new(2, null, null))).Status);
        Assert.Equal((SyncStatus.Succeeded, 1L), await AllAsync(new Customer(2, "b", null)) is var next ? (next.Status, next.Counts.Foreign) : default);
        Assert.Single(_s3.Objects.Keys, key => key.EndsWith("-All.parquet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sync_whose_id_makes_the_name_of_another_is_refused()
    {
        Task<SyncReport> AllAsync(string id) => SyncEngine.RunAsync<Customer, Customer.Key>(
            new("All", id, SyncType.Objects, SyncMode.All), SyncSource.From([new Customer(1, null, null)]), Bucket(Lines()), _state, null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync("Play.Row/All")).Status);
        var report = await AllAsync("Play.Row-All");
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains(" has manifests of the sync Play.Row/All, and Play.Row-All is called the same in names of files: Play.Row-All. Give one of them another Id", report.Message, StringComparison.Ordinal);
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync("Play.Row/All")).Status);
    }

    [Fact]
    public async Task Columns_that_moved_in_an_object_without_a_header_are_found()
    {
        var format = FileFormat.Csv(new() { Header = false });
        Assert.Equal(SyncStatus.Succeeded, (await Customer.AllSync.RunAsync(SyncSource.From([new Customer(1, "a", "x")]), new S3Bucket(_s3.Client(), S3Double.Bucket, format) { MirrorName = "all.csv" }, _state, null, TestFolder.Stop)).Status);
        var report = await Swapped.AllSync.RunAsync(SyncSource.From([new Swapped(1, "x", "a")]), new S3Bucket(_s3.Client(), S3Double.Bucket, format) { MirrorName = "all.csv" }, _state, null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.StartsWith("all.csv in s3://lake has no header and was written with the columns Id (Int32), Email (Text), Name (Text), and the model has", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_another_sync_replaces_is_refused()
    {
        Task<SyncReport> AllAsync(string id) => SyncEngine.RunAsync<Customer, Customer.Key>(
            new("All", id, SyncType.Objects, SyncMode.All), SyncSource.From([new Customer(1, null, null)]),
            new S3Bucket(_s3.Client(), S3Double.Bucket, Lines()) { MirrorName = "all.csv" }, _state, null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync("größte")).Status);
        Assert.Equal("all.csv in s3://lake is the file of größte, and other would replace it: each run of the one takes the rows of the other away. Give one of them a MirrorName of its own; where größte is not run any more, move the object away.", (await AllAsync("other")).Message);
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync("größte")).Status);
        _s3.Remove("all.csv");
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync("other")).Status);
    }

    /// <summary>The object of All is shown, and then a call fails: the report says what became of it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task An_object_of_All_that_is_shown_without_its_manifest_is_not_told_to_be_unsent(int failures)
    {
        Task<SyncReport> AllAsync(params Customer[] rows)
            => Customer.AllSync.RunAsync(SyncSource.From(rows), Bucket(Lines()), _state, new() { MaxWait = TimeSpan.Zero }, TestFolder.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync(new Customer(1, "a", null))).Status);
        _s3.Trouble = call => call.StartsWith("POST exports/daily/_manifests", StringComparison.Ordinal) && call.EndsWith("?uploadId", StringComparison.Ordinal) && failures-- > 0 ? S3Trouble.Refused : S3Trouble.None;
        var report = await AllAsync(new Customer(1, "b", null), new Customer(2, "b", null));
        _s3.Trouble = static _ => S3Trouble.None;
        Assert.Equal("Id,Email,Name\n1,b,\n2,b,\n", Encoding.UTF8.GetString(_s3.Objects.Single(found => found.Key.EndsWith("-All.csv", StringComparison.Ordinal)).Value));
        var (succeeded, unknown) = failures < int.MaxValue - 100 ? (2L, 0L) : (0L, 2L);
        Assert.Equal((succeeded, unknown, 0L), (report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
        var next = await AllAsync(new Customer(1, "c", null), new Customer(2, "c", null));
        Assert.True(next.Status == SyncStatus.Succeeded, $"{next} {next.Message}");
        var commits = Manifests().Select(manifest => manifest.GetProperty("commit").GetString()).ToArray();
        Assert.Equal([null, .. commits[..^1]], Manifests().Select(manifest => manifest.GetProperty("previous").GetString()));
        Assert.Equal(3, commits.Length);
        Assert.Equal(0, _s3.Uploads);
    }

    /// <summary>Every call of a run fails in turn, in each way; the next run ends right, whatever it was.</summary>
    [Theory]
    [InlineData(S3Trouble.Refused)]
    [InlineData(S3Trouble.LostBefore)]
    [InlineData(S3Trouble.LostAfter)]
    public async Task A_call_that_fails_leaves_nothing_half_done_and_nothing_twice(S3Trouble trouble)
    {
        await RunAsync(new Customer(0, "0", null));
        var expected = 0;
        for (var failing = 1; ; failing++)
        {
            var calls = 0;
            _s3.Trouble = _ => ++calls == failing ? trouble : S3Trouble.None;
            var report = await RunAsync(Customers(failing));
            _s3.Trouble = static _ => S3Trouble.None;
            CheckVisible();
            // With what it had begun taken up or given up, the same rows give the same state of things.
            var next = await RunAsync(Customers(failing));
            Assert.True(next.Status == SyncStatus.Succeeded, $"{trouble} at call {failing}: {report.Message} Then: {next} {next.Message}");
            // An upload whose id was lost on the way is nobody's: that is for the bucket's own rules to clear away.
            Check(orphans: trouble == S3Trouble.LostAfter ? _s3.Uploads : 0);
            Assert.InRange(_s3.Uploads, 0, 4);
            Assert.Equal(Customers(failing).Select(row => $"{row.Id} {row.Email}"), Contents());
            expected++;
            if (calls < failing) break;
        }

        Assert.True(expected > 15, $"A run has {expected} calls.");
    }

    [Fact]
    public async Task A_service_that_stalls_is_left_and_said_to_be()
    {
        _s3.Trouble = call => call.StartsWith("POST", StringComparison.Ordinal) ? S3Trouble.Stalled : S3Trouble.None;
        var report = await RunAsync(Bucket(Lines(), TimeSpan.FromSeconds(2)), [new Customer(1, null, null)], new() { MaxWait = TimeSpan.Zero });
        Assert.Equal(SyncStatus.Incomplete, report.Status);
        Assert.Contains("s3://lake/exports/daily could not be reached, or failed:", report.Message, StringComparison.Ordinal);
        _s3.Trouble = static _ => S3Trouble.None;
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new Customer(1, null, null))).Status);
        CheckVisible();
    }

    [Fact]
    public async Task What_fails_in_passing_is_tried_again_in_the_same_run()
    {
        var failures = 2;
        _s3.Trouble = call => call.Contains("partNumber", StringComparison.Ordinal) && failures-- > 0 ? S3Trouble.Refused : S3Trouble.None;
        var report = await RunAsync(new Customer(1, null, null));
        Assert.True(report.Status == SyncStatus.Succeeded, $"{report} {report.Message}");
        Check();
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_and_one_that_is_closed_are_said_to_be()
    {
        using var client = _s3.Client();
        var missing = await RunAsync(new S3Bucket(client, "other", Lines()), [new Customer(1, null, null)]);
        Assert.Equal(SyncStatus.Failed, missing.Status);
        Assert.Contains("The bucket of s3://other is not there: The double says NoSuchBucket. Create it, or correct its name, region or endpoint.", missing.Message, StringComparison.Ordinal);
        _s3.Trouble = call => call.StartsWith("POST", StringComparison.Ordinal) ? S3Trouble.Forbidden : S3Trouble.None;
        var closed = await RunAsync(new Customer(1, null, null));
        Assert.Equal(SyncStatus.Failed, closed.Status);
        Assert.Contains("The account may not do this in s3://lake/exports/daily: The double says AccessDenied. Let it put, get, list and delete objects there, and list and abort multipart uploads.", closed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_has_lost_what_was_delivered_is_an_error()
    {
        await RunAsync(new Customer(1, null, null));
        _s3.Forget();
        var report = await RunAsync(new Customer(2, null, null));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.StartsWith("s3://lake/exports/daily has no manifest of Syncline.Files.Tests.Customer-Changes, and the state remembers what was delivered there.", report.Message, StringComparison.Ordinal);
        Assert.Empty(_s3.Objects);
    }

    [Fact]
    public async Task A_note_that_could_not_be_deleted_holds_nothing_up_though_its_files_were_consumed()
    {
        _s3.Trouble = call => call.StartsWith("DELETE", StringComparison.Ordinal) && Manifests().Length > 0 ? S3Trouble.Refused : S3Trouble.None;
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(Bucket(Lines()), [new Customer(1, "a", null)], new() { MaxWait = TimeSpan.Zero })).Status);
        _s3.Trouble = static _ => S3Trouble.None;
        Assert.Contains(_s3.Objects.Keys, static key => key.Contains(".syncline", StringComparison.Ordinal));
        foreach (var key in _s3.Objects.Keys.Where(static key => key.EndsWith(".csv", StringComparison.Ordinal)).ToArray()) _s3.Remove(key);
        var next = await RunAsync(new Customer(1, "a", null), new Customer(2, "b", null));
        Assert.True(next.Status == SyncStatus.Succeeded, $"{next} {next.Message}");
        Assert.DoesNotContain(_s3.Objects.Keys, static key => key.Contains(".syncline", StringComparison.Ordinal));
        Assert.Equal("Id,Email,Name\n2,b,\n", Text(Manifests()[^1], "added"));
    }

    /// <summary>A run ends after the first of its three objects was shown, and the bucket aborts the other uploads after some days.</summary>
    [Theory]
    [InlineData("", false)]
    [InlineData("resync", false)]
    [InlineData("reset", false)]
    [InlineData("", true)]
    public async Task A_commit_whose_uploads_were_aborted_is_given_up_and_its_rows_delivered_anew(string between, bool changed)
    {
        await RunAsync(new Customer(1, "a", null));
        var shown = await DieAsync();
        _s3.AbortAll();
        if (changed) _s3.Change(shown, "mine"u8.ToArray());
        if (between == "resync") await Customer.ChangesSync.ResyncAsync(_state, null, TestFolder.Stop);
        if (between == "reset")
        {
            await Customer.ChangesSync.ResetAsync(_state, null, TestFolder.Stop);
            // What the source holds counts as delivered after a reset.
            Assert.Equal(SyncStatus.Succeeded, (await AtOnceAsync(new Customer(1, "a", null))).Status);
        }

        var next = await AtOnceAsync(new(1, "a", null), new(2, "b", null));
        Assert.True(next.Status == SyncStatus.Succeeded, $"{next} {next.Message}");
        Assert.Contains("\n2,b,\n", Text(Manifests()[^1], "added"), StringComparison.Ordinal);
        if (changed) Assert.Equal("mine"u8.ToArray(), _s3.Objects[shown]);
        else Assert.DoesNotContain(shown, _s3.Objects.Keys);
        _s3.Remove(shown);
        Check();
    }

    [Fact]
    public async Task An_object_that_was_taken_away_before_its_commit_was_complete_is_delivered_anew()
    {
        await RunAsync(new Customer(1, "a", null));
        _s3.Remove(await DieAsync());
        // The second of them shows that the commit had begun.
        var next = await AtOnceAsync(new(1, "a", null), new(2, "b", null));
        Assert.True(next.Status == SyncStatus.Succeeded, $"{next} {next.Message}");
        Assert.Equal(["1 a", "2 b"], Contents());
        Check();
    }

    /// <summary>Of three objects that a commit shows one after the other.</summary>
    [Theory]
    [InlineData("-added.csv")]
    [InlineData("-changed.csv")]
    [InlineData("-removed.csv")]
    public async Task An_object_of_somebody_else_at_the_path_of_a_file_is_left_alone(string end)
    {
        await RunAsync(new Customer(1, "a", null));
        var theirs = "";
        _s3.Trouble = call =>
        {
            if (theirs.Length == 0 && call.StartsWith("POST", StringComparison.Ordinal) && call.EndsWith($"{end}?uploads", StringComparison.Ordinal)) _s3.Change(theirs = call["POST ".Length..^"?uploads".Length], "mine"u8.ToArray());
            return S3Trouble.None;
        };
        var met = await AtOnceAsync(new(1, "a", null), new(2, "b", null));
        Assert.NotEqual(SyncStatus.Succeeded, met.Status);
        Assert.Contains($"There is an object {theirs["exports/daily/".Length..]} already, which this commit did not write. Remove it, or tell the files of runs apart in Names.", met.Message, StringComparison.Ordinal);
        Assert.Equal("mine"u8.ToArray(), _s3.Objects[theirs]);
        var next = await AtOnceAsync(new(1, "a", null), new(2, "b", null));
        Assert.True(next.Status == SyncStatus.Succeeded, $"{next} {next.Message}");
        Assert.Equal("mine"u8.ToArray(), _s3.Objects[theirs]);
        _s3.Remove(theirs);
        Assert.Equal(["1 a", "2 b"], Contents());
        Check();
    }

    [Theory]
    [InlineData("Id,Email,Name\n1,x,\n")]
    [InlineData(null)]
    public async Task An_object_of_All_that_is_another_or_gone_is_written_anew(string? content)
    {
        Task<SyncReport> AllAsync(string email) => Customer.AllSync.RunAsync(SyncSource.From([new Customer(1, email, null)]), Bucket(Lines()), _state, new() { MaxWait = TimeSpan.Zero }, TestFolder.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync("a")).Status);
        _s3.Trouble = static call => call.StartsWith("POST exports/daily/_manifests", StringComparison.Ordinal) && call.EndsWith("?uploadId", StringComparison.Ordinal) ? S3Trouble.Refused : S3Trouble.None;
        Assert.NotEqual(SyncStatus.Succeeded, (await AllAsync("b")).Status);
        _s3.Trouble = static _ => S3Trouble.None;
        var key = _s3.Objects.Keys.Single(static key => key.EndsWith("-All.csv", StringComparison.Ordinal));
        Assert.Equal("Id,Email,Name\n1,b,\n", Encoding.UTF8.GetString(_s3.Objects[key]));
        if (content is null) _s3.Remove(key);
        else _s3.Change(key, Encoding.UTF8.GetBytes(content));
        var next = await AllAsync("c");
        Assert.True(next.Status == SyncStatus.Succeeded, $"{next} {next.Message}");
        var manifests = Manifests();
        Assert.Equal([null, manifests[0].GetProperty("commit").GetString()], manifests.Select(manifest => manifest.GetProperty("previous").GetString()));
        Assert.Equal(TestFolder.Hash(_s3.Objects[key]), manifests[1].GetProperty("files")[0].GetProperty("sha256").GetString());
        Assert.Equal(0, _s3.Uploads);
    }

    [Theory]
    [InlineData("http://user:Pa55word@127.0.0.1:9000/?token=Pa55word", "s3:http://127.0.0.1:9000/#lake")]
    [InlineData("http://127.0.0.1:9000/", "s3:http://127.0.0.1:9000/#lake")]
    public void An_address_with_a_password_in_it_is_told_without(string url, string identity)
    {
        using var client = new Amazon.S3.AmazonS3Client("key", "secret", new Amazon.S3.AmazonS3Config { ServiceURL = url });
        Assert.Equal(identity, new S3Bucket(client, "lake", Lines()).Identity);
    }

    [Theory]
    [InlineData("/a", "is absolute")]
    [InlineData("a/../b", "has the part '..'")]
    [InlineData("a//b", "has an empty part")]
    public void A_prefix_that_is_none_is_refused(string prefix, string why)
    {
        using var client = _s3.Client();
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => new S3Bucket(client, "lake", Lines()) { Prefix = prefix }).Message, StringComparison.Ordinal);
    }

    private static FileFormat Lines() => FileFormat.Csv(new() { NewLine = "\n" });

    private static Customer[] Customers(int round) => [.. Enumerable.Range(round, 4).Select(id => new Customer(id, $"{round / 2}", null))];

    private static byte[] TestBytes(int seed)
    {
        var bytes = new byte[300];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private S3Bucket Bucket(FileFormat format, TimeSpan? timeout = null) => new(_s3.Client(timeout: timeout), S3Double.Bucket, format) { Prefix = "exports/daily/" };

    /// <summary>Ends a run after the first of its objects was shown; gives that object.</summary>
    private async Task<string> DieAsync()
    {
        var before = _s3.Objects.Keys.ToArray();
        var completed = 0;
        _s3.Trouble = call => call.StartsWith("POST", StringComparison.Ordinal) && call.EndsWith("?uploadId", StringComparison.Ordinal) && ++completed > 1 ? S3Trouble.Refused : S3Trouble.None;
        var report = await AtOnceAsync(new(1, "a", null), new(2, "b", null));
        _s3.Trouble = static _ => S3Trouble.None;
        Assert.NotEqual(SyncStatus.Succeeded, report.Status);
        return Assert.Single(_s3.Objects.Keys.Except(before), static key => key.EndsWith(".csv", StringComparison.Ordinal));
    }

    private Task<SyncReport> AtOnceAsync(params Customer[] rows) => RunAsync(Bucket(Lines()), rows, new() { MaxWait = TimeSpan.Zero });

    private Task<SyncReport> RunAsync(params Customer[] rows) => RunAsync(Bucket(Lines()), rows);

    private Task<SyncReport> RunAsync(S3Bucket bucket, Customer[] rows, SyncOptions? options = null)
    {
        options ??= new SyncOptions();
        options.RemovalLimitShare = 1;
        return Customer.ChangesSync.RunAsync(SyncSource.From(rows), bucket, _state, options, TestFolder.Stop);
    }

    private JsonElement[] Manifests() => [.. _s3.Objects.Where(found => found.Key.Contains("/_manifests/", StringComparison.Ordinal)).OrderBy(found => found.Key, StringComparer.Ordinal).Select(found => JsonDocument.Parse(found.Value).RootElement)];

    private string Text(JsonElement manifest, string change)
        => Encoding.UTF8.GetString(_s3.Objects[$"exports/daily/{manifest.GetProperty("files").EnumerateArray().Single(file => file.GetProperty("change").GetString() == change).GetProperty("path").GetString()}"]);

    /// <summary>Every named object is there and whole.</summary>
    private void CheckVisible()
    {
        foreach (var file in Manifests().SelectMany(manifest => manifest.GetProperty("files").EnumerateArray()))
        {
            Assert.Equal(file.GetProperty("sha256").GetString(), TestFolder.Hash(_s3.Objects[$"exports/daily/{file.GetProperty("path").GetString()}"]));
        }
    }

    /// <summary>Nothing but what is named is there, and nothing is half uploaded.</summary>
    private void Check(int orphans = 0)
    {
        CheckVisible();
        Assert.Equal(Manifests().Length + Manifests().Sum(manifest => manifest.GetProperty("files").GetArrayLength()), _s3.Objects.Count);
        Assert.Equal(orphans, _s3.Uploads);
    }

    /// <summary>What the chain of differences adds up to.</summary>
    private string[] Contents()
    {
        var rows = new SortedDictionary<int, string>();
        string? at = null;
        for (var left = Manifests().ToList(); left.Count > 0;)
        {
            var next = Assert.Single(left, manifest => manifest.GetProperty("previous").GetString() == at);
            left.Remove(next);
            at = next.GetProperty("commit").GetString();
            foreach (var cells in Rows(next, "removed")) Assert.True(rows.Remove(int.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture)));
            foreach (var cells in Rows(next, "added")) rows.Add(int.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture), cells[1]);
            foreach (var cells in Rows(next, "changed")) rows[int.Parse(cells[0], System.Globalization.CultureInfo.InvariantCulture)] = cells[1];
        }

        return [.. rows.Select(row => $"{row.Key} {row.Value}")];
    }

    private IEnumerable<string[]> Rows(JsonElement manifest, string change) => Text(manifest, change).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(','));
}
