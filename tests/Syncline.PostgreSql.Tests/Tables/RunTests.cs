using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>Whole runs of every mode but All.</summary>
public sealed class RunTests(Cluster cluster)
{
    private const string Customers = """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text, "Name" text)""";

    private static Customer[] Of(params (int Id, string Email)[] rows) => [.. rows.Select(row => new Customer(row.Id, row.Email, null))];

    private static (SyncStatus, long Succeeded, long Skipped, long Rejected) Result(SyncReport report) => (report.Status, report.Counts.Succeeded, report.Counts.Skipped, report.Counts.Rejected);

    [Fact]
    public async Task Upsert_with_Delete_follows_the_source()
    {
        var database = await TestTable.NewAsync(cluster);
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
        var database = await TestTable.NewAsync(cluster, Customers);
        var state = new PostgreSqlStateStore(database.ConnectionString);
        using (new System.Transactions.TransactionScope(System.Transactions.TransactionScopeAsyncFlowOption.Enabled))
        {
            Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), Result(await Customer.Sync.RunAsync(PostgreSqlSource.Query<Customer>(database.ConnectionString, "SELECT 1 AS \"Id\", 'a' AS \"Email\", NULL::text AS \"Name\""), database.Table(), state, null, TestTable.Stop)));
        }

        Assert.Equal(["1|a"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c"));
        Assert.Equal((SyncStatus.Succeeded, 0, 0, 0), Result(await Customer.Sync.RunAsync(SyncSource.From(Of((1, "a"))), database.Table(), state, null, TestTable.Stop)));
    }

    [Fact]
    public async Task A_pool_that_is_used_up_is_told_as_such()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        PostgreSqlTable table = new(new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 1, Timeout = 1 }.ConnectionString, "c");
        await using var first = await TestTable.OpenAsync<Customer, Customer.Key>(table, OperationKinds.Upsert);
        var e = await Assert.ThrowsAsync<DestinationException>(async () => await TestTable.OpenAsync<Customer, Customer.Key>(table, OperationKinds.Upsert));
        Assert.Contains("gave no connection in time: all of the pool are in use. Raise Maximum Pool Size or Timeout in the connection string, or end what holds them.", e.Message, StringComparison.Ordinal);
        Assert.Equal(FailureEffect.NothingTransient, e.Effect);
    }

    [Fact]
    public async Task A_table_that_is_altered_under_prepared_statements_is_written_all_the_same()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        var prepared = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxAutoPrepare = 50, AutoPrepareMinUsages = 1 }.ConnectionString;
        var state = new InMemoryStateStore();
        Task<SyncReport> RunAsync(params Customer[] rows) => Customer.AllSync.RunAsync(SyncSource.From(rows), new PostgreSqlTable(prepared, "c"), state, null, TestTable.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(Of((1, "a")))).Status);
        await database.SqlAsync("ALTER TABLE c ALTER COLUMN \"Email\" TYPE varchar(50), ALTER COLUMN \"Id\" TYPE bigint");
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(Of((1, "b")))).Status);
        Assert.Equal(["1|b"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c"));
    }

    [Fact]
    public async Task Insert_and_Update_leave_alone_what_is_not_theirs()
    {
        var database = await TestTable.NewAsync(cluster, $"{Customers}; INSERT INTO c VALUES (1, 'old', NULL)");
        Assert.Equal((SyncStatus.Succeeded, 1, 1, 0), Result(await Customer.InsertSync.RunAsync(SyncSource.From(Of((1, "new"), (2, "b"))), database.Table(), new InMemoryStateStore(), null, TestTable.Stop)));
        Assert.Equal((SyncStatus.Succeeded, 1, 1, 0), Result(await Customer.UpdateSync.RunAsync(SyncSource.From(Of((1, "newer"), (3, "c"))), database.Table(), new InMemoryStateStore(), null, TestTable.Stop)));
        Assert.Equal(["1|newer", "2|b"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task Removed_rows_are_cleared_or_archived()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        var state = new InMemoryStateStore();
        await Customer.ClearSync.RunAsync(SyncSource.From(Of((1, "a"), (2, "b"))), database.Table(), state, null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), Result(await Customer.ClearSync.RunAsync(SyncSource.From(Of((1, "a"))), database.Table(), state, null, TestTable.Stop)));
        Assert.Equal(["1|a", "2|null"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));

        var archive = new InMemoryStateStore();
        var table = new PostgreSqlTable(database.ConnectionString, "contacts") { CreateIfMissing = true, ArchiveColumn = "archived" };
        Task<SyncReport> RunAsync(params Contact[] rows) => Contact.Sync.RunAsync(SyncSource.From(rows), table, archive, null, TestTable.Stop);
        await RunAsync(new Contact(1, "a"), new(2, "b"));
        Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), Result(await RunAsync(new Contact(1, "a"))));
        Assert.Equal(["1|a|f", "2|b|t"], await database.RowsAsync("SELECT * FROM contacts ORDER BY 1"));
        Assert.Equal((SyncStatus.Succeeded, 1, 0, 0), Result(await RunAsync(new Contact(1, "a"), new(2, "b"))));
        Assert.Equal(["1|a|f", "2|b|f"], await database.RowsAsync("SELECT * FROM contacts ORDER BY 1"));
    }

    [Fact]
    public async Task Events_are_inserted_once()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Email" text NOT NULL); INSERT INTO c VALUES (2, 'there')""");
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
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE m ("Id" integer PRIMARY KEY, "Email" text); INSERT INTO m VALUES (2, 'as it was'), (9, 'by hand'); CREATE TABLE l ("Id" integer PRIMARY KEY, since text NOT NULL); INSERT INTO l VALUES (1, 'x'), (2, 'x')""");
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
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Id" integer PRIMARY KEY, "Parent" integer REFERENCES c, "Label" text CHECK ("Label" <> 'bad'))""");
        var report = await Node.Sync.RunAsync(SyncSource.From<Node>([new(1, 2, "child"), new(2, null, "parent"), new(3, null, "bad")]), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal((SyncStatus.Incomplete, 2, 0, 1), Result(report));
        Assert.Equal(["1|2", "2|null"], await database.RowsAsync("SELECT \"Id\", \"Parent\" FROM c ORDER BY 1"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50_000)]
    public async Task Runs_of_any_size(int count)
    {
        var database = await TestTable.NewAsync(cluster);
        var state = new InMemoryStateStore();
        Task<SyncReport> RunAsync(string name) => Customer.Sync.RunAsync(SyncSource.From(Enumerable.Range(0, count).Select(id => new Customer(id, $"user{id}@example.com", id % 100 == 0 ? name : "x"))), database.Table(create: true), state, null, TestTable.Stop);
        Assert.Equal((SyncStatus.Succeeded, count, 0, 0), Result(await RunAsync("a")));
        var changed = (count + 99) / 100;
        Assert.Equal((SyncStatus.Succeeded, changed, 0, 0), Result(await RunAsync("b")));
        Assert.Equal([$"{count}|{changed}"], await database.RowsAsync("SELECT count(*), count(*) FILTER (WHERE \"Name\" = 'b') FROM c"));
    }

    [Fact]
    public async Task Writers_side_by_side_lose_nothing()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
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
    public async Task A_connection_that_is_cut_undoes_the_batch_and_the_next_one_opens_another()
    {
        var database = await TestTable.NewAsync(cluster, Customers);
        await using var delivery = await TestTable.OpenAsync<Customer, Customer.Key>(database.Table(), OperationKinds.Upsert);
        var row = TestTable.Row<Customer, Customer.Key>(OperationKind.Upsert, new(1, "a", "A"));
        await database.SqlAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        var e = await Assert.ThrowsAsync<DestinationException>(async () => await TestTable.ApplyAsync(delivery, row));
        Assert.Equal(FailureEffect.NothingTransient, e.Effect);
        Assert.Equal([OperationOutcome.Succeeded], await TestTable.ApplyAsync(delivery, row));

        await using var work = await delivery.ApplyAsync(new(2, new[] { row with { Row = new(1, "b", "A") } }), TestTable.Stop);
        await database.SqlAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        e = await Assert.ThrowsAsync<DestinationException>(async () => await work.CommitAsync(TestTable.Stop));
        // The connection may have ended after the commit.
        Assert.Equal(FailureEffect.Unknown, e.Effect);
        Assert.Equal(["1|a|A"], await database.RowsAsync("SELECT * FROM c"));
    }

    [Fact]
    public async Task A_character_that_the_database_has_no_place_for_is_refused_with_its_row()
    {
        // Only the server knows: it refuses the COPY, and the engine sends the batch again in halves.
        var utf8 = await TestTable.NewAsync(cluster, "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        var database = new TestTable(utf8.ConnectionString.Replace($"Database={await utf8.ValueAsync<string>("SELECT current_database()")}", "Database=latin", StringComparison.Ordinal));
        await database.SqlAsync(Customers);
        var report = await Customer.Sync.RunAsync(SyncSource.From(Of((1, "ä"), (2, "漢"), (3, "c"))), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal((SyncStatus.Incomplete, 2, 0, 1), Result(report));
        Assert.Equal(["1|ä", "3|c"], await database.RowsAsync("SELECT \"Id\", \"Email\" FROM c ORDER BY 1"));
    }

    [Fact]
    public async Task A_text_too_long_for_an_index_is_refused_with_its_row()
    {
        var database = await TestTable.NewAsync(cluster, """CREATE TABLE c ("Shop" integer, "Title" text, "Code" text, PRIMARY KEY ("Code", "Shop"))""");
        var noise = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(_ => (char)noise.Next(0x4e00, 0x9fff)));
        var report = await Product.Sync.RunAsync(SyncSource.From<Product>([new(1, text, "a"), new(1, "x", text), new(1, "y", "b")]), database.Table(), new InMemoryStateStore(), null, TestTable.Stop);
        Assert.Equal((SyncStatus.Incomplete, 2, 0, 1), Result(report));
        Assert.Equal(["a|20000", "b|1"], await database.RowsAsync("SELECT \"Code\", length(\"Title\") FROM c ORDER BY 1"));
    }
}
