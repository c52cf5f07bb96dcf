using System.Text;
using Npgsql;
using Syncline.Tests;
using Xunit;

namespace Syncline.PostgreSql.Tests;

public sealed class StateStoreTests(Cluster cluster) : IAsyncLifetime
{
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await cluster.NewDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask<IStateSession> Open(StateAccess access = StateAccess.Run, string id = "a", string schema = "public") => new PostgreSqlStateStore(_database, schema).OpenAsync(id, access, TimeProvider.System, Statements.Stop);

    private static ReadOnlyMemory<byte>[] Segments(params string[] texts) => [.. texts.Select(text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text))];

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Each(params string[] texts)
    {
        foreach (var segment in Segments(texts))
        {
            await Task.Yield();
            yield return segment;
        }
    }

    private static async Task<string> Content(IStateSession session)
    {
        var segments = new List<string>();
        await foreach (var segment in session.ReadAsync(Statements.Stop)) segments.Add(Encoding.UTF8.GetString(segment.Span));
        return string.Join(',', segments);
    }

    private async Task<string> StateFails(StateAccess access)
        => (await Assert.ThrowsAsync<StateException>(async () =>
        {
            await using var session = await Open(access);
            await Content(session);
        })).Message;

    private async Task Fill(string id = "a", params string[] texts)
    {
        await using var session = await Open(id: id);
        await session.AppendAsync(Segments(texts), null, Statements.Stop);
    }

    [Fact]
    public async Task Segments_come_back_in_order_and_each_state_has_its_own()
    {
        await using (var session = await Open())
        {
            Assert.Equal(0, session.Version);
            await session.AppendAsync(Segments("one", "two"), null, Statements.Stop);
            Assert.Equal(2, session.Version);
            await session.AppendAsync(Segments(""), null, Statements.Stop);
            Assert.Equal("one,two,", await Content(session));
        }

        await Fill("b", "other");
        await using var again = await Open();
        Assert.Equal(3, again.Version);
        Assert.Equal("one,two,", await Content(again));
    }

    [Fact]
    public void A_schema_whose_name_the_server_would_cut_is_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => new PostgreSqlStateStore("Host=localhost", new string('ä', 32)));
        Assert.StartsWith($"The schema's name is longer than the 63 bytes that PostgreSQL keeps of a name: '{new string('ä', 32)}'. Shorten it.", e.Message, StringComparison.Ordinal);
        Assert.NotNull(new PostgreSqlStateStore("Host=localhost", new string('s', 63)));
    }

    [Fact]
    public async Task What_is_appended_stays_though_its_memory_is_written_over()
    {
        await using var session = await Open();
        await LentSegments.AreCopiedAsync(session);
    }

    [Fact]
    public async Task The_version_grows_with_every_commit_and_survives_replacement_by_nothing()
    {
        await using (var session = await Open())
        {
            await session.AppendAsync(Segments("1", "2", "3"), null, Statements.Stop);
            await session.ReplaceAsync(Each("base"), Statements.Stop);
            Assert.Equal(4, session.Version);
            Assert.Equal("base", await Content(session));
            await session.ReplaceAsync(Each(), Statements.Stop);
            Assert.Equal(5, session.Version);
            Assert.Equal("", await Content(session));
            await session.AppendAsync(Segments("6"), null, Statements.Stop);
            Assert.Equal("6", await Content(session));
        }

        await using var again = await Open(StateAccess.Read);
        Assert.Equal(6, again.Version);
        Assert.Equal("6", await Content(again));
    }

    [Fact]
    public async Task A_replacement_may_read_what_it_replaces()
    {
        await using var session = await Open();
        await session.AppendAsync(Segments("a", "b", "c"), null, Statements.Stop);
        await session.ReplaceAsync(Doubled(session), Statements.Stop);
        Assert.Equal("aa,bb,cc", await Content(session));

        static async IAsyncEnumerable<ReadOnlyMemory<byte>> Doubled(IStateSession session)
        {
            await foreach (var segment in session.ReadAsync(Statements.Stop)) yield return (byte[])[.. segment.Span, .. segment.Span];
        }
    }

    [Fact]
    public async Task A_replacement_or_append_that_fails_or_is_cancelled_halfway_leaves_everything()
    {
        using var stop = new CancellationTokenSource();
        await using var session = await Open();
        await session.AppendAsync(Segments("a"), null, Statements.Stop);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await session.ReplaceAsync(Broken(), Statements.Stop));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await session.AppendAsync(BrokenToo(), null, Statements.Stop));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await session.AppendAsync(Cancelling(), null, stop.Token));
        Assert.Equal("a", await Content(session));
        Assert.Equal(1, session.Version);
        await session.AppendAsync(Segments("b"), null, Statements.Stop);
        Assert.Equal("a,b", await Content(session));

        static async IAsyncEnumerable<ReadOnlyMemory<byte>> Broken()
        {
            await Task.Yield();
            yield return Segments("x")[0];
            throw new InvalidOperationException("broken");
        }

        static IEnumerable<ReadOnlyMemory<byte>> BrokenToo()
        {
            yield return Segments("x")[0];
            throw new InvalidOperationException("broken");
        }

        IEnumerable<ReadOnlyMemory<byte>> Cancelling()
        {
            yield return Segments("x")[0];
            stop.Cancel();
        }
    }

    [Fact]
    public async Task Reading_creates_nothing_and_takes_no_lease()
    {
        await using (var session = await Open(StateAccess.Read))
        {
            Assert.Equal((0, true, ""), (session.Version, session.HoldsLease, await Content(session)));
            Assert.False(session.CanJoin(null!));
        }

        Assert.Empty(await Statements.RowsAsync(_database, "SELECT relname FROM pg_class WHERE relname LIKE 'syncline%'"));
        await using var run = await Open();
        await using var reader = await Open(StateAccess.Read);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.AppendAsync(Segments("x"), null, Statements.Stop));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.ReplaceAsync(Each(), Statements.Stop));
    }

    [Fact]
    public async Task A_reader_sees_one_snapshot_whatever_a_run_writes_meanwhile()
    {
        await Fill("a", "1", "2");
        await using var reader = await Open(StateAccess.Read);
        await using (var run = await Open())
        {
            await run.ReplaceAsync(Each("base"), Statements.Stop);
            await run.AppendAsync(Segments("more"), null, Statements.Stop);
        }

        Assert.Equal(2, reader.Version);
        Assert.Equal("1,2", await Content(reader));
    }

    [Fact]
    public async Task First_runs_at_once_make_one_schema_of_any_name()
    {
        const string Schema = "My \"odd\" schema";
        var sessions = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () => await Open(id: $"state {i}", schema: Schema), Statements.Stop)));
        foreach (var session in sessions)
        {
            await session.AppendAsync(Segments("x"), null, Statements.Stop);
            await session.DisposeAsync();
        }

        Assert.Equal(["8"], await Statements.RowsAsync(_database, "SELECT count(*) FROM \"My \"\"odd\"\" schema\".syncline_segments"));
        await using var other = await Open(StateAccess.Read, "state 1");
        Assert.Equal(0, other.Version);
    }

    [Theory]
    [InlineData("UPDATE syncline_meta SET value = 2 WHERE name = 'format'", "was written by a newer Syncline: its format is 2, and this one reads up to 1. Update Syncline.")]
    [InlineData("DELETE FROM syncline_meta", "the row with its format is missing in syncline_meta. Restore a backup of it. Where there is none, call ResetAsync")]
    [InlineData("DROP TABLE syncline_meta", "its table syncline_meta is missing. Restore a backup of it. Where there is none, drop what is left of the tables")]
    [InlineData("DROP TABLE syncline_segments", "its table syncline_segments is missing")]
    [InlineData("DROP TABLE syncline_lease", "its table syncline_lease is missing")]
    [InlineData("ALTER TABLE syncline_segments DROP COLUMN data", "its tables are not as they were made (column \"data\" does not exist")]
    [InlineData("DELETE FROM syncline_lease", "has segments, but its row in syncline_lease was lost. Restore a backup of it. Where there is none, call ResetAsync")]
    [InlineData("UPDATE syncline_lease SET version = 2", "segment 3 of the state 'a' is there, but its row in syncline_lease says 1 to 2. Restore a backup of it. Where there is none, call ResetAsync")]
    [InlineData("UPDATE syncline_lease SET version = 0", "segment 1 of the state 'a' is there, but its row in syncline_lease says 1 to 0")]
    [InlineData("UPDATE syncline_lease SET first = 2", "segment 1 of the state 'a' is there, but its row in syncline_lease says 2 to 3")]
    [InlineData("UPDATE syncline_lease SET version = 4", "segment 4 of the state 'a' is missing")]
    [InlineData("DELETE FROM syncline_segments WHERE number = 2", "segment 2 of the state 'a' is missing")]
    [InlineData("DELETE FROM syncline_segments WHERE number = 3", "segment 3 of the state 'a' is missing")]
    [InlineData("DELETE FROM syncline_segments", "segment 1 of the state 'a' is missing")]
    public async Task What_is_missing_or_newer_is_named_and_never_read_as_empty(string sql, string words)
    {
        await Fill("a", "1", "2", "3");
        await Statements.ExecuteAsync(_database, sql);
        foreach (var access in Enum.GetValues<StateAccess>())
        {
            var message = await StateFails(access);
            Assert.Contains(words, message);
            Assert.Contains($"{new NpgsqlConnectionStringBuilder(_database).Database} on 127.0.0.1:{cluster.Port}, schema public", message);
            Assert.EndsWith(".", message);
        }
    }

    [Theory]
    [InlineData("DELETE FROM syncline_lease", "has segments, but its row in syncline_lease was lost")]
    [InlineData("DELETE FROM syncline_meta", "the row with its format is missing in syncline_meta")]
    [InlineData("UPDATE syncline_lease SET version = version - 1", "is there, but its row in syncline_lease says")]
    [InlineData("DELETE FROM syncline_segments WHERE number = 1", "is missing")]
    [InlineData("UPDATE syncline_segments SET data = '\\x00' WHERE number = 1", "damaged")]
    public async Task Damage_fails_every_run_by_its_name_until_a_reset_mends_it(string sql, string words)
    {
        var destination = new InMemoryDestination();
        var store = new PostgreSqlStateStore(_database);
        Task<SyncReport> RunAsync(int rows) => Visitor.Sync.RunAsync(SyncSource.From(Enumerable.Range(1, rows).Select(id => new Visitor(id, $"{id}", null))), destination, store, cancellationToken: Statements.Stop);
        await RunAsync(3);
        await RunAsync(4);
        await Statements.ExecuteAsync(_database, sql);
        for (var run = 0; run < 2; run++)
        {
            var report = await RunAsync(5);
            Assert.Equal((SyncStatus.Failed, 0L), (report.Status, report.Counts.Planned));
            Assert.Contains(words, report.Message);
            Assert.Contains("call ResetAsync", report.Message);
        }

        await Visitor.Sync.ResetAsync(store, cancellationToken: Statements.Stop);
        var recorded = await RunAsync(5);
        Assert.Equal((SyncStatus.Succeeded, 0L), (recorded.Status, recorded.Counts.Planned));
        var delivered = await RunAsync(6);
        Assert.Equal((SyncStatus.Succeeded, 1L), (delivered.Status, delivered.Counts.Succeeded));
    }

    [Fact]
    public async Task The_rights_that_the_page_names_are_enough_and_one_that_is_missing_is_named()
    {
        await Fill("a", "1");
        await Statements.ExecuteAsync(_database, "DROP ROLE IF EXISTS runner; CREATE ROLE runner LOGIN; REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO runner");
        var store = new PostgreSqlStateStore(new NpgsqlConnectionStringBuilder(_database) { Username = "runner" }.ConnectionString);
        foreach (var access in Enum.GetValues<StateAccess>())
        {
            var error = await Assert.ThrowsAsync<StateException>(async () => await store.OpenAsync("a", access, TimeProvider.System, Statements.Stop));
            Assert.Contains("A right is missing for the database", error.Message);
            Assert.Contains("permission denied for table syncline_meta", error.Message);
            Assert.Contains("SELECT, INSERT, UPDATE and DELETE on the tables syncline_meta, syncline_segments and syncline_lease", error.Message);
        }

        await Statements.ExecuteAsync(_database, "GRANT SELECT, INSERT, UPDATE, DELETE ON syncline_meta, syncline_segments, syncline_lease TO runner");
        await using var session = await store.OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop);
        await session.AppendAsync(Segments("2"), null, Statements.Stop);
        await session.ReplaceAsync(Each("base"), Statements.Stop);
        Assert.Equal("base", await Content(session));
    }

    [Fact]
    public async Task Commits_wait_for_the_disk_where_the_server_s_default_does_not()
    {
        await Statements.ExecuteAsync(_database, $"ALTER DATABASE {new NpgsqlConnectionStringBuilder(_database).Database} SET synchronous_commit = off; CREATE TABLE seen (how text)");
        NpgsqlConnection.ClearPool(new NpgsqlConnection(_database));
        await Fill("a", "1");
        await Statements.ExecuteAsync(_database, """
            CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO seen VALUES (current_setting(''synchronous_commit'')); RETURN NEW; END';
            CREATE TRIGGER look AFTER INSERT ON syncline_segments FOR EACH ROW EXECUTE FUNCTION look()
            """);
        await Fill("a", "2");
        Assert.Equal(["on"], await Statements.RowsAsync(_database, "SELECT how FROM seen"));
        Assert.Equal(["off"], await Statements.RowsAsync(_database, "SHOW synchronous_commit"));
    }

    [Fact]
    public async Task Connections_of_the_pool_that_were_cut_since_are_replaced()
    {
        await using var dataSource = NpgsqlDataSource.Create(_database);
        await using var session = await new PostgreSqlStateStore(dataSource).OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop);
        // Several are idle in the pool, all of them dead.
        var connections = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => await dataSource.OpenConnectionAsync(Statements.Stop)));
        foreach (var connection in connections) await connection.DisposeAsync();
        for (var i = 1; i <= 2; i++)
        {
            await Statements.ExecuteAsync(_database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            await session.AppendAsync(Segments($"{i}"), null, Statements.Stop);
        }

        Assert.Equal("1,2", await Content(session));
    }

    [Fact]
    public async Task A_segment_of_many_megabytes_comes_back()
    {
        var large = new byte[20_000_000];
        Random.Shared.NextBytes(large);
        await using var session = await Open();
        await session.AppendAsync([large, new byte[] { 1 }], null, Statements.Stop);
        var read = new List<byte[]>();
        await foreach (var segment in session.ReadAsync(Statements.Stop)) read.Add(segment.ToArray());
        Assert.True(large.AsSpan().SequenceEqual(read[0]));
        Assert.Equal([1], read[1]);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_and_arguments_that_can_not_work_are_refused()
    {
        var store = new PostgreSqlStateStore("Host=127.0.0.1;Port=1;Database=shop;Username=u;Password=hunter2");
        Assert.Equal("PostgreSQL state in the database shop on 127.0.0.1:1, schema public", store.Name);
        var error = await Assert.ThrowsAsync<StateException>(async () => await store.OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop));
        Assert.StartsWith("The state could not be used: The database shop on 127.0.0.1:1 can't be reached (ConnectionRefused).", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
        Assert.Throws<ArgumentException>(() => new PostgreSqlStateStore(_database, " "));
        Assert.Throws<ArgumentException>(() => new PostgreSqlStateStore(_database, "a\0"));
        Assert.Contains("holds the character NUL", (await Assert.ThrowsAsync<StateException>(async () => await Open(id: "a\0"))).Message);
    }
}
