using System.Text;
using Microsoft.Data.SqlClient;
using Syncline.Tests;
using Xunit;

namespace Syncline.SqlServer.Tests.State;

public sealed class StateStoreTests(ServerUnderTest server) : IAsyncLifetime
{
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await server.NewDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask<IStateSession> Open(StateAccess access = StateAccess.Run, string id = "a", string schema = "dbo") => new SqlServerStateStore(_database, schema).OpenAsync(id, access, TimeProvider.System, Statements.Stop);

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

        Assert.Empty(await Statements.RowsAsync(_database, "SELECT name FROM sys.tables"));
        await using var run = await Open();
        await using var reader = await Open(StateAccess.Read);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.AppendAsync(Segments("x"), null, Statements.Stop));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.ReplaceAsync(Each(), Statements.Stop));
    }

    [Fact]
    public async Task A_reader_sees_the_state_as_it_was_whatever_a_run_appends_meanwhile()
    {
        await Fill("a", "1", "2");
        await using var reader = await Open(StateAccess.Read);
        await Fill("a", "3");
        Assert.Equal(2, reader.Version);
        for (var time = 0; time < 2; time++) Assert.Equal("1,2", await Content(reader));
    }

    [Fact]
    public async Task Segments_that_somebody_reads_are_not_replaced_and_the_run_goes_on_without()
    {
        await Fill("a", "1", "2");
        await using var run = await Open();
        await using (var reader = await Open(StateAccess.Read))
        {
            var error = await Assert.ThrowsAsync<StateException>(async () => await run.ReplaceAsync(Each("base"), Statements.Stop));
            Assert.Contains("is being read, by a plan it may be, and was not replaced. Try again when that is done.", error.Message);
            await run.AppendAsync(Segments("3"), null, Statements.Stop);
            Assert.Equal("1,2", await Content(reader));
        }

        await run.ReplaceAsync(Each("base"), Statements.Stop);
        Assert.Equal("base", await Content(run));
    }

    [Fact]
    public async Task Ids_are_one_only_if_they_are_the_same_character_by_character()
    {
        string[] ids = ["a", "A", "á", "a ", "a  ", "a\u0001", "a \u0001", "a\u0001\u0001", "ａ", " a", new('x', 439), new('x', 440), new('x', 441), new string('x', 440) + "y", new string('x', 10_000)];
        foreach (var id in ids) await Fill(id, id);
        foreach (var id in ids)
        {
            await using var session = await Open(StateAccess.Read, id);
            Assert.Equal(id, await Content(session));
        }
    }

    [Fact]
    public async Task First_runs_at_once_make_one_schema_of_any_name()
    {
        const string Schema = "My [odd] schema";
        var sessions = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () => await Open(id: $"state {i}", schema: Schema), Statements.Stop)));
        foreach (var session in sessions)
        {
            await session.AppendAsync(Segments("x"), null, Statements.Stop);
            await session.DisposeAsync();
        }

        Assert.Equal(["8"], await Statements.RowsAsync(_database, "SELECT COUNT(*) FROM [My [odd]] schema].syncline_segments"));
        await using var other = await Open(StateAccess.Read, "state 1");
        Assert.Equal(0, other.Version);
    }

    [Theory]
    [InlineData("UPDATE syncline_meta SET value = 2 WHERE name = N'format'", "was written by a newer Syncline: its format is 2, and this one reads up to 1. Update Syncline.")]
    [InlineData("DELETE FROM syncline_meta", "the row with its format is missing in syncline_meta. Restore a backup of it. Where there is none, call ResetAsync")]
    [InlineData("DROP TABLE syncline_meta", "its table syncline_meta is missing. Restore a backup of it. Where there is none, drop what is left of the tables")]
    [InlineData("DROP TABLE syncline_segments", "its table syncline_segments is missing")]
    [InlineData("DROP TABLE syncline_lease", "its table syncline_lease is missing")]
    [InlineData("ALTER TABLE syncline_segments DROP COLUMN data", "its tables are not as they were made (Invalid column name 'data'")]
    [InlineData("DELETE FROM syncline_lease", "has segments, but its row in syncline_lease was lost. Restore a backup of it. Where there is none, call ResetAsync")]
    [InlineData("UPDATE syncline_lease SET version = 2", "segment 3 of the state 'a' is there, but its row in syncline_lease says 1 to 2. Restore a backup of it. Where there is none, call ResetAsync")]
    [InlineData("UPDATE syncline_lease SET version = 0", "segment 3 of the state 'a' is there, but its row in syncline_lease says 1 to 0")]
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
            Assert.Contains($"{new SqlConnectionStringBuilder(_database).InitialCatalog} on {new SqlConnectionStringBuilder(_database).DataSource}, schema dbo", message);
            Assert.EndsWith(".", message);
        }
    }

    [Theory]
    [InlineData("DELETE FROM syncline_lease", "has segments, but its row in syncline_lease was lost")]
    [InlineData("DELETE FROM syncline_meta", "the row with its format is missing in syncline_meta")]
    [InlineData("UPDATE syncline_lease SET version = version - 1", "is there, but its row in syncline_lease says")]
    [InlineData("DELETE FROM syncline_segments WHERE number = 1", "is missing")]
    [InlineData("UPDATE syncline_segments SET data = 0x00 WHERE number = 1", "damaged")]
    public async Task Damage_fails_every_run_by_its_name_until_a_reset_mends_it(string sql, string words)
    {
        var destination = new InMemoryDestination();
        var store = new SqlServerStateStore(_database);
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
    public async Task A_segment_that_is_part_of_an_array_is_written_as_that_part()
    {
        var array = Encoding.UTF8.GetBytes("before,one,after");
        await using var session = await Open();
        await session.AppendAsync([array.AsMemory(7, 3), array.AsMemory(16), array.AsMemory(0, 6)], null, Statements.Stop);
        Assert.Equal("one,,before", await Content(session));
    }

    [Fact]
    public async Task One_connection_is_enough()
    {
        var store = new SqlServerStateStore(_database + ";Max Pool Size=1;Connect Timeout=5");
        await using var session = await store.OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop);
        await session.AppendAsync(Segments("1", "2"), null, Statements.Stop);
        await session.ReplaceAsync(Each("base"), Statements.Stop);
        Assert.Equal("base", await Content(session));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_and_arguments_that_can_not_work_are_refused()
    {
        var store = new SqlServerStateStore("Server=tcp:127.0.0.1,1;Database=shop;User ID=u;Password=hunter2;Connect Timeout=5;Connect Retry Count=0");
        Assert.Equal("SQL Server state in the database shop on tcp:127.0.0.1,1, schema dbo", store.Name);
        var error = await Assert.ThrowsAsync<StateException>(async () => await store.OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop));
        Assert.StartsWith("The state could not be used: The database shop on tcp:127.0.0.1,1 can't be reached", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
        Assert.Throws<ArgumentException>(() => new SqlServerStateStore(_database, " "));
        Assert.Contains("has 129 characters", Assert.Throws<ArgumentException>(() => new SqlServerStateStore(_database, new string('x', 129))).Message);
    }
}
