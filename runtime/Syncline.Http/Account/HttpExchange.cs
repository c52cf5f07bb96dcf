namespace Syncline;

/// <summary>A request and what was answered to it, as an observer sees them: credentials, what a client of your own adds to the headers, and the values of <c>[Sensitive]</c> columns are "***" wherever they stand.</summary>
/// <param name="Method">GET, POST and so on.</param>
/// <param name="Address">The whole address.</param>
/// <param name="RequestHeaders">The request's headers, those of its body too.</param>
/// <param name="RequestBody">The request's body as text; null where there was none, or it is no text.</param>
/// <param name="Keys">The keys of the records it was sent for, as reports print them.</param>
public sealed record HttpExchange(string Method, string Address, IReadOnlyList<KeyValuePair<string, string>> RequestHeaders, string? RequestBody, IReadOnlyList<string> Keys)
{
    /// <summary>The run that sent it; empty for what was sent outside of any, a token's request say.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The status; null where no answer came.</summary>
    public int? Status { get; init; }

    /// <summary>The answer's headers; the address of a Location without user, query and fragment.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; init; } = [];

    /// <summary>The answer's body as text.</summary>
    public string? ResponseBody { get; init; }

    /// <summary>Why no answer came.</summary>
    public string? Failure { get; init; }

    /// <summary>How long it waited before it was sent: for a connection, the account's <see cref="HttpAccount.RateLimiter"/>, or a window of its <see cref="HttpAccount.RateLimitHeaders"/>.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset Sent { get; init; }

    /// <summary>How long it took until the answer was read.</summary>
    public TimeSpan Duration { get; init; }
}
