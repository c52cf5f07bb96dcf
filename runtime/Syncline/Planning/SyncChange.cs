namespace Syncline;

/// <summary>One change a plan acts on.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
/// <param name="Operation">What is asked of the destination.</param>
/// <param name="Key">The key.</param>
public abstract record SyncChange<TModel, TKey>(OperationKind Operation, TKey Key)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>A row whose key was not known.</summary>
    /// <param name="Operation">What is asked of the destination.</param>
    /// <param name="Key">The key.</param>
    /// <param name="Row">The row.</param>
    public sealed record Added(OperationKind Operation, TKey Key, TModel Row) : SyncChange<TModel, TKey>(Operation, Key);

    /// <summary>A row that differs from the baseline.</summary>
    /// <param name="Operation">What is asked of the destination.</param>
    /// <param name="Key">The key.</param>
    /// <param name="Before">The row before, where rows are kept and it was kept under this model; see <paramref name="HasBefore"/>.</param>
    /// <param name="Row">The row.</param>
    /// <param name="Columns">The columns that differ; empty when there is no row before.</param>
    /// <param name="HasBefore">Whether there is a row before.</param>
    public sealed record Changed(OperationKind Operation, TKey Key, TModel? Before, TModel Row, ColumnSet Columns, bool HasBefore) : SyncChange<TModel, TKey>(Operation, Key);

    /// <summary>An event or action that was planned before and not delivered, and whose row is not in this result.</summary>
    /// <param name="Operation">What is asked of the destination.</param>
    /// <param name="Key">The key.</param>
    /// <param name="Row">The row as it was planned.</param>
    public sealed record Carried(OperationKind Operation, TKey Key, TModel Row) : SyncChange<TModel, TKey>(Operation, Key);

    /// <summary>A row of a mode that acts on every row, and compares none.</summary>
    /// <param name="Operation">What is asked of the destination.</param>
    /// <param name="Key">The key.</param>
    /// <param name="Row">The row.</param>
    public sealed record Full(OperationKind Operation, TKey Key, TModel Row) : SyncChange<TModel, TKey>(Operation, Key);

    /// <summary>A known key that left the result.</summary>
    /// <param name="Operation">What is asked of the destination.</param>
    /// <param name="Key">The key.</param>
    /// <param name="Row">The row as last kept, where rows are kept; see <paramref name="HasRow"/>.</param>
    /// <param name="HasRow">Whether there is a row.</param>
    public sealed record Removed(OperationKind Operation, TKey Key, TModel? Row, bool HasRow) : SyncChange<TModel, TKey>(Operation, Key);
}
