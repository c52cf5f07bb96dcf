using Xunit;

namespace Syncline.Files.Tests;

/// <summary>Mode All: one file that each run replaces.</summary>
public sealed class MirrorTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly InMemoryStateStore _state = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("parquet")]
    public async Task The_file_holds_exactly_the_rows_and_what_is_gone_is_counted(string form)
    {
        var format = Format(form);
        Assert.Equal((2L, 0L), Counts(await RunAsync(format, new(1, "a", null), new(2, "b", ""))));
        Assert.Equal((2L, 1L), Counts(await RunAsync(format, new(2, "B", ""), new(3, "c", null))));
        Assert.Equal([$"Syncline.Files.Tests.Customer-All.{form}"], _folder.Data());
        Assert.Equal([new(2, "B", ""), new(3, "c", null)], await RowsAsync(format));
        Assert.Equal(2, _folder.Manifests().Length);
        var named = _folder.Json(_folder.Manifests()[1]).GetProperty("files")[0];
        Assert.Equal(TestFolder.Hash(_folder.Bytes(_folder.Data()[0])), named.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Records_of_rows_that_are_held_back_or_rejected_stay_as_they_were()
    {
        var format = FileFormat.Csv();
        await RunAsync(format, new(1, "a", null), new(2, "b", null), new(3, "c", null));
        var report = await RunAsync(format, new(1, "x", null), new(1, "y", null), new(2, "\uD800", null), new(4, "d", null));
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L, 2L), (report.Status, report.Counts.Rejected, report.Counts.Foreign, report.Counts.Invalid));
        Assert.Equal([new(1, "a", null), new(2, "b", null), new(4, "d", null)], (await RowsAsync(format)).OrderBy(row => row.Id));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("parquet")]
    public async Task A_local_time_in_a_key_is_rejected_for_it_would_be_read_back_as_another(string form)
    {
        var report = await MomentsAsync(Format(form), new(new(2026, 1, 1, 10, 0, 0, DateTimeKind.Local), "a"), new(new(2026, 1, 2, 10, 0, 0, DateTimeKind.Utc), "b"), new(new(2026, 1, 3, 10, 0, 0), "c"));
        Assert.Equal((2L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("its key has a local time in At, which is another when it is read back from the file of mode All. Give it in UTC, or without a kind", report.Troubled.Single().Reason);
        // And the others are found again, held back or not.
        var next = await MomentsAsync(Format(form), new(new(2026, 1, 2, 10, 0, 0, DateTimeKind.Utc), "x"), new(new(2026, 1, 2, 10, 0, 0, DateTimeKind.Utc), "y"), new(new(2026, 1, 3, 10, 0, 0), "c"));
        Assert.Equal((1L, 0L, 2L), (next.Counts.Succeeded, next.Counts.Foreign, next.Counts.Invalid));
    }

    [Fact]
    public async Task Times_that_are_cut_are_refused_in_a_key()
    {
        var report = await MomentsAsync(FileFormat.Parquet(new() { Times = ParquetTimes.MicrosecondsCut }), new Moment(new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), "a"));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.EndsWith("MicrosecondsCut changes times, so that a record can't be found by a key that is one. Set Times to Nanoseconds or Microseconds for mode All, or deliver snapshots.", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_would_take_too_much_out_of_the_file_is_stopped_and_leaves_it()
    {
        await RunAsync(FileFormat.Csv(), [.. Enumerable.Range(1, 30).Select(id => new Customer(id, null, null))]);
        var before = _folder.Bytes(_folder.Data()[0]);
        var report = await RunAsync(FileFormat.Csv(), new Customer(31, null, null));
        Assert.Equal((SyncStatus.Stopped, "Foreign"), (report.Status, report.Guard?.Guard));
        Assert.Equal(before, _folder.Bytes(_folder.Data()[0]));
        Assert.Equal(2, _folder.Tree().Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_manifest_that_sorts_last_is_the_newest_one_though_the_clock_was_set_back(bool died)
    {
        var now = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        Task<SyncReport> RunAtAsync(DateTimeOffset time, string email, string? dies = null) => Customer.AllSync.RunAsync(
            SyncSource.From([new Customer(1, email, null)]),
            new FileFolder(_folder.Lake, FileFormat.Csv())
            {
                CreateIfMissing = true,
                Reached = step =>
                {
                    if (step == dies) throw new InvalidOperationException("It died.");
                },
            },
            _state,
            new() { TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(time) },
            TestFolder.Stop);
        Assert.Equal(died ? SyncStatus.Failed : SyncStatus.Succeeded, (await RunAtAsync(now.AddDays(1), "a", died ? "shown" : null)).Status);
        var second = await RunAtAsync(now, "b");
        var third = await RunAtAsync(now.AddHours(1), "c");
        Assert.Equal((SyncStatus.Succeeded, SyncStatus.Succeeded), (second.Status, third.Status));
        var manifests = _folder.Manifests().Select(_folder.Json).ToArray();
        Assert.Equal([second.RunId, third.RunId], manifests[1..].Select(manifest => manifest.GetProperty("run").GetString()));
        Assert.Equal([null, .. manifests[..^1].Select(manifest => manifest.GetProperty("commit").GetString())], manifests.Select(manifest => manifest.GetProperty("previous").GetString()));
        Assert.Equal(TestFolder.Hash(_folder.Bytes(_folder.Data().Single())), manifests[2].GetProperty("files")[0].GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_not_replaced()
    {
        await RunAsync(FileFormat.Csv(), new Customer(1, null, null));
        var file = Path.Combine(_folder.Lake, _folder.Data()[0]);
        await File.WriteAllTextAsync(file, "Id,Email,Name\r\nx,,\r\n", TestFolder.Stop);
        var report = await RunAsync(FileFormat.Csv(), new Customer(1, null, null));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.StartsWith("The file Syncline.Files.Tests.Customer-All.csv of mode All can't be read, so that it is not known which of its records would be lost:", report.Message, StringComparison.Ordinal);
        Assert.Equal("Id,Email,Name\r\nx,,\r\n", await File.ReadAllTextAsync(file, TestFolder.Stop));
    }

    [Fact]
    public async Task A_file_that_another_sync_replaces_is_refused_before_anything_is_read()
    {
        await RunAsync(FileFormat.Csv(), new Customer(1, null, null));
        var file = _folder.Data().Single();
        var other = new SyncDefinition("Other", "other", SyncType.Objects, SyncMode.All);
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv()) { MirrorName = file };
        Task<SyncReport> OtherAsync(IEnumerable<Customer> rows) => SyncEngine.RunAsync<Customer, Customer.Key>(other, SyncSource.From(rows), lake, _state, null, TestFolder.Stop);
        var report = await OtherAsync(Unread());
        var manifests = Path.Combine(_folder.Lake, "_manifests", "Syncline.Files.Tests.Customer-All");
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Equal($"{file} in {_folder.Lake} is the file of Syncline.Files.Tests.Customer/All, and other would replace it: each run of the one takes the rows of the other away. Give one of them a MirrorName of its own; where Syncline.Files.Tests.Customer/All is not run any more, delete {manifests}.", report.Message);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(FileFormat.Csv(), new Customer(1, null, null), new Customer(2, null, null))).Status);
        Directory.Delete(manifests, recursive: true);
        Assert.Equal(SyncStatus.Succeeded, (await OtherAsync([new Customer(1, null, null), new Customer(2, null, null)])).Status);
    }

    [Fact]
    public async Task A_file_that_another_syncs_first_run_showed_meanwhile_is_refused_too()
    {
        Task<SyncReport> AllAsync(string id, IEnumerable<Customer> rows)
            => SyncEngine.RunAsync<Customer, Customer.Key>(new("All", id, SyncType.Objects, SyncMode.All), SyncSource.From(rows), new FileFolder(_folder.Lake, FileFormat.Csv()) { CreateIfMissing = true, MirrorName = "all.csv" }, _state, null, TestFolder.Stop);
        IEnumerable<Customer> Meanwhile()
        {
            Assert.Equal(SyncStatus.Succeeded, Task.Run(() => AllAsync("one", [new Customer(1, null, null)])).GetAwaiter().GetResult().Status);
            yield return new Customer(2, null, null);
        }

        var report = await AllAsync("two", Meanwhile());
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.StartsWith($"all.csv in {_folder.Lake} is the file of one, and two would replace it", report.Message, StringComparison.Ordinal);
        Assert.Equal("Id,Email,Name\r\n1,,\r\n", await File.ReadAllTextAsync(Path.Combine(_folder.Lake, "all.csv"), TestFolder.Stop));
        Assert.Equal(SyncStatus.Succeeded, (await AllAsync("one", [new Customer(3, null, null)])).Status);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_file_is_named_before_anything_is_read()
    {
        var at = Path.Combine(_folder.Lake, "Syncline.Files.Tests.Customer-All.csv");
        Directory.CreateDirectory(at);
        var report = await Customer.AllSync.RunAsync(SyncSource.From(Unread()), Deliver.Lake(_folder, FileFormat.Csv()), _state, null, TestFolder.Stop);
        Assert.Equal((SyncStatus.Failed, $"{at} is a folder, and mode All replaces a file of that name. Move the folder away, or give MirrorName another name."), (report.Status, report.Message));
    }

    [Theory]
    [InlineData("all.csv")]
    [InlineData("out/all.csv")]
    public async Task A_link_that_leads_nowhere_is_named_before_anything_is_read(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets few accounts make links.");
        var link = Path.Combine(_folder.Lake, name.Split('/')[0]);
        Directory.CreateDirectory(_folder.Lake);
        File.CreateSymbolicLink(link, "/nowhere/at/all");
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv()) { MirrorName = name };
        var report = await Customer.AllSync.RunAsync(SyncSource.From(Unread()), lake, _state, null, TestFolder.Stop);
        Assert.Equal((SyncStatus.Failed, $"{link} is a link to /nowhere/at/all, which is not there. Create or mount what it leads to, or remove the link."), (report.Status, report.Message));
        Assert.Equal([link], Directory.GetFileSystemEntries(_folder.Lake));
    }

    [Fact]
    public async Task Errors_of_a_file_without_a_header_tell_of_no_option_that_the_destination_has_not()
    {
        var format = Format("csv");
        await RunAsync(format, new Customer(1, null, null));
        File.WriteAllText(Path.Combine(_folder.Lake, _folder.Data().Single()), "1;2\r\n");
        var report = await RunAsync(format, new Customer(1, null, null));
        Assert.Contains("has 2 fields, and the model 3.", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Columns", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_file_that_is_none_is_said_to_be_no_whole_gzip_file()
    {
        var format = FileFormat.Csv(new() { Compression = FileCompression.Gzip });
        await RunAsync(format, new Customer(1, null, null));
        File.WriteAllBytes(Path.Combine(_folder.Lake, _folder.Data().Single()), [0x1f, 0x8b, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        var report = await RunAsync(format, new Customer(1, null, null));
        Assert.Contains("Syncline.Files.Tests.Customer-All.csv.gz is no whole gzip file: it is damaged", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("archive", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_that_moved_in_a_file_without_a_header_are_found_before_anything_is_read()
    {
        var format = Format("csv");
        await RunAsync(format, new Customer(1, "a", "x"));
        var file = _folder.Data().Single();
        Task<SyncReport> SwappedAsync(IEnumerable<Swapped> rows) => Swapped.AllSync.RunAsync(SyncSource.From(rows), new FileFolder(_folder.Lake, format) { MirrorName = file }, _state, new() { RemovalLimitShare = 1 }, TestFolder.Stop);
        var report = await SwappedAsync(Unread<Swapped>());
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.StartsWith($"{file} in {_folder.Lake} has no header and was written with the columns Id (Int32), Email (Text), Name (Text), and the model has Id (Int32), Name (Text), Email (Text): what is kept of the file would come under other columns. Move the file away:", report.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder.Lake, file));
        Assert.Equal(SyncStatus.Succeeded, (await SwappedAsync([new(1, "x", "a")])).Status);
        Assert.Equal(SyncStatus.Succeeded, (await SwappedAsync([new(1, "y", "a")])).Status);
    }

    [Fact]
    public async Task A_sync_whose_id_makes_the_name_of_another_is_refused_before_anything_is_read()
    {
        await RunAsync(FileFormat.Csv(), new Customer(1, null, null));
        var before = _folder.Tree();
        var other = new SyncDefinition("Other", "Syncline.Files.Tests.Customer-All", SyncType.Objects, SyncMode.All);
        var report = await SyncEngine.RunAsync<Customer, Customer.Key>(other, SyncSource.From(Unread()), Deliver.Lake(_folder, FileFormat.Csv()), _state, null, TestFolder.Stop);
        Assert.Equal($"{_folder.Lake} has manifests of the sync Syncline.Files.Tests.Customer/All, and Syncline.Files.Tests.Customer-All is called the same in names of files: Syncline.Files.Tests.Customer-All. Give one of them another Id, or a folder or prefix of its own; where Syncline.Files.Tests.Customer/All is not run any more, move _manifests/Syncline.Files.Tests.Customer-All away.", report.Message);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Equal(before, _folder.Tree());
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("parquet")]
    public async Task Columns_that_come_and_go_do_not_stop_it(string form)
    {
        var format = form == "csv" ? FileFormat.Csv() : Format(form);
        await RunAsync(format, new(1, "a", "x"), new(2, "b", "y"), new(3, "c", "z"));
        Guest[] rows = [new(1, "A", 5), new(2, "one", null), new(2, "two", null)];
        var report = await Guest.AllSync.RunAsync(SyncSource.From(rows), new FileFolder(_folder.Lake, format) { MirrorName = _folder.Data().Single(), Names = "{run}.{ext}" }, _state, new() { RemovalLimitShare = 1 }, TestFolder.Stop);
        Assert.True(report.Status == SyncStatus.Incomplete, $"{report} {report.Message}");
        Assert.Equal((1L, 2L), (report.Counts.Foreign, report.Counts.Invalid));
        Assert.Equal([new Guest(1, "A", 5), new Guest(2, "b", null)], (await RowsAsync<Guest>(format)).OrderBy(row => row.Id));
    }

    [Theory]
    [InlineData("csv", "missing: Visits")]
    [InlineData("jsonl", "missing: Visits")]
    [InlineData("parquet", "missing: Visits")]
    public async Task A_new_column_that_is_not_nullable_stops_it_with_a_way_out(string form, string why)
    {
        var format = form == "csv" ? FileFormat.Csv() : Format(form);
        await RunAsync(format, new Customer(1, "a", "x"));
        var report = await Regular.AllSync.RunAsync(SyncSource.From([new Regular(1, "A", 5)]), new FileFolder(_folder.Lake, format) { MirrorName = _folder.Data().Single(), Names = "{run}.{ext}" }, _state, null, TestFolder.Stop);
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains(why, report.Message, StringComparison.Ordinal);
        Assert.Contains("Correct it, or move it away: the next run writes a whole one then, and what the file alone holds, of rows that are held back or rejected, is not in it.", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guard_against_formulas_is_refused_where_it_would_change_keys()
    {
        var sync = new SyncDefinition("All", "all", SyncType.Objects, SyncMode.All);
        var report = await SyncEngine.RunAsync<Product, Product.Key>(sync, SyncSource.From([new Product("=1", null)]), Deliver.Lake(_folder, FileFormat.Csv(new() { GuardFormulas = true })), _state, null, TestFolder.Stop);
        Assert.Contains("GuardFormulas changes texts, so that a record can't be found by a key that is one.", report.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Customer> Unread() => Unread<Customer>();

    private static IEnumerable<TModel> Unread<TModel>()
    {
        Assert.Fail("The source was read.");
        yield break;
    }

    private static FileFormat Format(string form) => form switch
    {
        "csv" => FileFormat.Csv(new() { Header = false, Null = "\\N", Delimiter = ';' }),
        "jsonl" => FileFormat.JsonLines(),
        _ => FileFormat.Parquet(),
    };

    private static (long Full, long Foreign) Counts(SyncReport report)
    {
        Assert.True(report.Status == SyncStatus.Succeeded, $"{report} {report.Message}");
        return (report.Counts.Full, report.Counts.Foreign);
    }

    private Task<List<Customer>> RowsAsync(FileFormat format) => RowsAsync<Customer>(format);

    private async Task<List<TModel>> RowsAsync<TModel>(FileFormat format)
        where TModel : ISyncModel<TModel>
    {
        var rows = new List<TModel>();
        await using var cursor = await format.Read<TModel>(() => File.OpenRead(Path.Combine(_folder.Lake, _folder.Data()[0])), "all").OpenAsync(TestFolder.Stop);
        while (await cursor.ReadAsync(TestFolder.Stop)) rows.Add(cursor.Current);
        return rows;
    }

    private Task<SyncReport> MomentsAsync(FileFormat format, params Moment[] rows) => Moment.AllSync.RunAsync(SyncSource.From(rows), Deliver.Lake(_folder, format), _state, null, TestFolder.Stop);

    private Task<SyncReport> RunAsync(FileFormat format, params Customer[] rows)
        => Customer.AllSync.RunAsync(SyncSource.From(rows), Deliver.Lake(_folder, format), _state, null, TestFolder.Stop);
}
