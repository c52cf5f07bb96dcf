using Microsoft.Data.SqlClient;

namespace Syncline.Doubles.Tests;

/// <summary>A server of its own for each test, and the real client to talk to it.</summary>
public abstract class DoubleTest : IDisposable
{
    protected SqlServerDouble Server { get; } = SqlServerDouble.Start();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Server.Dispose();
        GC.SuppressFinalize(this);
    }

    protected async Task<SqlConnection> OpenAsync(string? more = "Pooling=False")
    {
        var connection = new SqlConnection(Server.ConnectionString(more: more));
        await connection.OpenAsync(Token);
        return connection;
    }

    protected static async Task<int> ExecuteAsync(SqlConnection connection, string sql, SqlTransaction? transaction = null, params (string Name, object Value)[] parameters)
    {
        await using var command = new SqlCommand(sql, connection, transaction);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return await command.ExecuteNonQueryAsync(Token);
    }

    protected static async Task<object?> ScalarAsync(SqlConnection connection, string sql, SqlTransaction? transaction = null, params (string Name, object Value)[] parameters)
    {
        await using var command = new SqlCommand(sql, connection, transaction);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return await command.ExecuteScalarAsync(Token);
    }

    protected static async Task<List<object[]>> RowsAsync(SqlConnection connection, string sql, SqlTransaction? transaction = null)
    {
        await using var command = new SqlCommand(sql, connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<object[]>();
        do
        {
            while (await reader.ReadAsync(Token))
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows.Add(row);
            }
        }
        while (await reader.NextResultAsync(Token));
        return rows;
    }

    protected static async Task<SqlException> FailsAsync(Func<Task> act) => await Assert.ThrowsAsync<SqlException>(act);
}
