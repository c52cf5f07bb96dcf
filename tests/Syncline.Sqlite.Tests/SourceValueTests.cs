using Xunit;

namespace Syncline.Sqlite.Tests;

public sealed class SourceValueTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly string _file;

    public SourceValueTests() => _file = _folder.Sql("any.db", "CREATE TABLE any (x)");

    public void Dispose() => _folder.Dispose();

    /// <summary>A row of nulls but for one column.</summary>
    private string With(string column, string sql)
        => $"SELECT 42 AS Id, {string.Join(", ", SchemaOf<AllKinds>().Columns.Where(c => c.Name != "Id").Select(c => $"{(c.Name == column ? sql : "NULL")} AS {c.Name}"))}";

    private static SyncSchema SchemaOf<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;

    private async Task<AllKinds> ReadOne(string column, string sql) => Assert.Single(await Read.RowsAsync(SqliteSource.Query<AllKinds>(_file, With(column, sql))));

    [Theory]
    [InlineData("Int32", "'abc'", "the text 'abc', but an int is read from an integer, -2147483648 to 2147483647. CAST(… AS INTEGER) in the query makes one of a real, cut, or of a text, 0 of one that is no number.")]
    [InlineData("Int32", "'42'", "the text '42', but an int is read from an integer")]
    [InlineData("Int32", "4.7", "the real 4.7, but an int is read from an integer")]
    [InlineData("Int32", "4.0", "the real 4, but an int is read from an integer")]
    [InlineData("Int32", "2147483648", "the integer 2147483648, which is beyond an int, -2147483648 to 2147483647. Widen the property's type, to long say, or correct the value.")]
    [InlineData("Int32", "x'01'", "a blob of 1 byte, but an int is read from an integer")]
    [InlineData("Byte", "256", "the integer 256, which is beyond a byte, 0 to 255. Widen")]
    [InlineData("Byte", "-1", "the integer -1, which is beyond a byte, 0 to 255. Widen")]
    [InlineData("SByte", "128", "the integer 128, which is beyond an sbyte, -128 to 127. Widen")]
    [InlineData("Int16", "-32769", "the integer -32769, which is beyond a short, -32768 to 32767. Widen")]
    [InlineData("UInt16", "65536", "the integer 65536, which is beyond a ushort, 0 to 65535. Widen")]
    [InlineData("UInt32", "4294967296", "the integer 4294967296, which is beyond a uint, 0 to 4294967295. Widen")]
    [InlineData("UInt64", "-1", "the integer -1, which is beyond a ulong, 0 to 9223372036854775807. Widen the property's type to long, or correct the value.")]
    [InlineData("Int64", "1e3", "the real 1000, but a long is read from an integer")]
    [InlineData("Boolean", "2", "the integer 2, but a bool is read from the integer 0 or 1. Make the property a number or a string, or compare in the query: … <> 0.")]
    [InlineData("Boolean", "'true'", "the text 'true', but a bool is read from the integer 0 or 1")]
    [InlineData("Double", "'1.5'", "the text '1.5', but a double is read from a real or an integer. CAST(… AS REAL) in the query makes one of a text")]
    [InlineData("Double", "9007199254740993", "the integer 9007199254740993, which no double holds exactly. Make the property a long, or round the value in the query: CAST(… AS REAL).")]
    [InlineData("Double", "9223372036854775807", "the integer 9223372036854775807, which no double holds exactly.")]
    [InlineData("Single", "16777217", "the integer 16777217, which no float holds exactly. Widen the property's type to double or long, or round the value in the query: CAST(… AS REAL).")]
    [InlineData("Single", "9223372036854775807", "the integer 9223372036854775807, which no float holds exactly.")]
    [InlineData("Single", "1e39", "the real 1E+39, of which a float keeps nothing: it is too large or too near to zero. Widen the property's type to double.")]
    [InlineData("Single", "1e-50", "the real 1E-50, of which a float keeps nothing")]
    [InlineData("Single", "'1.5'", "the text '1.5', but a float is read from a real or an integer")]
    [InlineData("Decimal", "'1,000.5'", "the text '1,000.5', but a decimal is read from an integer, a real, or a text such as 1234.50. Correct the value, or make the property a string.")]
    [InlineData("Decimal", "'zwölf'", "the text 'zwölf', but a decimal is read from")]
    [InlineData("Decimal", "''", "the text '', but a decimal is read from")]
    [InlineData("Decimal", "'-'", "the text '-', but a decimal is read from")]
    [InlineData("Decimal", "'Infinity'", "the text 'Infinity', but a decimal is read from")]
    [InlineData("Decimal", "'79228162514264337593543950336'", "the text '79228162514264337593543950336', which no decimal holds exactly")]
    [InlineData("Decimal", "'1e-29'", "the text '1e-29', which no decimal holds exactly: it has 28 digits, and none beyond the 28th place. Make the property a string, or round the value in the query.")]
    [InlineData("Decimal", "'0.00000000000000000000000000005'", "the text '0.00000000000000000000000000005', which no decimal holds exactly")]
    [InlineData("Decimal", "'-1.00000000000000000000000000001'", "the text '-1.00000000000000000000000000001', which no decimal holds exactly")]
    [InlineData("Decimal", "'1e-99999999999999999999'", "the text '1e-99999999999999999999', which no decimal holds exactly")]
    [InlineData("Decimal", "1e300", "the real 1E+300, which is too large or too near to zero for a decimal. Make the property a double, or correct the value.")]
    [InlineData("Decimal", "9e999", "the real Infinity, which is too large")]
    [InlineData("Decimal", "1e-40", "the real 1E-40, which is too large or too near to zero for a decimal")]
    [InlineData("Text", "5", "the integer 5, but a string is read from a text. CAST(… AS TEXT) in the query makes one.")]
    [InlineData("Text", "x'61'", "a blob of 1 byte, but a string is read from a text")]
    [InlineData("Bytes", "'61'", "the text '61', but a byte[] is read from a blob. CAST(… AS BLOB) in the query makes one.")]
    [InlineData("Char", "'ab'", "the text 'ab', but a char is read from a text of one UTF-16 character.")]
    [InlineData("Char", "'😀'", "the text '😀', but a char is read from")]
    [InlineData("Char", "''", "the text '', but a char is read from")]
    [InlineData("Guid", "'no guid'", "the text 'no guid', but a Guid is read from its text, or a blob of 16 bytes.")]
    [InlineData("Guid", "x'0001'", "a blob of 2 bytes, but a Guid is read from")]
    [InlineData("DateTime", "1717156800", "the integer 1717156800, but a DateTime is read from a text such as 2024-05-31 13:45:00. In the query datetime(…, 'unixepoch') makes one of Unix seconds.")]
    [InlineData("DateTime", "'05/31/2024'", "the text '05/31/2024', but a DateTime is read from")]
    [InlineData("DateTime", "'2024-02-30'", "the text '2024-02-30', but")]
    [InlineData("DateTime", "'2024-02-28 24:00'", "the text '2024-02-28 24:00', but")]
    [InlineData("DateTime", "'0000-01-01'", "the text '0000-01-01', but")]
    [InlineData("DateTime", "'2024-02-28 '", "the text '2024-02-28 ', but")]
    [InlineData("DateTime", "'0001-01-01 00:00+01:00'", "the text '0001-01-01 00:00+01:00', but")]
    [InlineData("DateTime", "'2024-05-31 13:45:06.12345678'", "the text '2024-05-31 13:45:06.12345678', whose fraction of a second is finer than a DateTime holds: seven digits. Cut it in the query with substr(…), or make the property a string.")]
    [InlineData("DateTimeOffset", "'2024-05-31 13:45:06.123456789+02:00'", "the text '2024-05-31 13:45:06.123456789+02:00', whose fraction of a second is finer than a DateTimeOffset holds")]
    [InlineData("DateTimeOffset", "'2024-02-28 10:00+15:00'", "the text '2024-02-28 10:00+15:00', but a DateTimeOffset is read from a text such as 2024-05-31 13:45:00+02:00.")]
    [InlineData("DateTimeOffset", "'9999-12-31 23:59:59-01:00'", "the text '9999-12-31 23:59:59-01:00', but")]
    [InlineData("DateOnly", "'2024-05-31 10:00'", "the text '2024-05-31 10:00', but a DateOnly is read from a text such as 2024-05-31. In the query date(…) cuts off a time.")]
    [InlineData("TimeOnly", "'25:00'", "the text '25:00', but a TimeOnly is read from a text such as 13:45:00.")]
    [InlineData("TimeOnly", "'13:45:06.12345678'", "the text '13:45:06.12345678', whose fraction of a second is finer than a TimeOnly holds")]
    [InlineData("TimeSpan", "'5'", "the text '5', but a TimeSpan is read from a text such as 1.02:03:04.")]
    [InlineData("TimeSpan", "'00:00:00.12345678'", "the text '00:00:00.12345678', whose fraction of a second is finer than a TimeSpan holds")]
    [InlineData("TimeSpan", "1.5", "the real 1.5, but a TimeSpan is read from")]
    public async Task A_value_of_the_wrong_class_or_range_is_named_and_never_converted(string column, string sql, string words)
    {
        foreach (var reading in Enum.GetValues<SqliteReading>())
        {
            await using var cursor = await SqliteSource.Query<AllKinds>(_file, $"{With(column, sql)} UNION ALL {With(column, "NULL")}", reading).OpenAsync(Read.Stop);
            Assert.True(await cursor.ReadAsync(Read.Stop));
            var fromEncoding = Assert.Throws<UnreadableRowException>(() => Encode(cursor));
            var fromRecord = Assert.Throws<UnreadableRowException>(() => cursor.Current);
            Assert.Equal(column, fromEncoding.Column);
            Assert.Equal(fromRecord.Message, fromEncoding.Message);
            Assert.StartsWith($"Column {column} of the row (Id = 42) of the SQLite query on {_file} holds {words}", fromRecord.Message);
            Assert.EndsWith(".", fromRecord.Message);

            // The cursor goes on.
            Assert.True(await cursor.ReadAsync(Read.Stop));
            Encode(cursor);
        }
    }

    [Fact]
    public async Task Null_where_the_model_says_never_is_named()
    {
        foreach (var reading in Enum.GetValues<SqliteReading>())
        {
            await using var cursor = await SqliteSource.Query<Person>(_file, "SELECT 1 AS Id, NULL AS Name, 's' AS Secret, 3 AS Age", reading).OpenAsync(Read.Stop);
            Assert.True(await cursor.ReadAsync(Read.Stop));
            var error = Assert.Throws<UnreadableRowException>(() => Encode(cursor));
            Assert.Equal("Name", error.Column);
            Assert.Equal($"Column Name of the row (Id = 1) of the SQLite query on {_file} holds null, but the model says never null. Make the property nullable, or keep such rows out of the query.", error.Message);
            Assert.Equal(error.Message, Assert.Throws<UnreadableRowException>(() => cursor.Current).Message);
        }
    }

    [Fact]
    public async Task Null_in_a_key_makes_the_row_invalid_and_is_no_error()
    {
        foreach (var reading in Enum.GetValues<SqliteReading>())
        {
            await using var cursor = await SqliteSource.Query<Product>(_file, "SELECT NULL AS Code, 'x' AS Title", reading).OpenAsync(Read.Stop);
            Assert.True(await cursor.ReadAsync(Read.Stop));
            Assert.True(KeyIsNull(cursor));
            Assert.Equal("x", cursor.Current.Title);
        }
    }

    [Fact]
    public async Task The_value_of_a_sensitive_column_is_in_no_message()
    {
        var people = await SqliteSource.Query<Person>(_file, "SELECT 1 AS Id, 'Ada' AS Name, 90210 AS Secret, 3 AS Age").OpenAsync(Read.Stop);
        await using var cursor = people;
        Assert.True(await people.ReadAsync(Read.Stop));
        var error = Assert.Throws<UnreadableRowException>(() => people.Current);
        Assert.Contains("Column Secret of the row (Id = 1)", error.Message);
        Assert.Contains("holds an integer, but a string is read from a text", error.Message);
        Assert.DoesNotContain("90210", error.ToString());

        await using var products = await SqliteSource.Query<SecretProduct>(_file, "SELECT 'hunter2' AS Code, 5 AS Title").OpenAsync(Read.Stop);
        Assert.True(await products.ReadAsync(Read.Stop));
        error = Assert.Throws<UnreadableRowException>(() => products.Current);
        Assert.Contains("the row (Code = ***)", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }

    [Fact]
    public async Task A_long_text_is_cut_in_a_message()
    {
        await using var cursor = await SqliteSource.Query<AllKinds>(_file, With("Int32", $"'{new string('y', 500)}'")).OpenAsync(Read.Stop);
        await cursor.ReadAsync(Read.Stop);
        Assert.Contains($"'{new string('y', 40)}…'", Assert.Throws<UnreadableRowException>(() => Encode(cursor)).Message);
    }

    [Fact]
    public async Task A_property_type_that_refuses_the_columns_value_is_an_unreadable_row()
    {
        await using var cursor = await SqliteSource.Query<Account>(_file, "SELECT 5 AS account, 1 AS Tier, 'Gold' AS Wished").OpenAsync(Read.Stop);
        await cursor.ReadAsync(Read.Stop);
        var error = Assert.Throws<UnreadableRowException>(() => cursor.Current);
        Assert.Equal("Wished", error.Column);
        Assert.Equal($"The column Wished holds 'Gold', which is neither a name of its enum nor the number of an unnamed value. It is in the row (account = 5) of the SQLite query on {_file}; correct the value, or add it to the enum.", error.Message);
    }

    [Theory]
    [InlineData("101", "7", "101 is no percentage")]
    [InlineData("5", "102", "102 is no percentage")]
    public async Task What_a_constructor_throws_is_an_unreadable_row_with_its_key(string id, string share, string words)
    {
        await using var cursor = await SqliteSource.Query<Share>(_file, $"SELECT {id} AS Id, {share} AS Part").OpenAsync(Read.Stop);
        await cursor.ReadAsync(Read.Stop);
        var error = Assert.Throws<UnreadableRowException>(() => cursor.Current);
        Assert.Equal($"The record of the row (Id = {id}) of the SQLite query on {_file} could not be built after column {(id == "101" ? "Id" : "Part")} was read: {words}. Correct the value, or the converter or constructor that refuses it.", error.Message);
    }

    public static TheoryData<string, string, object> Forms => new()
    {
        { "Boolean", "1", true },
        { "Boolean", "0", false },
        { "UInt64", "9223372036854775807", (ulong)long.MaxValue },
        { "Double", "5", 5.0 },
        { "Double", "9e999", double.PositiveInfinity },
        { "Single", "16777216", 16777216f },
        { "Single", "0.1", 0.1f },
        { "Single", "0", 0f },
        { "Single", "-0.0", 0f },
        { "Single", "-9e999", float.NegativeInfinity },
        { "Decimal", "'1234.50'", 1234.50m },
        { "Decimal", "' 1 '", 1m },
        { "Decimal", "'1e2'", 100m },
        { "Decimal", "'+1'", 1m },
        { "Decimal", "'.5'", 0.5m },
        { "Decimal", "'-79228162514264337593543950335'", decimal.MinValue },
        { "Decimal", "'0.0000000000000000000000000001'", 0.0000000000000000000000000001m },
        { "Decimal", "'00000000000000000000000000000012.3400000000000000000000000000000'", 12.34m },
        { "Decimal", "'1200e-2'", 12m },
        { "Decimal", "'0.000000000000000000000000000001e5'", 0.0000000000000000000000001m },
        { "Decimal", "'-0.00000000000000000000000000000000'", 0m },
        { "Decimal", "'0e-99999999999999999999'", 0m },
        { "Decimal", "'1.8e1 '", 18m },
        { "Decimal", "7", 7m },
        { "Decimal", "39.62", 39.62m },
        { "Decimal", "0.1 + 0.2", 0.30000000000000004m },
        { "Decimal", "-0.0", 0m },
        { "Decimal", "1e15", 1000000000000000m },
        { "Decimal", "123456789012345.6", 123456789012345.6m },
        { "Decimal", "-1.23456789e-7", -0.000000123456789m },
        { "Char", "'ä'", 'ä' },
        { "Char", "char(0)", '\0' },
        { "Text", "''", "" },
        { "Text", "'a' || char(0) || 'b'", "a\0b" },
        { "Text", "CAST(x'61ff62' AS TEXT)", "a\uFFFDb" },
        { "Guid", "'6F9619FF-8B86-D011-B42D-00CF4FC964FF'", new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff") },
        { "Guid", "'6f9619ff8b86d011b42d00cf4fc964ff'", new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff") },
        { "Guid", "x'ff19966f868b11d0b42d00cf4fc964ff'", new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff") },
        { "DateTime", "'2024-05-31'", new DateTime(2024, 5, 31) },
        { "DateTime", "'2024-05-31 13:45'", new DateTime(2024, 5, 31, 13, 45, 0) },
        { "DateTime", "'2024-05-31 13:45:06.1'", new DateTime(2024, 5, 31, 13, 45, 6, 100) },
        { "DateTime", "'2024-05-31T13:45:06.1234567Z'", new DateTime(638527599061234567, DateTimeKind.Utc) },
        { "DateTime", "'2024-05-31 13:45:06.123456700'", new DateTime(638527599061234567) },
        { "DateTime", "'2024-05-31 13:45:00+02:00'", new DateTime(2024, 5, 31, 11, 45, 0) },
        { "DateTimeOffset", "'2024-05-31 13:45:00+02:00'", new DateTimeOffset(2024, 5, 31, 13, 45, 0, TimeSpan.FromHours(2)) },
        { "DateTimeOffset", "'2024-05-31 13:45:00-0330'", new DateTimeOffset(2024, 5, 31, 13, 45, 0, new TimeSpan(-3, -30, 0)) },
        { "DateTimeOffset", "'2024-05-31 13:45:00+05'", new DateTimeOffset(2024, 5, 31, 13, 45, 0, TimeSpan.FromHours(5)) },
        { "DateTimeOffset", "'2024-05-31 13:45:00'", new DateTimeOffset(2024, 5, 31, 13, 45, 0, TimeSpan.Zero) },
        { "DateOnly", "'2024-05-31'", new DateOnly(2024, 5, 31) },
        { "DateOnly", "'2024-05-31 00:00:00'", new DateOnly(2024, 5, 31) },
        { "TimeOnly", "'13:45'", new TimeOnly(13, 45) },
        { "TimeOnly", "'13:45:06.5'", new TimeOnly(13, 45, 6, 500) },
        { "TimeSpan", "'-1.02:03:04.5000000'", -new TimeSpan(1, 2, 3, 4, 500) },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_the_driver_and_people_store_is_read(string column, string sql, object expected)
    {
        var row = await ReadOne(column, sql);
        Assert.Equal(expected, typeof(AllKinds).GetProperty(column)!.GetValue(row));
        var encoded = await Task.WhenAll(Enum.GetValues<SqliteReading>().Select(reading => Read.EncodedAsync(SqliteSource.Query<AllKinds>(_file, With(column, sql), reading))));
        Assert.Single(encoded.Select(rows => Assert.Single(rows)).Distinct());
    }

    [Fact]
    public async Task A_blob_is_read_whole_and_an_empty_one_is_not_null()
    {
        Assert.Equal((byte[])[1, 0, 255], (await ReadOne("Bytes", "x'0100ff'")).Bytes!);
        Assert.Equal((byte[])[], (await ReadOne("Bytes", "x''")).Bytes!);
        Assert.Equal(100_000, (await ReadOne("Bytes", "zeroblob(100000)")).Bytes!.Length);
    }

    [Fact]
    public async Task A_UTF16_database_reads_the_same()
    {
        var file = _folder.Sql("wide.db", "PRAGMA encoding = 'UTF-16le'; CREATE TABLE c (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); INSERT INTO c VALUES (1, 'größe', '漢字')");
        foreach (var reading in Enum.GetValues<SqliteReading>())
        {
            var source = SqliteSource.Query<Customer>(file, "SELECT * FROM c", reading);
            Assert.Equal([new Customer(1, "größe", "漢字")], await Read.RowsAsync(source));
            Assert.Equal(await Read.EncodedAsync(SyncSource.From([new Customer(1, "größe", "漢字")])), await Read.EncodedAsync(source));
        }
    }

    private static void Encode<TModel>(RowCursor<TModel> cursor)
        where TModel : ISyncModel<TModel>
    {
        var encoder = new RowEncoder(TModel.Schema);
        cursor.Encode(ref encoder);
    }

    private static bool KeyIsNull<TModel>(RowCursor<TModel> cursor)
        where TModel : ISyncModel<TModel>
    {
        var encoder = new RowEncoder(TModel.Schema);
        cursor.Encode(ref encoder);
        return encoder.KeyIsNull;
    }
}
