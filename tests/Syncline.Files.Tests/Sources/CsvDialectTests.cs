using Xunit;

namespace Syncline.Files.Tests;

public sealed class CsvDialectTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private async Task<List<Texts>> Rows(string text, CsvReadOptions? options = null) => await Read.RowsAsync(Source(text, options));

    private ISyncSource<Texts> Source(string text, CsvReadOptions? options = null) => CsvSource.Read<Texts>(_folder.Write("t.csv", text), options);

    [Fact]
    public async Task Quotes_hold_delimiters_quotes_and_line_ends()
        => Assert.Equal([new Texts(1, "a,b", "c\"d"), new Texts(2, "line\r\nfeed\n", "\"")], await Rows("Id,Required,Optional\r\n1,\"a,b\",\"c\"\"d\"\r\n2,\"line\r\nfeed\n\",\"\"\"\"\r\n"));

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    public async Task Lines_end_in_any_of_the_usual_ways_and_the_last_need_not(string end)
        => Assert.Equal([new Texts(1, "a", "b"), new Texts(2, "c", "d")], await Rows($"Id,Required,Optional{end}1,a,b{end}{end}2,c,d"));

    [Fact]
    public async Task An_empty_field_is_null_and_a_quoted_one_the_empty_text()
        => Assert.Equal([new Texts(1, "", null), new Texts(2, "", "")], await Rows("Id,Required,Optional\n1,,\n2,\"\",\"\"\n"));

    [Fact]
    public async Task With_a_text_for_null_an_empty_field_is_the_empty_text()
    {
        var options = new CsvReadOptions { Null = "\\N" };
        Assert.Equal([new Texts(1, "", ""), new Texts(2, "x", null), new Texts(3, "\\N", "\\N")], await Rows("Id,Required,Optional\n1,,\n2,x,\\N\n3,\"\\N\",\"\\N\"\n", options));
        Assert.Equal(
            $"Column Required of the row (Id = 1) in line 2 of {_folder["t.csv"]} holds '\\N', which is null, but the model says never null. Make the property nullable, or give it a value.",
            await Read.RowFails(Source("Id,Required,Optional\n1,\\N,\n", options)));
    }

    [Fact]
    public async Task Where_every_field_is_quoted_a_quoted_one_may_be_null_too()
        => Assert.Equal([new Texts(1, "", null)], await Rows("\"Id\",\"Required\",\"Optional\"\n\"1\",\"\",\"\"\n", new() { QuotedNull = true }));

    [Fact]
    public async Task With_no_text_for_null_nothing_is()
        => Assert.Equal([new Texts(1, "", "")], await Rows("Id,Required,Optional\n1,,\n", new() { Null = null }));

    [Fact]
    public async Task Another_delimiter_and_quote_are_read()
        => Assert.Equal([new Texts(1, "a,b", "it's;so")], await Rows("Id;Required;Optional\n1;a,b;'it''s;so'\n", new() { Delimiter = ';', Quote = '\'' }));

    [Fact]
    public async Task Without_quoting_a_quote_is_text()
        => Assert.Equal([new Texts(1, "\"a", "b\"\"")], await Rows("Id\tRequired\tOptional\n1\t\"a\tb\"\"\n", new() { Delimiter = '\t', Quote = null }));

    [Fact]
    public async Task Blanks_are_part_of_a_field_unless_they_are_trimmed()
    {
        Assert.Equal([new Texts(1, " a ", "b\t")], await Rows("Id,Required,Optional\n1, a ,b\t\n"));
        Assert.Equal([new Texts(1, "a", "b"), new Texts(2, " c ", null), new Texts(3, "", "")], await Rows("Id,Required,Optional\n1 , a ,b\t\n2,  \" c \" ,  \n3,, \"\" \n", new() { Trim = true }));
    }

    [Fact]
    public async Task A_line_that_begins_with_a_number_sign_is_a_row()
        => Assert.Contains("holds the text '#1', but an int is read from a whole number", await Read.RowFails(Source("Id,Required,Optional\n#1,a,b\n")));

    [Fact]
    public async Task Line_numbers_count_the_lines_within_quotes_and_the_empty_ones()
        => Assert.Contains($" in line 6 of {_folder["t.csv"]} ", (await Read.EncodedAsync(Source("Id,Required,Optional\n1,\"a\nb\nc\",d\n\n2x,a,b\n3,a,b\n")))[1]);

    [Fact]
    public async Task A_malformed_line_is_an_unreadable_row_and_the_next_is_read()
    {
        var rows = await Read.EncodedAsync(Source("Id,Required,Optional\n1,a\"b,c\n2,\"a\"b,c\n3,a,b\n"));
        Assert.Equal($"Line 2 of {_folder["t.csv"]} is malformed: a quote \" stands in a field that does not begin with one. Enclose the field in quotes and double the quote; for files without quoting set Quote to null.", rows[0]);
        Assert.Equal($"Line 3 of {_folder["t.csv"]} is malformed: something follows the quote \" that closes a field. Double quotes that stand for themselves.", rows[1]);
        Assert.Equal(3, rows.Count);
        Assert.DoesNotContain("malformed", rows[2]);
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_ends_the_run_for_it_swallows_what_follows()
        => Assert.Equal(
            $"{_folder["t.csv"]} ends within quotes: in the row that begins in line 3 a quote \" opens a field and none closes it. The file may be cut short, or the quote stands for itself: double it, and enclose the field.",
            await Read.ReadingFails(Source("Id,Required,Optional\n1,a,b\n2,\"a,b\n3,a,b\n")));

    [Fact]
    public async Task A_malformed_header_is_an_error()
        => Assert.StartsWith($"The header of {_folder["t.csv"]} is malformed: a quote \" stands in a field that does not begin with one.", await Read.OpeningFails(Source("Id,Req\"uired,Optional\n")));

    [Theory]
    [InlineData(1_000, 1_200)]
    [InlineData(300_000, 2_000_000)]
    public async Task A_row_that_is_too_long_ends_the_run(int limit, int length)
    {
        var text = $"Id,Required,Optional\n1,a,b\n2,{new string('x', length)},b\n";
        Assert.Equal(
            $"The row that begins in line 3 of {_folder["t.csv"]} has more than {limit} bytes. A quote that is never closed makes one row of many lines: correct it. Where rows are as long as that, raise MaxRowBytes.",
            await Read.ReadingFails(Source(text, new() { MaxRowBytes = limit })));
        Assert.Equal(length, (await Rows(text, new() { MaxRowBytes = length + 20 }))[1].Required.Length);
    }
}
