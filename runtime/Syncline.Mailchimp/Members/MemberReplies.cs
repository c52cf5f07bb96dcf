using System.Text.Json;

namespace Syncline;

/// <summary>What became of a member of a batch.</summary>
/// <param name="Status">Its status now; null where it was refused.</param>
/// <param name="IsThere">Whether it is there, and was to be created.</param>
/// <param name="Words">Why it was refused, in the API's words.</param>
internal readonly record struct MemberReply(string? Status, bool IsThere, string? Words);

/// <summary>The answer to a batch of members: those that were created, those that were updated, and those that were not, each by its address.</summary>
internal static class MemberReplies
{
    private const string Exists = "ERROR_CONTACT_EXISTS";

    /// <summary>Reads it.</summary>
    /// <returns>The replies by the one form of their addresses.</returns>
    /// <exception cref="DestinationException">It can't be read: nobody knows what became of the members.</exception>
    public static Dictionary<string, MemberReply> Of(HttpAnswer answer)
    {
        var json = answer.Json;
        if (json.ValueKind != JsonValueKind.Object) throw new DestinationException($"The answer of {answer.Host}, {(int)answer.Status}, is no object, so that it can't be told what became of the members.", FailureEffect.Unknown);
        var replies = new Dictionary<string, MemberReply>(StringComparer.Ordinal);
        foreach (var member in json.ItemsOf("new_members").Concat(json.ItemsOf("updated_members"))) Add(member, new MemberReply(member.TextOf("status") ?? "", IsThere: false, Words: null));
        foreach (var error in json.ItemsOf("errors")) Add(error, new MemberReply(Status: null, error.TextOf("error_code") == Exists, error.TextOf("error") ?? error.TextOf("error_code") ?? "refused"));
        return replies;
        void Add(JsonElement item, MemberReply reply)
        {
            if (item.TextOf("email_address") is { } email) replies[EmailKey.Canonical(email)] = reply;
        }
    }
}
