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
    [InlineData("Int32", "'abc'", "the text 'abc'", "-2147483648 to 2147483647")]
    [InlineData("Int32", "'42'", "the text '42'", "CAST")]
    [InlineData("Int32", "4.7", "the real 4.7", "CAST")]
    [InlineData("Int32", "4.0", "the real 4", "CAST")]
    [InlineData("Int32", "2147483648", "the integer 2147483648", "-2147483648 to 2147483647")]
    [InlineData("Int32", "x'01'", "a blob of 1 bytes", "an integer")]
    [InlineData("Byte", "256", "the integer 256", "0 to 255")]
    [InlineData("Byte", "-1", "the integer -1", "0 to 255")]
    [InlineData("SByte", "128", "the integer 128", "-128 to 127")]
    [InlineData("Int16", "-32769", "the integer -32769", "-32768 to 32767")]
    [InlineData("UInt16", "65536", "the integer 65536", "0 to 65535")]
    [InlineData("UInt32", "4294967296", "the integer 4294967296", "0 to 4294967295")]
    [InlineData("UInt64", "-1", "the integer -1", "0 to 9223372036854775807")]
    [InlineData("Int64", "1e3", "the real 1000", "an integer")]
    [InlineData("Boolean", "2", "the integer 2", "0 or 1")]
    [InlineData("Boolean", "'true'", "the text 'true'", "0 or 1")]
    [InlineData("Double", "'1.5'", "the text '1.5'", "CAST")]
    [InlineData("Double", "9007199254740993", "the integer 9007199254740993", "a number")]
    [InlineData("Double", "9223372036854775807", "the integer 9223372036854775807", "a number")]
    [InlineData("Single", "1e39", "the real 1E+39", "a number")]
    [InlineData("Decimal", "'1,000.5'", "the text '1,000.5'", "1234.50")]
    [InlineData("Decimal", "'zwölf'", "the text 'zwölf'", "1234.50")]
    [InlineData("Decimal", "''", "the text ''", "1234.50")]
    [InlineData("Decimal", "'-'", "the text '-'", "1234.50")]
    [InlineData("Decimal", "'79228162514264337593543950336'", "the text '79228162514264337593543950336'", "1234.50")]
    [InlineData("Decimal", "1e300", "the real 1E+300", "1234.50")]
    [InlineData("Decimal", "9e999", "the real Infinity", "1234.50")]
    [InlineData("Decimal", "1e-40", "the real 1E-40", "1234.50")]
    [InlineData("Text", "5", "the integer 5", "CAST(… AS TEXT)")]
    [InlineData("Text", "x'61'", "a blob of 1 bytes", "CAST(… AS TEXT)")]
    [InlineData("Bytes", "'61'", "the text '61'", "CAST(… AS BLOB)")]
    [InlineData("Char", "'ab'", "the text 'ab'", "one character")]
    [InlineData("Char", "'😀'", "the text '😀'", "one character")]
    [InlineData("Char", "''", "the text ''", "one character")]
    [InlineData("Guid", "'no guid'", "the text 'no guid'", "16 bytes")]
    [InlineData("Guid", "x'00'", "a blob of 1 bytes", "16 bytes")]
    [InlineData("DateTime", "1717156800", "the integer 1717156800", "datetime(…, 'unixepoch')")]
    [InlineData("DateTime", "'05/31/2024'", "the text '05/31/2024'", "2024-05-31 13:45:00")]
    [InlineData("DateTime", "'2024-02-30'", "the text '2024-02-30'", "2024-05-31")]
    [InlineData("DateTime", "'2024-02-28 24:00'", "the text '2024-02-28 24:00'", "2024-05-31")]
    [InlineData("DateTime", "'0000-01-01'", "the text '0000-01-01'", "2024-05-31")]
    [InlineData("DateTime", "'2024-02-28 '", "the text '2024-02-28 '", "2024-05-31")]
    [InlineData("DateTime", "'0001-01-01 00:00+01:00'", "the text '0001-01-01 00:00+01:00'", "2024-05-31")]
    [InlineData("DateTimeOffset", "'2024-02-28 10:00+15:00'", "the text '2024-02-28 10:00+15:00'", "+02:00")]
    [InlineData("DateTimeOffset", "'9999-12-31 23:59:59-01:00'", "the text '9999-12-31 23:59:59-01:00'", "+02:00")]
    [InlineData("DateOnly", "'2024-05-31 10:00'", "the text '2024-05-31 10:00'", "date(…)")]
    [InlineData("TimeOnly", "'25:00'", "the text '25:00'", "13:45:00")]
    [InlineData("TimeSpan", "'5'", "the text '5'", "1.02:03:04")]
    [InlineData("TimeSpan", "1.5", "the real 1.5", "1.02:03:04")]
    public async Task A_value_of_the_wrong_class_or_range_is_named_and_never_converted(string column, string sql, string found, string expected)
    {
        foreach (var reading in Enum.GetValues<SqliteReading>())
        {
            await using var cursor = await SqliteSource.Query<AllKinds>(_file, $"{With(column, sql)} UNION ALL {With(column, "NULL")}", reading).OpenAsync(Read.Stop);
            Assert.True(await cursor.ReadAsync(Read.Stop));
            var fromEncoding = Assert.Throws<UnreadableRowException>(() => Encode(cursor));
            var fromRecord = Assert.Throws<UnreadableRowException>(() => cursor.Current);
            Assert.Equal(column, fromEncoding.Column);
            Assert.Equal(fromRecord.Message, fromEncoding.Message);
            Assert.Contains($"Row 1 (Id = 42) of the SQLite query on {_file}: column {column} holds {found}, but a {column} is expected: ", fromRecord.Message);
            Assert.Contains(expected, fromRecord.Message);

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
            Assert.Contains("Row 1 (Id = 1)", error.Message);
            Assert.Contains("column Name holds null, but the model says never null", error.Message);
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
        Assert.Contains("column Secret holds an integer", error.Message);
        Assert.DoesNotContain("90210", error.ToString());

        await using var products = await SqliteSource.Query<SecretProduct>(_file, "SELECT 'hunter2' AS Code, 5 AS Title").OpenAsync(Read.Stop);
        Assert.True(await products.ReadAsync(Read.Stop));
        error = Assert.Throws<UnreadableRowException>(() => products.Current);
        Assert.Contains("Row 1 (Code = ***)", error.Message);
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
        Assert.Contains("Gold", error.Message);
    }

    public static TheoryData<string, string, object> Forms => new()
    {
        { "Boolean", "1", true },
        { "Boolean", "0", false },
        { "UInt64", "9223372036854775807", (ulong)long.MaxValue },
        { "Double", "5", 5.0 },
        { "Double", "9e999", double.PositiveInfinity },
        { "Single", "0.1", 0.1f },
        { "Single", "-9e999", float.NegativeInfinity },
        { "Decimal", "'1234.50'", 1234.50m },
        { "Decimal", "' 1 '", 1m },
        { "Decimal", "'1e2'", 100m },
        { "Decimal", "'+1'", 1m },
        { "Decimal", "'.5'", 0.5m },
        { "Decimal", "'-79228162514264337593543950335'", decimal.MinValue },
        { "Decimal", "'0.0000000000000000000000000001'", 0.0000000000000000000000000001m },
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
        { "DateTime", "'2024-05-31 13:45:06.123456789'", new DateTime(638527599061234567) },
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
