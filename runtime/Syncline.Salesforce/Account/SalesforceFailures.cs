using System.Net;

namespace Syncline;

/// <summary>What it means that a request was not taken.</summary>
internal static class SalesforceFailures
{
    // The limit is of the last 24 hours, so that after one of them there may be some room.
    private static readonly TimeSpan DailyPause = TimeSpan.FromHours(1);

    /// <summary>The failure an answer is.</summary>
    public static DestinationException Of(HttpAnswer answer)
    {
        var errors = SalesforceError.Of(answer);
        var words = errors.Count == 0 ? answer.Describe() : $"{answer.Host} answered {(int)answer.Status}: {answer.Mask(string.Join("; ", errors.Take(3)))}";
        if (LimitOf(errors) is { } limit) return OfLimit(words, limit, answer.RetryAfter);
        return new DestinationException($"{words.TrimEnd('.')}.{WayOut(answer, errors)}", EffectOf(answer.Status, errors)) { RetryAfter = answer.RetryAfter };
    }

    /// <summary>The limit that an answer says is met; null where it says nothing of one.</summary>
    public static SalesforceError? LimitOf(IEnumerable<SalesforceError> errors) => errors.FirstOrDefault(static error => IsLimit(error.Code));

    /// <summary>Whether the org, and not the record, is to blame: nothing more is taken for now.</summary>
    public static bool IsLimit(string code) => code is "REQUEST_LIMIT_EXCEEDED" or "LIMIT_EXCEEDED";

    /// <summary>An org that takes no more for now: for a moment where too many requests are there at once, for hours where those of a day are used up.</summary>
    public static DestinationException OfLimit(string words, SalesforceError limit, TimeSpan? retryAfter)
    {
        var isMoment = limit.Message.Contains("concurrent", StringComparison.OrdinalIgnoreCase);
        return new DestinationException($"{words.TrimEnd('.')}.{(isMoment ? "" : " What the org may be asked in 24 hours is used up; the rest is left for later.")}", FailureEffect.NothingTransient) { RetryAfter = retryAfter ?? (isMoment ? null : DailyPause) };
    }

    private static FailureEffect EffectOf(HttpStatusCode status, IReadOnlyList<SalesforceError> errors)
    {
        if (errors.Any(static error => error.Code is "UNABLE_TO_LOCK_ROW" or "SERVER_UNAVAILABLE")) return FailureEffect.NothingTransient;
        // Of the model, not of a row: halves would fare no better.
        if (errors.Any(static error => error.Code is "INVALID_FIELD" or "INVALID_TYPE" or "MALFORMED_QUERY" or "NOT_FOUND")) return FailureEffect.NothingPermanent;
        return StatusMeanings.Of(status, OperationKind.Upsert) switch
        {
            HttpMeaning.Passing => FailureEffect.NothingTransient,
            HttpMeaning.Denied => FailureEffect.NothingPermanent,
            HttpMeaning.Rejected when status is not (HttpStatusCode.NotFound or HttpStatusCode.Gone) => FailureEffect.NothingRefused,
            HttpMeaning.Rejected => FailureEffect.NothingPermanent,
            _ => FailureEffect.Unknown,
        };
    }

    private static string WayOut(HttpAnswer answer, IReadOnlyList<SalesforceError> errors) => answer.Status switch
    {
        HttpStatusCode.Unauthorized => " Look at the connected app and the user it runs as.",
        HttpStatusCode.Forbidden => " Look at the permissions of the user that the connected app runs as.",
        HttpStatusCode.NotFound or HttpStatusCode.Gone => " Look at the names of object and external id, at ApiVersion, and at what the user may see.",
        >= (HttpStatusCode)300 and < (HttpStatusCode)400 => FailedAnswers.Redirects(answer, "the org's own domain"),
        _ when errors.Any(static error => error.Code == "INVALID_FIELD") => " Look at the columns of the model, and at what the user may see.",
        _ => "",
    };
}
