using System.Text;
using Xunit;

namespace Syncline.Files.Tests;

public sealed class CsvColumnTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ISyncSource<Customer> Source(string text, CsvReadOptions? options = null) => CsvSource.Read<Customer>(_folder.Write("c.csv", text), options);

    [Fact]
    public async Task Columns_are_matched_by_name_whatever_their_order_and_case()
        => Assert.Equal([new Customer(1, "a@b", "Ada"), new Customer(2, null, null)], await Read.RowsAsync(Source("name,EMAIL,iD\r\nAda,a@b,1\r\n,,2\r\n")));

    [Fact]
    public async Task Every_missing_surplus_and_repeated_column_is_named_in_one_error()
        => Assert.Equal(
            $"The columns of {_folder["c.csv"]} don't fit the model Syncline.Files.Tests.Customer; missing: Email, Name (add to the file, name the file's column with [SyncColumn], or take the property out of the model with [SyncIgnore]); "
            + "surplus: Mail, (column 4 has no name) (leave out of the file, add a property, or set AllowSurplusColumns); more than once: ID (keep one, or rename).",
            await Read.OpeningFails(Source("Id,ID,Mail,\r\n1,1,x,y\r\n")));

    [Fact]
    public async Task Surplus_columns_are_passed_over_where_they_are_allowed()
        => Assert.Equal([new Customer(1, "a", "b")], await Read.RowsAsync(Source("Id,Mail,Email,,Name\n1,x,a,\"y\n\",b\n", new() { AllowSurplusColumns = true })));

    [Fact]
    public async Task A_header_that_is_one_name_with_another_delimiter_in_it_is_told()
        => Assert.EndsWith("Its header is one name with ';' in it: the Delimiter may be that, and not ','.", await Read.OpeningFails(Source("Id;Email;Name\n1;a;b\n")));

    [Fact]
    public async Task Columns_are_taken_by_position_where_the_options_name_them()
        => Assert.Equal([new Customer(1, "a", "b"), new Customer(2, "c", null)], await Read.RowsAsync(Source("1,a,b\n2,c,\n", new() { Columns = ["Id", "email", "Name"] })));

    [Fact]
    public async Task Named_columns_are_matched_as_those_of_a_header_are()
        => Assert.Contains("missing: Name (", await Read.OpeningFails(Source("1,a\n", new() { Columns = ["Id", "Email"] })));

    [Fact]
    public async Task A_file_without_a_header_is_an_error_and_one_with_a_header_alone_has_no_rows()
    {
        Assert.Equal($"{_folder["c.csv"]} is empty: it has no line with the names of its columns. Write one, name the columns with Columns, or leave the file out.", await Read.OpeningFails(Source("")));
        Assert.Empty(await Read.RowsAsync(Source("Id,Email,Name")));
        Assert.Empty(await Read.RowsAsync(Source("", new() { Columns = ["Id", "Email", "Name"] })));
    }

    [Fact]
    public async Task A_row_with_more_or_fewer_fields_is_unreadable_and_the_next_is_read()
    {
        var rows = await Read.EncodedAsync(Source("Id,Email,Name\n1,a\n2,a,b,c\n3,a,b\n"));
        Assert.Equal($"Line 2 of {_folder["c.csv"]} has 2 fields, and the header 3. A text with a delimiter , in it has to stand in quotes.", rows[0]);
        Assert.Equal($"Line 3 of {_folder["c.csv"]} has 4 fields, and the header 3. A text with a delimiter , in it has to stand in quotes.", rows[1]);
        Assert.DoesNotContain("Line", rows[2]);
    }

    [Theory]
    [InlineData("\uFEFFId,Email,Name\n1,é,\n", null)]
    [InlineData("\uFEFFId,Email,Name\n1,é,\n", "utf-16")]
    [InlineData("\uFEFFId,Email,Name\n1,é,\n", "utf-16BE")]
    [InlineData("\uFEFFId,Email,Name\n1,é,\n", "utf-32")]
    [InlineData("\uFEFFId,Email,Name\n1,é,\n", "utf-32BE")]
    public async Task A_byte_order_mark_says_the_encoding_and_is_no_part_of_a_name(string text, string? encoding)
    {
        var path = _folder.Write("bom.csv", (encoding is null ? Encoding.UTF8 : Encoding.GetEncoding(encoding)).GetBytes(text));
        Assert.Equal([new Customer(1, "é", null)], await Read.RowsAsync(CsvSource.Read<Customer>(path, new() { Encoding = Encoding.Latin1 })));
    }

    [Fact]
    public async Task An_encoding_without_a_mark_is_read_as_the_options_say()
    {
        var path = _folder.Write("latin.csv", Encoding.Latin1.GetBytes("Id,Email,Name\n1,é,ß\n"));
        Assert.Equal([new Customer(1, "é", "ß")], await Read.RowsAsync(CsvSource.Read<Customer>(path, new() { Encoding = Encoding.Latin1 })));
        Assert.Equal($"Column Email of the row (Id = 1) in line 2 of {path} holds bytes that are no UTF-8, from byte 1 on (E9). Set Encoding to what the file was written in, or correct it.", await Read.RowFails(CsvSource.Read<Customer>(path)));
    }

    [Fact]
    public async Task Bytes_that_an_encoding_has_no_characters_for_end_the_run()
    {
        var path = _folder.Write("ascii.csv", Encoding.UTF8.GetBytes("Id,Email,Name\n1,é,ß\n"));
        Assert.Equal($"{path} holds bytes that its encoding has no characters for. Set Encoding to what it was written in.", await Read.OpeningFails(CsvSource.Read<Customer>(path, new() { Encoding = Encoding.ASCII })));
    }

    [Theory]
    [InlineData("x.csv.gz")]
    [InlineData("x.csv.zst")]
    public async Task A_compressed_file_under_a_plain_name_is_told(string name)
    {
        var bytes = File.ReadAllBytes(_folder.Write(name, "Id,Email,Name\n"));
        var path = _folder.Write("plain.csv", bytes);
        Assert.StartsWith($"{path} is compressed with ", await Read.OpeningFails(CsvSource.Read<Customer>(path)));
        Assert.Empty(await Read.RowsAsync(CsvSource.Read<Customer>(path, new() { Compression = name.EndsWith(".gz", StringComparison.Ordinal) ? FileCompression.Gzip : FileCompression.Zstd })));
    }

    [Fact]
    public void Options_that_can_not_be_meant_are_refused()
    {
        Refused(new() { Delimiter = '\n' }, "The delimiter U+000A can't part fields. Use an ASCII character that ends no line");
        Refused(new() { Delimiter = '→' }, "The delimiter U+2192 can't part fields.");
        Refused(new() { Quote = ',' }, "The quote ',' can't enclose fields.");
        Refused(new() { Quote = ' ' }, "The quote ' ' can't enclose fields.");
        Refused(new() { Delimiter = ' ', Trim = true }, "A blank that parts fields can't be cut off around them.");
        Refused(new() { Columns = [] }, "Columns names none.");
        Refused(new() { Columns = ["Id", ""] }, "Columns has a name that is empty.");
        Refused(new() { MaxRowBytes = 255 }, "must be greater than or equal to '256'");
        Refused(new() { Compression = (FileCompression)9 }, "There is no such compression.");
        Assert.Throws<ArgumentException>(() => CsvSource.Read<Customer>(" "));
        Assert.Throws<ArgumentException>(() => CsvSource.Read<Customer>("a\0b"));

        static void Refused(CsvReadOptions options, string words) => Assert.Contains(words, Assert.ThrowsAny<ArgumentException>(() => CsvSource.Read<Customer>("x.csv", options)).Message);
    }
}
