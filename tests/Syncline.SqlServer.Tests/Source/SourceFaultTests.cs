using System.Data;
using Microsoft.Data.SqlClient;
using Syncline.Doubles;
using Syncline.Doubles.Faults;
using Xunit;

namespace Syncline.SqlServer.Tests.Source;

/// <summary>What a server can do to a source: asked of a double of the test's own.</summary>
public sealed class SourceFaultTests : IAsyncLifetime
{
    private const string Sql = "SELECT id, email, name FROM v";

    private readonly SqlServerDouble _server = SqlServerDouble.Start();

    private string Database => _server.ConnectionString(more: "Connect Retry Count=0;Command Timeout=2;Pool Blocking Period=NeverBlock");

    public ValueTask InitializeAsync()
    {
        _server.Execute("db", "CREATE TABLE v (id int PRIMARY KEY, email nvarchar(50), name nvarchar(50)); INSERT INTO v VALUES (1, N'a', N'b')");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        SqlConnection.ClearPool(new SqlConnection(Database));
        return _server.DisposeAsync();
    }

    private async Task<string> OpeningFails() => (await Assert.ThrowsAsync<SourceException>(async () => await SqlServerSource.Query<Visitor>(Database, Sql).OpenAsync(Statements.Stop))).Message;

    [Theory]
    [InlineData("", IsolationLevel.Serializable)]
    [InlineData("ALTER DATABASE db SET READ_COMMITTED_SNAPSHOT ON", IsolationLevel.ReadCommitted)]
    [InlineData("ALTER DATABASE db SET READ_COMMITTED_SNAPSHOT ON; ALTER DATABASE db SET ALLOW_SNAPSHOT_ISOLATION ON", IsolationLevel.Snapshot)]
    public async Task The_isolation_is_the_best_that_the_database_has_to_offer(string sql, IsolationLevel expected)
    {
        if (sql.Length > 0) _server.Execute("db", sql);
        await using var connection = new SqlConnection(Database);
        await connection.OpenAsync(Statements.Stop);
        Assert.Equal(expected, await ReadingIsolation.OfferedAsync(connection, Statements.Stop));
    }

    [Fact]
    public async Task A_deadlock_and_a_time_out_are_said_in_words()
    {
        _server.Faults.Fail(Sql, 1205);
        Assert.Contains("Another transaction in the database db on ", await OpeningFails());
        _server.Faults.NeverAnswer(FaultPlan.Holds(Sql));
        Assert.Contains("did not answer in time.", await OpeningFails());
        Assert.Single(await Statements.ReadAsync(SqlServerSource.Query<Visitor>(Database, Sql)));
    }

    [Fact]
    public async Task A_cancelled_token_ends_the_wait_for_a_statement()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        _server.Faults.NeverAnswer(FaultPlan.Holds(Sql));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await SqlServerSource.Query<Visitor>(Database, Sql).OpenAsync(stop.Token));
    }

    [Fact]
    public async Task A_refused_login_is_said_without_secrets()
    {
        _server.Faults.RefuseLogin(18456);
        var error = await Assert.ThrowsAsync<SourceException>(async () => await SqlServerSource.Query<Visitor>(new SqlConnectionStringBuilder(Database) { Password = "hunter2" }.ConnectionString, Sql).OpenAsync(Statements.Stop));
        Assert.Contains("refused to log in (", error.Message);
        Assert.DoesNotContain("hunter2", error.ToString());
    }
}
