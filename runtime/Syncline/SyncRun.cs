using System.Runtime.ExceptionServices;

namespace Syncline;

/// <summary>The way of a run: read → diff → plan → guard → deliver → commit.</summary>
internal static class SyncRun
{
    public static Task<SyncReport> RunAsync<TModel, TKey>(SyncDefinition sync, ISyncSource<TModel> source, IDestination destination, IStateStore store, SyncOptions options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var context = new RunContext(sync, TModel.Schema, options, store);
        return RunScope.RunAsync(context, async scope =>
        {
            context.Progress.Report(SyncPhase.Loading, 0, null, new SyncCounts());
            var session = scope.Own(await store.OpenAsync(context.StateId, StateAccess.Run, options.TimeProvider, cancellationToken).ConfigureAwait(false));
            var state = await PreparedState.LoadAsync(context, session, destination.Identity, cancellationToken).ConfigureAwait(false);
            context.Follow(state.Baseline.Commits.Open ?? state.Baseline.LastCommit);
            var rules = new SyncRules(sync, state.Head.Phase);
            var delivery = scope.Own(await OpenAsync<TModel, TKey>(context, session, state, rules, destination, cancellationToken).ConfigureAwait(false));
            if (state.Baseline.Commits.Open is not null)
            {
                await OpenCommit.SettleAsync(context, session, state, delivery.Inner, (destination.GetType().Name, destination.Identity), cancellationToken).ConfigureAwait(false);
                state = await PreparedState.LoadAsync(context, session, destination.Identity, cancellationToken).ConfigureAwait(false);
                rules = new SyncRules(sync, state.Head.Phase);
            }

            var ahead = sync.Mode == SyncMode.Snapshot && delivery.Inner is IStagesRows<TModel, TKey> { StagesWhileReading: true } early
                ? scope.Own(new RowsAhead<TModel, TKey>(early, CommitName.Of(context.RunId, 1)))
                : null;
            var planner = new Planner<TModel, TKey>(sync, rules, state.Baseline, options, ahead);
            scope.Counts = planner.Counts;
            var run = scope.Own(new PlannedRun<TModel, TKey>(context, state, planner));
            await PlanAsync(run, session, source, cancellationToken).ConfigureAwait(false);
            return await DeliverAsync(run, rules, delivery, session, destination.Repeatable, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    public static async Task<PlannedRun<TModel, TKey>> PlanAsync<TModel, TKey>(SyncDefinition sync, ISyncSource<TModel> source, IStateStore store, SyncOptions options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var context = new RunContext(sync, TModel.Schema, options, store);
        context.Progress.Report(SyncPhase.Loading, 0, null, new SyncCounts());
        var session = await store.OpenAsync(context.StateId, StateAccess.Read, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var state = await PreparedState.LoadAsync(context, session, null, cancellationToken).ConfigureAwait(false);
        var planner = new Planner<TModel, TKey>(sync, new SyncRules(sync, state.Head.Phase), state.Baseline, options);
        var run = new PlannedRun<TModel, TKey>(context, state, planner);
        try
        {
            await PlanAsync(run, session, source, cancellationToken).ConfigureAwait(false);
            await run.FetchRowsBeforeAsync(session, cancellationToken).ConfigureAwait(false);
            // There is no report to say so.
            if (context.Progress.Failure is { } failure) ExceptionDispatchInfo.Throw(failure);
            return run;
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Plans what brings the destination back to what it was before the last run that delivered.</summary>
    public static async Task<PlannedRun<TModel, TKey>> PlanUndoAsync<TModel, TKey>(SyncDefinition sync, IStateStore store, SyncOptions options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var context = new RunContext(sync, TModel.Schema, options, store);
        var session = await store.OpenAsync(context.StateId, StateAccess.Read, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        await using var sessionScope = session.ConfigureAwait(false);
        var state = await PreparedState.LoadAsync(context, session, null, cancellationToken).ConfigureAwait(false);
        OpenCommit.ThrowIfAny(context, state.Baseline);
        var last = new DeliveredRuns(state.Baseline, new KeyFormat(TModel.Schema));
        await last.ReadAsync(session, store.Name, context.StateId, cancellationToken).ConfigureAwait(false);
        if (last.RunId is not { } runId) throw new SyncStoppedException($"There is nothing to undo: the state of {sync.Name} in {store.Name} remembers no run that delivered anything.");
        var before = await Baseline.LoadAsync(session, store.Name, context.StateId, TModel.Schema, cancellationToken, last.Last).ConfigureAwait(false);
        if ((before.State?.OwnedSince ?? 0) < state.Head.OwnedSince)
        {
            throw new SyncStoppedException($"Run {runId} of {sync.Name} can't be undone: it was the first to {state.Head.Destination}, and what stood there before is not known. Correct the source and run again instead.");
        }

        context = context with { Undo = new UndoneRun(runId, before.State?.Phase ?? StatePhase.First) };
        var planner = new Planner<TModel, TKey>(sync, new SyncRules(sync, state.Head.Phase), state.Baseline, options);
        var run = new PlannedRun<TModel, TKey>(context, state, planner);
        try
        {
            await new UndoPlanner<TModel, TKey>(run, before, last).PlanAsync(session, cancellationToken).ConfigureAwait(false);
            run.Complete();
            return run;
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public static Task<SyncReport> ApplyAsync<TModel, TKey>(PlannedRun<TModel, TKey> run, IDestination destination, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var context = run.Context = run.Context.Anew();
        return RunScope.RunAsync(context, async scope =>
        {
            scope.Counts = run.Planner.Counts;
            var session = scope.Own(await context.Store.OpenAsync(context.StateId, StateAccess.Run, context.Options.TimeProvider, cancellationToken).ConfigureAwait(false));
            if (session.Version != run.State.Baseline.Version)
            {
                throw new SyncStoppedException($"The state of {context.Sync.Name} moved since the plan was made: another run committed in between. Plan again.");
            }

            var state = await PreparedState.LoadAsync(context, session, destination.Identity, cancellationToken).ConfigureAwait(false);
            context.Follow(state.Baseline.Commits.Open ?? state.Baseline.LastCommit);
            if (state.Head.OwnedSince != run.State.Head.OwnedSince)
            {
                throw new SyncStoppedException($"The state of {context.Sync.Name} remembers what was delivered to another destination. Run once without a plan to take up the resync with {destination.Identity}.");
            }

            run.State = run.State with { Head = state.Head, HeadIsNew = state.HeadIsNew };
            var rules = new SyncRules(context.Sync, state.Head.Phase);
            var delivery = scope.Own(await OpenAsync<TModel, TKey>(context, session, state, rules, destination, cancellationToken).ConfigureAwait(false));
            if (state.Baseline.Commits.Open is { } commit)
            {
                var tookEffect = await OpenCommit.SettleAsync(context, session, state, delivery.Inner, (destination.GetType().Name, destination.Identity), cancellationToken).ConfigureAwait(false);
                throw new SyncStoppedException($"The plan of {context.Sync.Name} was made before it was known that commit {commit} {(tookEffect ? "took effect" : "did not take effect")}. Now it is; plan again.");
            }

            return await DeliverAsync(run, rules, delivery, session, destination.Repeatable, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    private static async ValueTask<OpenDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(RunContext context, IStateSession session, PreparedState state, SyncRules rules, IDestination destination, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        // A first run and a resync send every row, whatever became of the records.
        var expectsRecords = state.Head.Phase == StatePhase.Steady && state.Baseline.HasOwned;
        var delivery = new DeliveryContext(context.Sync, context.Schema, context.Undo is null ? rules.Operations : UndoRules.Operations(context.Sync), context.RunId)
        {
            TimeProvider = context.Options.TimeProvider,
            StateId = context.StateId,
            StateStore = context.Store,
            RejectLimit = context.Options.RejectLimit,
            MaxWait = context.Options.MaxWait,
            Cancelled = cancellationToken,
            ExpectsRecords = expectsRecords,
            ExpectsCommits = expectsRecords && !CommitName.IsOfRecorded(state.Baseline.LastCommit),
        };
        var open = new OpenDelivery<TModel, TKey>(await DestinationOpening.OpenAsync<TModel, TKey>(destination, delivery, session, context.Options, cancellationToken).ConfigureAwait(false), destination.GetType().Name);
        if (!rules.IsWhole || open.Inner is IWholeDelivery<TModel, TKey>) return open;
        await open.DisposeAsync().ConfigureAwait(false);
        throw new DestinationException($"{destination.GetType().Name} takes rows in batches, and {context.Sync.Name} is delivered in one piece. Have its OpenAsync return an IWholeDelivery.", FailureEffect.NothingPermanent);
    }

    private static async Task PlanAsync<TModel, TKey>(PlannedRun<TModel, TKey> run, IStateSession session, ISyncSource<TModel> source, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var context = run.Context;
        await SourceReading.ReadAsync(source, run.Planner, context.Progress, cancellationToken).ConfigureAwait(false);

        await run.Planner.FinishAsync(session, (context.Store.Name, context.StateId), cancellationToken).ConfigureAwait(false);
        run.Complete();
    }

    private static async Task<SyncReport> DeliverAsync<TModel, TKey>(PlannedRun<TModel, TKey> run, SyncRules rules, OpenDelivery<TModel, TKey> delivery, IStateSession session, OperationKinds repeatable, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var (context, baseline, counts) = (run.Context, run.State.Baseline, run.Planner.Counts);
        counts.KnownAfter = counts.Known;
        if (run.Guard is { } guard)
        {
            counts.Deferred = counts.Planned;
            return RunReports.Of(run, null, new DeliveryEnd(SyncStatus.Stopped, guard.Message));
        }

        // Where all is delivered in one piece, what the destination would lose is still to be looked at.
        if (!rules.IsWhole) context.Options.SpendPermissions();
        context.Progress.Report(SyncPhase.Delivering, 0, counts.Planned, counts);
        DeliveryEnd? end;
        Exception? unfolded = null;
        var canBeUndone = false;
        ReportList<TroubledOperation>? troubled = null;
        Exception? unforgotten = null;
        if (run.Planner.IsSampled && rules.WhatASampleCanNotBe is var (what, lost))
        {
            counts.Deferred = counts.Planned;
            return RunReports.Of(run, null, new DeliveryEnd(SyncStatus.Stopped, $"A sample can't be {what} of {context.Sync.Name}: every other row would be taken for {lost}. Run without SampleRows."));
        }

        if (rules.RecordsOnly)
        {
            end = await BaselineRecorder.RecordAsync(run, rules, session, CommitWays.Of(session, delivery.Inner), cancellationToken).ConfigureAwait(false);
        }
        else if (rules.IsWhole)
        {
            var loop = new WholeLoop<TModel, TKey>(run, delivery, session, new StateJournal(baseline, run.State.Head, run.State.HeadIsNew), new DeliverySettings(context.Options, context.Progress, context.RunId, repeatable, rules));
            await loop.RunAsync(cancellationToken).ConfigureAwait(false);
            await loop.FinishAsync().ConfigureAwait(false);
            (end, troubled) = (loop.End, loop.Troubled);
        }
        else
        {
            canBeUndone = counts.Planned > 0 && context.Undo is null && UndoRules.IsKept(context.Sync, context.Schema);
            if (canBeUndone) unfolded = await StateFold.FoldFirstAsync(run.State, context, session).ConfigureAwait(false);
            // About how many keys there will be, so that the next run's table has its size from the start.
            var head = run.State.Head with { Entries = baseline.CountAlive() + counts.Added };
            var journal = new StateJournal(baseline, head, run.State.HeadIsNew) { Today = context.LedgerDay };
            if (UndoRules.IsKept(context.Sync, context.Schema)) journal.Tell(canBeUndone ? context.RunId : null);
            var loop = new DeliveryLoop<TModel, TKey>(run.Planner, baseline, delivery, session, journal, new DeliverySettings(context.Options, context.Progress, context.RunId, repeatable, rules));
            await loop.RunAsync(cancellationToken).ConfigureAwait(false);
            if (IsUndoneFirstRun(run)) journal.Head(head with { Phase = StatePhase.First });
            else if (EndsFirstRun(run)) journal.Head(head with { Phase = StatePhase.Steady });
            await loop.FinishAsync().ConfigureAwait(false);
            (end, troubled) = (loop.End, loop.Troubled);
            if (end is null && Forgets(run)) unforgotten = await new LedgerForgetting(context, baseline, run.State.Head).ForgetAsync(session, journal).ConfigureAwait(false);
        }

        counts.KnownAfter = baseline.CountKnown();
        (counts.Entered, counts.Gone) = baseline.CountMoves();
        var report = RunReports.Of(run, troubled, end);
        // A log that an undo wrote to stays as it is, so that what is left of it can be planned.
        if (end is null && !canBeUndone && context.Undo is null) unfolded = await StateFold.FoldIfDueAsync(context, baseline, session).ConfigureAwait(false);
        if (delivery.Unclosed is not null) report.Append("Closing failed after a batch", delivery.Unclosed);
        if (unfolded is not null) report.Append("The state could not be folded, and stays as it is", unfolded);
        if (unforgotten is not null) report.Append("The ledger could not be shortened, which the next run tries again", unforgotten);
        return report;
    }

    /// <summary>A bounded ledger forgets at the end of a run that read all there is and left nothing to do. A result without a row says nothing of what is gone: it may be a query that went wrong.</summary>
    private static bool Forgets<TModel, TKey>(PlannedRun<TModel, TKey> run)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => run.Context.LedgerDay > 0 && !run.Planner.IsSampled && run.Planner.Counts.Queried > 0 && RunReports.IsClean(run.Planner.Counts);

    /// <summary>The first run lasts until a run with at least one valid row has ended with nothing deferred.</summary>
    private static bool EndsFirstRun<TModel, TKey>(PlannedRun<TModel, TKey> run)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var counts = run.Planner.Counts;
        return run.Context.Undo is null && run.State.Head.Phase != StatePhase.Steady && !run.Planner.IsSampled && counts.Deferred == 0 && counts.Queried > counts.Invalid;
    }

    /// <summary>Undone to its end, the first run is still to be made: every added row is acted on, whatever the mode.</summary>
    private static bool IsUndoneFirstRun<TModel, TKey>(PlannedRun<TModel, TKey> run)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var counts = run.Planner.Counts;
        return run.Context.Undo is { Phase: StatePhase.First } && run.Context.Sync.FirstRun == FirstRunPolicy.Backfill && counts.Rejected + counts.Unknown + counts.Deferred == 0;
    }
}
