namespace Syncline;

/// <summary>What the operations of events and segments are to a table: the one place that knows.</summary>
internal static class TableOperations
{
    private const OperationKinds Rows = OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert;

    /// <summary>The kinds that are about a key alone, in the order they are applied.</summary>
    public static readonly OperationKind[] Removing = [OperationKind.Delete, OperationKind.Clear, OperationKind.Archive];

    /// <summary>The kinds that write a row, in the order they are applied.</summary>
    public static readonly OperationKind[] Writing = [OperationKind.Update, OperationKind.Insert, OperationKind.Upsert];

    /// <summary>What a table does for an operation.</summary>
    public static OperationKind Of(OperationKind kind) => kind switch
    {
        OperationKind.Event => OperationKind.Insert,
        OperationKind.AddMember or OperationKind.Mirror => OperationKind.Upsert,
        OperationKind.RemoveMember => OperationKind.Delete,
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

    private static OperationKinds Bit(OperationKind kind) => (OperationKinds)(1 << (int)kind);
}
