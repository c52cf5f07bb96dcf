using Npgsql;
using Syncline.Tests;
using Xunit;

namespace Syncline.PostgreSql.Tests;

/// <summary>A table and its state in one database.</summary>
public sealed class StateJoinTests(Cluster cluster) : IAsyncLifetime
{
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await cluster.NewDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ReadOnlyMemory<byte>[] Segment => [new byte[] { 1 }];

    private static Batch<Visitor, Visitor.Key> Row(int id) => new(id, new Operation<Visitor, Visitor.Key>[] { new(OperationKind.Upsert, new Visitor.Key(id), new Visitor(id, $"{id}", null)) });

    private ValueTask<IStateSession> Session(string schema = "public") => new PostgreSqlStateStore(_database, schema).OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop);

    private PostgreSqlTable Table() => new(_database, "visitors") { CreateIfMissing = true };

    private static ValueTask<IDelivery<Visitor, Visitor.Key>> Open(PostgreSqlTable table)
        => table.OpenAsync<Visitor, Visitor.Key>(new(new("Test.Sync", "test", SyncType.Objects, Upsert), Schema<Visitor>(), OperationKinds.Upsert, "run"), Statements.Stop);

    private static SyncSchema Schema<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;

    private async Task<string> Counts() => string.Join('/', await Statements.RowsAsync(_database, "SELECT count(*) FROM visitors UNION ALL SELECT count(*) FROM syncline_segments"));

    private Task<SyncReport> RunAsync(int rows, PostgreSqlStateStore? store = null, SyncOptions? options = null)
        => Visitor.Sync.RunAsync(SyncSource.From(Enumerable.Range(1, rows).Select(id => new Visitor(id, $"{id}", null))), Table(), store ?? new(_database), options, Statements.Stop);

    [Fact]
    public async Task Rows_and_segments_are_committed_together_or_not_at_all()
    {
        await using var session = await Session();
        await using var delivery = await Open(Table());
        Assert.True(session.CanJoin(delivery));
        await using (var work = await delivery.ApplyAsync(Row(1), Statements.Stop))
        {
            await session.AppendAsync(Segment, work, Statements.Stop);
            Assert.Equal(0, session.Version);
            await work.CommitAsync(Statements.Stop);
        }

        Assert.Equal(1, session.Version);
        Assert.Equal("1/1", await Counts());
        await using (var work = await delivery.ApplyAsync(Row(2), Statements.Stop))
        {
            await session.AppendAsync(Segment, work, Statements.Stop);
        }

        Assert.Equal(1, session.Version);
        Assert.Equal("1/1", await Counts());
        await session.AppendAsync(Segment, null, Statements.Stop);
        Assert.Equal(2, session.Version);
    }

    [Fact]
    public async Task Segments_committed_with_a_batch_are_what_they_were_when_they_were_given()
    {
        await using var session = await Session();
        await using var delivery = await Open(Table());
        await using var work = await delivery.ApplyAsync(Row(1), Statements.Stop);
        await LentSegments.AreCopiedAsync(session, work);
    }

    [Fact]
    public async Task A_run_that_lost_its_lease_commits_nothing_with_its_batch()
    {
        await using var session = await Session();
        await using var delivery = await Open(Table());
        await using (var work = await delivery.ApplyAsync(Row(1), Statements.Stop)) await work.CommitAsync(Statements.Stop);
        await Statements.ExecuteAsync(_database, "UPDATE syncline_lease SET fence = fence + 1, holder = 'other'");
        await using (var work = await delivery.ApplyAsync(Row(2), Statements.Stop))
        {
            await Assert.ThrowsAsync<LeaseLostException>(async () => await session.AppendAsync(Segment, work, Statements.Stop));
        }

        Assert.False(session.HoldsLease);
        Assert.Equal("1/0", await Counts());
    }

    [Fact]
    public async Task A_state_joins_the_same_database_by_any_name_and_schema_and_no_other()
    {
        await using var session = await Session("states");
        await using var here = await Open(new(new NpgsqlConnectionStringBuilder(_database) { Host = "localhost", ApplicationName = "x" }.ConnectionString, "visitors") { CreateIfMissing = true });
        Assert.True(session.CanJoin(here));
        await using var elsewhere = await Open(new(await cluster.NewDatabaseAsync(), "visitors") { CreateIfMissing = true });
        Assert.False(session.CanJoin(elsewhere));
        await using var other = new NoTable();
        Assert.False(session.CanJoin(other));
        await using var work = await elsewhere.ApplyAsync(Row(1), Statements.Stop);
        await Assert.ThrowsAsync<ArgumentException>(async () => await session.AppendAsync(Segment, work, Statements.Stop));
    }

    [Fact]
    public async Task A_physical_copy_of_the_server_is_another_and_a_restart_makes_none()
    {
        await using var server = await PostgreSqlServer.StartAsync(PostgreSqlServer.FindPrograms()!, "fsync=off");
        var database = await server.NewDatabaseAsync();
        Task<SyncReport> Run(string table, int rows) => Visitor.Sync.RunAsync(SyncSource.From(Enumerable.Range(1, rows).Select(id => new Visitor(id, $"{id}", null))), new PostgreSqlTable(table, "visitors") { CreateIfMissing = true }, new PostgreSqlStateStore(database), null, Statements.Stop);
        Assert.Equal(SyncStatus.Succeeded, (await Run(database, 1)).Status);
        await using var copy = await server.CopyAsync();
        var copied = copy.ConnectionString(new NpgsqlConnectionStringBuilder(database).Database!);
        await using var session = await new PostgreSqlStateStore(database).OpenAsync("other", StateAccess.Run, TimeProvider.System, Statements.Stop);
        await using var elsewhere = await Open(new(copied, "visitors"));
        Assert.False(session.CanJoin(elsewhere));
        await using var delivery = await Open(new(database, "visitors"));
        Assert.True(session.CanJoin(delivery));

        // The run goes on where the server was restarted under it.
        await server.RestartAsync();
        await Assert.ThrowsAsync<DestinationException>(async () => await delivery.ApplyAsync(Row(2), Statements.Stop));
        await using var work = await delivery.ApplyAsync(Row(2), Statements.Stop);
        await session.AppendAsync(Segment, work, Statements.Stop);
        await work.CommitAsync(Statements.Stop);
        Assert.Equal(1, session.Version);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_goes_on_after_a_commit_of_batch_and_state_that_was_not_answered(bool isMade)
    {
        await Statements.ExecuteAsync(_database, """
            CREATE TABLE visitors ("Id" int PRIMARY KEY, "Email" text, "Name" text); CREATE TABLE writes (id int);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO writes VALUES (NEW."Id"); RETURN NEW; END';
            CREATE TRIGGER note AFTER INSERT OR UPDATE ON visitors FOR EACH ROW EXECUTE FUNCTION note()
            """);
        using var proxy = new CutOffProxy(_database, isMade);
        var rows = SyncSource.From(Enumerable.Range(1, 20).Select(id => new Visitor(id, $"{id}", null)));
        var report = await Visitor.Sync.RunAsync(rows, new PostgreSqlTable(proxy.ConnectionString, "visitors"), new PostgreSqlStateStore(_database), new() { BatchSize = 5 }, Statements.Stop);
        Assert.Equal((SyncStatus.Succeeded, 20L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(["20|20"], await Statements.RowsAsync(_database, "SELECT count(*), count(DISTINCT id) FROM writes"));
    }

    [Fact]
    public async Task The_state_is_read_when_a_commit_that_is_under_way_is_over()
    {
        await using var session = await Session();
        await using var delivery = await Open(Table());
        await using var work = await delivery.ApplyAsync(Row(1), Statements.Stop);
        await session.AppendAsync(Segment, work, Statements.Stop);
        // As an engine asks whose commit was not answered: the server may still be at it.
        var reading = Task.Run(async () => await session.ReadAsync(Statements.Stop).CountAsync(Statements.Stop), Statements.Stop);
        await Task.Delay(100, Statements.Stop);
        Assert.False(reading.IsCompleted);
        await work.CommitAsync(Statements.Stop);
        Assert.Equal(1, await reading);
    }

    [Fact]
    public async Task A_run_delivers_each_batch_and_its_state_in_one_transaction()
    {
        await Statements.ExecuteAsync(_database, "CREATE TABLE visitors (\"Id\" int PRIMARY KEY, \"Email\" text, \"Name\" text, txid text DEFAULT pg_current_xact_id()::text)");
        await using (await Session()) { }
        await Statements.ExecuteAsync(_database, "ALTER TABLE syncline_segments ADD txid text DEFAULT pg_current_xact_id()::text");
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(100, options: new() { BatchSize = 10 })).Status);
        Assert.Equal(["10|0"], await Statements.RowsAsync(_database, "SELECT count(DISTINCT txid), count(*) FILTER (WHERE txid NOT IN (SELECT txid FROM syncline_segments)) FROM visitors"));
        var again = await RunAsync(101);
        Assert.Equal((SyncStatus.Succeeded, 100L, 1L), (again.Status, again.Counts.Unchanged, again.Counts.Added));
    }

    [Fact]
    public async Task A_connection_that_is_cut_in_the_middle_of_a_batch_leaves_neither_row_nor_segment()
    {
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(10)).Status);
        // Cuts whoever writes the eleventh row, once.
        await Statements.ExecuteAsync(_database, """
            CREATE SEQUENCE cuts;
            CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW."Id" = 11 AND nextval(''cuts'') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END';
            CREATE TRIGGER cut BEFORE INSERT ON visitors FOR EACH ROW EXECUTE FUNCTION cut()
            """);
        var before = await Counts();
        var report = await RunAsync(20, options: new() { BatchSize = 5 });
        Assert.Equal((SyncStatus.Succeeded, 10L), (report.Status, report.Counts.Succeeded));
        Assert.StartsWith("20/", await Counts());
        Assert.StartsWith("10/", before);
        Assert.Equal(["2"], await Statements.RowsAsync(_database, "SELECT last_value FROM cuts"));
    }

    [Fact]
    public async Task A_commit_that_the_server_refuses_undoes_rows_and_state()
    {
        await Statements.ExecuteAsync(_database, """
            CREATE TABLE visitors ("Id" int PRIMARY KEY, "Email" text, "Name" text);
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF NEW."Id" = 7 THEN RAISE EXCEPTION ''not seven''; END IF; RETURN NEW; END';
            CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON visitors DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()
            """);
        var report = await RunAsync(10, options: new() { BatchSize = 5 });
        Assert.NotEqual(SyncStatus.Succeeded, report.Status);
        await Statements.ExecuteAsync(_database, "DROP TRIGGER refuse ON visitors");
        var written = await Statements.RowsAsync(_database, "SELECT count(*) FROM visitors");
        var next = await RunAsync(10);
        Assert.Equal(SyncStatus.Succeeded, next.Status);
        Assert.Equal(written[0], $"{10 - next.Counts.Succeeded}");
        Assert.Equal(["10"], await Statements.RowsAsync(_database, "SELECT count(*) FROM visitors"));
    }

    private sealed class NoTable : IDelivery
    {
        public int BatchSize => 1;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
