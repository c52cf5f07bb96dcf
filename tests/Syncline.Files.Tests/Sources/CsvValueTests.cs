using Xunit;

namespace Syncline.Files.Tests;

public sealed class CsvValueTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A row of nulls but for one column.</summary>
    private ISyncSource<AllKinds> With(string column, string field)
    {
        var others = Columns.Of<AllKinds>().Where(name => name != column && name != "Id").ToArray();
        return CsvSource.Read<AllKinds>(_folder.Write("any.csv", $"Id,{column},{string.Join(',', others)}\n42,{field}{new string(',', others.Length)}\n"));
    }

    [Theory]
    [InlineData("Boolean", "yes", "the text 'yes', but a bool is read from true or false, or 1 or 0. Correct the value, or make the property a string.")]
    [InlineData("Int32", "abc", "the text 'abc', but an int is read from a whole number, -2147483648 to 2147483647. Correct the value, or make the property a string.")]
    [InlineData("Int32", "4.0", "the text '4.0', but an int is read from a whole number")]
    [InlineData("Int32", " 4", "the text ' 4', but an int is read from a whole number")]
    [InlineData("Int32", "1e3", "the text '1e3', but an int is read from a whole number")]
    [InlineData("Int32", "\"1,000\"", "the text '1,000', but an int is read from a whole number")]
    [InlineData("Int32", "2147483648", "the text '2147483648', which is beyond an int, -2147483648 to 2147483647. Widen the property's type, to long say, or correct the value.")]
    [InlineData("Byte", "256", "the text '256', which is beyond a byte, 0 to 255. Widen")]
    [InlineData("SByte", "-129", "the text '-129', which is beyond an sbyte, -128 to 127. Widen")]
    [InlineData("Int16", "-32769", "the text '-32769', which is beyond a short, -32768 to 32767. Widen")]
    [InlineData("UInt16", "65536", "the text '65536', which is beyond a ushort, 0 to 65535. Widen")]
    [InlineData("UInt32", "-1", "the text '-1', which is beyond a uint, 0 to 4294967295. Widen")]
    [InlineData("Int64", "9223372036854775808", "the text '9223372036854775808', which is beyond a long, -9223372036854775808 to 9223372036854775807. Widen the property's type to decimal or string, or correct the value.")]
    [InlineData("UInt64", "18446744073709551616", "the text '18446744073709551616', which is beyond a ulong, 0 to 18446744073709551615. Widen")]
    [InlineData("Char", "ab", "the text 'ab', but a char is read from one UTF-16 character. Correct the value, or make the property a string.")]
    [InlineData("Char", "😀", "the text '😀', but a char is read from")]
    [InlineData("Single", "1e39", "the text '1e39', of which a float keeps nothing: it is too large or too near to zero. Make the property a double, or correct the value.")]
    [InlineData("Single", "1e-50", "the text '1e-50', of which a float keeps nothing")]
    [InlineData("Double", "1e999", "the text '1e999', of which a double keeps nothing: it is too large or too near to zero. Make the property a string, or correct the value.")]
    [InlineData("Double", "-1e-999", "the text '-1e-999', of which a double keeps nothing")]
    [InlineData("Double", "\"1,5\"", "the text '1,5', but a double is read from a number such as -1234.5 or 1.5e-7, NaN, Infinity or -Infinity.")]
    [InlineData("Double", "1.5 ", "the text '1.5 ', but a double is read from")]
    [InlineData("Decimal", "\"1,000.5\"", "the text '1,000.5', but a decimal is read from a number such as -1234.50, with a point and without thousands. Correct the value, or make the property a string.")]
    [InlineData("Decimal", " 1", "the text ' 1', but a decimal is read from")]
    [InlineData("Decimal", "1e-29", "the text '1e-29', which no decimal holds exactly: it has 28 digits, and none beyond the 28th place. Make the property a string, or round the value.")]
    [InlineData("Decimal", "79228162514264337593543950336", "the text '79228162514264337593543950336', which no decimal holds exactly")]
    [InlineData("Bytes", "AP8", "the text 'AP8', but a byte[] is read from Base64. Correct the value, or make the property a string.")]
    [InlineData("Guid", "no guid", "the text 'no guid', but a Guid is read from its text, such as 6f9619ff-8b86-d011-b42d-00cf4fc964ff.")]
    [InlineData("DateTime", "05/31/2024", "the text '05/31/2024', but a DateTime is read from ISO 8601, such as 2024-05-31T13:45:00.")]
    [InlineData("DateTime", "2024-02-30", "the text '2024-02-30', but a DateTime is read from")]
    [InlineData("DateTime", "2024-05-31 13:45:06.12345678", "the text '2024-05-31 13:45:06.12345678', whose fraction of a second is finer than a DateTime holds: seven digits. Cut it, or make the property a string.")]
    [InlineData("DateTimeOffset", "2024-02-28 10:00+15:00", "the text '2024-02-28 10:00+15:00', but a DateTimeOffset is read from ISO 8601, such as 2024-05-31T13:45:00+02:00.")]
    [InlineData("DateOnly", "2024-05-31T13:45", "the text '2024-05-31T13:45', but a DateOnly is read from ISO 8601, such as 2024-05-31.")]
    [InlineData("TimeOnly", "24:00", "the text '24:00', but a TimeOnly is read from ISO 8601, such as 13:45:00.")]
    [InlineData("TimeSpan", "5", "the text '5', but a TimeSpan is read from a text such as 1.02:03:04.")]
    public async Task A_text_that_is_no_such_value_is_named(string column, string field, string words)
        => Assert.StartsWith($"Column {column} of the row (Id = 42) in line 2 of {_folder["any.csv"]} holds {words}", await Read.RowFails(With(column, field)));

    [Theory]
    [InlineData("Boolean", "TRUE", true)]
    [InlineData("Boolean", "0", false)]
    [InlineData("Int32", "-0", 0)]
    [InlineData("Int32", "007", 7)]
    [InlineData("Int64", "-9223372036854775808", long.MinValue)]
    [InlineData("UInt64", "18446744073709551615", ulong.MaxValue)]
    [InlineData("Char", "\"\"\"\"", '"')]
    [InlineData("Single", "3.4028235E+38", float.MaxValue)]
    [InlineData("Double", "-Infinity", double.NegativeInfinity)]
    [InlineData("Double", "NaN", double.NaN)]
    [InlineData("Double", "5E-324", double.Epsilon)]
    [InlineData("Double", "0e-999", 0.0)]
    [InlineData("Text", "\" a\nb \"", " a\nb ")]
    public async Task A_text_that_is_one_is_read(string column, string field, object expected)
        => Assert.Equal(expected, ValueOf(column, await ReadOne(column, field)));

    [Theory]
    [InlineData("DateTime", "2024-05-31 13:45:06.1234567", "2024-05-31T13:45:06.1234567")]
    [InlineData("DateTime", "2024-05-31T13:45:06+02:00", "2024-05-31T11:45:06.0000000Z")]
    [InlineData("DateTime", "2024-05-31", "2024-05-31T00:00:00.0000000")]
    [InlineData("DateTimeOffset", "2024-05-31 13:45-11:30", "2024-05-31T13:45:00.0000000-11:30")]
    [InlineData("DateTimeOffset", "2024-05-31 13:45", "2024-05-31T13:45:00.0000000+00:00")]
    [InlineData("DateOnly", "9999-12-31", "9999-12-31")]
    [InlineData("TimeOnly", "23:59:59.9999999", "23:59:59.9999999")]
    [InlineData("Guid", "{6F9619FF-8B86-D011-B42D-00CF4FC964FF}", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("Guid", "6f9619ff8b86d011b42d00cf4fc964ff", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("TimeSpan", "-1.02:03:04.5", "-1.02:03:04.5000000")]
    [InlineData("Decimal", "-0.0000000000000000000000000001", "-0.0000000000000000000000000001")]
    [InlineData("Decimal", "1.50", "1.50")]
    [InlineData("Decimal", "2.5e2", "250")]
    public async Task A_text_with_more_than_one_spelling_is_read(string column, string field, string expected)
        => Assert.Equal(expected, ValueOf(column, await ReadOne(column, field)) switch
        {
            DateTime or DateTimeOffset or DateOnly or TimeOnly => string.Format(System.Globalization.CultureInfo.InvariantCulture, "{0:O}", ValueOf(column, await ReadOne(column, field))),
            var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture),
        });

    [Fact]
    public async Task Bytes_are_Base64_and_the_empty_ones_stand_in_quotes()
    {
        Assert.Equal("00FF", Convert.ToHexString((await ReadOne("Bytes", "AP8=")).Bytes!));
        Assert.Empty((await ReadOne("Bytes", "\"\"")).Bytes!);
        Assert.Null((await ReadOne("Bytes", "")).Bytes);
    }

    [Fact]
    public async Task A_null_where_none_may_be_is_named()
    {
        Assert.Equal(
            $"Column Age of the row (Id = 1) in line 2 of {_folder["p.csv"]} is empty, but the model says never null. Make the property nullable, or give it a value.",
            await Read.RowFails(CsvSource.Read<Person>(_folder.Write("p.csv", "Id,Name,Secret,Age\n1,Ada,x,\n"))));
    }

    [Fact]
    public async Task Values_of_sensitive_columns_are_in_no_message()
    {
        var headless = await Read.OpeningFails(CsvSource.Read<SecretProduct>(_folder.Write("row.csv", "hush,5\n")));
        Assert.Equal($"The columns of {_folder["row.csv"]} don't fit the model Syncline.Files.Tests.SecretProduct: none of its 2 columns has a name of the model's, which are Code, Count. If the first row is none of names, say which columns there are; the names found are left out here because the model has sensitive columns.", headless);
        var secretAge = await Read.RowFails(CsvSource.Read<SecretProduct>(_folder.Write("s.csv", "Code,Count\nhush,many\n")));
        Assert.Equal($"Column Count of the row (Code = ***) in line 2 of {_folder["s.csv"]} holds the text 'many', but an int is read from a whole number, -2147483648 to 2147483647. Correct the value, or make the property a string.", secretAge);
        var bytes = await Read.RowFails(CsvSource.Read<Person>(_folder.Write("b.csv", [.. "Id,Name,Secret,Age\n1,Ada,hush"u8, 0xFF, .. ",3\n"u8])));
        Assert.Equal($"Column Secret of the row (Id = 1) in line 2 of {_folder["b.csv"]} holds bytes that are no UTF-8, from byte 5 on. Set Encoding to what the file was written in, or correct it.", bytes);
    }

    [Fact]
    public async Task A_null_part_of_a_key_makes_the_row_invalid_and_is_no_error()
    {
        var rows = await Read.EncodedAsync(CsvSource.Read<Booked>(_folder.Write("k.csv", "Order,Line,Note\n,1,a\nx,,b\nx,1,c\n")));
        Assert.Equal([true, true, false], rows.Select(row => row.StartsWith("null", StringComparison.Ordinal)));
        Assert.Equal(rows, await Read.EncodedAsync(CsvSource.Read<Booked>(_folder["k.csv"], null, throughRecords: true)));
    }

    [Fact]
    public async Task Wrappers_enums_and_renamed_columns_come_as_they_are_stored()
    {
        Assert.Equal([new Account(new(5), Tier.Pro, Tier.Free), new Account(new(6), Tier.Free, null)], await Read.RowsAsync(CsvSource.Read<Account>(_folder.Write("a.csv", "ACCOUNT,Tier,Wished\n5,1,Free\n6,0,\n"))));
        await using var cursor = await CsvSource.Read<Account>(_folder.Write("a.csv", "ACCOUNT,Tier,Wished\n5,1,Gold\n")).OpenAsync(Read.Stop);
        await cursor.ReadAsync(Read.Stop);
        Assert.Equal(
            $"The column Wished holds 'Gold', which is neither a name of its enum nor the number of an unnamed value. It is in the row (account = 5) in line 2 of {_folder["a.csv"]}; correct the value, or add it to the enum.",
            Assert.Throws<UnreadableRowException>(() => cursor.Current).Message);
    }

    [Fact]
    public async Task A_constructor_that_refuses_a_value_makes_the_row_unreadable()
    {
        await using var cursor = await CsvSource.Read<Share>(_folder.Write("s.csv", "Id,Part\n1,101\n")).OpenAsync(Read.Stop);
        await cursor.ReadAsync(Read.Stop);
        var failure = Assert.Throws<UnreadableRowException>(() => cursor.Current);
        Assert.Equal($"The record of the row (Id = 1) in line 2 of {_folder["s.csv"]} could not be built after column Part was read: 101 is no percentage. Correct the value, or the converter or constructor that refuses it.", failure.Message);
        Assert.Equal("Part", failure.Column);
    }

    private async Task<AllKinds> ReadOne(string column, string field) => Assert.Single(await Read.RowsAsync(With(column, field)));

    private static object? ValueOf(string column, AllKinds row) => typeof(AllKinds).GetProperty(column)!.GetValue(row);
}
