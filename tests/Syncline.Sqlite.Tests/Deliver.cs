namespace Syncline.Sqlite.Tests;

/// <summary>Delivering by hand, as the engine does.</summary>
internal static class Deliver
{
    public const OperationKinds Everything = OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Delete;

    public static ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(SqliteTable table, OperationKinds operations = Everything)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => table.OpenAsync<TModel, TKey>(new(new("Test.Sync", "test", SyncType.Objects, Upsert), TModel.Schema, operations, "run"), Read.Stop);

    public static Operation<TModel, TKey> Row<TModel, TKey>(OperationKind kind, TModel row)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => TModel.TryGetKey(in row, out var key) ? new(kind, key, row) : throw new ArgumentException("The key is null.");

    /// <summary>Applies one batch and commits it.</summary>
    public static async Task<OperationOutcome[]> ApplyAsync<TModel, TKey>(SqliteTable table, params Operation<TModel, TKey>[] operations)
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
        await using var work = await delivery.ApplyAsync(new(1, operations), Read.Stop);
        await work.CommitAsync(Read.Stop);
        return [.. work.Outcomes];
    }

    public static Task<OperationOutcome[]> ApplyAsync(SqliteTable table, OperationKind kind, params Customer[] rows)
        => ApplyAsync<Customer, Customer.Key>(table, [.. rows.Select(row => Row<Customer, Customer.Key>(kind, row))]);

    public static Task<OperationOutcome[]> ApplyAsync(SqliteTable table, OperationKind kind, params Product[] rows)
        => ApplyAsync<Product, Product.Key>(table, [.. rows.Select(row => Row<Product, Product.Key>(kind, row))]);
}
