namespace Syncline;

/// <summary>Records every row as delivered, in one commit, and sends nothing.</summary>
internal static class BaselineRecorder
{
    public static async Task<DeliveryEnd?> RecordAsync<TModel, TKey>(PlannedRun<TModel, TKey> run, IStateSession session)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var counts = run.Planner.Counts;
        // Without a valid row there is nothing to take over, and the run stays to be made.
        if (counts.Queried == counts.Invalid) return null;
        try
        {
            await session.AppendAsync(Segments(run), null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var status = e is LeaseLostException ? SyncStatus.Stopped : SyncStatus.Failed;
            return new DeliveryEnd(status, $"The baseline could not be recorded, and nothing was: {e.Message}", e);
        }

        foreach (var entry in Recorded(run))
        {
            if ((run.State.Baseline.FlagsOf(entry) & EntryFlags.Known) == 0) counts.Entered++;
            run.State.Baseline.Follow(entry, EntryFlags.Known | EntryFlags.Owned, null);
        }

        return null;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Segments<TModel, TKey>(PlannedRun<TModel, TKey> run)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var head = run.State.Head with { Phase = StatePhase.Steady, Entries = run.Planner.Changes.Count };
        var writer = new StateWriter(head.Id, run.State.Baseline.NextOrdinal);
        writer.Head(head);
        for (var i = 0; i < run.Planner.Changes.Count; i++)
        {
            Write(writer, run, i);
            foreach (var segment in writer.TakeFull()) yield return segment;
        }

        foreach (var segment in writer.Take()) yield return segment;
    }

    private static void Write<TModel, TKey>(StateWriter writer, PlannedRun<TModel, TKey> run, int index)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var spooled = run.Planner.Changes.Read(index);
        if (spooled.Change.Disposition != Disposition.Recorded || run.Planner.IsTakenBack(spooled.Change)) return;
        var hasRow = TModel.Schema.KeepRows && spooled.Change.HasRow;
        writer.Put(run.State.Head.Generation, EntryFlags.Known | EntryFlags.Owned, spooled.Key, spooled.Change.Hash, spooled.Tolerances, spooled.Row, hasRow);
    }

    private static IEnumerable<int> Recorded<TModel, TKey>(PlannedRun<TModel, TKey> run)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        for (var i = 0; i < run.Planner.Changes.Count; i++)
        {
            var change = run.Planner.Changes.Read(i).Change;
            if (change.Disposition == Disposition.Recorded && !run.Planner.IsTakenBack(change)) yield return change.Entry;
        }
    }
}
