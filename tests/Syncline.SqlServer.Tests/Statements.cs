using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Syncline.SqlServer.Tests;

/// <summary>SQL by hand, to set up a database and to look at what became of it.</summary>
internal static class Statements
{
    public static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    /// <summary>Runs batches, with a line GO between two of them.</summary>
    public static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new SqlConnection(database);
        await connection.OpenAsync(Stop);
        foreach (var batch in sql.Split("\nGO\n"))
        {
            await using var command = new SqlCommand(batch, connection);
            await command.ExecuteNonQueryAsync(Stop);
        }
    }

    /// <summary>The rows, their columns with bars between them.</summary>
    public static async Task<string[]> RowsAsync(string database, string sql)
    {
        var rows = new List<string>();
        await using var connection = new SqlConnection(database);
        await connection.OpenAsync(Stop);
        await using var command = new SqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        while (await reader.ReadAsync(Stop)) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        return [.. rows];
    }

    public static async Task<List<TModel>> ReadAsync<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
    {
        var rows = new List<TModel>();
        await using var cursor = await source.OpenAsync(Stop);
        while (await cursor.ReadAsync(Stop)) rows.Add(cursor.Current);
        return rows;
    }
}
