using System.Net;

namespace Syncline;

/// <summary>Answers that are about the account, the address or the load, and not about the records.</summary>
internal static class FailedAnswers
{
    /// <summary>What such an answer means to the run.</summary>
    public static DestinationException Of(HttpAnswer answer, HttpMeaning meaning)
    {
        var effect = meaning switch
        {
            HttpMeaning.Passing => FailureEffect.NothingTransient,
            HttpMeaning.Denied => FailureEffect.NothingPermanent,
            _ => FailureEffect.Unknown,
        };
        var way = answer.Status switch
        {
            HttpStatusCode.Unauthorized => " Look at the account's Authentication.",
            HttpStatusCode.Forbidden when meaning == HttpMeaning.Denied => " Look at what the account may do.",
            >= (HttpStatusCode)300 and < (HttpStatusCode)400 => Redirects(answer, "the address it leads to"),
            _ => "",
        };
        return new DestinationException($"{answer.Describe()}.{way}", effect) { RetryAfter = answer.RetryAfter };
    }

    /// <summary>That a redirect is not followed, as a sentence behind others.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="address">What to give the account instead.</param>
    public static string Redirects(HttpAnswer answer, string address) => $" It redirects{(answer.Header("Location") is { } to ? $" to {answer.Mask(ShownAddress.Of(to))}" : "")}, which is not followed: give the account {address}.";
}
