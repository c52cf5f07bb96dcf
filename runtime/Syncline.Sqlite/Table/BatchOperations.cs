namespace Syncline;

/// <summary>The operations of a batch in the terms of a table.</summary>
internal static class BatchOperations
{
    /// <summary>The operations of a batch as the table's own.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="buffer">Where they are put when they differ; kept for the next batch.</param>
    public static ReadOnlyMemory<Operation<TModel, TKey>> Of<TModel, TKey>(ReadOnlyMemory<Operation<TModel, TKey>> operations, ref Operation<TModel, TKey>[] buffer)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var from = operations.Span;
        var first = 0;
        while (first < from.Length && TableOperations.Of(from[first].Kind) == from[first].Kind) first++;
        if (first == from.Length) return operations;
        if (buffer.Length < from.Length) buffer = new Operation<TModel, TKey>[from.Length];
        for (var i = 0; i < from.Length; i++) buffer[i] = from[i] with { Kind = TableOperations.Of(from[i].Kind) };
        return buffer.AsMemory(0, from.Length);
    }
}
