using System.Text.Json;

namespace Syncline;

/// <summary>What became of a member of a batch.</summary>
/// <param name="IsArchived">Whether it is there, and in the archive.</param>
/// <param name="IsThere">Whether it is there, and was to be created.</param>
/// <param name="Words">Why it was refused, in the API's words.</param>
internal readonly record struct MemberReply(bool IsArchived, bool IsThere, string? Words);

/// <summary>The answer to a batch of members: those that were created, those that were updated, and those that were not, each by its address.</summary>
/// <remarks>It shows each member with all it has, so that it is read in one pass, and little of it kept.</remarks>
internal static class MemberReplies
{
    private const string Exists = "ERROR_CONTACT_EXISTS";

    /// <summary>Reads it.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="count">About how many members it tells of.</param>
    /// <returns>The replies by the one form of their addresses.</returns>
    /// <exception cref="DestinationException">It can't be read: nobody knows what became of the members.</exception>
    public static Dictionary<string, MemberReply> Of(HttpAnswer answer, int count)
    {
        var replies = new Dictionary<string, MemberReply>(count, StringComparer.Ordinal);
        try
        {
            var json = new Utf8JsonReader(answer.Body.Span);
            json.Read();
            if (json.TokenType != JsonTokenType.StartObject)
            {
                json.Skip();
                json.Read();
                throw new DestinationException($"The answer of {answer.Host}, {(int)answer.Status}, is no object, so that it can't be told what became of the members.", FailureEffect.Unknown);
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isOfErrors = json.ValueTextEquals("errors"u8);
                var isOfMembers = json.ValueTextEquals("new_members"u8) || json.ValueTextEquals("updated_members"u8);
                json.Read();
                if (json.TokenType == JsonTokenType.StartArray && (isOfErrors || isOfMembers)) ReadItems(ref json, isOfErrors, replies);
                else json.Skip();
            }

            // Whatever stands behind it makes it no JSON.
            json.Read();
            return replies;
        }
        catch (JsonException)
        {
            throw answer.NoJson();
        }
    }

    private static void ReadItems(ref Utf8JsonReader json, bool isOfErrors, Dictionary<string, MemberReply> replies)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject) ReadItem(ref json, isOfErrors, replies);
            else json.Skip();
        }
    }

    private static void ReadItem(ref Utf8JsonReader json, bool isError, Dictionary<string, MemberReply> replies)
    {
        var (email, error, code, isArchived) = ((string?)null, (string?)null, (string?)null, false);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isEmail = json.ValueTextEquals("email_address"u8);
            var isStatus = !isError && json.ValueTextEquals("status"u8);
            var isWords = isError && json.ValueTextEquals("error"u8);
            var isCode = isError && json.ValueTextEquals("error_code"u8);
            json.Read();
            if (json.TokenType != JsonTokenType.String) json.Skip();
            else if (isEmail) email = json.GetString();
            else if (isStatus) isArchived = json.ValueTextEquals("archived"u8);
            else if (isWords) error = json.GetString();
            else if (isCode) code = json.GetString();
        }

        if (email is null) return;
        // Where it is named twice, what was refused counts.
        if (isError) replies[EmailKey.Canonical(email)] = new MemberReply(IsArchived: false, code == Exists, error ?? code ?? "refused");
        else replies.TryAdd(EmailKey.Canonical(email), new MemberReply(isArchived, IsThere: false, Words: null));
    }
}
