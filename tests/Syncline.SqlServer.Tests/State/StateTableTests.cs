using Microsoft.Data.SqlClient;
using Syncline.Doubles;
using Syncline.Doubles.Faults;
using Xunit;

namespace Syncline.SqlServer.Tests.State;

/// <summary>Runs whose table and state are in one database of a double, which fails where a commit is asked for.</summary>
public sealed class StateTableTests : IAsyncLifetime
{
    private readonly SqlServerDouble _server = SqlServerDouble.Start();

    private string Database => _server.ConnectionString(more: "Connect Retry Count=0;Pool Blocking Period=NeverBlock");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        SqlConnection.ClearPool(new SqlConnection(Database));
        return _server.DisposeAsync();
    }

    private Task<SyncReport> RunAsync(int rows) => Visitor.Sync.RunAsync(
        SyncSource.From(Enumerable.Range(1, rows).Select(id => new Visitor(id, $"{id}", null))),
        new SqlServerTable(Database, "visitors") { CreateIfMissing = true },
        new SqlServerStateStore(Database),
        new() { BatchSize = 10 },
        Statements.Stop);

    private object? Rows => _server.Scalar("db", "SELECT COUNT(*) FROM visitors");

    [Fact]
    public async Task A_batch_and_its_state_are_one_transaction()
    {
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(30)).Status);
        var sessions = _server.Log.Where(request => request.Text.Contains("INSERT INTO [dbo].[syncline_segments]", StringComparison.Ordinal)).Select(request => request.Session).ToHashSet();
        Assert.Contains(_server.Log, request => request.Text.Contains("INTO [dbo].[visitors]", StringComparison.Ordinal) && sessions.Contains(request.Session));
        Assert.Equal((30L, 0L), ((await RunAsync(30)).Counts.Unchanged, (await RunAsync(30)).Counts.Planned));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whichever_commit_is_not_answered_each_row_is_there_once_and_the_state_knows(bool isMade)
    {
        // Commits of the first run: the tables, the lease, what it begins with, its batches.
        for (var nth = 1; nth <= 8; nth++)
        {
            _server.Execute("db", "DROP TABLE IF EXISTS visitors; DROP TABLE IF EXISTS syncline_meta; DROP TABLE IF EXISTS syncline_segments; DROP TABLE IF EXISTS syncline_lease");
            _server.Faults.Clear();
            var fault = isMade ? _server.Faults.DropAfter(FaultPlan.IsCommit, nth) : _server.Faults.DropBefore(FaultPlan.IsCommit, nth);
            while (fault.Fired == 0) await RunAsync(30);
            var next = await RunAsync(30);
            Assert.True(next.Status == SyncStatus.Succeeded, $"Commit {nth}: {next} {next.Message}");
            Assert.Equal(30, Rows);
            var last = await RunAsync(30);
            Assert.Equal((30L, 0L), (last.Counts.Unchanged, last.Counts.Planned));
        }
    }
}
