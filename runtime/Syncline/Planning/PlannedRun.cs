namespace Syncline;

/// <summary>A run stopped after its plan: what a generated plan wraps.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
public sealed class PlannedRun<TModel, TKey> : IAsyncDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private string? _fingerprint;

    internal PlannedRun(RunContext context, PreparedState state, Planner<TModel, TKey> planner, KeptRows<TModel> before)
    {
        (Context, State, Planner, Before) = (context, state, planner, before);
        Guard = Guards.Check(planner.Counts, planner.FirstTime, context.Options, () => Fingerprint);
    }

    internal RunContext Context { get; }

    internal PreparedState State { get; set; }

    internal Planner<TModel, TKey> Planner { get; }

    internal KeptRows<TModel> Before { get; }

    internal GuardStop? Guard { get; }

    internal bool Applied { get; set; }

    internal string Fingerprint => _fingerprint ??= PlanFingerprint.Of(Context.Sync, Planner);

    internal IEnumerable<SyncChange<TModel, TKey>> Changes()
    {
        foreach (var spool in new[] { Planner.Removals, Planner.Changes })
        {
            for (var i = 0; i < spool.Count; i++)
            {
                if (Change(spool, i) is { } change) yield return change;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Planner.Dispose();
        Before.Dispose();
        return ValueTask.CompletedTask;
    }

    private SyncChange<TModel, TKey>? Change(ChangeSpool spool, int index)
    {
        var spooled = spool.Read(index);
        var change = spooled.Change;
        if (change.Disposition != Disposition.Planned || Planner.IsTakenBack(change)) return null;
        var row = PlannedRows.Row<TModel>(spooled);
        var key = PlannedRows.Key<TModel, TKey>(spooled, row);
        switch (change.Change)
        {
            case ChangeKind.Removed:
                return new SyncChange<TModel, TKey>.Removed(change.Operation, key, row, change.HasRow);
            case ChangeKind.Added:
                return new SyncChange<TModel, TKey>.Added(change.Operation, key, row!);
            default:
                var hasBefore = Before.TryGet(change.Entry, out var before);
                var columns = hasBefore ? TModel.Compare(in before!, row!) : default;
                return new SyncChange<TModel, TKey>.Changed(change.Operation, key, before, row!, columns, hasBefore);
        }
    }
}
