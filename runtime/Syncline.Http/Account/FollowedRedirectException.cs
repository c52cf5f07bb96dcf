namespace Syncline;

/// <summary>A client followed a redirect: what it was sent for was done, at another address or by another method, or was not. Another try would go the same way.</summary>
internal sealed class FollowedRedirectException(string message) : DestinationException(message, FailureEffect.NothingPermanent);
