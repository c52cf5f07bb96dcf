using Microsoft.Data.SqlClient;
using Syncline.Doubles;
using Syncline.Tests;
using Xunit;

namespace Syncline.SqlServer.Tests.State;

/// <summary>A table and its state in one database.</summary>
public sealed class StateJoinTests(ServerUnderTest server) : IAsyncLifetime
{
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await server.NewDatabaseAsync();
        await Statements.ExecuteAsync(_database, "CREATE TABLE numbers (number int PRIMARY KEY)");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ReadOnlyMemory<byte>[] Segment => [new byte[] { 1 }];

    private ValueTask<IStateSession> Session(string schema = "dbo") => new SqlServerStateStore(_database, schema).OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop);

    private async Task<string> Counts() => string.Join('/', await Statements.RowsAsync(_database, "SELECT COUNT(*) FROM numbers UNION ALL SELECT COUNT(*) FROM syncline_segments"));

    [Fact]
    public async Task Rows_and_segments_are_committed_together_or_not_at_all()
    {
        await using var session = await Session();
        await using var delivery = await OpenDelivery.ToAsync(_database);
        Assert.True(session.CanJoin(delivery));
        await using (var work = await delivery.ApplyAsync(_database, 1))
        {
            await session.AppendAsync(Segment, work, Statements.Stop);
            Assert.Equal(0, session.Version);
            await work.CommitAsync(Statements.Stop);
        }

        Assert.Equal(1, session.Version);
        Assert.Equal("1/1", await Counts());
        await using (var work = await delivery.ApplyAsync(_database, 2))
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
        await using var delivery = await OpenDelivery.ToAsync(_database);
        await using var work = await delivery.ApplyAsync(_database, 1);
        await LentSegments.AreCopiedAsync(session, work);
    }

    [Fact]
    public async Task A_run_that_lost_its_lease_commits_nothing_with_its_batch()
    {
        await using var session = await Session();
        await using var delivery = await OpenDelivery.ToAsync(_database);
        await Statements.ExecuteAsync(_database, "UPDATE syncline_lease SET fence = fence + 1, holder = 'other'");
        await using (var work = await delivery.ApplyAsync(_database, 2))
        {
            await Assert.ThrowsAsync<LeaseLostException>(async () => await session.AppendAsync(Segment, work, Statements.Stop));
        }

        Assert.False(session.HoldsLease);
        Assert.Equal("0/0", await Counts());
    }

    [Fact]
    public async Task A_copied_server_is_another_and_a_restart_makes_none()
    {
        using var server = SqlServerDouble.Start();
        using var copy = SqlServerDouble.Start();
        copy.Instance.Databases["db"].ServiceBroker = server.Instance.Databases["db"].ServiceBroker;
        (server.Instance.Started, copy.Instance.Started) = (new(2024, 1, 1, 12, 0, 0), new(2024, 1, 1, 12, 0, 1));
        foreach (var each in new[] { server, copy }) each.Execute("db", "CREATE TABLE numbers (number int PRIMARY KEY)");
        await using var session = await new SqlServerStateStore(server.ConnectionString()).OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop);
        Assert.False(session.CanJoin(await OpenDelivery.ToAsync(copy.ConnectionString())));
        Assert.True(session.CanJoin(await OpenDelivery.ToAsync(server.ConnectionString())));

        // The run goes on where the server was restarted under it.
        server.Instance.Started = new(2024, 1, 1, 13, 0, 0);
        await using var work = await (await OpenDelivery.ToAsync(server.ConnectionString())).ApplyAsync(server.ConnectionString(), 1);
        await session.AppendAsync(Segment, work, Statements.Stop);
        await work.CommitAsync(Statements.Stop);
        Assert.Equal(1, session.Version);
    }

    [Fact]
    public async Task A_state_joins_the_same_database_by_any_name_and_schema_and_no_other()
    {
        await using var session = await Session("states");
        await using var here = await OpenDelivery.ToAsync(new SqlConnectionStringBuilder(_database) { ApplicationName = "x" }.ConnectionString);
        Assert.True(session.CanJoin(here));
        var other = await server.NewDatabaseAsync();
        await Statements.ExecuteAsync(other, "CREATE TABLE numbers (number int PRIMARY KEY)");
        await using var elsewhere = await OpenDelivery.ToAsync(other);
        Assert.False(session.CanJoin(elsewhere));
        await using var none = new NoTable();
        Assert.False(session.CanJoin(none));
        await using var work = await elsewhere.ApplyAsync(other, 1);
        await Assert.ThrowsAsync<ArgumentException>(async () => await session.AppendAsync(Segment, work, Statements.Stop));
    }

    [Fact]
    public async Task The_state_is_read_when_a_commit_that_is_under_way_is_over()
    {
        await using var session = await Session();
        await using var delivery = await OpenDelivery.ToAsync(_database);
        await using var work = await delivery.ApplyAsync(_database, 1);
        await session.AppendAsync(Segment, work, Statements.Stop);
        // As an engine asks whose commit was not answered: the server may still be at it.
        var reading = Task.Run(async () => await session.ReadAsync(Statements.Stop).CountAsync(Statements.Stop), Statements.Stop);
        await Task.Delay(200, Statements.Stop);
        Assert.False(reading.IsCompleted);
        await work.CommitAsync(Statements.Stop);
        Assert.Equal(1, await reading);
    }

    private sealed class NoTable : IDelivery
    {
        public int BatchSize => 1;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
