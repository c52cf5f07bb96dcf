using System.Text;
using Xunit;

namespace Syncline.Files.Tests;

public sealed class JsonLinesSourceTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ISyncSource<TModel> Source<TModel>(string text, JsonLinesReadOptions? options = null)
        where TModel : ISyncModel<TModel>
        => JsonLinesSource.Read<TModel>(_folder.Write("t.jsonl", text), options);

    /// <summary>A row of nulls but for one property.</summary>
    private ISyncSource<AllKinds> With(string column, string value)
        => Source<AllKinds>($"{{{string.Join(", ", Columns.Of<AllKinds>().Select(name => $"\"{name}\": {(name == column ? value : name == "Id" ? "42" : "null")}"))}}}\n");

    [Fact]
    public async Task Properties_are_matched_by_name_whatever_their_order_case_and_escapes()
        => Assert.Equal(
            [new Customer(1, "a@b", "Ada"), new Customer(2, null, "x"), new Customer(3, "", null)],
            await Read.RowsAsync(Source<Customer>("{\"Id\":1,\"Email\":\"a@b\",\"Name\":\"Ada\"}\r\n\r\n  \t\n{\"name\":\"x\", \"ID\" : 2 ,\"email\":null}\n{\"\\u0049d\":3,\"E\\u006dail\":\"\",\"Name\":null}")));

    [Fact]
    public async Task Every_missing_surplus_and_repeated_property_of_the_first_object_is_named_in_one_error()
        => Assert.Equal(
            $"The columns of {_folder["t.jsonl"]} don't fit the model Syncline.Files.Tests.Customer; missing: Email, Name (add to the file, name the file's column with [SyncColumn], or take the property out of the model with [SyncIgnore]); "
            + "surplus: Mail (leave out of the file, add a property, or set AllowSurplusColumns); more than once: ID (keep one, or rename).",
            await Read.OpeningFails(Source<Customer>("{\"Id\":1,\"ID\":1,\"Mail\":[{}]}\n")));

    [Theory]
    [InlineData("{\"Id\":2,\"Email\":null}", "has no property Name. Add it, as null say, or set MissingIsNull.")]
    [InlineData("{\"Email\":null,\"Name\":null}", "has no property Id. Add it.")]
    [InlineData("{\"Id\":2,\"Email\":null,\"Name\":null,\"Mail\":1}", "has the property 'Mail', which the model has not. Leave it out, add a property, or set AllowSurplusColumns.")]
    [InlineData("{\"Id\":2,\"Email\":null,\"Name\":null,\"id\":2}", "has the property Id twice. Leave one out.")]
    [InlineData("[1]", "holds an array. JSON Lines have an object a line, and no array around them.")]
    [InlineData("1", "holds a number. JSON Lines have an object a line, and no array around them.")]
    [InlineData("{\"Id\":2,\"Email\":null,\"Name\":null", "is no JSON at byte 33: Expected depth to be zero at the end of the JSON payload.")]
    [InlineData("{\"Id\":2,\"Email\":null,\"Name\":null}}", "is no JSON at byte 34: '}' is invalid")]
    [InlineData("{\"Id\":2,\"Email\":null,\"Name\":null} {}", "is no JSON at byte 35: ")]
    [InlineData("{\"Id\":2,/* no */\"Email\":null,\"Name\":null}", "is no JSON at byte 9: '/' is an invalid")]
    [InlineData("{\"Id\":2,\"Email\":null,\"Name\":null,}", "is no JSON at byte 34: ")]
    [InlineData("{'Id':2}", "is no JSON at byte 2: ")]
    [InlineData("{\"Id\":2,\"Email\":\"\\ud800\",\"Name\":null}", "has in its property Email half of a surrogate pair, which is no text. Correct it.")]
    [InlineData("{\"Id\":2,\"Email\":null,\"\\udc00\":null}", "has a property whose name holds half of a surrogate pair. Correct it.")]
    public async Task A_line_that_is_no_row_is_unreadable_and_the_next_is_read(string line, string words)
    {
        var rows = await Read.EncodedAsync(Source<Customer>($"{{\"Id\":1,\"Email\":null,\"Name\":null}}\n{line}\n{{\"Id\":3,\"Email\":null,\"Name\":null}}\n"));
        Assert.StartsWith($"Line 2 of {_folder["t.jsonl"]} {words}", rows[1]);
        Assert.Equal(3, rows.Count);
        Assert.DoesNotContain("Line", rows[0] + rows[2]);
    }

    [Theory]
    [InlineData("{\"Id\":1,\"Email\":null,\"Name\":null}\r{\"Id\":2,\"Email\":null,\"Name\":null}\r", "at byte 35")]
    [InlineData("{\"Id\":1,\"Email\":\"a\rb\",\"Name\":null}", "at byte 19")]
    public async Task A_line_with_a_carriage_return_within_tells_how_lines_end(string line, string at)
        => Assert.Equal($"Line 1 of {_folder["t.jsonl"]} is no JSON {at}, and a carriage return is within it: a line ends with a line feed, with or without a carriage return before it. End lines so, and write \\r within a text.", await Read.RowFails(Source<Customer>(line)));

    [Fact]
    public async Task The_words_of_the_parser_are_left_out_where_a_column_is_sensitive()
        => Assert.Equal($"Line 1 of {_folder["t.jsonl"]} is no JSON at byte 8. Correct it.", await Read.RowFails(Source<Person>("{\"Id\":1hush}\n")));

    [Fact]
    public async Task Surplus_properties_are_passed_over_where_they_are_allowed()
        => Assert.Equal([new Customer(1, "a", "b")], await Read.RowsAsync(Source<Customer>("{\"Id\":1,\"x\":{\"Id\":[9,{\"Email\":1}]},\"Email\":\"a\",\"y\":[],\"y\":1,\"Name\":\"b\"}\n", new() { AllowSurplusColumns = true })));

    [Fact]
    public async Task A_missing_property_is_null_where_that_is_said()
    {
        Assert.Equal([new Customer(1, null, null)], await Read.RowsAsync(Source<Customer>("{\"Id\":1}\n", new() { MissingIsNull = true })));
        // As Syncline writes a null that is left out of delivery.
        Assert.Equal([new Patch(1, null, null, Tier.Pro)], await Read.RowsAsync(Source<Patch>("{\"Id\":1,\"e \\\"mail\\\"\":null,\"Tier\":\"Pro\"}\n")));
        Assert.Contains("missing: Id (", await Read.OpeningFails(Source<Customer>("{\"Email\":\"a\"}\n", new() { MissingIsNull = true })));
    }

    [Fact]
    public async Task An_empty_file_has_no_rows()
    {
        Assert.Empty(await Read.RowsAsync(Source<Customer>("")));
        Assert.Empty(await Read.RowsAsync(Source<Customer>("\uFEFF\n \n")));
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_named()
        => Assert.Equal(
            $"Line 1 of {_folder["t.jsonl"]} holds bytes that are no UTF-8, from byte 18 on (C3 28 22 2C). Correct it, or write the file in UTF-8.",
            await Read.RowFails(JsonLinesSource.Read<Customer>(_folder.Write("t.jsonl", [.. "{\"Id\":1,\"Email\":\""u8, 0xC3, 0x28, .. "\",\"Name\":null}\n"u8]))));

    [Fact]
    public async Task A_file_in_utf16_with_its_mark_is_read()
        => Assert.Equal([new Customer(1, "é", null)], await Read.RowsAsync(JsonLinesSource.Read<Customer>(_folder.Write("t.jsonl", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("{\"Id\":1,\"Email\":\"é\",\"Name\":null}\n")]))));

    [Theory]
    [InlineData("Boolean", "1", "the number 1, but a bool is read from true or false. Correct the value, or change the property's type.")]
    [InlineData("Boolean", "\"true\"", "the text 'true', but a bool is read from true or false.")]
    [InlineData("Int32", "true", "true, but an int is read from a number, or a text that is one.")]
    [InlineData("Int32", "1.0", "the number 1.0, but an int is read from a whole number, -2147483648 to 2147483647.")]
    [InlineData("Int32", "2147483648", "the number 2147483648, which is beyond an int, -2147483648 to 2147483647. Widen the property's type, to long say, or correct the value.")]
    [InlineData("Int32", "\"x\"", "the text 'x', but an int is read from a whole number")]
    [InlineData("Int32", "[1]", "an array, but an int is read from a number, or a text that is one.")]
    [InlineData("Text", "5", "the number 5, but a string is read from a text. Correct the value, or change the property's type.")]
    [InlineData("Text", "{}", "an object, but a string is read from a text.")]
    [InlineData("Decimal", "1e-29", "the number 1e-29, which no decimal holds exactly")]
    [InlineData("Double", "1e999", "the number 1e999, of which a double keeps nothing")]
    [InlineData("DateTime", "1717156800", "the number 1717156800, but a DateTime is read from a text. Correct the value, or change the property's type.")]
    [InlineData("DateTime", "\"5/31/2024\"", "the text '5/31/2024', but a DateTime is read from ISO 8601, such as 2024-05-31T13:45:00.")]
    [InlineData("Bytes", "\"?\"", "the text '?', but a byte[] is read from Base64.")]
    [InlineData("Char", "\"ab\"", "the text 'ab', but a char is read from one UTF-16 character.")]
    public async Task A_value_that_does_not_fit_is_named(string column, string value, string words)
        => Assert.StartsWith($"Column {column} of the row (Id = 42) in line 1 of {_folder["t.jsonl"]} holds {words}", await Read.RowFails(With(column, value)));

    [Theory]
    [InlineData("Boolean", "false", false)]
    [InlineData("Int64", "\"-9223372036854775808\"", long.MinValue)]
    [InlineData("UInt64", "18446744073709551615", ulong.MaxValue)]
    [InlineData("Double", "\"NaN\"", double.NaN)]
    [InlineData("Double", "-1.5E-7", -1.5e-7)]
    [InlineData("Single", "\"-Infinity\"", float.NegativeInfinity)]
    [InlineData("Char", "\"\\u20ac\"", '€')]
    [InlineData("Text", "\"\\ud83d\\ude00\\n\\\"\\\\\\/\"", "😀\n\"\\/")]
    public async Task A_value_that_fits_is_read(string column, string value, object expected)
        => Assert.Equal(expected, typeof(AllKinds).GetProperty(column)!.GetValue(Assert.Single(await Read.RowsAsync(With(column, value)))));

    [Fact]
    public async Task Decimals_are_read_digit_by_digit()
        => Assert.Equal([1.10m, 79228162514264337593543950335m, -0.0000000000000000000000000001m], new[]
        {
            (await Read.RowsAsync(With("Decimal", "1.10")))[0].Decimal, (await Read.RowsAsync(With("Decimal", "79228162514264337593543950335")))[0].Decimal, (await Read.RowsAsync(With("Decimal", "\"-0.0000000000000000000000000001\"")))[0].Decimal,
        });

    [Fact]
    public async Task A_null_where_none_may_be_is_named_and_a_secret_is_not()
    {
        Assert.Equal(
            $"Column Age of the row (Id = 1) in line 1 of {_folder["t.jsonl"]} holds null, but the model says never null. Make the property nullable, or give it a value.",
            await Read.RowFails(Source<Person>("{\"Id\":1,\"Name\":\"\",\"Secret\":\"hush\",\"Age\":null}\n")));
        Assert.Equal(
            $"Column Secret of the row (Id = 1) in line 1 of {_folder["t.jsonl"]} holds a number, but a string is read from a text. Correct the value, or change the property's type.",
            await Read.RowFails(Source<Person>("{\"Id\":1,\"Name\":\"\",\"Secret\":12345,\"Age\":1}\n")));
        Assert.Contains("(Code = ***)", await Read.RowFails(Source<SecretProduct>("{\"Code\":\"hush\",\"Count\":\"x\"}\n")));
    }

    [Fact]
    public async Task A_null_part_of_a_key_makes_the_row_invalid_and_is_no_error()
    {
        var rows = await Read.EncodedAsync(Source<Booked>("{\"Order\":null,\"Line\":1,\"Note\":null}\n{\"Order\":\"x\",\"Line\":null,\"Note\":null}\n{\"Order\":\"x\",\"Line\":1,\"Note\":null}\n"));
        Assert.Equal([true, true, false], rows.Select(row => row.StartsWith("null", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1_000, 1_200)]
    [InlineData(300_000, 2_000_000)]
    public async Task A_line_that_is_too_long_ends_the_run(int limit, int length)
    {
        var text = $"{{\"Id\":1,\"Email\":null,\"Name\":null}}\n{{\"Id\":2,\"Email\":\"{new string('x', length)}\",\"Name\":null}}\n";
        Assert.Equal(
            $"Line 2 of {_folder["t.jsonl"]} has more than {limit} bytes. JSON Lines have an object a line, and a line feed behind it; where objects are as long as that, raise MaxRowBytes.",
            await Read.ReadingFails(Source<Customer>(text, new() { MaxRowBytes = limit })));
        Assert.Equal(length, (await Read.RowsAsync(Source<Customer>(text, new() { MaxRowBytes = length + 50 })))[1].Email!.Length);
    }

    [Fact]
    public async Task New_names_in_every_line_cost_no_memory_that_stays()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 10_000; i++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"Id\":{i},\"x{i}\":1,\"Email\":null,\"Name\":null}}\n");
        Assert.Equal(10_000, (await Read.RowsAsync(Source<Customer>(text.ToString(), new() { AllowSurplusColumns = true }))).Count);
    }
}
