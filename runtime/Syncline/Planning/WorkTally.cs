namespace Syncline;

/// <summary>Counts the work of a plan once everything is known, so that a change taken back is counted nowhere.</summary>
internal static class WorkTally
{
    /// <returns>The operations planned for the first time, by change.</returns>
    public static (long Added, long Changed, long Removed) Of(ChangeSpool removals, ChangeSpool changes, Func<PlannedChange, bool> isTakenBack, SyncCounts counts)
    {
        var first = (Added: 0L, Changed: 0L, Removed: 0L);
        foreach (var spool in (ReadOnlySpan<ChangeSpool>)[removals, changes])
        {
            for (var i = 0; i < spool.Count; i++)
            {
                var change = spool.ChangeOf(i);
                if (isTakenBack(change)) continue;
                Count(change.Disposition, counts);
                if (change.Disposition != Disposition.Planned || change.IsRetry != 0) continue;
                if (change.Change == ChangeKind.Added) first.Added++;
                else if (change.Change == ChangeKind.Changed) first.Changed++;
                else if (change.Change == ChangeKind.Removed) first.Removed++;
            }
        }

        return first;
    }

    private static void Count(Disposition disposition, SyncCounts counts)
    {
        switch (disposition)
        {
            case Disposition.Planned: counts.Planned++; break;
            case Disposition.LeftByMode: counts.IgnoredByMode++; break;
            case Disposition.LeftByKeep: counts.IgnoredByKeep++; break;
            case Disposition.NotOurs: counts.IgnoredNotOurs++; break;
            case Disposition.LeftByLedger: counts.IgnoredByLedger++; break;
            case Disposition.Recorded: counts.IgnoredByBaseline++; break;
            case Disposition.Parked: counts.Parked++; break;
        }
    }
}
