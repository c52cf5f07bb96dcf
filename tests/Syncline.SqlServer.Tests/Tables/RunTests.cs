using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>Whole runs of every mode but All.</summary>
public sealed class RunTests(ServerUnderTest server)
{
    private const string Customers = """CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100), "Name" nvarchar(100))""";

    private static Customer[] Of(params (int Id, string Email)[] rows) => [.. rows.Select(row => new Customer(row.Id, row.Email, null))];

    private static (SyncStatus, long Succeeded, long Skipped, long Rejected) Result(SyncReport report) => (report.Status, report.Counts.Succeeded, report.Counts.Skipped, report.Counts.Rejected);

    [Fact]
    public async Task Upsert_with_Delete_follows_the_source()
    {
        var database = await TestTable.NewAsync(server);
        var state = new InMemoryStateStore();
        Task<SyncReport> RunAsync(params Customer[] rows) => Customer.Sync.RunAsync(SyncSource.From(rows), database.Table(create: true), state, null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, 2, 0, 0), Result(await RunAsync(Of((1, "a"), (2, "b")))));
        await database.SqlAsync("INSERT INTO c VALUES (9, 'by hand', NULL)");
        Assert.Equal((SyncStatus.Succeeded, 3, 0, 0), Result(await RunAsync(Of((1, "A"), (3, "c")))));
        Assert.Equal(["1|A", "3|c", "9|by hand"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
        Assert.Equal((SyncStatus.Succeeded, 0, 0, 0), Result(await RunAsync(Of((1, "A"), (3, "c")))));
    }

    [Fact]
    public async Task A_run_takes_no_part_in_a_transaction_around_it()
    {
        var database = await TestTable.NewAsync(server, Customers);
        var state = new InMemoryStateStore();
        using (new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled))
        {
            Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), Result(await Customer.Sync.RunAsync(SyncSource.From(Of((1, "a"))), database.Table(), state, null, TestTable.Stop)));
        }

        Assert.Equal(["1|a"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c"));
    }

    [Fact]
    public async Task Insert_and_Update_leave_alone_what_is_not_theirs()
    {
        var database = await TestTable.NewAsync(server, $"{Customers}; INSERT INTO c VALUES (1, 'old', NULL)");
        Assert.Equal((SyncStatus.Succeeded, 1, 1, 0), Result(await Customer.InsertSync.RunAsync(SyncSource.From(Of((1, "new"), (2, "b"))), database.Table(), new InMemoryStateStore(), null, TestTable.Stop)));
        Assert.Equal((SyncStatus.Succeeded, 1, 1, 0), Result(await Customer.UpdateSync.RunAsync(SyncSource.From(Of((1, "newer"), (3, "c"))), database.Table(), new InMemoryStateStore(), null, TestTable.Stop)));
        Assert.Equal(["1|newer", "2|b"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Removed_rows_are_cleared_or_archived()
    {
        var database = await TestTable.NewAsync(server, Customers);
        var state = new InMemoryStateStore();
        await Customer.ClearSync.RunAsync(SyncSource.From(Of((1, "a"), (2, "b"))), database.Table(), state, null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), Result(await Customer.ClearSync.RunAsync(SyncSource.From(Of((1, "a"))), database.Table(), state, null, TestTable.Stop)));
        Assert.Equal(["1|a", "2|null"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));

        var archive = new InMemoryStateStore();
        var table = new SqlServerTable(database.ConnectionString, "contacts") { CreateIfMissing = true, ArchiveColumn = "archived" };
        Task<SyncReport> RunAsync(params Contact[] rows) => Contact.Sync.RunAsync(SyncSource.From(rows), table, archive, null, TestTable.Stop);
        await RunAsync(new Contact(1, "a"), new(2, "b"));
        Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), Result(await RunAsync(new Contact(1, "a"))));
        Assert.Equal(["1|a|0", "2|b|1"], await database.RowsAsync("SELECT * FROM contacts ORDER BY 1"));
        Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), Result(await RunAsync(new Contact(1, "a"), new(2, "b"))));
        Assert.Equal(["1|a|0", "2|b|0"], await database.RowsAsync("SELECT * FROM contacts ORDER BY 1"));
    }

    [Fact]
    public async Task Events_are_inserted_once()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY, "Email" nvarchar(100) NOT NULL); INSERT INTO c VALUES (2, 'there')""");
        var state = new InMemoryStateStore();
        Task<SyncReport> RunAsync(params SignUp[] rows) => SignUp.Sync.RunAsync(SyncSource.From(rows), database.Table(), state, null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, 1, 1, 0), Result(await RunAsync(new SignUp(1, "a"), new(2, "b"))));
        await database.SqlAsync("DELETE FROM c WHERE \"Id\" = 1");
        Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), Result(await RunAsync(new SignUp(1, "a"), new(3, "c"))));
        Assert.Equal(["2|there", "3|c"], await database.RowsAsync("SELECT * FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Members_are_put_in_and_taken_out()
    {
        var database = await TestTable.NewAsync(server, """CREATE TABLE m ("Id" int PRIMARY KEY, "Email" nvarchar(100)); INSERT INTO m VALUES (2, 'as it was'), (9, 'by hand'); CREATE TABLE l ("Id" int PRIMARY KEY, since nvarchar(100) NOT NULL); INSERT INTO l VALUES (1, 'x'), (2, 'x')""");
        var state = new InMemoryStateStore();
        Task<SyncReport> RunAsync(params Member[] rows) => Member.JoinSync.RunAsync(SyncSource.From(rows), database.Table("m"), state, null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, 2, 0, 0), Result(await RunAsync(new Member(1, "a"), new(2, "b"))));
        Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), Result(await RunAsync(new Member(2, "b"))));
        Assert.Equal(["2|b", "9|by hand"], await database.RowsAsync("SELECT * FROM m ORDER BY 1"));
        // What only takes out needs the key alone, and the table may have what the model doesn't know.
        Assert.Equal((SyncStatus.Succeeded, 2, 0, 0), Result(await Member.LeaveSync.RunAsync(SyncSource.From<Member>([new(1, "a"), new(7, "z")]), database.Table("l"), new InMemoryStateStore(), null, TestTable.Stop)));
        Assert.Equal(["2|x"], await database.RowsAsync("SELECT * FROM l"));
    }

    [Fact]
    public async Task Rejected_rows_are_tried_again_when_what_they_need_has_come()
    {
        // The child comes before its parent, in a batch of its own that is refused.
        var database = await TestTable.NewAsync(server, """CREATE TABLE c ("Id" int PRIMARY KEY, "Parent" int REFERENCES c, "Label" text CHECK ("Label" <> 'bad'))""");
        var report = await Node.Sync.RunAsync(SyncSource.From<Node>([new(1, 2, "child"), new(2, null, "parent"), new(3, null, "bad")]), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal((SyncStatus.Incomplete, 2, 0, 1), Result(report));
        Assert.Equal(["1|2", "2|null"], await database.RowsAsync("SELECT \"Id\", \"Parent\" FROM c ORDER BY 1"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9_000)]
    public async Task Runs_of_any_size(int count)
    {
        var database = await TestTable.NewAsync(server);
        var state = new InMemoryStateStore();
        Task<SyncReport> RunAsync(string name) => Customer.Sync.RunAsync(SyncSource.From(Enumerable.Range(0, count).Select(id => new Customer(id, $"user{id}@example.com", id % 100 == 0 ? name : "x"))), database.Table(create: true), state, null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, count, 0, 0), Result(await RunAsync("a")));
        var changed = (count + 99) / 100;
        Assert.Equal((SyncStatus.Succeeded, changed, 0, 0), Result(await RunAsync("b")));
        Assert.Equal([$"{count}|{changed}"], await database.RowsAsync("SELECT COUNT(*), SUM(CASE WHEN \"Name\" = 'b' THEN 1 ELSE 0 END) FROM c"));
    }

    [Fact]
    public async Task Writers_side_by_side_lose_nothing()
    {
        var database = await TestTable.NewAsync(server, Customers);
        async Task<SyncReport> RunAsync(int writer)
        {
            // Each in another order, so that they get into each other's way.
            var rows = Enumerable.Range(0, 2_000).Select(id => new Customer((id * 7 + writer * 501) % 2_000, $"w{writer}", "x"));
            return await Customer.Sync.RunAsync(SyncSource.From(rows), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        }

        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(RunAsync));
        Assert.All(reports, report => Assert.Equal((SyncStatus.Succeeded, 2_000, 0, 0), Result(report)));
        Assert.Equal(["2000"], await database.RowsAsync("SELECT count(*) FROM c WHERE \"Email\" LIKE 'w_'"));
    }

    [Fact]
    public async Task A_text_too_long_for_an_index_is_refused_with_its_row()
    {
        var database = await TestTable.NewAsync(server);
        var text = new string('漢', 800);
        var report = await Product.Sync.RunAsync(SyncSource.From<Product>([new(1, text, "a"), new(1, "x", text), new(1, "y", "b")]), database.Table(create: true), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal((SyncStatus.Incomplete, 2, 0, 1), Result(report));
        Assert.Contains("nvarchar(448) takes 448", report.Troubled[0].Reason, StringComparison.Ordinal);
        Assert.Equal(["a|800", "b|1"], await database.RowsAsync("SELECT \"Code\", LEN(\"Title\") FROM c ORDER BY 1"));
    }
}
