namespace Syncline;

/// <summary>The way of a run: read → diff → plan → guard → deliver → commit.</summary>
internal static class SyncRun
{
    public static async Task<SyncReport> RunAsync<TModel, TKey>(SyncDefinition sync, ISyncSource<TModel> source, IDestination destination, IStateStore store, SyncOptions options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var context = new RunContext(sync, TModel.Schema, options, store);
        Planner<TModel, TKey>? planner = null;
        try
        {
            context.Progress.Report(SyncPhase.Loading, 0, null, new SyncCounts());
            var session = await store.OpenAsync(context.StateId, StateAccess.Run, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            await using var sessionScope = session.ConfigureAwait(false);
            var state = await PreparedState.LoadAsync(context, session, destination.Identity, cancellationToken).ConfigureAwait(false);
            var rules = new SyncRules(sync, state.Head.Phase);
            var delivery = await OpenAsync<TModel, TKey>(context, rules, destination, cancellationToken).ConfigureAwait(false);
            await using var deliveryScope = delivery.ConfigureAwait(false);
            planner = new Planner<TModel, TKey>(sync, rules, state.Baseline, options);
            var run = await PlanAsync(context, session, state, planner, source, cancellationToken).ConfigureAwait(false);
            await using var runScope = run.ConfigureAwait(false);
            return await DeliverAsync(run, rules, delivery, session, destination.Repeatable, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (RunReports.IsStatus(e, cancellationToken))
        {
            var report = RunReports.Of(context, e, planner?.Counts.Queried ?? 0, cancellationToken);
            planner?.Dispose();
            return report;
        }
    }

    public static async Task<PlannedRun<TModel, TKey>> PlanAsync<TModel, TKey>(SyncDefinition sync, ISyncSource<TModel> source, IStateStore store, SyncOptions options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var context = new RunContext(sync, TModel.Schema, options, store);
        var session = await store.OpenAsync(context.StateId, StateAccess.Read, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var state = await PreparedState.LoadAsync(context, session, null, cancellationToken).ConfigureAwait(false);
        var planner = new Planner<TModel, TKey>(sync, new SyncRules(sync, state.Head.Phase), state.Baseline, options);
        try
        {
            return await PlanAsync(context, session, state, planner, source, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            planner.Dispose();
            throw;
        }
    }

    public static async Task<SyncReport> ApplyAsync<TModel, TKey>(PlannedRun<TModel, TKey> run, IDestination destination, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var context = run.Context;
        try
        {
            var session = await context.Store.OpenAsync(context.StateId, StateAccess.Run, context.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            await using var sessionScope = session.ConfigureAwait(false);
            if (session.Version != run.State.Baseline.Version)
            {
                throw new SyncStoppedException($"The state of {context.Sync.Name} moved since the plan was made: another run committed in between. Plan again.");
            }

            var state = await PreparedState.LoadAsync(context, session, destination.Identity, cancellationToken).ConfigureAwait(false);
            if (state.Head.OwnedSince != run.State.Head.OwnedSince)
            {
                throw new SyncStoppedException($"The state of {context.Sync.Name} remembers what was delivered to another destination. Run once without a plan to take up the resync with {destination.Identity}.");
            }

            run.State = run.State with { Head = state.Head, HeadIsNew = state.HeadIsNew };
            var rules = new SyncRules(context.Sync, state.Head.Phase);
            var delivery = await OpenAsync<TModel, TKey>(context, rules, destination, cancellationToken).ConfigureAwait(false);
            await using var deliveryScope = delivery.ConfigureAwait(false);
            return await DeliverAsync(run, rules, delivery, session, destination.Repeatable, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (RunReports.IsStatus(e, cancellationToken))
        {
            return RunReports.Of(context, e, run.Planner.Counts.Queried, cancellationToken);
        }
    }

    private static async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(RunContext context, SyncRules rules, IDestination destination, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var delivery = new DeliveryContext(context.Sync, context.Schema, rules.Operations, context.RunId) { TimeProvider = context.Options.TimeProvider };
        return await destination.OpenAsync<TModel, TKey>(delivery, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<PlannedRun<TModel, TKey>> PlanAsync<TModel, TKey>(RunContext context, IStateSession session, PreparedState state, Planner<TModel, TKey> planner, ISyncSource<TModel> source, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var cursor = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (cursor.ConfigureAwait(false))
        {
            await planner.ReadAsync(cursor, context.Progress, cancellationToken).ConfigureAwait(false);
        }

        var names = (context.Store.Name, context.StateId);
        await planner.FinishAsync(session, names, cancellationToken).ConfigureAwait(false);
        var before = new KeptRows<TModel>(context.Options);
        if (context.Schema.KeepRows && planner.ChangedEntries() is { Count: > 0 } changed)
        {
            var fetch = new StateFetch(state.Baseline.Table, context.Schema, changed.Contains, (entry, _, row) => before.Add(entry, row));
            await fetch.RunAsync(session, names.Name, names.StateId, cancellationToken).ConfigureAwait(false);
        }

        return new PlannedRun<TModel, TKey>(context, state, planner, before);
    }

    private static async Task<SyncReport> DeliverAsync<TModel, TKey>(PlannedRun<TModel, TKey> run, SyncRules rules, IDelivery<TModel, TKey> delivery, IStateSession session, OperationKinds repeatable, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var (context, planner, baseline) = (run.Context, run.Planner, run.State.Baseline);
        var counts = planner.Counts;
        counts.KnownAfter = counts.Known;
        if (run.Guard is { } guard)
        {
            counts.Deferred = counts.Planned;
            return RunReports.Of(run, null, new DeliveryEnd(SyncStatus.Stopped, guard.Message));
        }

        context.Progress.Report(SyncPhase.Delivering, 0, counts.Planned, counts);
        DeliveryEnd? end;
        var troubled = new ReportList<TroubledOperation>(0);
        if (rules.RecordsOnly)
        {
            end = await BaselineRecorder.RecordAsync(run, session).ConfigureAwait(false);
        }
        else
        {
            var journal = new StateJournal(baseline, run.State.Head, counts, run.State.HeadIsNew);
            var loop = new DeliveryLoop<TModel, TKey>(planner, baseline, delivery, session, journal, repeatable, new DeliverySettings(context.Options, context.Progress, context.RunId));
            await loop.RunAsync(cancellationToken).ConfigureAwait(false);
            if (EndsFirstRun(run, loop.End)) journal.Head(run.State.Head with { Phase = StatePhase.Steady });
            await loop.FinishAsync().ConfigureAwait(false);
            (end, troubled) = (loop.End, loop.Troubled);
        }

        counts.KnownAfter = baseline.CountKnown();
        if (end is null) await StateFold.FoldIfDueAsync(context, baseline, session).ConfigureAwait(false);
        context.Progress.Report(SyncPhase.Finished, counts.Planned - counts.Deferred, counts.Planned, counts);
        return RunReports.Of(run, troubled, end);
    }

    /// <summary>The first run lasts until a run with at least one valid row has ended with nothing deferred.</summary>
    private static bool EndsFirstRun<TModel, TKey>(PlannedRun<TModel, TKey> run, DeliveryEnd? end)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var counts = run.Planner.Counts;
        return run.State.Head.Phase != StatePhase.Steady && end is null && counts.Deferred == 0 && counts.Queried > counts.Invalid;
    }
}
