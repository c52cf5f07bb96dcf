using Syncline.Doubles;
using Syncline.Doubles.Engine.Storage;
using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>Mode All: afterwards the table holds exactly the rows, and what was right already was not written.</summary>
public sealed class MirrorTests(ServerUnderTest server)
{
    private const string Customers = """CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100), "Name" nvarchar(100))""";

    private static Task<SyncReport> RunAsync(TestTable database, params Customer[] rows) => Customer.AllSync.RunAsync(SyncSource.From(rows), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);

    [Fact]
    public async Task The_table_holds_exactly_the_rows_and_what_was_right_is_not_written()
    {
        using var server = SqlServerDouble.Start();
        var database = new TestTable(server.ConnectionString());
        await database.SqlAsync($"{Customers}; INSERT INTO c VALUES (1, 'a', 'A'), (2, 'other', 'B'), (9, 'foreign', 'F')");
        var log = new List<string>();
        server.AddTrigger("db", "c", TriggerEvents.All, call => log.AddRange((call.Event == TriggerEvents.Delete ? call.Deleted : call.Inserted).Select(row => $"{call.Event} {row[0]}")));
        var report = await RunAsync(database, new(1, "a", "A"), new(2, "b", "B"), new(3, null, "C"));
        Assert.Equal((SyncStatus.Succeeded, 3L, 1L, 4L), (report.Status, report.Counts.Full, report.Counts.Foreign, report.Counts.Succeeded));
        Assert.Equal(["1|a|A", "2|b|B", "3|null|C"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
        Assert.Equal(["Delete 9", "Update 2", "Insert 3"], log);
    }

    [Fact]
    public async Task A_trigger_that_changes_what_was_written_undoes_the_run()
    {
        using var server = SqlServerDouble.Start();
        var database = new TestTable(server.ConnectionString());
        await database.SqlAsync($"{Customers}; INSERT INTO c VALUES (1, 'a', 'A')");
        server.AddTrigger("db", "c", TriggerEvents.Insert, call => call.Inserted[0][1] = "meddled");
        var report = await RunAsync(database, new(1, "a", "A"), new(2, "b", "B"));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("does not hold what was written to it: a trigger changed 1 record, Key { Id = 2 }. Everything was undone.", report.Message, StringComparison.Ordinal);
        Assert.Equal(["1|a|A"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task Rows_that_are_held_back_keep_their_record()
    {
        var database = await TestTable.NewAsync(server, $"{Customers}; INSERT INTO c VALUES (1, 'a', 'A'), (2, 'b', 'B'), (9, 'z', 'Z')");
        var report = await RunAsync(database, new(1, "x", "X"), new(1, "y", "Y"), new(2, "b", "new"));
        Assert.Equal((SyncStatus.Incomplete, 1L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["1|a|A", "2|b|new"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Records_without_a_key_are_foreign_and_unreadable_ones_are_written_over()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" bigint NULL UNIQUE, "Email" nvarchar(100), "Name" nvarchar(100)); INSERT INTO c VALUES (1, 'a', 'A'), (NULL, 'n', 'N'), (3000000000, 'big', 'B')""");
        var report = await RunAsync(database, new Customer(1, "a", "A"));
        Assert.Equal((SyncStatus.Succeeded, 2L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["1|a|A"], await database.RowsAsync("SELECT * FROM c"));

        var other = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY, "Parent" bigint, "Label" nvarchar(100)); INSERT INTO c VALUES (1, 3000000000, 'x')""");
        Assert.Equal(SyncStatus.Succeeded, (await Node.AllSync.RunAsync(SyncSource.From<Node>([new(1, null, "x")]), other.Table(), new InMemoryStateStore(), null, TestTable.Stop)).Status);
        Assert.Equal(["1|null|x"], await other.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task A_value_is_handed_over_within_the_run_and_a_foreign_record_in_use_is_told()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100) UNIQUE, "Name" nvarchar(100)); CREATE TABLE letters (c int REFERENCES c); INSERT INTO c VALUES (1, 'a', NULL), (2, 'b', NULL), (3, 'c', NULL), (9, 'z', NULL); INSERT INTO letters VALUES (9)""");
        var report = await RunAsync(database, new(1, "b", null), new(2, "c", null), new(3, "d", null));
        Assert.Equal((SyncStatus.Incomplete, 3L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(["1|b", "2|c", "3|d", "9|z"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_null_that_is_left_out_is_no_difference_and_an_archived_record_is_one()
    {
        using var server = SqlServerDouble.Start();
        var database = new TestTable(server.ConnectionString());
        await database.SqlAsync("CREATE TABLE c (Id int PRIMARY KEY, Email nvarchar(100), Score int, archived bit); INSERT INTO c VALUES (1, 'kept', 1, 0), (2, 'kept', 2, 0)");
        var log = new List<string>();
        server.AddTrigger("db", "c", TriggerEvents.All, call => log.AddRange(call.Inserted.Select(row => $"{call.Event} {row[0]}")));
        await Patch.AllSync.RunAsync(SyncSource.From<Patch>([new(1, null, 1), new(2, null, 3)]), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal(["Update 2"], log);
        await database.SqlAsync("UPDATE c SET archived = CASE Id WHEN 1 THEN 1 ELSE 0 END");
        log.Clear();
        await Contact.AllSync.RunAsync(SyncSource.From<Contact>([new(1, "kept"), new(2, "kept")]), new SqlServerTable(database.ConnectionString, "c") { ArchiveColumn = "archived" }, new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal(["Update 1"], log);
    }

    [Fact]
    public async Task A_record_spelled_otherwise_is_foreign_and_the_row_is_created()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Shop" int, "Title" nvarchar(100), "Code" nvarchar(50) COLLATE Latin1_General_CI_AS, PRIMARY KEY ("Code", "Shop")); INSERT INTO c VALUES (1, 'x', 'Abc')""");
        var report = await Product.AllSync.RunAsync(SyncSource.From<Product>([new(1, "x", "ABC")]), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Foreign));
        Assert.Equal(["1|x|ABC"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task Members_are_mirrored_and_a_table_is_created_and_filled()
    {
        var database = await TestTable.NewAsync(server);
        Task<SyncReport> RunAsync(params Member[] rows) => Member.AllSync.RunAsync(SyncSource.From(rows), database.Table("m", create: true), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new Member(1, "a"), new(2, "b"))).Status);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(new Member(2, "b"))).Status);
        Assert.Equal(["2|b"], await database.RowsAsync("SELECT * FROM m"));
    }

    [Fact]
    public async Task The_guard_on_removals_undoes_everything()
    {
        var database = await TestTable.NewAsync(server, Customers);
        await TestTable.ApplyAsync(database.Table(), OperationKind.Insert, [.. Enumerable.Range(1, 100).Select(id => new Customer(id, "x", "y"))]);
        var report = await RunAsync(database, new Customer(1000, "a", "A"));
        Assert.Equal(SyncStatus.Stopped, report.Status);
        Assert.Equal(100, await database.CountAsync("c"));
    }

    [Fact]
    public async Task Many_records_are_compared_and_written_in_pieces()
    {
        var database = await TestTable.NewAsync(server, Customers);
        await TestTable.ApplyAsync(database.Table(), OperationKind.Insert, [.. Enumerable.Range(1, 3_000).Select(id => new Customer(id, "old", "y"))]);
        var table = new SqlServerTable(database.ConnectionString, "c") { BatchSize = 700 };
        var report = await Customer.AllSync.RunAsync(SyncSource.From(Enumerable.Range(11, 5_000).Select(id => new Customer(id, id % 2 == 0 ? "old" : "new", "y"))), table, new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, 10L), (report.Status, report.Counts.Foreign));
        Assert.Equal((5_000, 2_500), (await database.CountAsync("c"), await database.CountAsync("c WHERE \"Email\" = 'new'")));
    }

    [Fact]
    public async Task A_row_that_ends_the_transaction_is_left_out_of_the_next_attempt()
    {
        using var server = SqlServerDouble.Start();
        var database = new TestTable(server.ConnectionString());
        await database.SqlAsync($"{Customers}; INSERT INTO c VALUES (1, 'a', 'A'), (9, 'foreign', 'F')");
        server.AddTrigger("db", "c", TriggerEvents.Insert, call =>
        {
            if (call.Inserted.Any(row => "bad".Equals(row[2]))) TriggerCall.Throw("bad name");
        });
        var report = await RunAsync(database, new(1, "a", "A"), new(2, "b", "bad"), new(3, "c", "good"), new(4, "d", "good"));
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (report.Status, report.Counts.Rejected, report.Counts.Foreign));
        Assert.Equal(["1|a|A", "3|c|good", "4|d|good"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }
}
