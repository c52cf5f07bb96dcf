namespace Syncline;

/// <summary>What was asked in vain while a destination was opened.</summary>
internal static class OpeningFailures
{
    /// <summary>The failure with the destination and the request it is of.</summary>
    /// <param name="e">The failure.</param>
    /// <param name="identity">The destination.</param>
    /// <param name="account">Whom it was asked of.</param>
    /// <param name="address">What was asked for, relative to the account's address. Its query is not shown.</param>
    public static DestinationException Of(DestinationException e, string identity, HttpAccount account, string address)
        => new($"{identity} could not be opened: GET {ShownAddress.Of(new Uri(account.BaseAddress, address).AbsoluteUri)}: {e.Message}", e.Effect, e) { RetryAfter = e.RetryAfter };
}
