namespace Syncline;

/// <summary>Counts changes by what the run does about them.</summary>
internal sealed class WorkTally
{
    private readonly long[] _counts = new long[(int)Disposition.SentAsKept + 1];
    private readonly long[] _firstTime = new long[(int)ChangeKind.Full + 1];

    /// <summary>The operations planned for the first time, by change.</summary>
    public (long Added, long Changed, long Removed) FirstTime => (_firstTime[(int)ChangeKind.Added], _firstTime[(int)ChangeKind.Changed], _firstTime[(int)ChangeKind.Removed]);

    /// <summary>Counts the changes of a plan but for those that were taken back.</summary>
    public static WorkTally Of(ChangeSpool removals, ChangeSpool changes, Func<PlannedChange, bool> isTakenBack)
    {
        var tally = new WorkTally();
        foreach (var spool in (ReadOnlySpan<ChangeSpool>)[removals, changes])
        {
            for (var i = 0; i < spool.Count; i++)
            {
                var change = spool.ChangeOf(i);
                if (!isTakenBack(change)) tally.Add(change);
            }
        }

        return tally;
    }

    /// <summary>Counts the changes of a plan of which none was taken back, without a look at them.</summary>
    public static WorkTally Of(ChangeSpool removals, ChangeSpool changes)
    {
        var tally = new WorkTally();
        tally.Add(removals.Tally);
        tally.Add(changes.Tally);
        return tally;
    }

    /// <summary>Counts a change.</summary>
    public void Add(in PlannedChange change)
    {
        _counts[(int)change.Disposition]++;
        if (change.Disposition == Disposition.Planned && change.IsRetry == 0) _firstTime[(int)change.Change]++;
    }

    /// <summary>Enters the work into the books of a run.</summary>
    public void Enter(SyncCounts counts)
    {
        counts.Planned += Of(Disposition.Planned);
        counts.IgnoredByMode += Of(Disposition.LeftByMode);
        counts.IgnoredByKeep += Of(Disposition.LeftByKeep);
        counts.IgnoredNotOurs += Of(Disposition.NotOurs);
        counts.IgnoredByLedger += Of(Disposition.LeftByLedger);
        counts.IgnoredByBaseline += Of(Disposition.Recorded);
        counts.Parked += Of(Disposition.Parked);
    }

    private void Add(WorkTally other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        for (var i = 0; i < _firstTime.Length; i++) _firstTime[i] += other._firstTime[i];
    }

    private long Of(Disposition disposition) => _counts[(int)disposition];
}
