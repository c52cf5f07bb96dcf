using Microsoft.Data.SqlClient;

namespace Syncline.Doubles.Tests;

public sealed class LockTests : DoubleTest
{
    public LockTests() => Server.Execute("db", "CREATE TABLE t (id int NOT NULL PRIMARY KEY, v int NULL); INSERT t VALUES (1, 1), (2, 2)");

    [Fact]
    public async Task A_reader_waits_for_a_writer_and_sees_what_was_committed()
    {
        await using var writer = await OpenAsync();
        await using var reader = await OpenAsync();
        await using var transaction = (SqlTransaction)await writer.BeginTransactionAsync(Token);
        await ExecuteAsync(writer, "UPDATE t SET v = 10 WHERE id = 1", transaction);
        Assert.Equal(1222, (await FailsAsync(() => ScalarAsync(reader, "SET LOCK_TIMEOUT 10; SELECT v FROM t WHERE id = 1"))).Number);
        Assert.Equal(2, await ScalarAsync(reader, "SELECT v FROM t WHERE id = 2"));
        Assert.Equal(10, await ScalarAsync(reader, "SELECT v FROM t WITH (NOLOCK) WHERE id = 1"));
        var waiting = ScalarAsync(reader, "SET LOCK_TIMEOUT -1; SELECT v FROM t WHERE id = 1");
        await transaction.CommitAsync(Token);
        Assert.Equal(10, await waiting);
    }

    [Fact]
    public async Task A_reader_of_versions_does_not_wait()
    {
        Server.Execute("db", "ALTER DATABASE db SET READ_COMMITTED_SNAPSHOT ON");
        await using var writer = await OpenAsync();
        await using var reader = await OpenAsync();
        await using var transaction = (SqlTransaction)await writer.BeginTransactionAsync(Token);
        await ExecuteAsync(writer, "UPDATE t SET v = 10 WHERE id = 1; DELETE t WHERE id = 2; INSERT t VALUES (3, 3)", transaction);
        Assert.Equal([[1, 1], [2, 2]], await RowsAsync(reader, "SELECT id, v FROM t ORDER BY id"));
        Assert.Equal(2, await ScalarAsync(reader, "SELECT v FROM t WHERE id = 2"));
    }

    [Fact]
    public async Task Who_closes_a_circle_of_waiters_is_the_victim()
    {
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();
        await using var first = (SqlTransaction)await one.BeginTransactionAsync(Token);
        await using var second = (SqlTransaction)await other.BeginTransactionAsync(Token);
        await ExecuteAsync(one, "UPDATE t SET v = 10 WHERE id = 1", first);
        await ExecuteAsync(other, "UPDATE t SET v = 20 WHERE id = 2", second);
        Task[] crossing = [ExecuteAsync(one, "UPDATE t SET v = 11 WHERE id = 2", first), ExecuteAsync(other, "UPDATE t SET v = 21 WHERE id = 1", second)];
        var error = await FailsAsync(() => Task.WhenAll(crossing));
        Assert.Equal(1205, error.Number);
        _ = Assert.Single(crossing, task => task.IsFaulted);
    }

    [Fact]
    public async Task A_key_is_nobody_elses_until_the_transaction_ends()
    {
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();
        await using var transaction = (SqlTransaction)await one.BeginTransactionAsync(Token);
        await ExecuteAsync(one, "DELETE t WHERE id = 1; INSERT t VALUES (3, 3)", transaction);
        Assert.Equal(1222, (await FailsAsync(() => ExecuteAsync(other, "SET LOCK_TIMEOUT 10; INSERT t VALUES (1, 5)"))).Number);
        var waiting = ExecuteAsync(other, "SET LOCK_TIMEOUT -1; INSERT t VALUES (3, 5)");
        await transaction.RollbackAsync(Token);
        Assert.Equal(1, await waiting);
        Assert.Equal([[1, 1], [2, 2], [3, 5]], Server.Rows("db", "SELECT id, v FROM t ORDER BY id"));
    }

    [Fact]
    public async Task An_application_lock_is_one_sessions()
    {
        const string Take = "DECLARE @r int; EXEC @r = sp_getapplock @Resource = N'x', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 0; SELECT @r";
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();
        Assert.Equal(0, await ScalarAsync(one, Take));
        Assert.Equal(-1, await ScalarAsync(other, Take));
        await ExecuteAsync(one, "EXEC sp_releaseapplock @Resource = N'x', @LockOwner = 'Session'");
        Assert.Equal(0, await ScalarAsync(other, Take));
    }
}
