using System.Diagnostics;
using System.Text;
using Xunit;

namespace Syncline.Files.Tests;

/// <summary>Which files are read, and what becomes of one that is not as it should be.</summary>
public sealed class SourceFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Csv(params int[] ids) => $"Id,Email,Name\n{string.Concat(ids.Select(id => $"{id},a,b\n"))}";

    private async Task<IEnumerable<int>> Ids(string pattern, CsvReadOptions? options = null) => [.. (await Read.RowsAsync(CsvSource.Read<Customer>(_folder[pattern], options))).Select(row => row.Id)];

    [Fact]
    public async Task A_pattern_reads_its_files_in_ordinal_order_of_their_paths()
    {
        foreach (var (name, id) in new[] { ("in/b.csv", 3), ("in/B.csv", 1), ("in/a10.csv", 2), ("in/.hidden.csv", 9), ("in/b.txt", 9), ("in/deep/a.csv", 4), ("in/deep/er/z.csv", 5), ("in/.syncline/x.csv", 9), ("other/a.csv", 6) }) _folder.Write(name, Csv(id));
        Assert.Equal([1, 2, 3], await Ids("in/*.csv"));
        Assert.Equal([2], await Ids("in/a??.csv"));
        Assert.Equal([1, 2, 3, 4, 5], await Ids("in/**/*.csv"));
        Assert.Equal([1, 2, 3, 4, 5, 6], await Ids("**/*.csv"));
        Assert.Equal([4], await Ids("*/deep/*.csv"));
        Assert.Equal([4], await Ids("in/d*p/a.csv"));
        Assert.Equal([5], await Ids("**/er/**"));
        Assert.Equal([9], await Ids("in/.h*.csv"));
    }

    [Fact]
    public async Task A_file_whose_name_has_a_wildcard_is_read_by_it()
    {
        _folder.Write("a*.csv", Csv(1));
        _folder.Write("ab.csv", Csv(2));
        Assert.Equal([1], await Ids("a*.csv"));
    }

    [Fact]
    public async Task A_link_to_a_folder_above_is_not_followed_for_ever()
    {
        _folder.Write("in/a.csv", Csv(1));
        Directory.CreateSymbolicLink(_folder["in/up"], _folder.Path);
        Assert.Equal([1], await Ids("in/**/*.csv"));
    }

    [Fact]
    public async Task No_match_is_an_error_unless_it_is_allowed()
    {
        Assert.Equal(
            $"No file matches {_folder["*.csv"]}, seen from {Environment.CurrentDirectory}. Correct the pattern, or set AllowNoMatch where there may be none.",
            await Read.OpeningFails(CsvSource.Read<Customer>(_folder["*.csv"])));
        Assert.Empty(await Ids("*.csv", new() { AllowNoMatch = true }));
        Assert.Equal($"There is no file {_folder["x.csv"]}. Correct the path, or write * where names vary.", await Read.OpeningFails(CsvSource.Read<Customer>(_folder["x.csv"], new() { AllowNoMatch = true })));
    }

    [Theory]
    [InlineData("lost.csv")]
    [InlineData("*.csv")]
    public async Task A_link_that_leads_nowhere_is_named(string pattern)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets not every account make links.");
        File.CreateSymbolicLink(_folder["lost.csv"], "gone/a.csv");
        Assert.Equal($"{_folder["lost.csv"]} is a link to gone/a.csv, which is not there. Create or mount what it leads to, or remove the link.", await Read.OpeningFails(CsvSource.Read<Customer>(_folder[pattern])));
    }

    [Fact]
    public async Task A_folder_is_no_file()
        => Assert.EndsWith("It is a folder; write which of its files are meant, as in folder/*.csv.", await Read.OpeningFails(CsvSource.Read<Customer>(_folder.Path)));

    [Fact]
    public async Task A_pipe_is_no_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a pipe is not told from a file before it is opened.");
        using (var made = Process.Start("mkfifo", _folder["pipe"])) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        // Nobody writes to it: to open it would wait for ever.
        var message = await Read.OpeningFails(CsvSource.Read<Customer>(_folder["pipe"]));
        Assert.Equal($"{_folder["pipe"]} is a pipe or a device, and not a file that can be read twice. Give a function that opens it, and a name: Read(() => File.OpenRead(\"…\"), \"…\").", message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_whose_size_the_system_does_not_know_is_not_taken_for_empty(bool isCsv)
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "There is no /proc.");
        const string Path = "/proc/self/status";
        var message = await Read.OpeningFails(isCsv ? CsvSource.Read<Customer>(Path) : JsonLinesSource.Read<Customer>(Path));
        Assert.Equal($"The file {Path} has no bytes by its size, and has some when it is read: it is no file of a disk. Give a function that opens it, and a name: Read(() => File.OpenRead(\"…\"), \"…\").", message);
    }

    [Fact]
    public async Task Every_file_is_checked_before_the_first_row_and_each_is_named()
    {
        _folder.Write("1.csv", Csv(1));
        _folder.Write("2.csv", "Id,Email\n");
        _folder.Write("3.csv", "Id,Email,Name,Age\n");
        var message = await Read.OpeningFails(CsvSource.Read<Customer>(_folder["*.csv"]));
        Assert.Contains($"The columns of {_folder["2.csv"]} don't fit the model Syncline.Files.Tests.Customer; missing: Name (", message);
        Assert.Contains($"The columns of {_folder["3.csv"]} don't fit the model Syncline.Files.Tests.Customer; surplus: Age (", message);
        Assert.DoesNotContain("1.csv", message);
    }

    [Fact]
    public async Task Of_many_files_that_do_not_fit_ten_are_named()
    {
        for (var i = 0; i < 13; i++) _folder.Write($"{i:00}.csv", "Id\n");
        var message = await Read.OpeningFails(CsvSource.Read<Customer>(_folder["*.csv"]));
        Assert.EndsWith("And 3 more files can't be read.", message);
        Assert.Contains("09.csv", message);
        Assert.DoesNotContain("10.csv", message);
    }

    [Fact]
    public async Task Errors_name_the_file_and_its_own_lines()
    {
        _folder.Write("1.csv", Csv(1, 2));
        _folder.Write("2.csv", "Name,Id,Email\nx,3,a\ny,z,b\n");
        var rows = await Read.EncodedAsync(CsvSource.Read<Customer>(_folder["*.csv"]));
        Assert.Equal(4, rows.Count);
        Assert.Contains($"in line 3 of {_folder["2.csv"]} holds the text 'z'", rows[3]);
    }

    [Theory]
    [InlineData("c.csv.gz")]
    [InlineData("c.csv.zst")]
    [InlineData("c.csv.ZST")]
    public async Task A_compressed_file_is_read_as_its_name_says(string name)
    {
        var written = _folder.Write($"written{Path.GetExtension(name).ToLowerInvariant()}", Csv([.. Enumerable.Range(0, 50_000)]));
        File.Move(written, _folder[name]);
        Assert.Equal(Enumerable.Range(0, 50_000), await Ids(name));
    }

    [Theory]
    [InlineData("c.csv.gz")]
    [InlineData("c.csv.zst")]
    [InlineData("c.jsonl.gz")]
    [InlineData("c.jsonl.zst")]
    public async Task A_compressed_file_without_its_end_ends_the_run_wherever_it_is_cut(string name)
    {
        var isCsv = name.Contains("csv", StringComparison.Ordinal);
        var random = new Random(5);
        var text = isCsv ? Csv([.. Enumerable.Range(0, 3_000).Select(_ => random.Next())]) : string.Concat(Enumerable.Range(0, 3_000).Select(i => $"{{\"Id\":{random.Next()},\"Email\":null,\"Name\":null}}\n"));
        var whole = File.ReadAllBytes(_folder.Write(name, text));
        for (var length = 0; length < whole.Length; length += length < 30 || length > whole.Length - 30 ? 1 : 997)
        {
            File.WriteAllBytes(_folder[name], whole[..length]);
            var failure = await Assert.ThrowsAsync<SourceException>(async () => await Read.EncodedAsync(isCsv ? CsvSource.Read<Customer>(_folder[name]) : JsonLinesSource.Read<Customer>(_folder[name])));
            Assert.StartsWith($"{_folder[name]} is ", failure.Message);
        }
    }

    [Fact]
    public async Task A_gzip_file_may_consist_of_several()
    {
        File.WriteAllBytes(_folder["c.csv.gz"], [.. Read.Gzip(Encoding.UTF8.GetBytes(Csv(1))), .. Read.Gzip([]), .. Read.Gzip("2,a,b\n"u8.ToArray())]);
        Assert.Equal([1, 2], await Ids("c.csv.gz"));
    }

    [Fact]
    public async Task A_file_that_is_not_compressed_as_its_name_says_is_told()
    {
        File.WriteAllText(_folder["c.csv.gz"], Csv(1));
        Assert.Equal($"{_folder["c.csv.gz"]} is no whole gzip file: it is damaged, its end is missing, or it is none at all. Write it anew, or set Compression to what it is.", await Read.OpeningFails(CsvSource.Read<Customer>(_folder["c.csv.gz"])));
        File.WriteAllText(_folder["c.csv.zst"], Csv(1));
        Assert.StartsWith($"{_folder["c.csv.zst"]} is damaged, or its end is missing: ", await Read.OpeningFails(CsvSource.Read<Customer>(_folder["c.csv.zst"])));
    }

    [Theory]
    [InlineData("append")]
    [InlineData("cut")]
    [InlineData("rewrite")]
    public async Task A_file_that_changes_while_it_is_read_ends_the_run(string change)
    {
        var path = _folder.Write("c.csv", Csv([.. Enumerable.Range(0, 100_000)]));
        File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await using var cursor = await CsvSource.Read<Customer>(path).OpenAsync(Read.Stop);
        Assert.True(await cursor.ReadAsync(Read.Stop));
        if (change == "append") File.AppendAllText(path, "1,a,b\n");
        else if (change == "cut") using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(200_000);
        else using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.WriteByte((byte)'I');
        var failure = await Assert.ThrowsAsync<SourceException>(async () =>
        {
            while (await cursor.ReadAsync(Read.Stop))
            {
            }
        });
        Assert.StartsWith($"The file {path} changed while it was read: it had ", failure.Message);
        Assert.EndsWith("Let it be written under another name and renamed when it is complete, and run again.", failure.Message);
    }

    [Fact]
    public async Task A_file_of_a_pattern_that_changes_before_its_turn_ends_the_run()
    {
        _folder.Write("1.csv", Csv(1));
        _folder.Write("2.csv", Csv(2));
        await using var cursor = await CsvSource.Read<Customer>(_folder["*.csv"]).OpenAsync(Read.Stop);
        Assert.True(await cursor.ReadAsync(Read.Stop));
        File.Delete(_folder["2.csv"]);
        Assert.Equal($"The file {_folder["2.csv"]} was there when the run began, and is gone.", (await Assert.ThrowsAsync<SourceException>(async () => await cursor.ReadAsync(Read.Stop))).Message);
    }

    [Fact]
    public async Task A_file_that_is_replaced_by_another_of_its_name_is_read_as_it_was()
    {
        var path = _folder.Write("c.csv", Csv([.. Enumerable.Range(0, 100_000)]));
        await using var cursor = await CsvSource.Read<Customer>(path).OpenAsync(Read.Stop);
        File.Move(_folder.Write("new.csv", Csv(1)), path, overwrite: true);
        var rows = 0;
        while (await cursor.ReadAsync(Read.Stop)) rows++;
        Assert.Equal(100_000, rows);
    }

    [Fact]
    public async Task A_stream_is_opened_once_a_run_and_disposed_of()
    {
        var opened = new List<SlowStream>();
        var source = CsvSource.Read<Customer>(
            () =>
            {
                opened.Add(new SlowStream(Encoding.UTF8.GetBytes(Csv([.. Enumerable.Range(0, 500)]))));
                return opened[^1];
            },
            "the warehouse");
        Assert.Equal("CSV stream the warehouse", source.Name);
        Assert.Equal(500, (await Read.RowsAsync(source)).Count);
        Assert.True(Assert.Single(opened).IsDisposed);
        Assert.Equal(500, (await Read.EncodedAsync(JsonLinesSource.Read<Customer>(() => new SlowStream(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 500).Select(i => $"{{\"Id\":{i},\"Email\":null,\"Name\":null}}\n")))), "s"))).Count);
        Assert.Equal(500, (await Read.RowsAsync(CsvSource.Read<Customer>(() => new SlowStream(Read.Gzip(Encoding.UTF8.GetBytes(Csv([.. Enumerable.Range(0, 500)])))), "s.gz"))).Count);
    }

    [Fact]
    public async Task A_stream_that_fails_ends_the_run_with_its_words()
    {
        Assert.Equal("s could not be read after 2 rows: The cable was cut.", await Read.ReadingFails(CsvSource.Read<Customer>(() => new SlowStream(Encoding.UTF8.GetBytes(Csv(1, 2) + new string('3', 80_000)), failsAtEnd: true), "s")));
        Assert.Equal("What opens s gave no stream. Return one that can be read.", await Read.OpeningFails(CsvSource.Read<Customer>(() => null!, "s")));
        Assert.Equal("s could not be read: No.", await Read.OpeningFails(CsvSource.Read<Customer>(() => throw new IOException("No"), "s")));
    }

    [Fact]
    public async Task A_cancelled_read_stops()
    {
        using var stop = new CancellationTokenSource();
        await using var cursor = await CsvSource.Read<Customer>(_folder.Write("c.csv", Csv(1, 2))).OpenAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cursor.ReadAsync(stop.Token));
    }

    [Fact]
    public async Task An_unreadable_row_fails_the_run_or_is_held_back_and_removes_nothing()
    {
        var state = new InMemoryStateStore();
        var crm = new InMemoryDestination();
        _folder.Write("c.csv", "Id,Name,Secret,Age\n1,a,s,1\n2,b,s,2\n");
        Assert.Equal(SyncStatus.Succeeded, (await Person.Sync.RunAsync(CsvSource.Read<Person>(_folder["c.csv"]), crm, state, cancellationToken: Read.Stop)).Status);
        _folder.Write("c.csv", "Id,Name,Secret,Age\n1,a,s,x\n3,c\"d,s,3\n4,e,s,4\n");
        var failed = await Person.Sync.RunAsync(CsvSource.Read<Person>(_folder["c.csv"]), crm, state, cancellationToken: Read.Stop);
        Assert.Equal(SyncStatus.Failed, failed.Status);
        Assert.Contains($"Row 1: Column Age of the row (Id = 1) in line 2 of {_folder["c.csv"]} holds the text 'x'", failed.Message);
        var held = await Person.Sync.RunAsync(CsvSource.Read<Person>(_folder["c.csv"]), crm, state, new SyncOptions { UnreadableRows = UnreadableRows.HoldBack }, Read.Stop);
        Assert.Equal(SyncStatus.Incomplete, held.Status);
        Assert.Equal((2, 1, 0), (held.Counts.NullKey, held.Counts.Added, held.Counts.Removed));
        Assert.Equal(2, held.InvalidRows.Length);
    }

    /// <summary>A stream that gives a few bytes at a time, and not at once.</summary>
    private sealed class SlowStream(byte[] bytes, bool failsAtEnd = false) : MemoryStream(bytes)
    {
        public bool IsDisposed { get; private set; }

        public override bool CanSeek => false;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            var read = await base.ReadAsync(buffer[..Math.Min(buffer.Length, 61)], cancellationToken);
            return read == 0 && failsAtEnd ? throw new IOException("The cable was cut") : read;
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
