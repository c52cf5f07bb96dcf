using Microsoft.Data.SqlClient;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Faults;

namespace Syncline.Doubles.Tests;

public sealed class FaultTests : DoubleTest
{
    public FaultTests() => Server.Execute("db", "CREATE TABLE t (id int NOT NULL PRIMARY KEY, v nvarchar(10) NULL)");

    [Fact]
    public async Task The_victim_of_a_deadlock_loses_its_transaction()
    {
        var fault = Server.Faults.Fail("INSERT", 1205, nth: 2);
        await using var connection = await OpenAsync();
        await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(Token);
        await ExecuteAsync(connection, "INSERT t VALUES (1, N'a')", transaction);
        var error = await FailsAsync(() => ExecuteAsync(connection, "INSERT t VALUES (2, N'b')", transaction));
        Assert.Equal((1205, 13), (error.Number, error.Class));
        Assert.Equal(1, fault.Fired);
        Assert.Null(transaction.Connection);
        Assert.Empty(Server.Rows("db", "SELECT * FROM t"));
    }

    [Theory]
    [InlineData(18456)]
    [InlineData(4060)]
    [InlineData(40613)]
    public async Task Refuses_to_let_in(int number)
    {
        Server.Faults.RefuseLogin(number);
        var error = await FailsAsync(() => OpenAsync("Pooling=False;ConnectRetryCount=0"));
        Assert.Equal(number, error.Number);
    }

    [Fact]
    public async Task A_request_without_an_answer_times_out()
    {
        Server.Faults.NeverAnswer(FaultPlan.Holds("UPDATE"));
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("UPDATE t SET v = N'x'", connection) { CommandTimeout = 1 };
        Assert.Equal(-2, (await FailsAsync(() => command.ExecuteNonQueryAsync(Token))).Number);
        Assert.Equal(1, await ScalarAsync(connection, "SELECT 1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_may_be_lost_before_or_after_it_was_done(bool after)
    {
        _ = after ? Server.Faults.DropAfter(FaultPlan.IsCommit) : Server.Faults.DropBefore(FaultPlan.IsCommit);
        await using var connection = await OpenAsync();
        await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(Token);
        await ExecuteAsync(connection, "INSERT t VALUES (1, N'a')", transaction);
        await FailsAsync(() => transaction.CommitAsync(Token));
        Assert.Equal(after ? 1 : 0, Server.Scalar("db", "SELECT COUNT(*) FROM t"));
    }

    [Fact]
    public async Task A_connection_breaks_in_the_middle_of_an_answer()
    {
        Server.Faults.DropWhileAnswering(FaultPlan.Holds("GENERATE_SERIES"));
        await using var connection = await OpenAsync();
        await FailsAsync(() => RowsAsync(connection, "SELECT value FROM GENERATE_SERIES(1, 5000)"));
    }

    [Fact]
    public async Task What_was_not_committed_goes_with_the_connections()
    {
        await using var connection = await OpenAsync();
        await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(Token);
        await ExecuteAsync(connection, "INSERT t VALUES (1, N'a')", transaction);
        Server.KillConnections();
        Assert.Equal(0, Server.Scalar("db", "SELECT COUNT(*) FROM t"));
        await FailsAsync(() => ExecuteAsync(connection, "INSERT t VALUES (2, N'a')", transaction));
    }

    [Fact]
    public async Task A_trigger_that_rolls_back_ends_the_transaction()
    {
        Server.AddTrigger("db", "t", TriggerEvents.Insert, call =>
        {
            if (call.Inserted.Any(row => row[1] is "bad"))
                call.RollBack("no bad rows");
        });
        await using var connection = await OpenAsync();
        await using var transaction = (SqlTransaction)await connection.BeginTransactionAsync(Token);
        await ExecuteAsync(connection, "INSERT t VALUES (1, N'good')", transaction);
        var error = await FailsAsync(() => ExecuteAsync(connection, "INSERT t VALUES (2, N'bad')", transaction));
        Assert.Equal([50000, 3609], error.Errors.Cast<SqlError>().Select(each => each.Number));
        Assert.Equal(0, Server.Scalar("db", "SELECT COUNT(*) FROM t"));
        Assert.Equal(334, (await FailsAsync(() => ExecuteAsync(connection, "INSERT t (id) OUTPUT inserted.id VALUES (3)"))).Number);
    }

    [Fact]
    public async Task What_a_trigger_selects_comes_before_what_follows_its_statement()
    {
        Server.AddTrigger("db", "t", TriggerEvents.Insert, call => call.Select("left over", 7, 8));
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("INSERT t VALUES (1, N'a'); SELECT id FROM t", connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var results = new List<string>();
        do
        {
            while (await reader.ReadAsync(Token))
                results.Add($"{reader.GetName(0)} {reader.GetInt32(0)}");
        }
        while (await reader.NextResultAsync(Token));
        Assert.Equal(["left over 7", "left over 8", "id 1"], results);
    }

    [Fact]
    public async Task An_error_says_which_trigger_it_came_from()
    {
        Server.AddTrigger("db", "t", TriggerEvents.Insert, _ => TriggerCall.Throw("more than one value", 512));
        await using var connection = await OpenAsync();
        var error = await FailsAsync(() => ExecuteAsync(connection, "INSERT t VALUES (1, N'a')"));
        Assert.Equal((512, "TR_t_1"), (error.Number, error.Procedure));
        Assert.Equal("", (await FailsAsync(() => ExecuteAsync(connection, "SELECT * FROM none"))).Procedure);
    }

    [Fact]
    public async Task A_denied_permission_is_named()
    {
        Server.Deny("db", "t", "UPDATE");
        await using var connection = await OpenAsync();
        var error = await FailsAsync(() => ExecuteAsync(connection, "UPDATE t SET v = N'x'"));
        Assert.Equal("The UPDATE permission was denied on the object 't', database 'db', schema 'dbo'.", error.Message);
        Assert.Equal(0, await ScalarAsync(connection, "SELECT HAS_PERMS_BY_NAME(N'dbo.t', N'OBJECT', N'UPDATE')"));
    }
}
