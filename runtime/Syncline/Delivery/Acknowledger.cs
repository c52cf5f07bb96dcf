using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Syncline;

/// <summary>Turns outcomes into what the state remembers: SPEC section 0's rules in one place.</summary>
internal sealed class Acknowledger(Baseline baseline, StateJournal journal, SyncRules rules, int maxAttempts, OperationKinds repeatable, string runId, bool keepRows)
{
    // A ledger keeps the rows it owes, and of those delivered the hash alone.
    private readonly bool _keepsRows = keepRows && !rules.IsLedger;
    private readonly ArrayBufferWriter<byte> _hashed = new();

    private const EntryFlags Lasting = EntryFlags.Known | EntryFlags.Owned | EntryFlags.Left | EntryFlags.InDoubt;

    /// <summary>Sent and not answered yet: from here on the key is owed, whatever the source says next.</summary>
    public void MarkInDoubt(in SpooledChange change, Remembered before)
    {
        if (!rules.IsFull) MarkInDoubt(change, before, null);
    }

    /// <summary>About to be delivered with its whole run. An added row is kept from here on: what was perhaps delivered is removed in full where its row is gone by the next run.</summary>
    public void MarkWhole(in SpooledChange change, Remembered before)
    {
        if (rules.IsFull) return;
        if (change.Change.Change == ChangeKind.Added) journal.Put(change.Change.Entry, EntryFlags.Known, change, _keepsRows);
        MarkInDoubt(change, before, null);
    }

    public void Answered(in SpooledChange change, Remembered before, OperationOutcome outcome, bool wasMarked)
    {
        // The next run acts on every row again, whatever became of it in this one.
        if (rules.IsFull) return;
        switch (outcome.Outcome)
        {
            case Outcome.Succeeded or Outcome.Skipped:
                Done(change, before, outcome.Outcome == Outcome.Succeeded);
                break;
            case Outcome.Rejected:
                Rejected(change, before, outcome.Reason);
                break;
            case Outcome.Unknown:
                MarkInDoubt(change, before, outcome.Reason, outcome.IsFinal);
                break;
            case Outcome.Deferred when wasMarked:
                // Surely not applied by this run: the mark goes, and with it whatever only the mark brought.
                Restore(change, before);
                break;
            case Outcome.Deferred:
                NotSent(change);
                break;
        }
    }

    /// <summary>Planned: from here on the event or action is owed, and its row is kept, whatever the source says next.</summary>
    public void Owe(in SpooledChange change)
    {
        var entry = change.Change.Entry;
        var (flags, note) = (baseline.FlagsOf(entry), baseline.NoteOf(entry));
        var owed = (flags & ~(EntryFlags.Stale | EntryFlags.HasNote)) | LedgerFlags.Owed;
        journal.Put(entry, owed & (EntryFlags.Known | EntryFlags.Owned | LedgerFlags.Owed), change, keepRow: true);
        if (note is not null) journal.Mark(entry, owed, change.Key, note);
    }

    /// <summary>Nothing was sent for a planned change. Its row was seen all the same, which ends a row of runs that did not see it.</summary>
    public void NotSent(in SpooledChange change)
    {
        var entry = change.Change.Entry;
        if (change.Change.Change == ChangeKind.Removed || baseline.NoteOf(entry) is not { AbsentRuns: > 0 } note) return;
        journal.Mark(entry, baseline.FlagsOf(entry), change.Key, note with { AbsentRuns = 0 });
    }

    /// <summary>Nothing is sent for the change: the baseline moves all the same.</summary>
    public void LeftAlone(in SpooledChange change, bool absent)
    {
        var entry = change.Change.Entry;
        var flags = baseline.FlagsOf(entry);
        journal.Told(delivered: false);
        switch (change.Change.Disposition)
        {
            case Disposition.LeftByMode:
                journal.Put(entry, EntryFlags.Known | (flags & EntryFlags.Owned), change, _keepsRows);
                break;
            case Disposition.Recorded when !absent:
                journal.Put(entry, EntryFlags.Known | EntryFlags.Owned, change, _keepsRows);
                break;
            case Disposition.Recorded or Disposition.LeftByKeep or Disposition.NotOurs:
                journal.Drop(entry, change.Key);
                break;
            case Disposition.Relearned:
                // Delivered when it was: the new hash makes it no younger.
                journal.Put(entry, flags & (EntryFlags.Known | EntryFlags.Owned), change, keepRow: false, baseline.DayOf(entry));
                break;
            case Disposition.Settled when absent && (flags & EntryFlags.Left) == 0:
                journal.Drop(entry, change.Key);
                break;
            case Disposition.Settled:
                journal.Mark(entry, flags & (EntryFlags.Known | EntryFlags.Owned | EntryFlags.Left), change.Key, null);
                break;
            case Disposition.Waiting:
                var note = baseline.NoteOf(entry) ?? new EntryNote(default, 0, 0, 0, null, null);
                journal.Mark(entry, flags, change.Key, note with { AbsentRuns = note.AbsentRuns + 1 });
                break;
            case Disposition.Parked:
                NotSent(change);
                break;
        }
    }

    private void MarkInDoubt(in SpooledChange change, Remembered before, string? reason, bool isFinal = false)
    {
        // Parked from the start where it may not be repeated: who dies now can't do it later.
        var parked = isFinal || (repeatable & SyncRules.Kinds(change.Change.Operation)) == 0 ? EntryFlags.Parked : EntryFlags.None;
        var note = new EntryNote(change.Change.Operation, EarlierAttempts(change, before), AbsentRuns(change, before), change.Change.Hash, FirstSentIn(change, before), reason);
        journal.Mark(change.Change.Entry, (before.Flags & Lasting) | EntryFlags.Known | EntryFlags.InDoubt | parked, change.Key, note);
    }

    /// <summary>Whether this very operation was sent before and not answered; another on the same key may have been.</summary>
    public static bool IsInDoubt(in SpooledChange change, Remembered before)
        => (before.Flags & EntryFlags.InDoubt) != 0 && (before.Note is not { } note || note.Kind == change.Change.Operation);

    /// <summary>What an event, action or insert is told by when it is sent again.</summary>
    public Guid IdempotencyKey(in SpooledChange change, Remembered before)
    {
        // One array for all: of many inserts each would be garbage.
        _hashed.ResetWrittenCount();
        AppendText(journal.StateId);
        AppendText(FirstSentIn(change, before));
        AppendNumber((ulong)change.Key.Length);
        _hashed.Write(change.Key);
        // A record is created once, whatever its row has become since that was first asked for.
        if (change.Change.Operation != OperationKind.Insert) AppendNumber(change.Change.Hash);
        Span<byte> key = stackalloc byte[16];
        XxHash128.Hash(_hashed.WrittenSpan, key);
        return new Guid(key, bigEndian: true);
    }

    private void AppendText(string text)
    {
        AppendNumber((ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _hashed);
    }

    private void AppendNumber(ulong number)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_hashed.GetSpan(sizeof(ulong)), number);
        _hashed.Advance(sizeof(ulong));
    }

    private string FirstSentIn(in SpooledChange change, Remembered before) => IsInDoubt(change, before) ? before.Note?.SentInRun ?? runId : runId;

    private void Restore(in SpooledChange change, Remembered before)
    {
        var entry = change.Change.Entry;
        journal.Told(delivered: false);
        if ((before.Flags & ~(EntryFlags.Stale | EntryFlags.HasNote)) == 0) journal.Drop(entry, change.Key);
        else journal.Mark(entry, before.Flags, change.Key, before.Note is { } note ? note with { AbsentRuns = AbsentRuns(change, before) } : null);
    }

    private void Done(in SpooledChange change, Remembered before, bool succeeded)
    {
        var entry = change.Change.Entry;
        journal.Told(delivered: succeeded);
        if (!rules.IsRemoval(change.Change.Operation))
        {
            var owned = succeeded ? EntryFlags.Owned : before.Flags & EntryFlags.Owned;
            journal.Put(entry, EntryFlags.Known | owned, change, _keepsRows);
            return;
        }

        // Where the record stays, cleared or archived, the key is remembered as left; its row is not kept.
        journal.Drop(entry, change.Key);
        if (change.Change.Operation is OperationKind.Clear or OperationKind.Archive) journal.Mark(entry, EntryFlags.Left | (before.Flags & EntryFlags.Owned), change.Key, null);
    }

    private void Rejected(in SpooledChange change, Remembered before, string? reason)
    {
        var attempts = EarlierAttempts(change, before) + (WasRejectedInThisRun(before) ? 0 : 1);
        var parked = attempts >= maxAttempts ? EntryFlags.Parked : EntryFlags.None;
        var note = new EntryNote(change.Change.Operation, attempts, AbsentRuns(change, before), change.Change.Hash, runId, reason);
        journal.Mark(change.Change.Entry, (before.Flags & Lasting) | EntryFlags.Rejected | parked, change.Key, note);
    }

    /// <summary>In how many runs the operation was rejected so far. Parked and sent again means that its row changed: the count starts anew.</summary>
    private int EarlierAttempts(in SpooledChange change, Remembered before)
    {
        if (before.Note is not { } note || rules.IsRemoval(note.Kind) != rules.IsRemoval(change.Change.Operation)) return 0;
        return (before.Flags & EntryFlags.Parked) != 0 && !WasRejectedInThisRun(before) ? 0 : note.Attempts;
    }

    /// <summary>Tried twice in one run counts once.</summary>
    private bool WasRejectedInThisRun(Remembered before) => (before.Flags & EntryFlags.Rejected) != 0 && before.Note?.SentInRun == runId;

    /// <summary>A removal that is owed doesn't wait through its grace again; a row that is there ends it.</summary>
    private static int AbsentRuns(in SpooledChange change, Remembered before)
        => change.Change.Change == ChangeKind.Removed ? before.Note?.AbsentRuns ?? 0 : 0;
}
