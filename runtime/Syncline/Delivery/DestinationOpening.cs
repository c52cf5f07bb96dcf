namespace Syncline;

/// <summary>Opens a destination for a run. What fails in passing is tried again by the same back-off as a batch.</summary>
internal static class DestinationOpening
{
    /// <summary>Opens it.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="context">What it learns about the run.</param>
    /// <param name="session">Whose lease is held while it is waited for.</param>
    /// <param name="options">The most it is waited for, and the clock.</param>
    /// <param name="cancellationToken">Ends every try and wait.</param>
    /// <exception cref="DestinationException">It does not fit, or could not be opened while there was patience.</exception>
    /// <exception cref="OpeningDeferredException">It asks to be left alone for longer than there is patience.</exception>
    public static async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(IDestination destination, DeliveryContext context, IStateSession session, SyncOptions options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var backoff = new Backoff(options, OperationKinds.None, () => session.HoldsLease, cancellationToken);
        try
        {
            // Opening makes nothing visible, so that it may be done again whatever became of the last try.
            return await backoff.RunAsync(static () => OperationKinds.None, () => TryAsync<TModel, TKey>(destination, context, cancellationToken)).ConfigureAwait(false);
        }
        catch (DestinationException e) when (BatchFailure.Passes(e))
        {
            throw OutOfPatience(e, destination.Identity, options.MaxWait);
        }
    }

    private static DestinationException OutOfPatience(DestinationException e, string identity, TimeSpan maxWait)
    {
        // Many an error says already what it is of.
        var what = $"{(e.Message.Contains(identity, StringComparison.Ordinal) ? "" : $"{identity} could not be opened: ")}{Sentence.Of(e)}";
        return Backoff.AskedFor(e) is { } wait
            ? new OpeningDeferredException($"{what} It asks to be left alone for {wait.TotalSeconds:0} s, longer than MaxWait lets, {maxWait.TotalSeconds:0.###} s. Nothing was sent, and all is deferred to the next run: run again after that time, or with a longer MaxWait.", e) { RetryAfter = wait }
            : new DestinationException($"{what} It was tried again for as long as MaxWait lets, {maxWait.TotalSeconds:0.###} s. Nothing was sent: run again when it is there.", e.Effect, e);
    }

    private static async Task<IDelivery<TModel, TKey>> TryAsync<TModel, TKey>(IDestination destination, DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        try
        {
            return await destination.OpenAsync<TModel, TKey>(context, cancellationToken).ConfigureAwait(false) ?? throw new WrongAnswerException($"{destination.GetType().Name} gave null where OpenAsync was to give an IDelivery.");
        }
        catch (StateException e)
        {
            // Of a state that the destination uses itself, and not of this run's.
            throw new DestinationException($"The destination threw {e.GetType().Name}: {e.Message}", FailureEffect.NothingPermanent, e);
        }
    }
}
