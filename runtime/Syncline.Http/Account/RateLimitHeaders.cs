namespace Syncline;

/// <summary>The headers in which an API says how many requests are left until when. Requests wait for the next window instead of being refused.</summary>
/// <param name="Limit">How many a window allows, as in <c>X-RateLimit-Limit</c>.</param>
/// <param name="Remaining">How many of them are left.</param>
/// <param name="Reset">When the window ends.</param>
/// <param name="ResetIsUnixTime">Whether <paramref name="Reset"/> is a Unix time in seconds; else the seconds from now.</param>
public sealed record RateLimitHeaders(string Limit, string Remaining, string Reset, bool ResetIsUnixTime)
{
    /// <summary><c>X-RateLimit-Limit</c>, <c>X-RateLimit-Remaining</c>, and <c>X-RateLimit-Reset</c> as a Unix time.</summary>
    public static RateLimitHeaders XRateLimit { get; } = new("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", ResetIsUnixTime: true);

    /// <summary><c>RateLimit-Limit</c>, <c>RateLimit-Remaining</c>, and <c>RateLimit-Reset</c> in seconds from now.</summary>
    public static RateLimitHeaders RateLimit { get; } = new("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", ResetIsUnixTime: false);
}
