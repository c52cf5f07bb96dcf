namespace Syncline;

/// <summary>What a sync does about a change: SPEC section 3 in one place.</summary>
internal sealed class SyncRules(SyncDefinition sync, StatePhase phase)
{
    /// <summary>Whether the run records the source and sends nothing.</summary>
    public bool RecordsOnly { get; } = !SyncFamily.IsFull(sync) && (phase == StatePhase.Record || (phase == StatePhase.First && sync.FirstRun == FirstRunPolicy.Baseline));

    /// <summary>Whether each run acts on every row, and nothing is remembered of them.</summary>
    public bool IsFull { get; } = SyncFamily.IsFull(sync);

    /// <inheritdoc cref="SyncFamily.ComparesRows"/>
    public bool ComparesRows { get; } = SyncFamily.ComparesRows(sync);

    /// <summary>Whether a key once delivered is never delivered again: events and actions.</summary>
    public bool IsLedger { get; } = SyncFamily.IsLedger(sync);

    /// <summary>Whether the state keeps whole rows.</summary>
    public bool KeepsRows(SyncSchema schema) => SyncFamily.KeepsRows(sync, schema);

    /// <summary>Whether the run's operations are delivered in one piece, all or none.</summary>
    public bool IsWhole { get; } = SyncFamily.IsWhole(sync);

    /// <summary>What is asked for a row: for an added one, and for a changed one where that is not another thing.</summary>
    public OperationKind Write { get; } = sync.Mode switch
    {
        _ when sync.Type == SyncType.Events => OperationKind.Event,
        _ when sync.Type == SyncType.Actions => OperationKind.Action,
        SyncMode.Insert => OperationKind.Insert,
        SyncMode.Update => OperationKind.Update,
        SyncMode.Upsert => OperationKind.Upsert,
        SyncMode.Add => OperationKind.AddMember,
        SyncMode.Remove => OperationKind.RemoveMember,
        SyncMode.Archive => OperationKind.Archive,
        SyncMode.All => OperationKind.Mirror,
        SyncMode.Snapshot => OperationKind.Snapshot,
        SyncMode.Diff => OperationKind.DiffAdded,
        _ => throw new NotSupportedException($"{sync.Name} has mode {sync.Mode} of {sync.Type}, which this version does not run."),
    };

    /// <summary>What is asked for a changed row.</summary>
    public OperationKind Rewrite => Write == OperationKind.DiffAdded ? OperationKind.DiffChanged : Write;

    /// <summary>What is asked for a removed row; null when it is kept.</summary>
    public OperationKind? Removal { get; } = sync.WhenRemoved switch
    {
        _ when sync.Mode == SyncMode.Diff && sync.Type == SyncType.Objects => OperationKind.DiffRemoved,
        WhenRemoved.Keep => null,
        WhenRemoved.Delete => OperationKind.Delete,
        WhenRemoved.Clear => OperationKind.Clear,
        WhenRemoved.Archive => OperationKind.Archive,
        WhenRemoved.RemoveMember => OperationKind.RemoveMember,
        _ => throw new NotSupportedException($"{sync.Name} has WhenRemoved {sync.WhenRemoved}, which this version does not run."),
    };

    /// <summary>What must not be made of a part of the source, and what every other row would be taken for; null where a part is as good as all.</summary>
    public (string What, string Lost)? WhatASampleCanNotBe => RecordsOnly ? ("recorded as the baseline", "added")
        : Write == OperationKind.Snapshot ? ("delivered as the snapshot", "gone")
        : null;

    /// <summary>The kinds of operation a run may ask for.</summary>
    public OperationKinds Operations => Kinds(Write) | Kinds(Rewrite) | (Removal is { } removal ? Kinds(removal) : OperationKinds.None);

    /// <summary>Whether the run acts on an added row.</summary>
    /// <param name="flags">What is remembered of the key: nothing, or that it left or was rejected.</param>
    public bool ActsOnAdded(EntryFlags flags)
        => IsLedger || phase is StatePhase.First or StatePhase.Resync
            || (flags & (EntryFlags.Left | EntryFlags.Rejected | EntryFlags.InDoubt)) != 0
            || (ActsOn & SyncChanges.Added) != 0;

    /// <summary>Whether the run acts on a changed row.</summary>
    /// <param name="flags">What is remembered of the key.</param>
    /// <param name="note">What was in doubt or rejected: a rejected removal whose row is back is forgotten, a rejected write is not.</param>
    public bool ActsOnChanged(EntryFlags flags, EntryNote? note)
        => (flags & EntryFlags.InDoubt) != 0
            || ((flags & EntryFlags.Rejected) != 0 && !IsRemoval(note?.Kind))
            || (phase == StatePhase.Resync && (flags & EntryFlags.Stale) != 0)
            || (ActsOn & SyncChanges.Changed) != 0;

    /// <summary>Whether a stale row is recorded without being sent.</summary>
    public bool RebaselinesStale => sync.OnModelChange == ModelChange.Rebaseline && phase != StatePhase.Resync;

    /// <summary>Whether an event or action was planned and not delivered.</summary>
    public bool IsOwed(EntryFlags flags) => IsLedger && (flags & LedgerFlags.Owed) != 0;

    /// <summary>What the run does about a row whose key the ledger has with another hash.</summary>
    /// <param name="flags">What is remembered of the key.</param>
    public Disposition OnClash(EntryFlags flags)
    {
        if (RecordsOnly) return Disposition.Recorded;
        // What was sent and not answered is sent again as it was, not as the row is now.
        if ((flags & EntryFlags.InDoubt) != 0) return Disposition.SentAsKept;
        if (IsOwed(flags)) return Disposition.Planned;
        if ((flags & EntryFlags.Stale) == 0) return Disposition.LeftByLedger;
        return phase == StatePhase.Resync ? Disposition.Planned : Disposition.Relearned;
    }

    /// <summary>What the run does about a removed key.</summary>
    public Disposition OnRemoved(EntryFlags flags, EntryNote? note)
    {
        if (RecordsOnly) return Disposition.Recorded;
        if (Removal is null) return Disposition.LeftByKeep;
        if ((flags & EntryFlags.Owned) != 0) return Disposition.Planned;
        // In doubt without having been ours: an upsert that was applied made it ours, as did a member put in or a file of added rows, so the removal is owed, and one that was tried for that is owed still;
        // an insert may as well have met a stranger's record. See docs/decisions.
        var isOwed = IsRemoval(note?.Kind) || note?.Kind is OperationKind.Upsert or OperationKind.AddMember or OperationKind.DiffAdded or OperationKind.DiffChanged;
        return (flags & EntryFlags.InDoubt) != 0 && isOwed ? Disposition.Planned : Disposition.NotOurs;
    }

    /// <summary>Whether an operation is still parked: a rejected one until its row changes, one not answered until it is settled, both until a resync.</summary>
    public bool IsParked(EntryFlags flags, EntryNote? note, OperationKind operation, ulong hash)
    {
        if ((flags & EntryFlags.Parked) == 0 || phase == StatePhase.Resync) return false;
        // Not answered and then rejected counts as rejected.
        return (flags & EntryFlags.Rejected) == 0 || (IsRemoval(note?.Kind) == IsRemoval(operation) && note?.RowHash == hash);
    }

    /// <summary>Whether an operation was sent before and has to be sent again, so that guards don't count it.</summary>
    public bool IsRetry(EntryFlags flags, EntryNote? note, OperationKind operation)
        => IsLedger ? IsOwed(flags) : (flags & (EntryFlags.InDoubt | EntryFlags.Rejected)) != 0 && IsRemoval(note?.Kind) == IsRemoval(operation);

    /// <summary>Whether an operation of the sync's family is one for a removed row. To take a member out is that for Add, and what Remove does for an added row; to archive likewise.</summary>
    public bool IsRemoval(OperationKind? kind)
        => kind is OperationKind.Delete or OperationKind.Clear or OperationKind.DiffRemoved || (kind == OperationKind.Archive && sync.Mode != SyncMode.Archive) || (kind == OperationKind.RemoveMember && sync.Mode != SyncMode.Remove);

    public static OperationKinds Kinds(OperationKind kind) => (OperationKinds)(1 << (int)kind);

    private SyncChanges ActsOn => sync.ActOn != SyncChanges.None ? sync.ActOn : sync.Mode switch
    {
        SyncMode.Insert => SyncChanges.Added,
        SyncMode.Update => SyncChanges.Changed,
        SyncMode.Add or SyncMode.Remove => SyncChanges.Added,
        _ => SyncChanges.Added | SyncChanges.Changed,
    };
}
