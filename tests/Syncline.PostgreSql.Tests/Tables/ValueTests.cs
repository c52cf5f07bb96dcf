using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>Values on their way into a table: what is written comes back equal, and what has no form there is refused with its row.</summary>
public sealed class ValueTests(Cluster cluster)
{
    private static readonly Everything Nothing = new(0, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    private static readonly Everything[] Extremes =
    [
        new(1, false, byte.MinValue, sbyte.MinValue, short.MinValue, ushort.MinValue, int.MinValue, uint.MinValue, long.MinValue, ulong.MinValue, '\u0001', float.MinValue, double.MinValue, decimal.MinValue, "", [], Guid.Empty,
            DateTime.MinValue, DateTimeOffset.MinValue, DateOnly.MinValue, TimeOnly.MinValue, new TimeSpan(long.MinValue / 10 * 10)),
        new(2, true, byte.MaxValue, sbyte.MaxValue, short.MaxValue, ushort.MaxValue, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue, '\uffff', float.MaxValue, double.MaxValue, decimal.MaxValue, "😀 \u0001 \r\n\t\\ \"'", [0, 255, 1], Guid.AllBitsSet,
            DateTime.MaxValue.AddTicks(-9), DateTimeOffset.MaxValue.AddTicks(-9), DateOnly.MaxValue, new TimeOnly(TimeOnly.MaxValue.Ticks / 10 * 10), new TimeSpan(long.MaxValue / 10 * 10)),
        new(3, true, 1, -1, -1, 1, -1, 1, -1, 1, ' ', float.NaN, double.NaN, 0.0000000000000000000000000001m, " ends in blanks  ", [7], Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"),
            new DateTime(1999, 12, 31, 23, 59, 59).AddTicks(9_999_990), new DateTimeOffset(2024, 2, 29, 1, 2, 3, TimeSpan.FromHours(14)), new DateOnly(1999, 12, 31), new TimeOnly(0, 0, 0, 0, 1), TimeSpan.FromDays(-1) - TimeSpan.FromMicroseconds(1)),
        new(4, null, null, null, null, null, 0, null, 0, null, 'ß', float.Epsilon, double.Epsilon, -0.00m, "ﬁ İ ı", null, null, new DateTime(1, 1, 1, 0, 0, 0, 1), new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero), new DateOnly(2000, 1, 1), null, TimeSpan.Zero),
        new(5, null, null, null, null, null, null, null, null, null, null, float.PositiveInfinity, double.NegativeInfinity, 10_000.0001m, null, null, null, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Local), null, null, null, TimeSpan.FromHours(25)),
        new(6, null, null, null, null, null, null, null, null, null, null, -0f, -0.0, -100000000.5m, null, null, null, new DateTime(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc), null, null, null, null),
        Nothing with { Id = 7 },
    ];

    [Fact]
    public async Task Every_kind_of_value_comes_back_equal_and_is_not_written_again()
    {
        var database = await TestTable.NewAsync(cluster);
        Task<SyncReport> RunAsync() => Everything.AllSync.RunAsync(SyncSource.From(Extremes), database.Table(create: true), new InMemoryStateStore(), null, TestTable.Stop);
        var report = await RunAsync();
        Assert.Equal((SyncStatus.Succeeded, 7L), (report.Status, report.Counts.Succeeded));
        var before = await database.RowsAsync("SELECT ctid, \"Id\" FROM c ORDER BY 2");
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync()).Status);
        // A record that was equal is where it was.
        Assert.Equal(before, await database.RowsAsync("SELECT ctid, \"Id\" FROM c ORDER BY 2"));
    }

    [Fact]
    public async Task Values_stand_in_the_table_as_they_are_called_in_SQL()
    {
        var database = await TestTable.NewAsync(cluster);
        await Everything.Sync.RunAsync(SyncSource.From(Extremes), database.Table(create: true), new InMemoryStateStore(), null, TestTable.Stop);
        var rows = await database.RowsAsync("""SET TIME ZONE 'UTC'; SELECT "Boolean", "UInt64", "Decimal", "Bytes", "Guid", "DateTime", "DateTimeOffset", "DateOnly", "TimeOnly", "TimeSpan" FROM c ORDER BY "Id" """);
        Assert.Equal("f|0|-79228162514264337593543950335|\\x|00000000-0000-0000-0000-000000000000|0001-01-01 00:00:00|0001-01-01 00:00:00+00|0001-01-01|00:00:00|-10675199 days -02:48:05.47758", rows[0]);
        Assert.Equal("t|18446744073709551615|79228162514264337593543950335|\\x00ff01|ffffffff-ffff-ffff-ffff-ffffffffffff|9999-12-31 23:59:59.999999|9999-12-31 23:59:59.999999+00|9999-12-31|23:59:59.999999|10675199 days 02:48:05.47758", rows[1]);
        Assert.Equal("t|1|0.0000000000000000000000000001|\\x07|00112233-4455-6677-8899-aabbccddeeff|1999-12-31 23:59:59.999999|2024-02-28 11:02:03+00|1999-12-31|00:00:00.000001|-1 days -00:00:00.000001", rows[2]);
        Assert.Equal(["0.00", "10000.0001", "-100000000.5"], rows[3..6].Select(row => row.Split('|')[2]));
        Assert.Equal("1 day 01:00:00", rows[4].Split('|')[9]);
    }

    [Fact]
    public async Task A_value_without_a_form_is_refused_with_its_row_and_the_others_go_through()
    {
        var database = await TestTable.NewAsync(cluster);
        (Everything Row, string Reason)[] bad =
        [
            (Nothing with { Id = 1, Text = "a\0b" }, "Column Text holds 'a\\0b': the text holds the character NUL at position 1, and no text in PostgreSQL does. Take it out in the source."),
            (Nothing with { Id = 2, Text = "😀\ud800" }, "Column Text holds '😀\ud800': the text holds half a surrogate pair at position 2, which UTF-8 has no form for. Correct the text in the source."),
            (Nothing with { Id = 3, Char = '\udc00' }, "Column Char holds '\udc00': the text holds half a surrogate pair at position 0, which UTF-8 has no form for. Correct the text in the source."),
            (Nothing with { Id = 4, DateTime = new DateTime(2024, 1, 1).AddTicks(1) }, "Column DateTime holds 2024-01-01 00:00:00.0000001: its fraction of a second has seven digits, and PostgreSQL keeps six. Cut it to microseconds in the source."),
            (Nothing with { Id = 5, TimeOnly = TimeOnly.MaxValue }, "Column TimeOnly holds 23:59:59.9999999: its fraction of a second has seven digits, and PostgreSQL keeps six. Cut it to microseconds in the source."),
            (Nothing with { Id = 6, TimeSpan = TimeSpan.FromTicks(-1) }, "Column TimeSpan holds -00:00:00.0000001: its fraction of a second has seven digits, and PostgreSQL keeps six. Cut it to microseconds in the source."),
        ];
        var rows = bad.Select(b => b.Row).Append(Nothing with { Id = 9, Text = "good" });
        var outcomes = await TestTable.ApplyAsync<Everything, Everything.Key>(database.Table(create: true), [.. rows.Select(row => TestTable.Row<Everything, Everything.Key>(OperationKind.Upsert, row))]);
        Assert.Equal(bad.Select(b => OperationOutcome.Rejected(b.Reason)).Append(OperationOutcome.Succeeded), outcomes);
        Assert.Equal(["9|good"], await database.RowsAsync("SELECT \"Id\", \"Text\" FROM c"));
    }

    [Fact]
    public async Task What_a_declared_type_would_round_or_cut_in_silence_is_refused()
    {
        var columns = string.Join(", ", "\"Id\" bigint PRIMARY KEY", "\"Decimal\" numeric(5,2)", "\"Text\" varchar(3)", "\"Int32\" smallint", "\"UInt64\" bigint", "\"DateTime\" timestamptz", "\"DateTimeOffset\" timestamptz(3)", "\"TimeSpan\" interval(1)", "\"Char\" character(2)");
        var rest = "\"Boolean\" boolean, \"Byte\" smallint, \"SByte\" smallint, \"Int16\" smallint, \"UInt16\" int, \"UInt32\" bigint, \"Int64\" bigint, \"Single\" real, \"Double\" double precision, \"Bytes\" bytea, \"Guid\" uuid, \"DateOnly\" date, \"TimeOnly\" time";
        var database = await TestTable.NewAsync(cluster, $"CREATE TABLE c ({columns}, {rest})");
        (Everything Row, string? Reason)[] rows =
        [
            (Nothing with { Id = 1, Decimal = 999.99m, Text = "😀äö", Int32 = 32767, UInt64 = long.MaxValue, DateTime = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), DateTimeOffset = DateTimeOffset.UnixEpoch.AddMilliseconds(1), TimeSpan = TimeSpan.FromSeconds(1), Char = 'x' }, null),
            (Nothing with { Id = 2, Decimal = 1.50000m }, null),
            (Nothing with { Id = 3, Decimal = 0.001m }, "Column Decimal holds 0.001: numeric(5,2) would round the number. Round it in the source, or declare the column numeric."),
            (Nothing with { Id = 4, Decimal = -1000m }, "Column Decimal holds -1000: the number is too large for numeric(5,2). Widen the column, or correct the number."),
            (Nothing with { Id = 5, Text = "four" }, "Column Text holds 'four': the text has 4 characters, and character varying(3) takes 3. Shorten it, or widen the column."),
            (Nothing with { Id = 6, Text = "abc " }, "Column Text holds 'abc ': the text has 4 characters, and character varying(3) takes 3. Shorten it, or widen the column."),
            (Nothing with { Id = 7, Int32 = 32768 }, "Column Int32 holds 32768: the number is beyond the range of smallint. Widen the column, or correct the number."),
            (Nothing with { Id = 8, UInt64 = 1UL << 63 }, "Column UInt64 holds 9223372036854775808: the number is beyond the range of bigint. Widen the column, or correct the number."),
            (Nothing with { Id = 9, DateTime = new DateTime(2024, 1, 1) }, "Column DateTime holds 2024-01-01 00:00:00: its Kind is Unspecified, and timestamp with time zone keeps an instant, which only UTC names. Make the property a DateTimeOffset, convert the time to UTC in the source, or declare the column timestamp."),
            (Nothing with { Id = 10, DateTimeOffset = DateTimeOffset.UnixEpoch.AddMicroseconds(1) }, "Column DateTimeOffset holds 1970-01-01 00:00:00.000001+00:00: its fraction of a second has more than the 3 digits that timestamp(3) with time zone keeps. Cut it in the source, or widen the column."),
            (Nothing with { Id = 11, TimeSpan = TimeSpan.FromMilliseconds(1550) }, "Column TimeSpan holds 00:00:01.5500000: its fraction of a second has more than the 1 digit that interval(1) keeps. Cut it in the source, or widen the column."),
            (Nothing with { Id = 12, Char = ' ' }, "Column Char holds ' ': the text ends in a blank, and character(2) takes such blanks for padding. Trim it, or declare the column text."),
        ];
        var outcomes = await TestTable.ApplyAsync<Everything, Everything.Key>(database.Table(), [.. rows.Select(row => TestTable.Row<Everything, Everything.Key>(OperationKind.Upsert, row.Row))]);
        Assert.Equal(rows.Select(row => row.Reason), outcomes.Select(outcome => outcome.Reason));
        Assert.Equal(["1|999.99|😀äö", "2|1.50|null"], await database.RowsAsync("SELECT \"Id\", \"Decimal\", \"Text\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_name_is_refused_where_it_would_be_cut()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Value" name, "Level" integer)""");
        var (fits, long64) = (new string('x', 61) + "ä", new string('x', 62) + "ä");
        var outcomes = await TestTable.ApplyAsync<Secret, Secret.Key>(database.Table(), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(1, fits, 1)), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(2, long64, 2)));
        Assert.Equal([null, "Column Value holds a value that can't be stored: the text has 64 bytes, and name takes 63. Shorten it, or declare the column text."], outcomes.Select(outcome => outcome.Reason));
        Assert.Equal([fits], await database.RowsAsync("SELECT \"Value\" FROM c"));
    }

    [Fact]
    public async Task One_instant_in_two_offsets_is_one_record()
    {
        var database = await TestTable.NewAsync(cluster);
        var table = database.Table(create: true);
        var instant = new DateTimeOffset(2024, 1, 1, 12, 0, 0, TimeSpan.FromHours(2));
        await TestTable.ApplyAsync<ByInstant, ByInstant.Key>(table, TestTable.Row<ByInstant, ByInstant.Key>(OperationKind.Upsert, new(instant, "a")));
        await TestTable.ApplyAsync<ByInstant, ByInstant.Key>(table, TestTable.Row<ByInstant, ByInstant.Key>(OperationKind.Upsert, new(instant.ToUniversalTime(), "b")));
        Assert.Equal(["b"], await database.RowsAsync("SELECT \"Title\" FROM c"));
    }

    [Fact]
    public async Task A_secret_is_refused_without_its_value()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Value" text CHECK ("Value" <> 'password1'), "Level" integer); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF new."Level" = 3 THEN RAISE 'no %', new."Value"; END IF; RETURN new; END $$; CREATE TRIGGER t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION f()""");
        var outcomes = await TestTable.ApplyAsync<Secret, Secret.Key>(
            database.Table(),
            TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(1, "hidden\0", 1)), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(2, "password1", 2)), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(3, "hidden", 3)), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(4, "fine", 4)));
        Assert.Equal(
            [
                "Column Value holds a value that can't be stored: the text holds the character NUL at position 6, and no text in PostgreSQL does. Take it out in the source.",
                "The row breaks a rule of the table with Value = *** (new row for relation \"c\" violates check constraint \"c_Value_check\", error 23514). Correct the row, or change the rule.",
                "A trigger or function of the table refused the row: error P0001, whose message may hold a sensitive value and is left out. Correct the row, or change the rule.",
                null,
            ],
            outcomes.Select(outcome => outcome.Reason));
    }

    [Theory]
    [InlineData("RAISE 'no %', new.\"Value\" USING ERRCODE = 'AB001'", "AB001")]
    [InlineData("RAISE 'no %', new.\"Value\" USING ERRCODE = 'P0002'", "P0002")]
    [InlineData("RAISE 'no %', new.\"Value\" USING ERRCODE = '42501'", "42501")]
    [InlineData("RAISE 'no %', new.\"Value\" USING ERRCODE = '23505', CONSTRAINT = 'c_pkey'", "23505")]
    public async Task What_a_trigger_says_of_a_secret_is_left_out_whatever_its_number(string statement, string number)
    {
        var database = await TestTable.NewAsync(cluster, $"""CREATE TABLE c ("Id" integer PRIMARY KEY, "Value" text, "Level" integer); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; END $$; CREATE TRIGGER t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION f()""");
        var outcome = Assert.Single(await TestTable.ApplyAsync<Secret, Secret.Key>(database.Table(), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(1, "hidden", 1))));
        Assert.Equal($"A trigger or function of the table refused the row: error {number}, whose message may hold a sensitive value and is left out. Correct the row, or change the rule.", outcome.Reason);
    }

    [Theory]
    [InlineData("EXECUTE 'SELECT ' || quote_ident(new.\"Value\"); RETURN new", "42703")]
    [InlineData("RAISE 'no %', new.\"Value\" USING ERRCODE = 'serialization_failure'", "40001")]
    public async Task A_failure_that_ends_a_batch_holds_no_secret(string statement, string number)
    {
        var database = await TestTable.NewAsync(cluster, $"""CREATE TABLE c ("Id" integer PRIMARY KEY, "Value" text, "Level" integer); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; END $$; CREATE TRIGGER t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION f()""");
        var error = await Assert.ThrowsAsync<DestinationException>(() => TestTable.ApplyAsync<Secret, Secret.Key>(database.Table(), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(1, "hidden", 1))));
        Assert.Contains(number, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_that_is_refused_says_no_secret()
    {
        var database = await TestTable.NewAsync(cluster, """
            CREATE TABLE c ("Id" integer PRIMARY KEY, "Value" text, "Level" integer);
            CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN SET CONSTRAINTS late DEFERRED; RETURN new; END $$; CREATE TRIGGER t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION f();
            CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no %', new."Value"; END $$; CREATE CONSTRAINT TRIGGER late AFTER INSERT ON c DEFERRABLE FOR EACH ROW EXECUTE FUNCTION g()
            """);
        var error = await Assert.ThrowsAsync<DestinationException>(() => TestTable.ApplyAsync<Secret, Secret.Key>(database.Table(), TestTable.Row<Secret, Secret.Key>(OperationKind.Upsert, new(1, "hidden", 1))));
        Assert.Contains("error P0001, whose message may hold a sensitive value and is left out", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.ToString(), StringComparison.Ordinal);
    }
}
