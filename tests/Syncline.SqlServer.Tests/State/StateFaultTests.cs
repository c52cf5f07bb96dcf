using Microsoft.Data.SqlClient;
using Syncline.Doubles;
using Syncline.Doubles.Faults;
using Xunit;

namespace Syncline.SqlServer.Tests.State;

/// <summary>What a server can do to a run that keeps its state: asked of a double of the test's own.</summary>
public sealed class StateFaultTests : IAsyncLifetime
{
    private readonly SqlServerDouble _server = SqlServerDouble.Start();

    private string Database => _server.ConnectionString(more: "Connect Retry Count=0;Command Timeout=2;Pool Blocking Period=NeverBlock");

    private static ReadOnlyMemory<byte>[] Segment => [new byte[] { 1 }];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        SqlConnection.ClearPool(new SqlConnection(Database));
        return _server.DisposeAsync();
    }

    private ValueTask<IStateSession> Open() => new SqlServerStateStore(Database).OpenAsync("a", StateAccess.Run, TimeProvider.System, Statements.Stop);

    private static async Task<string> AppendFails(IStateSession session) => (await Assert.ThrowsAsync<StateException>(async () => await session.AppendAsync(Segment, null, Statements.Stop))).Message;

    private object? Segments => _server.Scalar("db", "SELECT COUNT(*) FROM syncline_segments");

    [Fact]
    public async Task A_deadlock_undoes_an_append_and_the_next_goes_through()
    {
        await using var session = await Open();
        _server.Faults.Fail("INSERT INTO [dbo].[syncline_segments]", 1205);
        Assert.Contains("Another transaction in the database db on ", await AppendFails(session));
        Assert.Equal((0, 0L), (Segments, session.Version));
        await session.AppendAsync(Segment, null, Statements.Stop);
        Assert.Equal((1, 1L), (Segments, session.Version));
    }

    [Theory]
    [InlineData(9002, "The transaction log of the database db on ")]
    [InlineData(1105, "can't grow: its files, or the disk, are full (")]
    [InlineData(229, "A right is missing for the database db on ")]
    [InlineData(824, "is damaged: ")]
    public async Task What_the_server_refuses_is_said_in_words(int number, string words)
    {
        await using var session = await Open();
        _server.Faults.Fail("INSERT INTO [dbo].[syncline_segments]", number, message: "Words of the server.");
        var message = await AppendFails(session);
        Assert.Contains(words, message);
        Assert.Contains($"Words of the server, error {number}", message);
    }

    [Fact]
    public async Task An_append_that_is_not_answered_in_time_is_undone()
    {
        await using var session = await Open();
        _server.Faults.NeverAnswer(FaultPlan.Holds("INSERT INTO [dbo].[syncline_segments]"));
        Assert.Contains("did not answer in time. Try again, or wait longer with Connect Timeout (to connect) and Command Timeout", await AppendFails(session));
        Assert.Equal(0, Segments);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Of_a_commit_that_is_not_answered_the_state_itself_tells_whether_it_was_made(bool isMade, int segments)
    {
        await using var session = await Open();
        _ = isMade ? _server.Faults.DropAfter(FaultPlan.IsCommit) : _server.Faults.DropBefore(FaultPlan.IsCommit);
        Assert.Contains("The state could not be used: ", await AppendFails(session));
        Assert.Equal(segments, await session.ReadAsync(Statements.Stop).CountAsync(Statements.Stop));
        Assert.Equal(segments, session.Version);
        await session.AppendAsync(Segment, null, Statements.Stop);
        Assert.Equal(segments + 1, Segments);
    }

    [Fact]
    public async Task Connections_of_the_pool_that_were_cut_since_are_replaced()
    {
        await using var session = await Open();
        for (var i = 1; i <= 3; i++)
        {
            _server.KillConnections();
            await session.AppendAsync(Segment, null, Statements.Stop);
            Assert.Equal(i, Segments);
        }
    }

    [Theory]
    [InlineData(18456, "refused to log in (")]
    [InlineData(4060, "can't be opened (")]
    public async Task A_login_that_is_refused_says_what_to_look_at(int number, string words)
    {
        _server.Faults.RefuseLogin(number);
        Assert.Contains($"The state could not be used: The database db on tcp:127.0.0.1,{_server.Port} {words}", (await Assert.ThrowsAsync<StateException>(async () => await Open())).Message);
    }

    [Fact]
    public async Task A_table_that_may_not_be_read_is_not_taken_for_one_that_is_missing()
    {
        await (await Open()).DisposeAsync();
        foreach (var table in new[] { "syncline_meta", "syncline_segments", "syncline_lease" }) _server.Deny("db", $"dbo.{table}", "SELECT");
        foreach (var access in Enum.GetValues<StateAccess>())
        {
            var error = await Assert.ThrowsAsync<StateException>(async () => await new SqlServerStateStore(Database).OpenAsync("a", access, TimeProvider.System, Statements.Stop));
            Assert.StartsWith("A right is missing for the database db on ", error.Message);
            Assert.Contains("A run needs SELECT, INSERT, UPDATE and DELETE on the tables syncline_meta, syncline_segments and syncline_lease", error.Message);
        }
    }
}
