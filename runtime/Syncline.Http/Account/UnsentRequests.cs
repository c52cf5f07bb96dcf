namespace Syncline;

/// <summary>What it means that a request was never sent: nothing was applied, whatever it was that failed.</summary>
internal static class UnsentRequests
{
    /// <summary>The failure of what was not sent because of a cancel.</summary>
    public static DestinationException Cancelled(Exception? e) => new("It was cancelled before it was sent.", FailureEffect.NothingTransient, e);

    /// <summary>The failure of a request that was not sent.</summary>
    /// <param name="e">What was thrown.</param>
    /// <param name="what">Who threw it, as in "The Client of api.example.com".</param>
    /// <param name="cancellationToken">Whether it was cancelled.</param>
    public static DestinationException Of(Exception e, string what, CancellationToken cancellationToken) => e switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => Cancelled(e),
        FollowedRedirectException => new DestinationException(e.Message, FailureEffect.NothingPermanent, e),
        DestinationException { Effect: FailureEffect.NothingTransient or FailureEffect.NothingPermanent } known => known,
        DestinationException unsure => new DestinationException(unsure.Message, FailureEffect.NothingTransient, unsure) { RetryAfter = unsure.RetryAfter },
        _ => new DestinationException($"{what} threw {e.GetType().Name}: {e.Message}", HttpFaults.IsOfTheWay(e) ? FailureEffect.NothingTransient : FailureEffect.NothingPermanent, e),
    };
}
