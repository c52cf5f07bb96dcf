namespace Syncline;

/// <summary>A loaded state that was found to fit the sync, and the head it gets.</summary>
/// <param name="Baseline">The state in memory.</param>
/// <param name="Head">The head under which the run writes.</param>
/// <param name="HeadIsNew">Whether it differs from the stored one.</param>
internal sealed record PreparedState(Baseline Baseline, StateHead Head, bool HeadIsNew)
{
    /// <summary>Loads a state and checks it against the sync.</summary>
    /// <param name="context">The run.</param>
    /// <param name="session">The open state.</param>
    /// <param name="destination">The destination's identity; null when there is none yet, as in planning.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="SyncStoppedException">The state belongs to something else, or is missing where a first run is refused.</exception>
    public static async Task<PreparedState> LoadAsync(RunContext context, IStateSession session, string? destination, CancellationToken cancellationToken)
    {
        // A run asks its destination what became of an open commit; who has none takes it for in doubt.
        var doubt = destination is null ? new SyncRules(context.Sync, StatePhase.Steady) : null;
        var baseline = await Baseline.LoadAsync(session, context.Store.Name, context.StateId, context.Schema, context.LedgerDay > 0, cancellationToken, doubt: doubt, keepsHashes: SyncFamily.ComparesRows(context.Sync)).ConfigureAwait(false);
        var fresh = StateHeads.Fresh(context.Sync, context.Schema, context.StateId) with { DatedSince = context.LedgerDay };
        if (baseline.State is not { } head)
        {
            if (context.Sync.FirstRun == FirstRunPolicy.Refuse)
            {
                throw new SyncStoppedException($"{context.Sync.Name} has no state in {context.Store.Name}, and FirstRunPolicy.Refuse takes a missing state for a lost one. Restore the state; or call ResetAsync to take the source as delivered, or ResyncAsync to deliver every row.");
            }

            return new PreparedState(baseline, fresh with { Destination = destination }, true);
        }

        Check(context, head, fresh, destination);
        // A time without a bound leaves keys without a day: with the next bound they count from its first run.
        var datedSince = context.LedgerDay == 0 || head.DatedSince == 0 ? context.LedgerDay : head.DatedSince;
        var next = head with { Destination = destination ?? head.Destination, DatedSince = datedSince, LastCommit = null };
        if (head.Model != fresh.Model)
        {
            if (context.Sync.OnModelChange == ModelChange.Fail)
            {
                throw new SyncStoppedException($"The model of {context.Sync.Name} changed, and ModelChange.Fail stops the run: {ModelDifference.Describe(head.Model, fresh.Model)}. Change it back, or choose Resend or Rebaseline.");
            }

            next = next with { Generations = head.Generations.Add(fresh.Model) };
            baseline.MakeStale();
        }

        if (head.Destination is not null && next.Destination != head.Destination)
        {
            // Only a resync comes this far: what is known was delivered to the other destination.
            next = next with { Generations = next.Generations.Add(fresh.Model) };
            next = next with { OwnedSince = next.Generation };
            baseline.MakeStale();
            baseline.Disown();
        }

        return new PreparedState(baseline, next, next.Generation != head.Generation || next.Destination != head.Destination || datedSince != head.DatedSince);
    }

    private static void Check(RunContext context, StateHead head, StateHead fresh, string? destination)
    {
        string? what = null;
        if (head.Id != fresh.Id) what = $"its id is '{head.Id}', the sync's '{fresh.Id}'";
        else if (head.Family != fresh.Family) what = $"it was written by a sync of family {head.Family}, and this one is of family {fresh.Family}";
        else if (head.Key != fresh.Key) what = $"its key is {head.Key}, the model's {fresh.Key}";
        else if (head.Phase != StatePhase.Resync && destination is not null && head.Destination is not null && head.Destination != destination) what = $"it remembers what was delivered to {head.Destination}, and this run delivers to {destination}";
        if (what is not null)
        {
            throw new SyncStoppedException($"The state of {context.Sync.Name} in {context.Store.Name} does not fit: {what}. A state belongs to one sync and one destination. Use another state or Instance; or call ResetAsync to take the source as delivered, or ResyncAsync to deliver every row.");
        }
    }
}

/// <summary>Heads of states.</summary>
internal static class StateHeads
{
    public static StateHead Fresh(SyncDefinition sync, SyncSchema schema, string id)
        => new(id, SyncFamily.Of(sync), new KeyFormat(schema).Signature, null, StatePhase.First, [ModelSignature.Of(schema)], 0, 0);
}
