using System.Data;
using Microsoft.Data.SqlClient;

namespace Syncline.Doubles.Tests;

public sealed class WireTests : DoubleTest
{
    [Fact]
    public async Task Opens_and_says_what_it_is()
    {
        await using var connection = await OpenAsync();
        Assert.Equal("db", connection.Database);
        Assert.StartsWith("16.", connection.ServerVersion, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync(connection, "SELECT 1"));
    }

    [Fact]
    public async Task Executes_a_batch_with_several_results()
    {
        await using var connection = await OpenAsync();
        var rows = await RowsAsync(connection, "SELECT 1 AS a; SELECT N'x' AS b, NULL AS c;");
        Assert.Equal([[1], ["x", DBNull.Value]], rows);
    }

    [Fact]
    public async Task Sends_parameters_and_counts_changes()
    {
        Server.Execute("db", "CREATE TABLE t (id int NOT NULL PRIMARY KEY, v nvarchar(50) NULL)");
        await using var connection = await OpenAsync();
        Assert.Equal(1, await ExecuteAsync(connection, "INSERT INTO t (id, v) VALUES (@id, @v)", null, ("@id", 7), ("@v", "zé")));
        Assert.Equal(1, await ExecuteAsync(connection, "UPDATE t SET v = @v WHERE id = @id", null, ("@id", 7), ("@v", "neu")));
        Assert.Equal(0, await ExecuteAsync(connection, "UPDATE t SET v = @v WHERE id = @id", null, ("@id", 8), ("@v", "neu")));
        Assert.Equal("neu", await ScalarAsync(connection, "SELECT v FROM t WHERE id = @id", null, ("@id", 7)));
        Assert.Equal(1, await ExecuteAsync(connection, "DELETE FROM t WHERE id = @id", null, ("@id", 7)));
        Assert.Equal(0, Server.Scalar("db", "SELECT COUNT(*) FROM t"));
    }

    [Fact]
    public async Task Gives_output_parameters_back()
    {
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("SET @out = @in + 1", connection);
        command.Parameters.AddWithValue("@in", 41);
        var output = command.Parameters.Add("@out", SqlDbType.Int);
        output.Direction = ParameterDirection.Output;
        await command.ExecuteNonQueryAsync(Token);
        Assert.Equal(42, output.Value);
    }

    [Fact]
    public async Task Prepares_a_command_once_and_executes_it_often()
    {
        Server.Execute("db", "CREATE TABLE t (id int NOT NULL)");
        await using var connection = await OpenAsync();
        await using var command = new SqlCommand("INSERT INTO t (id) VALUES (@id)", connection);
        var id = command.Parameters.Add("@id", SqlDbType.Int);
        await command.PrepareAsync(Token);
        for (var value = 0; value < 5; value++)
        {
            id.Value = value;
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Token));
        }

        Assert.Equal(5, Server.Scalar("db", "SELECT COUNT(*) FROM t"));
    }

    [Fact]
    public async Task Copies_in_bulk()
    {
        Server.Execute("db", "CREATE TABLE t (id int NOT NULL, v nvarchar(50) NULL, w varchar(max) NULL, d decimal(18,4) NULL)");
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, "CREATE TABLE #t (id int NOT NULL, v nvarchar(50) NULL, w varchar(max) NULL, d decimal(18,4) NULL)");
        using var table = new DataTable();
        table.Columns.Add("id", typeof(int));
        table.Columns.Add("v", typeof(string));
        table.Columns.Add("w", typeof(string));
        table.Columns.Add("d", typeof(decimal));
        for (var row = 0; row < 1000; row++)
            table.Rows.Add(row, row % 3 == 0 ? DBNull.Value : "row" + row, new string('x', row), row / 8m);
        foreach (var target in (string[])["#t", "dbo.t"])
        {
            using var bulk = new SqlBulkCopy(connection) { DestinationTableName = target };
            await bulk.WriteToServerAsync(table, Token);
            Assert.Equal(1000, bulk.RowsCopied);
            Assert.Equal([[1000, 666, 999L, 124.875m]], await RowsAsync(connection, $"SELECT COUNT(*), COUNT(v), MAX(LEN(w)), MAX(d) FROM {target}"));
        }

        var load = Server.Log.Last(request => request.Kind == Faults.RequestKind.BulkLoad);
        Assert.Equal(["id", "v", "w", "d"], load.Columns);
        Assert.Equal(1000, load.Rows.Count);
        Assert.Equal("row4", load.Rows[4][1]);
    }

    [Fact]
    public async Task Commits_and_rolls_back()
    {
        Server.Execute("db", "CREATE TABLE t (id int NOT NULL PRIMARY KEY)");
        await using var connection = await OpenAsync();
        await using (var transaction = (SqlTransaction)await connection.BeginTransactionAsync(Token))
        {
            await ExecuteAsync(connection, "INSERT t VALUES (1)", transaction);
            await transaction.SaveAsync("s", Token);
            await ExecuteAsync(connection, "INSERT t VALUES (2)", transaction);
            await transaction.RollbackAsync("s", Token);
            await transaction.CommitAsync(Token);
        }

        await using (var transaction = (SqlTransaction)await connection.BeginTransactionAsync(Token))
        {
            await ExecuteAsync(connection, "INSERT t VALUES (3); DELETE t WHERE id = 1", transaction);
            await transaction.RollbackAsync(Token);
        }

        Assert.Equal([[1]], Server.Rows("db", "SELECT id FROM t"));
    }

    [Fact]
    public async Task Reads_a_large_result_while_it_is_written()
    {
        await using var connection = await OpenAsync();
        Assert.Equal(200_000, (await RowsAsync(connection, "SELECT value, REPLICATE(N'x', 50) FROM GENERATE_SERIES(1, 200000)")).Count);
        await using var command = new SqlCommand("SELECT value, REPLICATE(N'x', 50) FROM GENERATE_SERIES(1, 200000)", connection);
        await using (var reader = await command.ExecuteReaderAsync(Token))
        {
            Assert.True(await reader.ReadAsync(Token));
            command.Cancel();
        }

        Assert.Equal(1, await ScalarAsync(connection, "SELECT 1"));
    }

    [Fact]
    public async Task A_pooled_connection_forgets_the_session_before()
    {
        await using (var first = await OpenAsync("Pooling=True;Max Pool Size=1"))
        {
            await ExecuteAsync(first, "CREATE TABLE #t (a int); SET XACT_ABORT ON; BEGIN TRANSACTION");
        }

        await using var second = await OpenAsync("Pooling=True;Max Pool Size=1");
        Assert.Equal(DBNull.Value, await ScalarAsync(second, "SELECT OBJECT_ID(N'tempdb..#t')"));
        Assert.Equal(0, await ScalarAsync(second, "SELECT @@TRANCOUNT"));
        SqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task Says_plainly_what_it_cannot_do()
    {
        await using var connection = await OpenAsync();
        var error = await FailsAsync(() => ExecuteAsync(connection, "BACKUP DATABASE db TO DISK = 'x'"));
        Assert.Equal(59999, error.Number);
        Assert.Contains("BACKUP DATABASE", error.Message, StringComparison.Ordinal);
    }
}
