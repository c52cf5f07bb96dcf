namespace Syncline;

/// <summary>Lists the operations that need a look: rejected, not answered, parked.</summary>
internal sealed class TroubleList<TModel, TKey>(Planner<TModel, TKey> plan, Baseline baseline, int most)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public ReportList<TroubledOperation> Operations { get; } = new(most);

    /// <summary>Adds operations of this run.</summary>
    public void Add(IEnumerable<PlannedOperation> operations)
    {
        foreach (var operation in operations)
        {
            if (Operations.IsFull) return;
            var change = operation.Spool.Read(operation.Index);
            var isParked = (baseline.FlagsOf(change.Change.Entry) & EntryFlags.Parked) != 0;
            Operations.Add(new TroubledOperation(operation.Kind, KeyText.Of<TModel, TKey>(change.Key), operation.Answer.Outcome, operation.Answer.Reason ?? "no reason given", isParked));
        }
    }

    /// <summary>Adds what was parked in an earlier run, and was not tried in this.</summary>
    public void AddParked(ChangeSpool spool)
    {
        for (var i = 0; i < spool.Count && plan.Counts.Parked > 0 && !Operations.IsFull; i++)
        {
            var change = spool.Read(i);
            if (change.Change.Disposition != Disposition.Parked || plan.IsTakenBack(change.Change)) continue;
            var note = baseline.NoteOf(change.Change.Entry);
            var outcome = (baseline.FlagsOf(change.Change.Entry) & EntryFlags.Rejected) == 0 ? Outcome.Unknown : Outcome.Rejected;
            Operations.Add(new TroubledOperation(note?.Kind ?? change.Change.Operation, KeyText.Of<TModel, TKey>(change.Key), outcome, note?.Reason ?? "not answered", true));
        }
    }
}
