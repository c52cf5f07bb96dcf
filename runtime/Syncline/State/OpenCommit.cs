namespace Syncline;

/// <summary>Finds out what became of a commit that the last run prepared and did not live, or was not able, to see through.</summary>
internal static class OpenCommit
{
    /// <summary>Asks the destination, and appends the verdict. Nothing else may come before it.</summary>
    /// <param name="context">The run.</param>
    /// <param name="session">The open state.</param>
    /// <param name="state">The state, which has an open commit.</param>
    /// <param name="delivery">The opened destination.</param>
    /// <param name="destination">The destination's name and identity.</param>
    /// <param name="cancellationToken">Cancels the asking; the commit stays open.</param>
    /// <returns>Whether it took effect.</returns>
    /// <exception cref="SyncStoppedException">The destination is of a kind that can't tell.</exception>
    /// <exception cref="DestinationException">The destination could not be asked.</exception>
    public static async Task<bool> SettleAsync(RunContext context, IStateSession session, PreparedState state, IDelivery delivery, (string Name, string Identity) destination, CancellationToken cancellationToken)
    {
        var commit = state.Baseline.Commits.Open!;
        // After a resync to another destination: what the one before holds is of no more interest, and it is not there to be asked.
        var isElsewhere = state.Baseline.State?.Destination is { } before && before != destination.Identity;
        var tookEffect = !isElsewhere && await AskAsync(context, commit, delivery, destination.Name, cancellationToken).ConfigureAwait(false);
        var writer = new StateWriter(context.StateId, state.Baseline.NextOrdinal);
        writer.Settle(commit, tookEffect);
        await session.AppendAsync(writer.Take(), null, cancellationToken).ConfigureAwait(false);
        return tookEffect;
    }

    /// <summary>Says that nothing can be done about a state before its open commit is settled.</summary>
    /// <exception cref="StateException">It has one.</exception>
    public static void ThrowIfAny(RunContext context, Baseline baseline)
    {
        if (baseline.Commits.Open is { } commit) throw new StateException($"Commit {commit} of {context.Sync.Name} was begun, and whether it took effect is not known to the state in {context.Store.Name}. Run the sync first: it asks the destination. Or call ResetAsync to take the source as delivered.");
    }

    private static async Task<bool> AskAsync(RunContext context, string commit, IDelivery delivery, string name, CancellationToken cancellationToken)
    {
        if (delivery is not IConfirmsCommits confirms)
        {
            throw new SyncStoppedException($"Commit {commit} of {context.Sync.Name} was begun, and {name} can't tell whether it took effect: its delivery is no IConfirmsCommits. Run with the destination that it was made at; or call ResetAsync to take the source as delivered.");
        }

        try
        {
            return await confirms.IsCommittedAsync(commit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new DestinationException($"Commit {commit} of an earlier run was begun, and {name} could not say whether it took effect: {Sentence.Of(e)} Nothing is delivered before it does; the next run asks again.", FailureEffect.NothingTransient, e);
        }
    }
}
