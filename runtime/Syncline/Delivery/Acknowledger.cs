namespace Syncline;

/// <summary>Turns outcomes into what the state remembers: SPEC section 0's rules in one place.</summary>
internal sealed class Acknowledger(Baseline baseline, StateJournal journal, int maxAttempts, OperationKinds repeatable, string runId, bool keepRows)
{
    private const EntryFlags Lasting = EntryFlags.Known | EntryFlags.Owned | EntryFlags.Left | EntryFlags.InDoubt;

    /// <summary>Sent and not answered yet: from here on the key is owed, whatever the source says next.</summary>
    public void MarkInDoubt(in SpooledChange change, Remembered before)
    {
        var note = new EntryNote(change.Change.Operation, before.Note?.Attempts ?? 0, 0, change.Change.Hash, FirstSent(before), null);
        journal.Mark(change.Change.Entry, (before.Flags & Lasting) | EntryFlags.Known | EntryFlags.InDoubt, change.Key, note);
    }

    public void Answered(in SpooledChange change, Remembered before, OperationOutcome outcome, bool wasMarked)
    {
        var entry = change.Change.Entry;
        switch (outcome.Outcome)
        {
            case Outcome.Succeeded or Outcome.Skipped:
                Done(change, before, outcome.Outcome == Outcome.Succeeded);
                break;
            case Outcome.Rejected:
                Rejected(change, before, outcome.Reason);
                break;
            case Outcome.Unknown:
                var parked = (repeatable & SyncRules.Kinds(change.Change.Operation)) == 0 ? EntryFlags.Parked : EntryFlags.None;
                var note = new EntryNote(change.Change.Operation, before.Note?.Attempts ?? 0, 0, change.Change.Hash, FirstSent(before), outcome.Reason);
                journal.Mark(entry, (before.Flags & Lasting) | EntryFlags.Known | EntryFlags.InDoubt | parked, change.Key, note);
                break;
            case Outcome.Deferred when wasMarked:
                // Surely not applied by this run: the mark goes, and with it whatever only the mark brought.
                if ((before.Flags & ~EntryFlags.Stale) == 0) journal.Drop(entry, change.Key);
                else journal.Mark(entry, before.Flags, change.Key, before.Note);
                break;
        }
    }

    /// <summary>Nothing is sent for the change: the baseline moves all the same.</summary>
    public void LeftAlone(in SpooledChange change, bool absent)
    {
        var entry = change.Change.Entry;
        var flags = baseline.FlagsOf(entry);
        switch (change.Change.Disposition)
        {
            case Disposition.LeftByMode:
                journal.Put(entry, EntryFlags.Known | (flags & EntryFlags.Owned), change, keepRows);
                break;
            case Disposition.Recorded:
                journal.Put(entry, EntryFlags.Known | EntryFlags.Owned, change, keepRows);
                break;
            case Disposition.LeftByKeep or Disposition.NotOurs:
                journal.Drop(entry, change.Key);
                break;
            case Disposition.Settled when absent:
                journal.Drop(entry, change.Key);
                break;
            case Disposition.Settled:
                journal.Mark(entry, flags & (EntryFlags.Known | EntryFlags.Owned), change.Key, null);
                break;
            case Disposition.Waiting:
                var note = baseline.NoteOf(entry) ?? new EntryNote(default, 0, 0, 0, null, null);
                journal.Mark(entry, flags & ~EntryFlags.Stale, change.Key, note with { AbsentRuns = note.AbsentRuns + 1 });
                break;
        }
    }

    private string FirstSent(Remembered before)
        => (before.Flags & EntryFlags.InDoubt) != 0 ? before.Note?.SentInRun ?? runId : runId;

    private void Done(in SpooledChange change, Remembered before, bool succeeded)
    {
        var entry = change.Change.Entry;
        switch (change.Change.Operation)
        {
            case OperationKind.Delete:
                journal.Drop(entry, change.Key);
                break;
            case OperationKind.Clear:
                journal.Mark(entry, EntryFlags.Left | (before.Flags & EntryFlags.Owned), change.Key, null);
                break;
            default:
                var owned = succeeded ? EntryFlags.Owned : before.Flags & EntryFlags.Owned;
                journal.Put(entry, EntryFlags.Known | owned, change, keepRows);
                break;
        }
    }

    private void Rejected(in SpooledChange change, Remembered before, string? reason)
    {
        // Parked before and sent again: its row changed, so the count starts anew.
        var earlier = (before.Flags & EntryFlags.Parked) != 0 ? 0 : before.Note?.Attempts ?? 0;
        // Tried twice in one run counts once.
        var attempts = before.Note?.SentInRun == runId && (before.Flags & EntryFlags.Rejected) != 0 ? before.Note.Attempts : earlier + 1;
        var parked = attempts >= maxAttempts ? EntryFlags.Parked : EntryFlags.None;
        var note = new EntryNote(change.Change.Operation, attempts, 0, change.Change.Hash, runId, reason);
        journal.Mark(change.Change.Entry, (before.Flags & Lasting) | EntryFlags.Rejected | parked, change.Key, note);
    }
}
