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
        catch (DestinationException e) when (BatchFailure.Passes(e) && BatchFailure.AsksForMore(e) is { } more)
        {
            throw new DestinationException($"{Sentence.Of(e)} {more}", e.Effect, e);
        }
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
