using System.Text.Json;
using System.Text.RegularExpressions;

namespace Syncline;

/// <summary>Which contact is in the way of a new one: the API says it in the words of its refusal alone, "A contact matching those details already exists with id=5f3c…".</summary>
internal static partial class ConflictWords
{
    /// <summary>The contact's id, and whether it is archived; null where the words do not say it.</summary>
    public static (string Id, bool IsArchived)? Of(HttpAnswer answer)
    {
        if (!answer.TryJson(out var json)) return null;
        foreach (var words in json.ItemsOf("errors").Select(static error => error.TextOf("message")).OfType<string>())
        {
            if (Id().Match(words) is { Success: true } match) return (match.Groups[1].Value, words.Contains("archived", StringComparison.OrdinalIgnoreCase));
        }

        return null;
    }

    [GeneratedRegex(@"\bid=([0-9A-Za-z_-]+)")]
    private static partial Regex Id();
}
