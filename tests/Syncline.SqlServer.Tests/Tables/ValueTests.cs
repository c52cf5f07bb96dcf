using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>Values on their way into a table: what is written comes back equal, and what has no form there is refused with its row.</summary>
public sealed class ValueTests(ServerUnderTest server)
{
    private static readonly Everything Nothing = new(0, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    private static readonly Everything[] Extremes =
    [
        new(1, false, byte.MinValue, sbyte.MinValue, short.MinValue, ushort.MinValue, int.MinValue, uint.MinValue, long.MinValue, ulong.MinValue, '\0', float.MinValue, double.MinValue, decimal.MinValue, "", [], Guid.Empty,
            DateTime.MinValue, DateTimeOffset.MinValue, DateOnly.MinValue, TimeOnly.MinValue, TimeSpan.MinValue),
        new(2, true, byte.MaxValue, sbyte.MaxValue, short.MaxValue, ushort.MaxValue, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue, '\uffff', float.MaxValue, double.MaxValue, decimal.MaxValue, "😀 \0 \u0001 \r\n\t\\ \"'", [0, 255, 1], Guid.AllBitsSet,
            DateTime.MaxValue, DateTimeOffset.MaxValue, DateOnly.MaxValue, TimeOnly.MaxValue, TimeSpan.MaxValue),
        new(3, true, 1, -1, -1, 1, -1, 1, -1, 1, ' ', 0.1f, 0.1, 0.000000001m, " ends in blanks  ", [7, 0, 0], Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
            new DateTime(1999, 12, 31, 23, 59, 59).AddTicks(9_999_999), new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(14)), new DateOnly(1999, 12, 31), new TimeOnly(1), TimeSpan.FromDays(-1) - TimeSpan.FromTicks(1)),
        new(4, null, null, null, null, null, 0, null, 0, null, 'ß', float.Epsilon, double.Epsilon, -0.00m, "ﬁ İ ı", null, null, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Local), null, null, null, TimeSpan.Zero),
        new(5, null, null, null, null, null, null, null, null, null, null, -0f, -0.0, -100000000.5m, null, null, null, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc), null, null, null, null),
        Nothing with { Id = 6 },
    ];

    [Fact]
    public async Task Every_kind_of_value_comes_back_equal_and_is_not_written_again()
    {
        var database = await TestTable.NewAsync(server);
        Task<SyncReport> RunAsync() => Everything.AllSync.RunAsync(SyncSource.From(Extremes), database.Table(create: true), new InMemoryStateStore(), null, TestTable.Stop);
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, 6L), (report.Status, report.Counts.Succeeded));
        // What is equal is not written: a rowversion stays as it is.
        await database.SqlAsync("ALTER TABLE c ADD stamp rowversion");
        var before = await database.RowsAsync("SELECT Id, stamp FROM c ORDER BY 1");
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync()).Status);
        Assert.Equal(before, await database.RowsAsync("SELECT Id, stamp FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Values_stand_in_the_table_as_they_are_called_in_SQL()
    {
        var database = await TestTable.NewAsync(server);
        await Everything.Sync.RunAsync(SyncSource.From(Extremes), database.Table(create: true), new InMemoryStateStore(), null, TestTable.Stop);
        var rows = await database.RowsAsync("SELECT Boolean, UInt64, CAST(Decimal AS nvarchar(60)), Bytes, DateTime, DateTimeOffset, DateOnly, TimeSpan FROM c ORDER BY Id");
        Assert.Equal("0|0|-79228162514264337593543950335.000000000||0001-01-01 00:00:00|0001-01-01 00:00:00+00:00|0001-01-01 00:00:00|-9223372036854775808", rows[0]);
        Assert.Equal("1|18446744073709551615|79228162514264337593543950335.000000000|00FF01|9999-12-31 23:59:59.9999999|9999-12-31 23:59:59.9999999+00:00|9999-12-31 00:00:00|9223372036854775807", rows[1]);
        Assert.Equal("1|1|0.000000001|070000|1999-12-31 23:59:59.9999999|2024-02-29 01:02:03+14:00|1999-12-31 00:00:00|-864000000001", rows[2]);
    }

    [Fact]
    public async Task A_value_without_a_form_is_refused_with_its_row_and_the_others_go_through()
    {
        var database = await TestTable.NewAsync(server);
        (Everything Row, string Reason)[] bad =
        [
            (Nothing with { Id = 1, Double = double.NaN }, "Column Double holds NaN: float has neither NaN nor an infinity. Send null or another number in its place."),
            (Nothing with { Id = 2, Single = float.NegativeInfinity }, "Column Single holds -Infinity: real has neither NaN nor an infinity. Send null or another number in its place."),
            (Nothing with { Id = 3, Decimal = 0.0000000001m }, "Column Decimal holds 0.0000000001: it has more than the 9 digits that decimal(38,9) keeps behind the point. Round it in the source, or declare the column with more of them."),
        ];
        var rows = bad.Select(b => b.Row).Append(Nothing with { Id = 9, Text = "good" });
        var outcomes = await TestTable.ApplyAsync<Everything, Everything.Key>(database.Table(create: true), [.. rows.Select(row => TestTable.Row<Everything, Everything.Key>(OperationKind.Upsert, row))]);
        Assert.Equal(bad.Select(b => OperationOutcome.Rejected(b.Reason)).Append(OperationOutcome.Succeeded), outcomes);
        Assert.Equal(["9|good"], await database.RowsAsync("SELECT Id, Text FROM c"));
    }

    [Fact]
    public async Task What_a_declared_type_would_round_cut_or_replace_in_silence_is_refused()
    {
        var database = await TestTable.NewAsync(server, """
            CREATE TABLE c (Id bigint PRIMARY KEY, [Decimal] decimal(5,2), Text varchar(3) COLLATE Latin1_General_CI_AS, Int32 smallint, UInt64 bigint, DateTime datetime, DateTimeOffset datetimeoffset(3), TimeSpan time(3), Char nchar(2), Bytes binary(2), TimeOnly time(0), Byte tinyint,
                Boolean bit, SByte smallint, Int16 smallint, UInt16 int, UInt32 bigint, Int64 decimal(10,0), Single float, [Double] float, Guid uniqueidentifier, DateOnly date)
            """);
        (Everything Row, string? Reason)[] rows =
        [
            (Nothing with { Id = 1, Decimal = 999.99m, Text = "äö€", Int32 = 32767, UInt64 = long.MaxValue, DateTime = new DateTime(2024, 1, 1).AddMilliseconds(7), DateTimeOffset = DateTimeOffset.UnixEpoch.AddMilliseconds(1), TimeSpan = TimeSpan.FromHours(23), Char = 'x', Bytes = [1, 2], Int64 = 9_999_999_999 }, null),
            (Nothing with { Id = 2, Decimal = 1.50000m, Single = 1.5f }, null),
            (Nothing with { Id = 3, Decimal = 0.001m }, "Column Decimal holds 0.001: it has more than the 2 digits that decimal(5,2) keeps behind the point. Round it in the source, or declare the column with more of them."),
            (Nothing with { Id = 4, Decimal = -1000m }, "Column Decimal holds -1000: the number is too large for decimal(5,2). Widen the column, or correct the number."),
            (Nothing with { Id = 5, Text = "four" }, "Column Text holds 'four': the text has 4 characters, and varchar(3) takes 3. Shorten it, or widen the column."),
            (Nothing with { Id = 6, Text = "a漢" }, "Column Text holds 'a漢': windows-1252, which varchar(3) keeps its texts in, has no form for the character at position 1, and a ? would stand there. Declare the column nvarchar, or correct the text."),
            (Nothing with { Id = 7, Int32 = 32768 }, "Column Int32 holds 32768: the number is beyond the range of smallint. Widen the column, or correct the number."),
            (Nothing with { Id = 8, UInt64 = 1UL << 63 }, "Column UInt64 holds 9223372036854775808: the number is beyond the range of bigint. Widen the column, or correct the number."),
            (Nothing with { Id = 9, DateTime = new DateTime(2024, 1, 1).AddMilliseconds(1) }, "Column DateTime holds 2024-01-01 00:00:00.001: datetime would round it: it keeps .000, .003 and .007 of a second. Cut it in the source, or declare the column datetime2."),
            (Nothing with { Id = 10, DateTime = new DateTime(1752, 12, 31) }, "Column DateTime holds 1752-12-31 00:00:00: datetime begins with the year 1753. Correct the time, or declare the column datetime2."),
            (Nothing with { Id = 11, DateTimeOffset = DateTimeOffset.UnixEpoch.AddMicroseconds(1) }, "Column DateTimeOffset holds 1970-01-01 00:00:00.000001+00:00: its fraction of a second has more than the 3 digits that datetimeoffset(3) keeps. Cut it in the source, or widen the column."),
            (Nothing with { Id = 12, TimeSpan = TimeSpan.FromHours(24) }, "Column TimeSpan holds 1.00:00:00: time(3) keeps from 0 to less than 24 hours. Declare the column bigint, which holds the ticks, or correct the time."),
            (Nothing with { Id = 13, Char = ' ' }, "Column Char holds ' ': the text ends in a blank, and nchar(2) takes such blanks for padding. Trim it, or declare the column nvarchar."),
            (Nothing with { Id = 14, Bytes = [1] }, "Column Bytes holds x'01': the value has 1 byte, and binary(2) would fill it with zeros. Declare the column varbinary."),
            (Nothing with { Id = 15, TimeOnly = new TimeOnly(0, 0, 0, 1) }, "Column TimeOnly holds 00:00:00.001: its fraction of a second has more than the 0 digits that time(0) keeps. Cut it in the source, or widen the column."),
            (Nothing with { Id = 16, Int64 = 10_000_000_000 }, "Column Int64 holds 10000000000: the number is too large for decimal(10,0). Widen the column, or correct the number."),
        ];
        var outcomes = await TestTable.ApplyAsync<Everything, Everything.Key>(database.Table(), [.. rows.Select(row => TestTable.Row<Everything, Everything.Key>(OperationKind.Upsert, row.Row))]);
        Assert.Equal(rows.Select(row => row.Reason), outcomes.Select(outcome => outcome.Reason));
        Assert.Equal(["1|999.99|äö€", "2|1.50|null"], await database.RowsAsync("SELECT Id, Decimal, Text FROM c ORDER BY 1"));
        var read = await Statements.ReadAsync(SqlServerSource.Query<Everything>(database.ConnectionString, "SELECT * FROM c WHERE Id = 1"));
        Assert.Equal(rows[0].Row with { Bytes = null }, read[0] with { Bytes = null });
    }

    [Fact]
    public async Task One_instant_in_two_offsets_is_one_record()
    {
        var database = await TestTable.NewAsync(server);
        var table = database.Table(create: true);
        var instant = new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.FromHours(2));
        await TestTable.ApplyAsync<ByInstant, ByInstant.Key>(table, TestTable.Row<ByInstant, ByInstant.Key>(OperationKind.Upsert, new(instant, "a")));
        await TestTable.ApplyAsync<ByInstant, ByInstant.Key>(table, TestTable.Row<ByInstant, ByInstant.Key>(OperationKind.Upsert, new(instant.ToUniversalTime(), "b")));
        Assert.Equal(["b"], await database.RowsAsync("SELECT Title FROM c"));
    }

    [Fact]
    public async Task A_secret_is_refused_without_its_value()
    {
        var database = await TestTable.NewAsync(server, "CREATE TABLE c (Id int PRIMARY KEY, Value nvarchar(9) CONSTRAINT UX_value UNIQUE CONSTRAINT CK_value CHECK ([Value] <> 'password1'), Level int); INSERT INTO c VALUES (9, 'held', 1)");
        var outcomes = await TestTable.ApplyAsync<Secret, Secret.Key>(
            database.Table(),
            TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(1, "much too long", 1)), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(2, "password1", 2)), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(3, "held", 3)), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(4, "fine", 4)));
        Assert.Equal("Column Value holds a value that can't be stored: the text has 13 UTF-16 units, and nvarchar(9) takes 9. Shorten it, or widen the column.", outcomes[0].Reason);
        Assert.StartsWith("The row breaks a rule of the table with Value = *** (", outcomes[1].Reason, StringComparison.Ordinal);
        Assert.StartsWith("The record (Id = 9) has Value = *** already, and the table takes it once (error 2627, whose message may hold a sensitive value and is left out).", outcomes[2].Reason, StringComparison.Ordinal);
        Assert.Equal(OperationOutcome.Succeeded, outcomes[3]);
    }
}
