namespace Syncline;

/// <summary>What undoing a run asks of the destination. The generator's table of capabilities says the same.</summary>
internal static class UndoRules
{
    /// <summary>Whether a sync's state keeps what it takes to undo the last run.</summary>
    public static bool IsKept(SyncDefinition sync, SyncSchema schema) => WhyNot(sync, schema) is null;

    /// <summary>Why the runs of a sync can't be undone; null when they can.</summary>
    public static string? WhyNot(SyncDefinition sync, SyncSchema schema)
    {
        if (SyncFamily.IsLedger(sync)) return $"{sync.Name} delivers {sync.Type}, and what was sent can't be taken back.";
        if (SyncFamily.IsFull(sync)) return $"{sync.Name} has mode {sync.Mode}, which remembers no row: correct the source and run again.";
        if (sync.Mode == SyncMode.Diff) return $"{sync.Name} has mode Diff, and a file that was handed over is not taken back.";
        if (sync.Mode is not (SyncMode.Insert or SyncMode.Update or SyncMode.Upsert or SyncMode.Add)) return $"{sync.Name} has mode {sync.Mode}, after which it is not known what stood there before: correct the source and run again.";
        return schema.KeepRows ? null : $"{sync.Name} can't be undone: the state holds a hash of each row, and not the row. Set KeepRows = true on [SyncModel]; runs from then on can be.";
    }

    /// <summary>What takes back a row that the run added; null where what was there before is not known.</summary>
    /// <param name="sync">The sync.</param>
    /// <param name="before">What was remembered of the key before.</param>
    public static OperationKind? OfAdded(SyncDefinition sync, EntryFlags before)
        => sync.Mode switch
        {
            // Cleared or archived before, the record was there: it is that again.
            _ when (before & EntryFlags.Left) != 0 && sync.WhenRemoved == WhenRemoved.Clear => OperationKind.Clear,
            _ when (before & EntryFlags.Left) != 0 && sync.WhenRemoved == WhenRemoved.Archive => OperationKind.Archive,
            SyncMode.Update => null,
            SyncMode.Add => OperationKind.RemoveMember,
            _ => OperationKind.Delete,
        };

    /// <summary>What writes the row before over one that the run changed; null where the run changed nothing.</summary>
    public static OperationKind? OfChanged(SyncDefinition sync)
        => sync.Mode switch
        {
            SyncMode.Insert => null,
            SyncMode.Update => OperationKind.Update,
            SyncMode.Add => OperationKind.AddMember,
            _ => OperationKind.Upsert,
        };

    /// <summary>What puts back a row that the run removed; null where the sync removes none.</summary>
    public static OperationKind? OfRemoved(SyncDefinition sync)
        => sync.WhenRemoved == WhenRemoved.Keep ? null : sync.Mode == SyncMode.Add ? OperationKind.AddMember : OperationKind.Upsert;

    /// <summary>The kinds of operation that undoing a run may ask for.</summary>
    public static OperationKinds Operations(SyncDefinition sync)
    {
        OperationKind?[] kinds = [OfAdded(sync, EntryFlags.None), OfAdded(sync, EntryFlags.Left), OfChanged(sync), OfRemoved(sync)];
        return kinds.Aggregate(OperationKinds.None, static (all, kind) => kind is { } one ? all | SyncRules.Kinds(one) : all);
    }
}
