namespace Syncline;

/// <summary>The headers in which an API says how many requests are left until when. Requests wait for the next window instead of being refused.</summary>
/// <param name="Limit">How many a window allows, as in <c>X-RateLimit-Limit</c>.</param>
/// <param name="Remaining">How many of them are left.</param>
/// <param name="Reset">When the window ends.</param>
/// <param name="ResetIsUnixTime">Whether <paramref name="Reset"/> is a Unix time in seconds; else the seconds from now.</param>
/// <exception cref="ArgumentException">A name is none of a header.</exception>
public sealed record RateLimitHeaders(string Limit, string Remaining, string Reset, bool ResetIsUnixTime)
{
    /// <summary>How many a window allows.</summary>
    public string Limit { get; init; } = HeaderNames.Checked(Limit, nameof(Limit));

    /// <summary>How many of them are left.</summary>
    public string Remaining { get; init; } = HeaderNames.Checked(Remaining, nameof(Remaining));

    /// <summary>When the window ends.</summary>
    public string Reset { get; init; } = HeaderNames.Checked(Reset, nameof(Reset));

    /// <summary><c>X-RateLimit-Limit</c>, <c>X-RateLimit-Remaining</c>, and <c>X-RateLimit-Reset</c> as a Unix time.</summary>
    public static RateLimitHeaders XRateLimit { get; } = new("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", ResetIsUnixTime: true);

    /// <summary><c>RateLimit-Limit</c>, <c>RateLimit-Remaining</c>, and <c>RateLimit-Reset</c> in seconds from now.</summary>
    public static RateLimitHeaders RateLimit { get; } = new("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", ResetIsUnixTime: false);
}
