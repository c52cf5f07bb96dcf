using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>Mode All: afterwards the table holds exactly the rows, and what was right already was not written.</summary>
public sealed class MirrorTests(Cluster cluster)
{
    private const string Audit = """
        CREATE TABLE log (n serial, what text);
        CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log (what) VALUES (lower(TG_OP) || ' ' || CASE TG_OP WHEN 'DELETE' THEN old."Id" ELSE new."Id" END); RETURN NULL; END $$;
        CREATE TRIGGER a AFTER INSERT OR UPDATE OR DELETE ON c FOR EACH ROW EXECUTE FUNCTION audit();
        """;

    private const string Customers = """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text)""";

    private static Task<SyncReport> RunAsync(TestTable database, params Customer[] rows) => Customer.AllSync.RunAsync(SyncSource.From(rows), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);

    [Fact]
    public async Task The_table_holds_exactly_the_rows_and_what_was_right_is_not_written()
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (1, 'a', 'A'), (2, 'other', 'B'), (9, 'foreign', 'F'); {Audit}");
        var report = await RunAsync(database, new(1, "a", "A"), new(2, "b", "B"), new(3, null, "C"));
        Assert.Equal((SyncStatus.Succeeded, 3L, 1L, 4L), (report.Status, report.Counts.Full, report.Counts.Foreign, report.Counts.Succeeded));
        Assert.Equal(["1|a|A", "2|b|B", "3|null|C"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
        Assert.Equal(["delete 9", "update 2", "insert 3"], await database.RowsAsync("SELECT what FROM log ORDER BY n"));
    }

    [Fact]
    public async Task Rows_that_are_held_back_keep_their_record()
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (1, 'a', 'A'), (2, 'b', 'B'), (9, 'z', 'Z')");
        var report = await RunAsync(database, new(1, "x", "X"), new(1, "y", "Y"), new(2, "b", "new"));
        Assert.Equal((SyncStatus.Incomplete, 1L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["1|a|A", "2|b|new"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Records_without_a_key_are_foreign_and_unreadable_ones_are_written_over()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" bigint UNIQUE, "Email" text, "Name" text); INSERT INTO c VALUES (1, 'a', 'A'), (NULL, 'n', 'N'), (NULL, 'n', 'N'), (3000000000, 'big', 'B')""");
        var report = await RunAsync(database, new Customer(1, "a", "A"));
        Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["1|a|A"], await database.RowsAsync("SELECT * FROM c"));

        var other = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Parent" bigint, "Label" text); INSERT INTO c VALUES (1, 3000000000, 'x')""");
        Assert.Equal(SyncStatus.Succeeded, (await Node.AllSync.RunAsync(SyncSource.From<Node>([new(1, null, "x")]), other.Table(), new InMemoryStateStore(), null, TestTable.Stop)).Status);
        Assert.Equal(["1|null|x"], await other.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task A_value_is_handed_over_within_the_run_and_a_foreign_record_in_use_is_told()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text UNIQUE, "Name" text); CREATE TABLE letters (c integer REFERENCES c); INSERT INTO c VALUES (1, 'a', NULL), (2, 'b', NULL), (3, 'c', NULL), (9, 'z', NULL); INSERT INTO letters VALUES (9)""");
        var report = await RunAsync(database, new(1, "b", null), new(2, "c", null), new(3, "d", null));
        Assert.Equal((SyncStatus.Incomplete, 3L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(["1|b", "2|c", "3|d", "9|z"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_null_that_is_left_out_is_no_difference_and_an_archived_record_is_one()
    {
        var database = await TestTable.NewAsync(cluster, $"CREATE TABLE c (\"Id\" integer PRIMARY KEY, \"Email\" text, \"Score\" integer, archived boolean); INSERT INTO c VALUES (1, 'kept', 1), (2, 'kept', 2); {Audit}");
        await Patch.AllSync.RunAsync(SyncSource.From<Patch>([new(1, null, 1), new(2, null, 3)]), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal(["update 2"], await database.RowsAsync("SELECT what FROM log ORDER BY n"));
        await database.SqlAsync("UPDATE c SET archived = \"Id\" = 1; DELETE FROM log");
        await Contact.AllSync.RunAsync(SyncSource.From<Contact>([new(1, "kept"), new(2, "kept")]), new PostgreSqlTable(database.ConnectionString, "c") { ArchiveColumn = "archived" }, new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal(["update 1"], await database.RowsAsync("SELECT what FROM log ORDER BY n"));
    }

    [Fact]
    public async Task A_record_spelled_otherwise_is_foreign_and_the_row_is_created()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE EXTENSION citext; CREATE TABLE c ("Shop" integer, "Title" text, "Code" citext, PRIMARY KEY ("Code", "Shop")); INSERT INTO c VALUES (1, 'x', 'Abc')""");
        var report = await Product.AllSync.RunAsync(SyncSource.From<Product>([new(1, "x", "ABC")]), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["1|x|ABC"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task Members_are_mirrored_and_a_table_is_created_and_filled()
    {
        var database = await TestTable.NewAsync(cluster);
        Task<SyncReport> RunAsync(params Member[] rows) => Member.AllSync.RunAsync(SyncSource.From(rows), database.Table("m", create: true), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new Member(1, "a"), new(2, "b"))).Status);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new Member(2, "b"))).Status);
        Assert.Equal(["2|b"], await database.RowsAsync("SELECT * FROM m"));
    }

    [Fact]
    public async Task The_guard_on_removals_undoes_everything()
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c SELECT i, 'x', 'y' FROM generate_series(1, 100) AS i");
        var report = await RunAsync(database, new Customer(1000, "a", "A"));
        Assert.Equal(SyncStatus.Stopped, report.Status);
        Assert.Equal(["100"], await database.RowsAsync("SELECT count(*) FROM c"));
    }

    [Fact]
    public async Task Many_records_in_partitions_are_compared_and_written_in_pieces()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text) PARTITION BY HASH ("Id"); CREATE TABLE c0 PARTITION OF c FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE c1 PARTITION OF c FOR VALUES WITH (MODULUS 2, REMAINDER 1); INSERT INTO c SELECT i, 'old', 'y' FROM generate_series(1, 15000) AS i""");
        var report = await RunAsync(database, [.. Enumerable.Range(11, 25_000).Select(id => new Customer(id, id % 2 == 0 ? "old" : "new", "y"))]);
        Assert.Equal((SyncStatus.Succeeded, 10L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["25000|12500|11"], await database.RowsAsync("SELECT count(*), count(*) FILTER (WHERE \"Email\" = 'new'), min(\"Id\") FROM c"));
    }

    [Fact]
    public async Task Writers_wait_for_a_mirror_and_readers_do_not()
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (1, 'a', 'A')");
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Mirror);
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync(TestTable.Stop);
        await using var transaction = await connection.BeginTransactionAsync(TestTable.Stop);
        await using (var write = new NpgsqlCommand("INSERT INTO c VALUES (5, 'by another', NULL)", connection)) await write.ExecuteNonQueryAsync(TestTable.Stop);
        var run = RunAsync(database, new Customer(1, "b", "B"));
        // The mirror waits for the writer that came first, and then sees what it wrote.
        while (await database.ValueAsync<int>("SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'ShareRowExclusiveLock'") == 0) Assert.False(run.IsCompleted);
        Assert.Equal(["1|a"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c"));
        await transaction.CommitAsync(TestTable.Stop);
        Assert.Equal(1, (await run).Counts.Foreign);
        Assert.Equal(["1|b"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c"));
    }
}
