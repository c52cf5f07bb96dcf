using System.Net;
using System.Text.Json;

namespace Syncline;

/// <summary>What an answer of Mailchimp's means where it is not about the records.</summary>
internal static class MailchimpFaults
{
    /// <summary>Returns where the answer is about the records of the request: done, not there, or refused.</summary>
    /// <exception cref="DestinationException">It is about the account, the load, or nobody knows.</exception>
    public static void ThrowUnlessOfRecords(HttpAnswer answer, OperationKind kind)
    {
        var meaning = answer.Status switch
        {
            // Under load its front answers 403 without a word, which has nothing to do with permissions.
            HttpStatusCode.Forbidden when !HasWords(answer) => HttpMeaning.Passing,
            // A member that can't be archived, say: no fault of the account's.
            HttpStatusCode.MethodNotAllowed => HttpMeaning.Rejected,
            _ => StatusMeanings.Of(answer.Status, kind),
        };
        if (meaning is HttpMeaning.Passing or HttpMeaning.Unknown or HttpMeaning.Denied) throw FailedAnswers.Of(answer, meaning);
    }

    private static bool HasWords(HttpAnswer answer) => answer.TryJson(out var json) && json.ValueKind == JsonValueKind.Object;
}
