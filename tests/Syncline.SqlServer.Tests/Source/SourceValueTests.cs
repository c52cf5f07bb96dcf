using Xunit;

namespace Syncline.SqlServer.Tests.Source;

public sealed class SourceValueTests(ServerUnderTest server)
{
    private static SyncSchema SchemaOf<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;

    /// <summary>A row of nulls but for one column.</summary>
    internal static string With(string column, string sql)
        => $"SELECT 42 AS Id, {string.Join(", ", SchemaOf<Reading>().Columns.Where(c => c.Name != "Id").Select(c => $"{(c.Name == column ? sql : $"CAST(NULL AS {StoredForms.DeclaredType(c.Kind)})")} AS [{c.Name}]"))}";

    private static void Encode<TModel>(RowCursor<TModel> cursor)
        where TModel : ISyncModel<TModel>
    {
        var encoder = new RowEncoder(TModel.Schema);
        cursor.Encode(ref encoder);
    }

    [Theory]
    [InlineData("Int32", "CAST(2147483648 AS bigint)", "2147483648, which is beyond the range of Int32. Widen the property's type, or correct the value.")]
    [InlineData("Int32", "CAST(4.7 AS decimal(9,2))", "4.70, which is no whole number in the range of Int32. Make the property a decimal, or correct the value.")]
    [InlineData("Byte", "CAST(256 AS smallint)", "256, which is beyond the range of Byte.")]
    [InlineData("Byte", "-1", "-1, which is beyond the range of Byte.")]
    [InlineData("SByte", "128", "128, which is beyond")]
    [InlineData("SByte", "CAST(200 AS tinyint)", "200, which is beyond")]
    [InlineData("Int16", "-32769", "-32769, which is beyond")]
    [InlineData("UInt16", "65536", "65536, which is beyond")]
    [InlineData("UInt32", "CAST(4294967296 AS bigint)", "4294967296, which is beyond")]
    [InlineData("UInt64", "CAST(-1 AS bigint)", "-1, which is beyond the range of UInt64.")]
    [InlineData("UInt64", "CAST(18446744073709551616 AS decimal(20,0))", "18446744073709551616, which is no whole number in the range of UInt64.")]
    [InlineData("Int64", "CAST(9223372036854775808 AS decimal(20,0))", "9223372036854775808, which is no whole number in the range of Int64.")]
    [InlineData("Decimal", "CAST(79228162514264337593543950336 AS decimal(38,0))", "79228162514264337593543950336, which no decimal holds exactly: it has 28 digits.")]
    [InlineData("Decimal", "CAST(-1.00000000000000000000000000001 AS decimal(38,29))", "-1.00000000000000000000000000001, which no decimal holds exactly")]
    [InlineData("Single", "CAST(1e39 AS float)", "1E+39, of which a float keeps nothing")]
    [InlineData("Single", "CAST(1e-50 AS float)", "1E-50, of which a float keeps nothing")]
    [InlineData("Char", "N'ab'", "the text 'ab', which is not one UTF-16 character.")]
    [InlineData("Char", "N''", "the text '', which is not one UTF-16 character.")]
    public async Task A_value_that_has_no_place_is_named_and_never_converted(string column, string sql, string words)
    {
        var source = SqlServerSource.Query<Reading>(await server.NewDatabaseAsync(), With(column, sql));
        await using var cursor = await source.OpenAsync(Statements.Stop);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        var fromEncoding = Assert.Throws<UnreadableRowException>(() => Encode(cursor));
        var fromRecord = Assert.Throws<UnreadableRowException>(() => cursor.Current);
        Assert.Equal(column, fromEncoding.Column);
        Assert.Equal(fromRecord.Message, fromEncoding.Message);
        Assert.StartsWith($"The column {column} holds {words}", fromRecord.Message);
        Assert.EndsWith($"It is in the row (Id = 42) of the {source.Name}.", fromRecord.Message);
    }

    [Fact]
    public async Task A_row_that_can_not_be_read_keeps_the_next_from_nothing()
    {
        await using var cursor = await SqlServerSource.Query<Reading>(await server.NewDatabaseAsync(), $"{With("Byte", "CAST(256 AS smallint)")} UNION ALL {With("none", "")}").OpenAsync(Statements.Stop);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        Assert.Throws<UnreadableRowException>(() => Encode(cursor));
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        Encode(cursor);
        Assert.Null(cursor.Current.Byte);
    }

    public static TheoryData<string, string, object> Forms => new()
    {
        { "Boolean", "CAST(1 AS bit)", true },
        { "Byte", "CAST(255 AS tinyint)", (byte)255 },
        { "SByte", "CAST(-128 AS smallint)", sbyte.MinValue },
        { "Int32", "CAST(7 AS decimal(9,2))", 7 },
        { "Int64", "CAST(-9223372036854775808 AS bigint)", long.MinValue },
        { "UInt64", "CAST(18446744073709551615 AS decimal(20,0))", ulong.MaxValue },
        { "Char", "N'ä'", 'ä' },
        { "Char", "CAST(N' ' AS nchar(1))", ' ' },
        { "Char", "CAST(N'x' AS nchar(5))", 'x' },
        { "Single", "CAST(0.1 AS real)", 0.1f },
        { "Single", "CAST(0.1 AS float)", 0.1f },
        { "Double", "CAST(1.7976931348623157E+308 AS float)", double.MaxValue },
        { "Double", "CAST(0.1 AS real)", (double)0.1f },
        { "Decimal", "CAST(1234.50 AS decimal(9,2))", 1234.50m },
        { "Decimal", "CAST(-79228162514264337593543950335 AS decimal(38,0))", decimal.MinValue },
        { "Decimal", "CAST(0.0000000000000000000000000001 AS decimal(38,28))", 0.0000000000000000000000000001m },
        { "Decimal", "CAST(10 AS decimal(38,30))", 10m },
        { "Decimal", "CAST(-922337203685477.5808 AS money)", -922337203685477.5808m },
        { "Decimal", "CAST(214748.3647 AS smallmoney)", 214748.3647m },
        { "Decimal", "CAST(7 AS bigint)", 7m },
        { "Text", "N''", "" },
        { "Text", "CAST(N'häß😀' AS nvarchar(10))", "häß😀" },
        { "Text", "CAST(N'häß' AS varchar(10))", "häß" },
        { "Text", "CAST(N'ab' AS char(10))", "ab" },
        { "Text", "CAST(N'ab' AS nchar(10))", "ab" },
        { "Text", "CAST(N'ab ' AS nvarchar(10))", "ab " },
        { "Text", "CAST(N'<a>x</a>' AS xml)", "<a>x</a>" },
        { "Text", "REPLICATE(CAST(N'x' AS nvarchar(max)), 100000)", new string('x', 100000) },
        { "Guid", "CAST('6f9619ff-8b86-d011-b42d-00cf4fc964ff' AS uniqueidentifier)", new Guid("6f9619ff-8b86-d011-b42d-00cf4fc964ff") },
        { "DateTime", "CAST('0001-01-01' AS datetime2(7))", DateTime.MinValue },
        { "DateTime", "CAST('9999-12-31 23:59:59.9999999' AS datetime2(7))", DateTime.MaxValue },
        { "DateTime", "CAST('2024-05-31 13:45:06.12' AS datetime2(2))", new DateTime(638527599061200000) },
        { "DateTime", "CAST('2024-05-31T13:45:06.003' AS datetime)", new DateTime(638527599060030000) },
        { "DateTime", "CAST('2024-05-31T13:45:00' AS smalldatetime)", new DateTime(2024, 5, 31, 13, 45, 0) },
        { "DateTime", "CAST('2024-05-31 13:45:00 +02:00' AS datetimeoffset(7))", new DateTime(2024, 5, 31, 11, 45, 0, DateTimeKind.Utc) },
        { "DateTimeOffset", "CAST('2024-05-31 13:45:00 +02:00' AS datetimeoffset(7))", new DateTimeOffset(2024, 5, 31, 13, 45, 0, TimeSpan.FromHours(2)) },
        { "DateTimeOffset", "CAST('0001-01-01 00:00:00 +00:00' AS datetimeoffset(7))", DateTimeOffset.MinValue },
        { "DateOnly", "CAST('2024-02-29' AS date)", new DateOnly(2024, 2, 29) },
        { "DateOnly", "CAST('9999-12-31' AS date)", DateOnly.MaxValue },
        { "TimeOnly", "CAST('23:59:59.9999999' AS time(7))", TimeOnly.MaxValue },
        { "TimeSpan", "CAST(-9223372036854775808 AS bigint)", TimeSpan.MinValue },
        { "TimeSpan", "CAST('01:02:03' AS time(0))", new TimeSpan(1, 2, 3) },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_SQL_Server_holds_is_read_and_hashed_as_the_record_is(string column, string sql, object expected)
    {
        var source = SqlServerSource.Query<Reading>(await server.NewDatabaseAsync(), With(column, sql));
        var row = Assert.Single(await Statements.ReadAsync(source));
        Assert.Equal(expected, typeof(Reading).GetProperty(column)!.GetValue(row));
        Assert.Equal((1, 1), await AddedAndUnchanged(row, source));
    }

    [Fact]
    public async Task Bytes_are_read_whole_and_an_empty_array_is_not_null()
    {
        var database = await server.NewDatabaseAsync();
        foreach (var (sql, bytes) in new[]
        {
            ("CAST(0x0100FF AS varbinary(10))", (byte[])[1, 0, 255]), ("CAST(0x AS varbinary(10))", []), ("CAST(0x01 AS binary(3))", [1, 0, 0]),
            ("CAST(REPLICATE(CAST('x' AS varchar(max)), 50000) AS varbinary(max))", [.. Enumerable.Repeat((byte)'x', 50000)]),
        })
        {
            var source = SqlServerSource.Query<Reading>(database, With("Bytes", sql));
            var row = Assert.Single(await Statements.ReadAsync(source));
            Assert.Equal(bytes, row.Bytes!);
            Assert.Equal((1, 1), await AddedAndUnchanged(row, source));
        }
    }

    [Fact]
    public async Task Null_where_the_model_says_never_is_named_and_of_a_secret_only_that()
    {
        var database = await server.NewDatabaseAsync();
        var source = SqlServerSource.Query<Patient>(database, "SELECT 1 AS id, CAST(NULL AS nvarchar(9)) AS name, 3 AS secret, 4 AS age UNION ALL SELECT 2, N'x', NULL, 4 UNION ALL SELECT 3, N'x', 3, NULL");
        await using var cursor = await source.OpenAsync(Statements.Stop);
        foreach (var (id, column) in new[] { (1, "Name"), (2, "Secret"), (3, "Age") })
        {
            Assert.True(await cursor.ReadAsync(Statements.Stop));
            var error = Assert.Throws<UnreadableRowException>(() => Encode(cursor));
            Assert.Equal($"The column {column} is null, but the model says never null. Make the property nullable, or keep such rows out of the query. It is in the row (Id = {id}) of the {source.Name}.", error.Message);
            Assert.Equal(error.Message, Assert.Throws<UnreadableRowException>(() => cursor.Current).Message);
        }

        await using var secrets = await SqlServerSource.Query<Patient>(database, "SELECT 1 AS id, N'x' AS name, CAST(31415926535 AS bigint) AS secret, 4 AS age").OpenAsync(Statements.Stop);
        Assert.True(await secrets.ReadAsync(Statements.Stop));
        Assert.StartsWith("The column Secret holds a value which is beyond the range of Int32.", Assert.Throws<UnreadableRowException>(() => secrets.Current).Message);
    }

    [Fact]
    public async Task Null_in_a_key_makes_the_row_invalid_and_is_no_error()
    {
        var source = SqlServerSource.Query<Article>(await server.NewDatabaseAsync(), "SELECT CAST(NULL AS nvarchar(9)) AS code, 1 AS part, N'x' AS title UNION ALL SELECT N'a', NULL, N'y' UNION ALL SELECT N'a', 1, N'z'");
        var report = await Article.Sync.RunAsync(source, new InMemoryDestination(), new InMemoryStateStore(), cancellationToken: Statements.Stop);
        Assert.Equal((2L, 1L, 1L), (report.Counts.NullKey, report.Counts.Added, report.Counts.Succeeded));
    }

    [Fact]
    public async Task What_an_enum_or_a_constructor_refuses_is_an_unreadable_row_with_its_key()
    {
        var source = SqlServerSource.Query<Guest>(await server.NewDatabaseAsync(), "SELECT 5 AS room, N'Happy' AS mood UNION ALL SELECT 6, N'Angry' UNION ALL SELECT 101, CAST(NULL AS nvarchar(9))");
        await using var cursor = await source.OpenAsync(Statements.Stop);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        Assert.Equal(new Guest(new(5), Mood.Happy), cursor.Current);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        Assert.EndsWith($"It is in the row (room = 6) of the {source.Name}.", Assert.Throws<UnreadableRowException>(() => cursor.Current).Message);
        Assert.True(await cursor.ReadAsync(Statements.Stop));
        Assert.Equal($"The record of the row (room = 101) of the {source.Name} could not be built after column room was read: 101 is no room. Correct the value, or the converter or constructor that refuses it.", Assert.Throws<UnreadableRowException>(() => cursor.Current).Message);
    }

    [Fact]
    public async Task An_unchanged_row_without_texts_leaves_no_garbage()
    {
        var database = await server.NewDatabaseAsync();
        await Statements.ExecuteAsync(database, $"CREATE TABLE m (id int PRIMARY KEY, a bit, b tinyint, c int, d bigint, e decimal(19,4), f float, g uniqueidentifier, h datetime2, i date, j time); INSERT INTO m VALUES {string.Join(", ", Enumerable.Range(1, 500).Select(i => $"({i}, 1, 2, 3, 4, 5.5, 6.5, '6f9619ff-8b86-d011-b42d-00cf4fc964ff', '2024-05-31', '2024-05-31', '01:02:03')"))}");
        // The driver's own code makes boxes until it was compiled a second time, which on a busy machine takes its time.
        var least = int.MaxValue;
        for (var attempt = 0; attempt < 50 && least > AcrossPackets; attempt++) least = Math.Min(least, await RowsWithGarbageAsync(database));
        Assert.InRange(least, 0, AcrossPackets);
    }

    // Of 250 rows in packets of 8,000 bytes some begin in one and end in the next, for which the driver takes another buffer.
    private const int AcrossPackets = 5;

    private static async Task<int> RowsWithGarbageAsync(string database)
    {
        await using var cursor = await SqlServerSource.Query<Measure>(database, "SELECT * FROM m").OpenAsync(Statements.Stop);
        var encoder = new RowEncoder(SchemaOf<Measure>());
        // The first rows make buffers that the others find.
        for (var i = 0; i < 250; i++) await EncodeNext();
        var rows = 0;
        for (var i = 0; i < 250; i++) rows += await EncodeNext() > 0 ? 1 : 0;
        encoder.Release();
        return rows;

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
        Assert.True(second.Status == SyncStatus.Succeeded, second.Message);
        return (first.Counts.Added, second.Counts.Unchanged);
    }
}
