namespace Syncline;

/// <summary>Commits that are prepared in the log before they are made: what was prepared for one that did not take effect is taken back.</summary>
internal sealed partial class Baseline
{
    private BeforeCommit? _before;
    private List<DoubtfulEntry>? _doubtful;

    /// <summary>Which commits of the log don't count.</summary>
    public CommitVerdicts Commits { get; } = new();

    /// <summary>The last commit that counts; null where there is none.</summary>
    public string? LastCommit { get; private set; }

    /// <summary>Follows a commit whose segments are in the log, and of which nothing is known yet.</summary>
    public void Prepared(string commit) => Commits.Prepare(commit);

    /// <summary>Follows the verdict over a commit.</summary>
    public void Settled(string commit, bool tookEffect)
    {
        Commits.Settle(commit, tookEffect);
        if (tookEffect) LastCommit = commit;
    }

    /// <summary>Marks what the open commit says it delivered as in doubt: for a plan, which has no destination to ask.</summary>
    public void Doubt(SyncRules rules)
    {
        foreach (var (entry, isWrite, wasKnown, hash) in _doubtful ?? [])
        {
            const EntryFlags Lasting = EntryFlags.Known | EntryFlags.Owned | EntryFlags.Left;
            var kind = isWrite ? wasKnown ? rules.Rewrite : rules.Write : rules.Removal;
            SetMark(entry, (FlagsOf(entry) & Lasting) | EntryFlags.Known | EntryFlags.InDoubt, new EntryNote(kind ?? default, 0, 0, hash, null, null));
        }
    }

    void IStateRecords.Prepare(string commit)
    {
        Commits.Prepare(commit);
        _before = new BeforeCommit(Table.Count, State);
    }

    void IStateRecords.Settle(string commit, bool tookEffect)
    {
        if (!tookEffect) TakeBack(_before!);
        _before = null;
        Settled(commit, tookEffect);
    }

    void IStateRecords.LastingHead(StateHead head)
    {
        ((IStateRecords)this).Head(head);
        if (_before is not null) _before.Lasting = head;
    }

    /// <summary>Takes back the commit that the log ends in without a verdict, and remembers what it would have said.</summary>
    private void LeaveOpen()
    {
        if (_before is not { } before) return;
        var own = Enumerable.Range(before.Entries, Table.Count - before.Entries).Where(entry => FlagsOf(entry) != EntryFlags.None);
        var touched = before.Backwards().Select(remembered => remembered.Entry).Distinct().Concat(own).ToArray();
        var after = touched.Select(entry => (FlagsOf(entry), Table.HashOf(entry))).ToArray();
        TakeBack(before);
        _doubtful = [];
        for (var i = 0; i < touched.Length; i++)
        {
            var (flags, hash) = after[i];
            // What was refused is not in doubt: nothing of it is there, with the commit or without.
            if ((flags & EntryFlags.Rejected) == 0) _doubtful.Add(new(touched[i], (flags & EntryFlags.Known) != 0, (FlagsOf(touched[i]) & EntryFlags.Known) != 0, hash));
        }

        _before = null;
    }

    private void TakeBack(BeforeCommit before)
    {
        for (var entry = before.Entries; entry < Table.Count; entry++) Forget(entry);
        foreach (var (entry, flags, hash, note, tolerances, day) in before.Backwards())
        {
            SetPut(entry, flags & ~EntryFlags.HasNote, hash, tolerances);
            if (note is not null) SetMark(entry, flags, note);
            SetDay(entry, day);
        }

        State = before.Head;
        if (before.Lasting is not null) MakeStale();
    }

    private void Remember(int entry)
    {
        // Of entries that the commit brought nothing stood before.
        if (_before is null || entry >= _before.Entries) return;
        _before.Remember(new(entry, FlagsOf(entry), Table.HashOf(entry), NoteOf(entry), TolerancesOf(entry).ToArray(), DayOf(entry)));
    }

    private readonly record struct DoubtfulEntry(int Entry, bool IsWrite, bool WasKnown, ulong Hash);
}
