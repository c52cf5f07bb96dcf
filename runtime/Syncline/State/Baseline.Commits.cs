namespace Syncline;

/// <summary>Commits that are prepared in the log before they are made: what was prepared for one that did not take effect is taken back.</summary>
internal sealed partial class Baseline
{
    private BeforeCommit? _before;

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

    /// <summary>Takes back the commit that the log ends in without a verdict.</summary>
    /// <param name="doubt">What it says it delivered is then marked as in doubt, as operations of these rules; null where somebody is about to find out.</param>
    private void LeaveOpen(SyncRules? doubt)
    {
        if (_before is not { } before) return;
        var said = doubt is null ? [] : WhatItSays(before);
        TakeBack(before);
        _before = null;
        foreach (var (entry, flags, hash) in said) Doubt(entry, flags, hash, doubt!);
    }

    private (int Entry, EntryFlags Flags, ulong Hash)[] WhatItSays(BeforeCommit before)
    {
        var own = Enumerable.Range(before.Entries, Table.Count - before.Entries).Where(entry => FlagsOf(entry) != EntryFlags.None);
        return [.. before.Backwards().Select(remembered => remembered.Entry).Distinct().Concat(own).Select(entry => (entry, FlagsOf(entry), Table.HashOf(entry)))];
    }

    private void Doubt(int entry, EntryFlags said, ulong hash, SyncRules rules)
    {
        const EntryFlags Lasting = EntryFlags.Known | EntryFlags.Owned | EntryFlags.Left;
        // What was refused is not in doubt: nothing of it is there, with the commit or without.
        if ((said & EntryFlags.Rejected) != 0) return;
        var before = FlagsOf(entry);
        var write = (before & EntryFlags.Known) != 0 ? rules.Rewrite : rules.Write;
        var kind = (said & EntryFlags.Known) != 0 ? write : rules.Removal ?? default;
        SetMark(entry, (before & Lasting) | EntryFlags.Known | EntryFlags.InDoubt, new EntryNote(kind, 0, 0, hash, null, null));
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
}
