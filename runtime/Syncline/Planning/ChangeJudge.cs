namespace Syncline;

/// <summary>Says how a row compares with what is remembered of its key, and what the run does about it.</summary>
internal sealed class ChangeJudge(SyncRules rules, Baseline baseline)
{
    /// <summary>Judges a row.</summary>
    /// <param name="entry">The entry of its key.</param>
    /// <param name="flags">What is remembered of the key.</param>
    /// <param name="hash">The row's hash.</param>
    /// <param name="isSame">Whether hash and tolerance columns are as remembered.</param>
    public PlannedChange Judge(int entry, EntryFlags flags, ulong hash, bool isSame)
    {
        var note = baseline.NoteOf(entry);
        var change = new PlannedChange { Entry = entry, Hash = hash, Operation = rules.Write };
        (change.Change, change.Disposition) = rules.IsFull ? (ChangeKind.Full, Disposition.Planned)
            : (flags & EntryFlags.Known) == 0 ? (ChangeKind.Added, OfAdded(flags))
            : isSame && (flags & (EntryFlags.InDoubt | EntryFlags.Stale)) == 0 && !rules.IsOwed(flags) ? (default, Disposition.Settled)
            : rules.IsLedger ? OfClash(flags)
            : (ChangeKind.Changed, OfChanged(flags, note));
        if (rules.IsFull) return change;
        if (change.Change == ChangeKind.Changed) change.Operation = rules.Rewrite;
        if (change.Disposition == Disposition.Planned && rules.IsParked(flags, note, change.Operation, hash)) change.Disposition = Disposition.Parked;
        change.IsRetry = rules.IsRetry(flags, note, change.Operation) ? (byte)1 : (byte)0;
        return change;
    }

    private Disposition OfAdded(EntryFlags flags)
        => rules.RecordsOnly ? Disposition.Recorded : rules.ActsOnAdded(flags) ? Disposition.Planned : Disposition.LeftByMode;

    private (ChangeKind Change, Disposition Disposition) OfClash(EntryFlags flags)
    {
        var disposition = rules.OnClash(flags);
        return (disposition == Disposition.Relearned ? default : ChangeKind.Changed, disposition);
    }

    private Disposition OfChanged(EntryFlags flags, EntryNote? note)
    {
        if (rules.RecordsOnly) return Disposition.Recorded;
        var isSilent = (flags & EntryFlags.Stale) != 0 && (flags & (EntryFlags.InDoubt | EntryFlags.Rejected)) == 0 && rules.RebaselinesStale;
        return !isSilent && rules.ActsOnChanged(flags, note) ? Disposition.Planned : Disposition.LeftByMode;
    }
}
