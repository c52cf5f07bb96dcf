namespace Syncline;

/// <summary>Records every row as delivered, in one commit, and sends nothing.</summary>
internal static class BaselineRecorder
{
    /// <returns>Why it failed, or null.</returns>
    public static async Task<DeliveryEnd?> RecordAsync<TModel, TKey>(PlannedRun<TModel, TKey> run, SyncRules rules, IStateSession session, CommitWay way, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var counts = run.Planner.Counts;
        if (cancellationToken.IsCancellationRequested) return new DeliveryEnd(SyncStatus.Cancelled, "Cancelled before the baseline was recorded; nothing was.");
        // Without a valid row there is nothing to take over, and the run stays to be made.
        if (counts.Queried == counts.Invalid) return null;
        var head = run.State.Head with { Phase = StatePhase.Steady, Entries = counts.Queried - counts.Invalid };
        // What the first delivery starts from is no commit that anybody has.
        if (way == CommitWay.Prepared) head = head with { LastCommit = CommitName.Of(run.Context.RunId, CommitName.Recorded) };
        var journal = new StateJournal(run.State.Baseline, head, headIsNew: true) { Today = run.Context.LedgerDay };
        try
        {
            await session.AppendAsync(Segments(run, rules, journal), null, CancellationToken.None).ConfigureAwait(false);
            journal.Confirm();
            return null;
        }
        catch (Exception e)
        {
            var status = e is LeaseLostException ? SyncStatus.Stopped : SyncStatus.Failed;
            return new DeliveryEnd(status, $"The baseline could not be recorded: {Sentence.Of(e)} Run again.", e);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Segments<TModel, TKey>(PlannedRun<TModel, TKey> run, SyncRules rules, StateJournal journal)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var recorder = new Acknowledger(run.State.Baseline, journal, rules, 1, OperationKinds.None, run.Context.RunId, rules.KeepsRows(TModel.Schema));
        foreach (var spool in new[] { run.Planner.Removals, run.Planner.Changes })
        {
            for (var i = 0; i < spool.Count; i++)
            {
                var change = spool.Read(i);
                if (run.Planner.IsTakenBack(change.Change)) continue;
                recorder.LeftAlone(change, absent: spool == run.Planner.Removals);
                foreach (var segment in journal.TakeFull()) yield return segment;
            }
        }

        foreach (var segment in journal.Take()) yield return segment;
    }
}
