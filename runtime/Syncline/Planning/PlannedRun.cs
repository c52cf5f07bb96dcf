namespace Syncline;

/// <summary>A run stopped after its plan: what a generated plan wraps.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
public sealed class PlannedRun<TModel, TKey> : IAsyncDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private string? _fingerprint;

    internal PlannedRun(RunContext context, PreparedState state, Planner<TModel, TKey> planner)
    {
        (Context, State, Planner) = (context, state, planner);
        Before = new KeptRows<TModel>(context.Options);
    }

    internal RunContext Context { get; set; }

    internal PreparedState State { get; set; }

    internal Planner<TModel, TKey> Planner { get; }

    internal KeptRows<TModel> Before { get; }

    internal GuardStop? Guard { get; private set; }

    /// <summary>What a change of the model does to this run; null when there is nothing to say.</summary>
    internal string? ModelNote { get; private set; }

    internal bool Applied { get; set; }

    internal string Fingerprint => _fingerprint ??= PlanFingerprint.Of(Context.Sync, Planner);

    /// <summary>Says that it is not known whether a commit of an earlier run took effect; null where all is known.</summary>
    internal string? OpenCommitNote => State.Baseline.Commits.Open is { } commit
        ? $"Whether commit {commit} of an earlier run took effect is not known here, so what it delivered counts as in doubt. The next run, or applying this plan, asks the destination; then plan again."
        : null;

    /// <summary>How many rows the run before delivered, of modes that hand over every row in one piece: nothing else is remembered of them.</summary>
    private long Previous => SyncFamily.IsFull(Context.Sync) && SyncFamily.IsWhole(Context.Sync) ? State.Head.Entries : 0;

    /// <summary>What stopped the run while it was delivered: what only the destination knows.</summary>
    internal void StopFor(GuardStop guard) => Guard = guard;

    /// <summary>Looks at the plan once the source has ended.</summary>
    internal void Complete()
    {
        Guard = Guards.Check(Context, Planner.Counts, Previous, Planner.FirstTime, () => Fingerprint);
        if (State.Head.Generation > 0) ModelNote = Syncline.ModelNote.Of(Context.Sync, State.Head, Planner.CountStale());
    }

    /// <summary>Fetches the rows before of changed rows, where rows are kept: for those who look at the plan; delivery needs none.</summary>
    internal async Task FetchRowsBeforeAsync(IStateSession session, CancellationToken cancellationToken)
    {
        if (!SyncFamily.KeepsRows(Context.Sync, Context.Schema) || SyncFamily.IsLedger(Context.Sync) || Planner.ChangedEntries() is not { Count: > 0 } changed) return;
        var fetch = new StateFetch(State.Baseline, Context.Schema, changed.Contains, (entry, _, row) => Before.Add(entry, row));
        await fetch.RunAsync(session, Context.Store.Name, Context.StateId, cancellationToken).ConfigureAwait(false);
    }

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
            case ChangeKind.Carried:
                return new SyncChange<TModel, TKey>.Carried(change.Operation, key, row!);
            case ChangeKind.Full:
                return new SyncChange<TModel, TKey>.Full(change.Operation, key, row!);
            case ChangeKind.Added:
                return new SyncChange<TModel, TKey>.Added(change.Operation, key, row!);
            default:
                var hasBefore = Before.TryGet(change.Entry, out var before);
                var columns = hasBefore ? TModel.Compare(in before!, row!) : default;
                return new SyncChange<TModel, TKey>.Changed(change.Operation, key, before, row!, columns, hasBefore);
        }
    }
}
