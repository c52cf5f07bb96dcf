using System.Globalization;
using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests.Tables;

/// <summary>A database of a test's own, and deliveries to its tables by hand, as the engine makes them.</summary>
internal sealed class TestTable(string connectionString)
{
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string ConnectionString => connectionString;

    public static async Task<TestTable> NewAsync(Cluster cluster, string sql = "")
    {
        var database = new TestTable(await cluster.NewDatabaseAsync());
        if (sql.Length > 0) await database.SqlAsync(sql);
        return database;
    }

    /// <summary>The name of an account for this database's test alone. Accounts belong to the whole cluster, which other tests use meanwhile.</summary>
    public string Account => new NpgsqlConnectionStringBuilder(connectionString).Database + "_account";

    /// <summary>Makes the account <see cref="Account"/>, runs what grants it rights, and returns the database as the account reaches it.</summary>
    public async Task<TestTable> WithAccountAsync(string rights)
    {
        await SqlAsync($"CREATE ROLE {Account} LOGIN; {rights}");
        return new(new NpgsqlConnectionStringBuilder(connectionString) { Username = Account }.ConnectionString);
    }

    public PostgreSqlTable Table(string name = "c", bool create = false) => new(connectionString, name) { CreateIfMissing = create };

    public async Task SqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }

    /// <summary>The rows of a query, each as its values in text with bars between.</summary>
    public async Task<string[]> RowsAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var rows = new List<string>();
        while (await reader.ReadAsync(Stop)) rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "null" : reader.GetString(i))));
        return [.. rows];
    }

    public async Task<T> ValueAsync<T>(string sql) => (T)Convert.ChangeType((await RowsAsync(sql)).Single(), typeof(T), CultureInfo.InvariantCulture);

    public static ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(PostgreSqlTable table, OperationKinds operations, bool expectsRecords = false)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => table.OpenAsync<TModel, TKey>(new(new("Test.Sync", "test", SyncType.Objects, Upsert), TModel.Schema, operations, "run") { ExpectsRecords = expectsRecords }, Stop);

    public static Operation<TModel, TKey> Row<TModel, TKey>(OperationKind kind, TModel row)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => TModel.TryGetKey(in row, out var key) ? new(kind, key, row) : throw new ArgumentException("The key is null.");

    /// <summary>Opens the table, applies one batch and commits it.</summary>
    public static async Task<OperationOutcome[]> ApplyAsync<TModel, TKey>(PostgreSqlTable table, params Operation<TModel, TKey>[] operations)
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

    public static Task<OperationOutcome[]> ApplyAsync(PostgreSqlTable table, OperationKind kind, params Customer[] rows)
        => ApplyAsync<Customer, Customer.Key>(table, [.. rows.Select(row => Row<Customer, Customer.Key>(kind, row))]);

    public static Outcome[] Outcomes(OperationOutcome[] outcomes) => [.. outcomes.Select(outcome => outcome.Outcome)];
}
