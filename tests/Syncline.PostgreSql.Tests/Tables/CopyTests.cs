using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>Rows that are likely new go straight into the table by one COPY; what that can't do is done by the stage, and the outcomes are the same.</summary>
public sealed class CopyTests(Cluster cluster)
{
    private const string Customers = """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text)""";
    private const string Nothing = "";

    private static Customer[] Rows(params int[] ids) => [.. ids.Select(id => new Customer(id, $"{id}@example.org", "x"))];

    private sealed class Opened(NpgsqlDataSource source, StatementLog log, IDelivery<Customer, Customer.Key> delivery) : IAsyncDisposable
    {
        /// <summary>Applies a batch, and says how it went: straight into the table (Copy), by the stage, or by the stage after the table refused it (Both); and the outcomes.</summary>
        public async Task<string> ApplyAsync(OperationKind kind, params Customer[] rows)
        {
            log.TakeAll();
            var outcomes = await TestTable.ApplyAsync(delivery, [.. rows.Select(row => TestTable.Row<Customer, Customer.Key>(kind, row))]);
            var lines = log.TakeAll();
            var (copied, staged) = (lines.Any(line => line.Contains("SAVEPOINT syncline_copy", StringComparison.Ordinal)), lines.Any(line => line.Contains("CREATE TEMPORARY TABLE", StringComparison.Ordinal)));
            return $"{(copied && staged ? "Both" : copied ? "Copy" : "Stage")}: {string.Join(' ', TestTable.Outcomes(outcomes))}";
        }

        public async ValueTask DisposeAsync()
        {
            await delivery.DisposeAsync();
            await source.DisposeAsync();
        }
    }

    private static async Task<Opened> OpenAsync(TestTable database, bool expectsRecords = false, string? archiveColumn = null)
    {
        var log = new StatementLog();
        var source = new NpgsqlDataSourceBuilder(database.ConnectionString).UseLoggerFactory(log).Build();
        var table = new PostgreSqlTable(source, "c") { ArchiveColumn = archiveColumn };
        return new(source, log, await TestTable.OpenAsync<Customer, Customer.Key>(table, OperationKinds.Insert | OperationKinds.Upsert, expectsRecords));
    }

    [Fact]
    public async Task New_rows_go_straight_into_the_table()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        await using var table = await OpenAsync(database);
        Assert.Equal("Copy: Succeeded Succeeded", await table.ApplyAsync(OperationKind.Upsert, Rows(1, 2)));
        // A value that the column has no place for stays behind, alone.
        var rows = Rows(3, 4, 5);
        rows[1] = rows[1] with { Name = "a\0b" };
        Assert.Equal("Copy: Succeeded Rejected Succeeded", await table.ApplyAsync(OperationKind.Insert, rows));
        Assert.Equal(["1", "2", "3", "5"], await database.RowsAsync("SELECT \"Id\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_record_that_is_there_sends_the_batch_by_the_stage_and_those_after_it_too_until_one_was_all_new()
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (2, 'old', 'B')");
        await using var table = await OpenAsync(database);
        Assert.Equal("Both: Succeeded Succeeded", await table.ApplyAsync(OperationKind.Upsert, Rows(1, 2)));
        Assert.Equal("Stage: Skipped Succeeded", await table.ApplyAsync(OperationKind.Insert, Rows(2, 3)));
        Assert.Equal("Stage: Succeeded", await table.ApplyAsync(OperationKind.Insert, Rows(4)));
        Assert.Equal("Copy: Succeeded", await table.ApplyAsync(OperationKind.Insert, Rows(5)));
        Assert.Equal(["1|1@example.org", "2|2@example.org", "3|3@example.org", "4|4@example.org", "5|5@example.org"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Where_the_state_remembers_records_nothing_is_tried_before_a_batch_was_all_new()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        await using var table = await OpenAsync(database, expectsRecords: true);
        Assert.Equal("Stage: Succeeded", await table.ApplyAsync(OperationKind.Upsert, Rows(1)));
        Assert.Equal("Copy: Succeeded", await table.ApplyAsync(OperationKind.Upsert, Rows(2)));
    }

    [Fact]
    public async Task A_row_that_the_table_refuses_is_found_and_the_rest_go_through()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text UNIQUE, "Name" text CHECK ("Name" <> 'bad')); INSERT INTO c VALUES (9, '3@example.org', 'x')""");
        await using var table = await OpenAsync(database);
        var rows = Rows(1, 2, 3, 4);
        rows[1] = rows[1] with { Name = "bad" };
        Assert.Equal("Both: Succeeded Rejected Rejected Succeeded", await table.ApplyAsync(OperationKind.Upsert, rows));
        Assert.Equal(["1", "4", "9"], await database.RowsAsync("SELECT \"Id\" FROM c ORDER BY 1"));
    }

    [Theory]
    [InlineData("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION f()", Outcome.Rejected)]
    [InlineData("CREATE TABLE child () INHERITS (c)", Outcome.Succeeded)]
    [InlineData("ALTER TABLE c ADD n integer GENERATED BY DEFAULT AS IDENTITY", Outcome.Succeeded)]
    [InlineData("ALTER TABLE c ADD n serial", Outcome.Succeeded)]
    [InlineData("CREATE FUNCTION n() RETURNS integer LANGUAGE sql AS 'SELECT 1'; ALTER TABLE c ADD n integer DEFAULT n()", Outcome.Succeeded)]
    [InlineData("ALTER TABLE c ALTER \"Name\" TYPE jsonb USING NULL", Outcome.Rejected)]
    [InlineData("ALTER TABLE c ADD n timestamptz DEFAULT now()", Outcome.Succeeded, true)]
    [InlineData("ALTER TABLE c ADD n integer GENERATED ALWAYS AS (\"Id\" * 2) STORED", Outcome.Succeeded, true)]
    [InlineData("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER t AFTER INSERT ON c FOR EACH ROW EXECUTE FUNCTION f()", Outcome.Succeeded, true)]
    public async Task A_table_that_a_COPY_would_not_treat_as_an_INSERT_does_gets_none(string change, Outcome outcome, bool isCopied = false)
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; {change}");
        await using var table = await OpenAsync(database);
        Assert.Equal($"{(isCopied ? "Copy" : "Stage")}: {outcome}", await table.ApplyAsync(OperationKind.Upsert, Rows(1)));
    }

    [Fact]
    public async Task A_trigger_that_is_created_while_the_run_goes_on_is_seen()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        await using var table = await OpenAsync(database);
        Assert.Equal("Copy: Succeeded", await table.ApplyAsync(OperationKind.Upsert, Rows(1)));
        await database.SqlAsync("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF new.\"Id\" = 3 THEN RETURN NULL; END IF; RETURN new; END $$; CREATE TRIGGER t BEFORE INSERT ON c FOR EACH ROW EXECUTE FUNCTION f()");
        Assert.Equal("Both: Succeeded Rejected", await table.ApplyAsync(OperationKind.Upsert, Rows(2, 3)));
        Assert.Equal(["1", "2"], await database.RowsAsync("SELECT \"Id\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_record_of_a_table_that_inherits_is_no_second_one()
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; CREATE TABLE child () INHERITS (c); INSERT INTO child VALUES (2, 'old', 'B')");
        await using var table = await OpenAsync(database);
        Assert.Equal("Stage: Succeeded Succeeded", await table.ApplyAsync(OperationKind.Upsert, Rows(1, 2)));
        Assert.Equal(["c|1|1@example.org", "child|2|2@example.org"], await database.RowsAsync("SELECT tableoid::regclass, \"Id\", \"Email\" FROM c ORDER BY 2"));
    }

    [Fact]
    public async Task A_trigger_of_a_partition_counts()
    {
        var database = await TestTable.NewAsync(cluster, """
            CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text) PARTITION BY RANGE ("Id");
            CREATE TABLE low PARTITION OF c FOR VALUES FROM (0) TO (10); CREATE TABLE high PARTITION OF c FOR VALUES FROM (10) TO (20)
            """);
        await using (var table = await OpenAsync(database)) Assert.Equal("Copy: Succeeded Succeeded", await table.ApplyAsync(OperationKind.Upsert, Rows(1, 11)));
        await database.SqlAsync("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$; CREATE TRIGGER t BEFORE INSERT ON high FOR EACH ROW EXECUTE FUNCTION f()");
        await using (var table = await OpenAsync(database)) Assert.Equal("Stage: Succeeded Rejected", await table.ApplyAsync(OperationKind.Upsert, Rows(2, 12)));
    }

    [Fact]
    public async Task A_policy_that_comes_with_an_account_sends_rows_by_the_stage()
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; ALTER TABLE c ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON c USING (true)");
        var clerk = await database.WithAccountAsync($"GRANT SELECT, INSERT, UPDATE ON c TO {database.Account}");
        await using (var table = await OpenAsync(clerk)) Assert.Equal("Stage: Succeeded", await table.ApplyAsync(OperationKind.Upsert, Rows(1)));
        // The owner passes by the policy.
        await using (var table = await OpenAsync(database)) Assert.Equal("Copy: Succeeded", await table.ApplyAsync(OperationKind.Upsert, Rows(2)));
    }

    [Theory]
    [InlineData("boolean NOT NULL DEFAULT false", true)]
    [InlineData("smallint DEFAULT 0", true)]
    [InlineData("smallint", false)]
    [InlineData("boolean DEFAULT true", false)]
    public async Task A_record_is_not_archived_whatever_the_column_defaults_to(string archived, bool isCopied)
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; ALTER TABLE c ADD gone {archived}");
        await using var table = await OpenAsync(database, archiveColumn: "gone");
        Assert.Equal($"{(isCopied ? "Copy" : "Stage")}: Succeeded", await table.ApplyAsync(OperationKind.Upsert, Rows(1)));
        Assert.Equal(["false"], await database.RowsAsync("SELECT gone::integer::boolean::text FROM c"));
    }

    [Fact]
    public async Task A_null_that_is_left_out_keeps_its_default()
    {
        foreach (var (isDefault, name) in new[] { (true, "dflt"), (false, "null") })
        {
            var database = await TestTable.NewAsync(cluster, $"""CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text{(isDefault ? " DEFAULT 'dflt'" : Nothing)}, "Score" integer)""");
            Assert.Equal([OperationOutcome.Succeeded], await TestTable.ApplyAsync<Patch, Patch.Key>(database.Table(), TestTable.Row<Patch, Patch.Key>(OperationKind.Upsert, new(1, null, null))));
            Assert.Equal([$"1|{name}|null"], await database.RowsAsync("SELECT * FROM c"));
        }
    }

    [Fact]
    public async Task A_record_that_another_writer_brings_meanwhile_is_updated()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        await using var table = await OpenAsync(database);
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync(TestTable.Stop);
        await using var transaction = await other.BeginTransactionAsync(TestTable.Stop);
        await using (var insert = new NpgsqlCommand("INSERT INTO c VALUES (2, 'theirs', 'B')", other)) await insert.ExecuteNonQueryAsync(TestTable.Stop);

        var applying = table.ApplyAsync(OperationKind.Upsert, Rows(1, 2));
        // The COPY waits for what the other will do about its row.
        while (await database.ValueAsync<int>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 0) await Task.Delay(5, TestTable.Stop);
        await transaction.CommitAsync(TestTable.Stop);
        Assert.Equal("Both: Succeeded Succeeded", await applying);
        Assert.Equal(["1|1@example.org", "2|2@example.org"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Mixed_operations_go_by_the_stage()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        await using var table = await OpenAsync(database);
        await table.ApplyAsync(OperationKind.Upsert, Rows(1));
        var outcomes = await TestTable.ApplyAsync<Customer, Customer.Key>(database.Table(), new(OperationKind.Delete, new(1), null), TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, Rows(2)[0]));
        Assert.All(outcomes, outcome => Assert.Equal(OperationOutcome.Succeeded, outcome));
        Assert.Equal(["2"], await database.RowsAsync("SELECT \"Id\" FROM c"));
    }
}
