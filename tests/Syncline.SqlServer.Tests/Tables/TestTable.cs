using System.Globalization;
using Microsoft.Data.SqlClient;
using Xunit;

namespace Syncline.SqlServer.Tests.Tables;

/// <summary>A database of a test's own, and deliveries to its tables by hand, as the engine makes them.</summary>
internal sealed class TestTable(string connectionString)
{
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string ConnectionString => connectionString;

    public static async Task<TestTable> NewAsync(ServerUnderTest server, string sql = "")
    {
        var database = new TestTable(await server.NewDatabaseAsync());
        if (sql.Length > 0) await database.SqlAsync(sql);
        return database;
    }

    public SqlServerTable Table(string name = "c", bool create = false) => new(connectionString, name) { CreateIfMissing = create };

    public Task SqlAsync(string sql) => Statements.ExecuteAsync(connectionString, sql);

    /// <summary>The rows of a query, each as its values in text with bars between.</summary>
    public async Task<string[]> RowsAsync(string sql)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync(Stop);
        await using var command = new SqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var rows = new List<string>();
        while (await reader.ReadAsync(Stop)) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader, i))));
        return [.. rows];
    }

    public async Task<int> CountAsync(string from) => int.Parse((await RowsAsync($"SELECT COUNT(*) FROM {from}")).Single(), CultureInfo.InvariantCulture);

    public static ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(SqlServerTable table, OperationKinds operations)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => table.OpenAsync<TModel, TKey>(new(new("Test.Sync", "test", SyncType.Objects, Upsert), TModel.Schema, operations, "run"), Stop);

    public static Operation<TModel, TKey> Row<TModel, TKey>(OperationKind kind, TModel row)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => TModel.TryGetKey(in row, out var key) ? new(kind, key, row) : throw new ArgumentException("The key is null.");

    /// <summary>Opens the table, applies one batch and commits it.</summary>
    public static async Task<OperationOutcome[]> ApplyAsync<TModel, TKey>(SqlServerTable table, params Operation<TModel, TKey>[] operations)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        await using var delivery = await OpenAsync<TModel, TKey>(table, operations.Aggregate(OperationKinds.None, (kinds, operation) => kinds | (OperationKinds)(1 << (int)operation.Kind)));
        return await ApplyAsync(delivery, operations);
    }

    public static async Task<OperationOutcome[]> ApplyAsync<TModel, TKey>(IDelivery<TModel, TKey> delivery, params Operation<TModel, TKey>[] operations)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        await using var work = await delivery.ApplyAsync(new(1, operations), Stop);
        await work.CommitAsync(Stop);
        return [.. work.Outcomes];
    }

    public static Task<OperationOutcome[]> ApplyAsync(SqlServerTable table, OperationKind kind, params Customer[] rows)
        => ApplyAsync<Customer, Customer.Key>(table, [.. rows.Select(row => Row<Customer, Customer.Key>(kind, row))]);

    public static Outcome[] Outcomes(OperationOutcome[] outcomes) => [.. outcomes.Select(outcome => outcome.Outcome)];

    private static string Text(SqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? "null" : reader.GetValue(ordinal) switch
    {
        bool value => value ? "1" : "0",
        byte[] bytes => Convert.ToHexString(bytes),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
