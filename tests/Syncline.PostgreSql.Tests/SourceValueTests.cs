using Xunit;

namespace Syncline.PostgreSql.Tests;

public sealed class SourceValueTests(Cluster cluster)
{
    private static SyncSchema SchemaOf<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;

    /// <summary>A row of nulls but for one column.</summary>
    private static string With(string column, string sql)
        => $"SELECT 42 AS Id, {string.Join(", ", SchemaOf<Reading>().Columns.Where(c => c.Name != "Id").Select(c => $"{(c.Name == column ? sql : $"NULL::{TypeOf(c.Kind)}")} AS {c.Name}"))}";

    private static string TypeOf(ColumnKind kind) => StoredForms.DeclaredType(kind);

    private static void Encode<TModel>(RowCursor<TModel> cursor)
        where TModel : ISyncModel<TModel>
    {
        var encoder = new RowEncoder(TModel.Schema);
        cursor.Encode(ref encoder);
    }

    [Theory]
    [InlineData("Int32", "2147483648::int8", "the bigint 2147483648, and an int is a whole number from -2147483648 to 2147483647. Widen the property's type, round the value in the query, or correct it.")]
    [InlineData("Int32", "4.7::numeric", "the numeric 4.7, and an int is a whole number from")]
    [InlineData("Int32", "'NaN'::numeric", "the numeric NaN, which an int can't be. In the query NULLIF(…, 'NaN') makes it null")]
    [InlineData("Byte", "256::int2", "the smallint 256, and a byte is a whole number from 0 to 255.")]
    [InlineData("Byte", "-1::int2", "the smallint -1, and a byte is")]
    [InlineData("SByte", "128", "the integer 128, and an sbyte is")]
    [InlineData("Int16", "-32769", "the integer -32769, and a short is")]
    [InlineData("UInt16", "65536", "the integer 65536, and a ushort is")]
    [InlineData("UInt32", "4294967296", "the bigint 4294967296, and a uint is")]
    [InlineData("UInt64", "-1::int8", "the numeric -1, and a ulong is a whole number from 0 to 18446744073709551615.")]
    [InlineData("UInt64", "18446744073709551616", "the numeric 18446744073709551616, and a ulong is")]
    [InlineData("Int64", "9223372036854775808", "the numeric 9223372036854775808, and a long is")]
    [InlineData("Decimal", "'NaN'::numeric", "the numeric NaN, which a decimal can't be.")]
    [InlineData("Decimal", "'-Infinity'::numeric", "the numeric -Infinity, which a decimal can't be.")]
    [InlineData("Decimal", "79228162514264337593543950336", "the numeric 79228162514264337593543950336, which a decimal does not hold exactly: it has 28 digits.")]
    [InlineData("Decimal", "-1.00000000000000000000000000001", "the numeric -1.00000000000000000000000000001, which a decimal does not hold exactly")]
    [InlineData("Decimal", "0.00000000000000000000000000000000000123", "the numeric 0.00000000000000000000000000000000000123, which a decimal does not")]
    [InlineData("Decimal", "10::numeric ^ 100", "the numeric 100000000000000000000000000000000000000000000000000000000000…, which")]
    [InlineData("Single", "1e39::float8", "the double precision 1E+39, of which a float keeps nothing")]
    [InlineData("Single", "1e-50::float8", "the double precision 1E-50, of which a float keeps nothing")]
    [InlineData("Char", "'ab'::text", "the text 'ab', and a char is one UTF-16 character. Make the property a string, or cut the text in the query: left(…, 1).")]
    [InlineData("Char", "''::text", "the text '', and a char is")]
    [InlineData("DateTime", "'infinity'::timestamp", "the timestamp without time zone infinity, which a DateTime can't be. In the query NULLIF(…, 'infinity') makes it null, or keep such rows out of it.")]
    [InlineData("DateTime", "'-infinity'::timestamptz", "the timestamp with time zone -infinity, which a DateTime can't be.")]
    [InlineData("DateTimeOffset", "'-infinity'::timestamptz", "the timestamp with time zone -infinity, which a DateTimeOffset can't be.")]
    [InlineData("DateOnly", "'infinity'::date", "the date infinity, which a DateOnly can't be.")]
    [InlineData("DateOnly", "'0044-03-15 BC'::date", "the date of a year that .NET does not have, and a DateOnly ranges from the year 1 to 9999.")]
    [InlineData("DateTime", "'10000-01-01'::timestamp", "the timestamp without time zone of a year that .NET does not have, and a DateTime ranges")]
    [InlineData("TimeOnly", "'24:00'::time", "the time without time zone 24:00:00, and a TimeOnly ends before 24:00.")]
    [InlineData("TimeSpan", "'1 mon 2 days'::interval", "the interval of 1 months, 2 days and 0 microseconds, and a TimeSpan takes no months")]
    public async Task A_value_that_has_no_place_is_named_and_never_converted(string column, string sql, string words)
    {
        var source = PostgreSqlSource.Query<Reading>(await cluster.NewDatabaseAsync(), $"{With(column, sql)} UNION ALL {With("none", "")}");
        await using var cursor = await source.OpenAsync(Statements.Stop);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        var fromEncoding = Assert.Throws<UnreadableRowException>(() => Encode(cursor));
        var fromRecord = Assert.Throws<UnreadableRowException>(() => cursor.Current);
        Assert.Equal(column, fromEncoding.Column);
        Assert.Equal(fromRecord.Message, fromEncoding.Message);
        Assert.StartsWith($"Column {column} of the row (Id = 42) of the {source.Name} holds {words}", fromRecord.Message);
        Assert.EndsWith(".", fromRecord.Message);

        // The cursor goes on.
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        Encode(cursor);
        Assert.Null(cursor.Current.Bytes);
    }

    public static TheoryData<string, string, object> Forms => new()
    {
        { "Boolean", "true", true },
        { "Byte", "255", (byte)255 },
        { "Int32", "7::numeric", 7 },
        { "Int64", "(-9223372036854775808)::int8", long.MinValue },
        { "UInt64", "18446744073709551615", ulong.MaxValue },
        { "Char", "'ä'::text", 'ä' },
        { "Single", "'NaN'::real", float.NaN },
        { "Single", "0.1::float8", 0.1f },
        { "Double", "'-Infinity'::float8", double.NegativeInfinity },
        { "Double", "0.1::real", (double)0.1f },
        { "Decimal", "1234.50", 1234.50m },
        { "Decimal", "-79228162514264337593543950335", decimal.MinValue },
        { "Decimal", "0.0000000000000000000000000001", 0.0000000000000000000000000001m },
        { "Decimal", "7::int8", 7m },
        { "Text", "''::text", "" },
        { "Text", "'häß😀'::varchar(10)", "häß😀" },
        { "Text", "'ab'::char(10)", "ab" },
        { "Text", "'{\"a\": 1}'::json", "{\"a\": 1}" },
        { "Text", "'{\"a\":1}'::jsonb", "{\"a\": 1}" },
        { "Text", "'<a/>'::xml", "<a/>" },
        { "Text", "'sad'::mood", "sad" },
        { "Text", "'c'::code", "c" },
        { "Text", "repeat('x', 100000)", new string('x', 100000) },
        { "Guid", "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'::uuid", new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff") },
        { "DateTime", "'0001-01-01'::timestamp", DateTime.MinValue },
        { "DateTime", "'9999-12-31 23:59:59.999999'::timestamp", new DateTime(3155378975999999990) },
        { "DateTime", "'2024-05-31 13:45:06.123456'::timestamp", new DateTime(638527599061234560) },
        { "DateTime", "'2024-05-31 13:45:00+02'::timestamptz", new DateTime(2024, 5, 31, 11, 45, 0, DateTimeKind.Utc) },
        { "DateTimeOffset", "'2024-05-31 13:45:00+02'::timestamptz", new DateTimeOffset(2024, 5, 31, 11, 45, 0, TimeSpan.Zero) },
        { "DateTimeOffset", "'0001-01-01 00:00+00'::timestamptz", DateTimeOffset.MinValue },
        { "DateOnly", "'2024-02-29'::date", new DateOnly(2024, 2, 29) },
        { "DateOnly", "'9999-12-31'::date", DateOnly.MaxValue },
        { "TimeOnly", "'23:59:59.999999'::time", new TimeOnly(863999999990) },
        { "TimeSpan", "'-2 days 03:04:05.000006'::interval", -new TimeSpan(2, 0, 0, 0) + new TimeSpan(0, 3, 4, 5) + TimeSpan.FromMicroseconds(6) },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_PostgreSQL_holds_is_read_and_hashed_as_the_record_is(string column, string sql, object expected)
    {
        var database = await cluster.NewDatabaseAsync();
        await Statements.ExecuteAsync(database, "CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN code AS varchar(3)");
        var source = PostgreSqlSource.Query<Reading>(database, With(column, sql));
        var row = Assert.Single(await Statements.ReadAsync(source));
        Assert.Equal(expected, typeof(Reading).GetProperty(column)!.GetValue(row));
        Assert.Equal((1, 1), await AddedAndUnchanged(row, source));
    }

    [Fact]
    public async Task Bytes_are_read_whole_and_an_empty_array_is_not_null()
    {
        var database = await cluster.NewDatabaseAsync();
        foreach (var (sql, bytes) in new[] { ("'\\x0100ff'::bytea", (byte[])[1, 0, 255]), ("''::bytea", []), ("decode(repeat('ab', 50000), 'hex')", [.. Enumerable.Repeat((byte)0xab, 50000)]) })
        {
            var source = PostgreSqlSource.Query<Reading>(database, With("Bytes", sql));
            var row = Assert.Single(await Statements.ReadAsync(source));
            Assert.Equal(bytes, row.Bytes!);
            Assert.Equal((1, 1), await AddedAndUnchanged(row, source));
        }
    }

    [Fact]
    public async Task Null_where_the_model_says_never_is_named_and_of_a_secret_only_its_type()
    {
        var source = PostgreSqlSource.Query<Patient>(await cluster.NewDatabaseAsync(), "SELECT 1 AS id, NULL AS name, 3 AS secret, 4 AS age UNION ALL SELECT 2, 'x', NULL, 4 UNION ALL SELECT 3, 'x', 3, NULL");
        await using var cursor = await source.OpenAsync(Statements.Stop);
        foreach (var (id, column) in new[] { (1, "Name"), (2, "Secret"), (3, "Age") })
        {
            Assert.True(await cursor.ReadAsync(Statements.Stop));
            var error = Assert.Throws<UnreadableRowException>(() => Encode(cursor));
            Assert.Equal($"Column {column} of the row (Id = {id}) of the {source.Name} holds null, but the model says never null. Make the property nullable, or keep such rows out of the query.", error.Message);
            Assert.Equal(error.Message, Assert.Throws<UnreadableRowException>(() => cursor.Current).Message);
        }

        await using var secrets = await PostgreSqlSource.Query<Patient>(await cluster.NewDatabaseAsync(), "SELECT 1 AS id, 'x' AS name, 31415926535 AS secret, 4 AS age").OpenAsync(Statements.Stop);
        Assert.True(await secrets.ReadAsync(Statements.Stop));
        Assert.Contains("holds a value of the type bigint, and an int is", Assert.Throws<UnreadableRowException>(() => secrets.Current).Message);
    }

    [Fact]
    public async Task Null_in_a_key_makes_the_row_invalid_and_is_no_error()
    {
        var source = PostgreSqlSource.Query<Article>(await cluster.NewDatabaseAsync(), "SELECT NULL AS code, 1 AS part, 'x' AS title UNION ALL SELECT 'a', NULL, 'y' UNION ALL SELECT 'a', 1, 'z'");
        var report = await Article.Sync.RunAsync(source, new InMemoryDestination(), new InMemoryStateStore(), cancellationToken: Statements.Stop);
        Assert.Equal((2L, 1L, 1L), (report.Counts.NullKey, report.Counts.Added, report.Counts.Succeeded));
    }

    [Fact]
    public async Task What_an_enum_or_a_constructor_refuses_is_an_unreadable_row_with_its_key()
    {
        var source = PostgreSqlSource.Query<Guest>(await cluster.NewDatabaseAsync(), "SELECT 5 AS room, 'Happy' AS mood UNION ALL SELECT 6, 'Angry' UNION ALL SELECT 101, NULL");
        await using var cursor = await source.OpenAsync(Statements.Stop);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        Assert.Equal(new Guest(new(5), Mood.Happy), cursor.Current);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        Assert.EndsWith($"It is in the row (room = 6) of the {source.Name}; correct the value, or add it to the enum.", Assert.Throws<UnreadableRowException>(() => cursor.Current).Message);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        Assert.Equal($"The record of the row (room = 101) of the {source.Name} could not be built after column room was read: 101 is no room. Correct the value, or the converter or constructor that refuses it.", Assert.Throws<UnreadableRowException>(() => cursor.Current).Message);
    }

    [Fact]
    public async Task An_unchanged_row_leaves_no_garbage()
    {
        const int Rows = 2_000;
        var source = PostgreSqlSource.Query<Article>(await cluster.NewDatabaseAsync(), $"SELECT 'a fairly long code ' || i AS code, i AS part, repeat('ä', 50) AS title FROM generate_series(1, {Rows}) i");
        await using var cursor = await source.OpenAsync(Statements.Stop);
        var encoder = new RowEncoder(SchemaOf<Article>());
        // The first rows make buffers that the others find.
        for (var i = 0; i < Rows / 2; i++) await EncodeNext();
        var garbage = 0L;
        for (var i = 0; i < Rows / 2; i++) garbage += await EncodeNext();
        encoder.Release();
        Assert.Equal(0, garbage);

        async ValueTask<long> EncodeNext()
        {
            Assert.True(await cursor.ReadAsync(Statements.Stop));
            encoder.Reset();
            var before = GC.GetAllocatedBytesForCurrentThread();
            cursor.Encode(ref encoder);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>What a second run over the source finds, after one over the records.</summary>
    private static async Task<(long Added, long Unchanged)> AddedAndUnchanged(Reading row, ISyncSource<Reading> source)
    {
        var state = new InMemoryStateStore();
        var first = await Reading.Sync.RunAsync(SyncSource.From([row]), new InMemoryDestination(), state, cancellationToken: Statements.Stop);
        var second = await Reading.Sync.RunAsync(source, new InMemoryDestination(), state, cancellationToken: Statements.Stop);
        Assert.Equal(SyncStatus.Succeeded, second.Status);
        return (first.Counts.Added, second.Counts.Unchanged);
    }
}
