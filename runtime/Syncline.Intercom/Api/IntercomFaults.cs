using System.Globalization;
using System.Net;

namespace Syncline;

/// <summary>What an answer of Intercom's means where it is not about the records.</summary>
internal static class IntercomFaults
{
    /// <summary>Returns where the answer is about the records of the request: done, not there, in the way of another, or refused.</summary>
    /// <exception cref="DestinationException">It is about the account, the load, or nobody knows.</exception>
    public static void ThrowUnlessOfRecords(HttpAnswer answer, OperationKind kind, TimeProvider timeProvider)
    {
        var meaning = StatusMeanings.Of(answer.Status, kind);
        if (meaning is not (HttpMeaning.Passing or HttpMeaning.Unknown or HttpMeaning.Denied)) return;
        var failure = FailedAnswers.Of(answer, meaning);
        if (answer.Status != HttpStatusCode.TooManyRequests || failure.RetryAfter is not null) throw failure;
        throw new DestinationException(failure.Message, failure.Effect) { RetryAfter = UntilReset(answer, timeProvider) };
    }

    /// <summary>How long the window still lasts; Intercom says it in no Retry-After.</summary>
    private static TimeSpan? UntilReset(HttpAnswer answer, TimeProvider timeProvider)
        => answer.Header("X-RateLimit-Reset") is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var reset)
            ? TimeSpan.FromSeconds(Math.Clamp(reset - (answer.Date ?? timeProvider.GetUtcNow()).ToUnixTimeSeconds(), 0, 3_600))
            : null;
}
