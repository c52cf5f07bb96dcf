using Xunit;

namespace Syncline.Files.Tests;

public sealed class CsvTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FileCompression.None)]
    [InlineData(FileCompression.Gzip)]
    [InlineData(FileCompression.Zstd)]
    public async Task Every_kind_of_column_is_read_back_by_DuckDB(FileCompression compression)
    {
        var file = await Deliver.SnapshotAsync<AllKinds, AllKinds.Key>(_folder, FileFormat.Csv(new() { Compression = compression }), Extremes.Rows);
        var read = DuckKinds.Read($"read_csv({Duck.Quote(file)}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', allow_quoted_nulls = false, max_line_size = 4000000, columns = {DuckKinds.TextColumns})");
        Assert.Equal(DuckKinds.Comparable(Extremes.Rows), DuckKinds.Comparable(read));
    }

    [Fact]
    public async Task Null_that_is_a_word_is_told_from_the_text_by_quotes()
    {
        var format = FileFormat.Csv(new() { Null = "NULL", Header = false, NewLine = "\n" });
        var file = await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, format, [new(1, null, "NULL"), new(2, "", "null")]);
        Assert.Equal("1,NULL,\"NULL\"\n2,\"\",null\n", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_number_that_looks_like_null_is_quoted()
    {
        var file = await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, FileFormat.Csv(new() { Null = "0", Header = false, NewLine = "\n" }), [new(0, null, "0")]);
        Assert.Equal("\"0\",0,\"0\"\n", File.ReadAllText(file));
    }

    [Fact]
    public async Task Text_is_quoted_where_RFC_4180_asks_for_it_and_where_blanks_would_be_lost()
    {
        var format = FileFormat.Csv(new() { Header = false });
        var file = await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, format, [new(1, "a,b", "a;b"), new(2, "say \"a\"", "\""), new(3, "a\rb", "a\nb"), new(4, " a", "a ")]);
        Assert.Equal("1,\"a,b\",a;b\r\n2,\"say \"\"a\"\"\",\"\"\"\"\r\n3,\"a\rb\",\"a\nb\"\r\n4,\" a\",\"a \"\r\n", File.ReadAllText(file));
    }

    [Fact]
    public async Task Another_delimiter_is_quoted_wherever_it_stands()
    {
        var file = await Deliver.SnapshotAsync<AllKinds, AllKinds.Key>(_folder, FileFormat.Csv(new() { Header = false, Delimiter = ':', NewLine = "\n" }), [Extremes.Rows[1] with { Text = "a:b" }]);
        Assert.Equal("2:true:0:0:0:0:0:0:0:0:a:0:0:0:\"a:b\":\"\":00000000-0000-0000-0000-000000000000:\"2000-01-01T00:00:00.0000000\":\"2000-01-01T00:00:00.0000000+00:00\":2000-01-01:\"00:00:00.0000000\":\"00:00:00\"\n", File.ReadAllText(file));
    }

    [Fact]
    public async Task Every_digit_and_tick_is_written()
    {
        var file = await Deliver.SnapshotAsync<AllKinds, AllKinds.Key>(_folder, FileFormat.Csv(new() { Header = false, NewLine = "\n" }), Extremes.Finest);
        Assert.Equal(
            "6,,,,,,,,,,,,,79228162514264337593543950335,,,,9999-12-31T23:59:59.9999999,9999-12-31T23:59:59.9999999+00:00,,23:59:59.9999999,10675199.02:48:05.4775807\n"
            + "7,,,,,,,,,,\0,,,-0.0000000000000000000000000001,nul \0 and \u0001,,,0001-01-01T00:00:00.0000000,0001-01-01T00:00:00.0000000+00:00,0001-01-01,00:00:00.0000001,-10675199.02:48:05.4775808\n"
            + "8,,,,,,,,,,,,,1.50,,,,2026-01-01T01:02:03.0000007Z,2026-01-01T01:02:03.0000001+14:00,,,-00:00:00.0000001\n",
            File.ReadAllText(file));
    }

    [Fact]
    public async Task Formulas_are_guarded_where_that_is_asked_for()
    {
        Customer[] rows = [new(-1, "=1+1", "+1"), new(2, "-a", "@b"), new(3, "\tc", "a=b"), new(4, "=\"a\",b", "")];
        var plain = await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, FileFormat.Csv(new() { Header = false, NewLine = "\n" }), rows);
        Assert.Equal("-1,=1+1,+1\n2,-a,@b\n3,\tc,a=b\n4,\"=\"\"a\"\",b\",\"\"\n", File.ReadAllText(plain));
        var guarded = await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, FileFormat.Csv(new() { Header = false, NewLine = "\n", GuardFormulas = true }), rows);
        Assert.Equal("-1,'=1+1,'+1\n2,'-a,'@b\n3,'\tc,a=b\n4,\"'=\"\"a\"\",b\",\"\"\n", File.ReadAllText(guarded));
    }

    [Fact]
    public async Task Names_of_columns_are_no_formulas()
    {
        var state = new InMemoryStateStore();
        var lake = new FileFolder(_folder.Lake, FileFormat.Csv(new() { GuardFormulas = true, NewLine = "\n" })) { CreateIfMissing = true, MirrorName = "all.csv" };
        Assert.Equal(SyncStatus.Succeeded, (await Reading.LakeSync.RunAsync(SyncSource.From<Reading>([new(1, "2020"), new(2, "=1")]), lake, state, null, TestFolder.Stop)).Status);
        Assert.Equal("Id,@timestamp\n1,2020\n2,'=1\n", _folder.Text("all.csv"));
        // Who has the key twice is held back, and its record stays as it was.
        await Reading.LakeSync.RunAsync(SyncSource.From<Reading>([new(1, "a"), new(1, "b"), new(2, "=2")]), lake, state, null, TestFolder.Stop);
        Assert.Equal(["Id,@timestamp", "1,2020", "2,'=2"], _folder.Text("all.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).OrderBy(static line => line[0] != 'I'));
    }

    [Fact]
    public async Task A_text_that_begins_like_a_byte_order_mark_is_quoted()
    {
        var file = await Deliver.SnapshotAsync<Note, Note.Key>(_folder, FileFormat.Csv(new() { Header = false, NewLine = "\n" }), [new("\uFEFFa", "b"), new("c", null)]);
        Assert.Equal([.. "\"\uFEFFa\",b\nc,\n"u8], File.ReadAllBytes(file));
    }

    [Fact]
    public async Task A_guarded_text_is_not_taken_for_null()
    {
        var file = await Deliver.SnapshotAsync<Customer, Customer.Key>(_folder, FileFormat.Csv(new() { Header = false, NewLine = "\n", GuardFormulas = true, Null = "'-" }), [new(1, "-", null), new(2, "'-", "--")]);
        Assert.Equal("1,\"'-\",'-\n2,\"'-\",'--\n", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_byte_order_mark_comes_first_where_that_is_asked_for()
    {
        var file = await Deliver.SnapshotAsync<Patch, Patch.Key>(_folder, FileFormat.Csv(new() { ByteOrderMark = true }), [new(1, "a", null, Tier.Pro)]);
        Assert.Equal([0xEF, 0xBB, 0xBF, .. "Id,\"e \"\"mail\"\"\",Note,Tier\r\n1,a,,Pro\r\n"u8], File.ReadAllBytes(file));
    }

    [Fact]
    public async Task A_row_with_half_of_a_surrogate_pair_is_rejected_and_the_others_are_written()
    {
        var report = await Customer.LakeSync.RunAsync(SyncSource.From([new Customer(1, "a", "\uD800"), new Customer(2, "\uDC00\uD800", null), new Customer(3, "\uD83D\uDE00", "c")]), Deliver.Lake(_folder, FileFormat.Csv()), new InMemoryStateStore(), null, TestFolder.Stop);
        Assert.Equal((SyncStatus.Incomplete, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("The text of column Name holds half of a surrogate pair, which UTF-8 has no form for. Correct it in the source.", report.Troubled[0].Reason);
        Assert.Contains("column Email", report.Troubled[1].Reason, StringComparison.Ordinal);
        Assert.Equal("Id,Email,Name\r\n3,\U0001F600,c\r\n", _folder.Text(_folder.Data().Single()));
    }

    [Fact]
    public void A_guard_that_writes_delimiters_is_refused()
        => Assert.Contains("GuardFormulas puts an apostrophe before a formula, and the delimiter is one.", Assert.Throws<ArgumentException>(() => FileFormat.Csv(new() { Delimiter = '\'', GuardFormulas = true })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('a')]
    [InlineData('1')]
    [InlineData('-')]
    [InlineData('.')]
    [InlineData('é')]
    public void A_delimiter_that_stands_in_values_is_refused(char delimiter)
        => Assert.Contains($"The delimiter '{delimiter}' can't part fields", Assert.Throws<ArgumentException>(() => FileFormat.Csv(new() { Delimiter = delimiter })).Message, StringComparison.Ordinal);

    [Fact]
    public void Options_that_cannot_be_meant_are_refused()
    {
        Assert.Contains("Null can't be written as 'a,b'", Assert.Throws<ArgumentException>(() => FileFormat.Csv(new() { Null = "a,b" })).Message, StringComparison.Ordinal);
        Assert.Contains("A line ends with", Assert.Throws<ArgumentException>(() => FileFormat.Csv(new() { NewLine = "\r" })).Message, StringComparison.Ordinal);
        Assert.Contains("There is no such compression", Assert.Throws<ArgumentOutOfRangeException>(() => FileFormat.Csv(new() { Compression = (FileCompression)9 })).Message, StringComparison.Ordinal);
    }
}
