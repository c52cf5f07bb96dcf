namespace Syncline;

/// <summary>What the operations of events and segments are to a table: the one place that knows.</summary>
internal static class TableOperations
{
    private const OperationKinds Rows = OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert;

    /// <summary>What a table does for an operation.</summary>
    public static OperationKind Of(OperationKind kind) => kind switch
    {
        OperationKind.Event => OperationKind.Insert,
        OperationKind.AddMember => OperationKind.Upsert,
        OperationKind.RemoveMember => OperationKind.Delete,
        OperationKind.Mirror => OperationKind.Upsert,
        _ => kind,
    };

    /// <summary>What a table does for a sync.</summary>
    public static OperationKinds Of(OperationKinds kinds)
    {
        var table = OperationKinds.None;
        foreach (var kind in Enum.GetValues<OperationKind>())
        {
            if ((kinds & Bit(kind)) != 0) table |= Bit(Of(kind));
        }

        return table;
    }

    /// <summary>Whether an operation writes a row; any other is about a key alone, whatever row comes with it.</summary>
    public static bool WritesRow(OperationKind kind) => (Bit(kind) & Rows) != 0;

    /// <summary>Whether any of the operations writes a row.</summary>
    public static bool WriteRows(OperationKinds kinds) => (kinds & Rows) != 0;

    /// <summary>The operations of a batch as the table's own.</summary>
    /// <param name="operations">The operations.</param>
    /// <param name="buffer">Where they are put when they differ; kept for the next batch.</param>
    public static ReadOnlyMemory<Operation<TModel, TKey>> Of<TModel, TKey>(ReadOnlyMemory<Operation<TModel, TKey>> operations, ref Operation<TModel, TKey>[] buffer)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var from = operations.Span;
        var first = 0;
        while (first < from.Length && Of(from[first].Kind) == from[first].Kind) first++;
        if (first == from.Length) return operations;
        if (buffer.Length < from.Length) buffer = new Operation<TModel, TKey>[from.Length];
        for (var i = 0; i < from.Length; i++) buffer[i] = from[i] with { Kind = Of(from[i].Kind) };
        return buffer.AsMemory(0, from.Length);
    }

    private static OperationKinds Bit(OperationKind kind) => (OperationKinds)(1 << (int)kind);
}
