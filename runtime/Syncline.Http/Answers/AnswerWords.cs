using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Syncline;

/// <summary>What an API says of an error in its own words, whatever shape it gives them.</summary>
internal static partial class AnswerWords
{
    // Enough for a sentence or two; a page of HTML helps nobody.
    private const int Longest = 400;
    private static readonly string[] Names = ["detail", "message", "error_description", "description", "title", "reason", "error", "code"];

    /// <summary>The words, masked before they are cut: of a secret that is cut the head would be left.</summary>
    public static string Of(HttpAnswer answer, Func<string, string> mask)
    {
        if (answer.Body.Length == 0) return "";
        if (answer.TryJson(out var json)) return Of(Sentences(json, depth: 0), mask);
        var text = mask(answer.Text);
        if (text.Contains('<', StringComparison.Ordinal))
        {
            var title = Title().Match(text);
            text = title.Success ? title.Groups[1].Value : Tags().Replace(text, " ");
        }

        return Short(mask(Blanks().Replace(text, " ").Trim()));
    }

    /// <summary>Some sentences as one, masked and cut likewise.</summary>
    public static string Of(IEnumerable<string> sentences, Func<string, string> mask) => Short(mask(string.Join("; ", sentences.Distinct())));

    private static IEnumerable<string> Sentences(JsonElement json, int depth)
    {
        if (depth > 4) yield break;
        switch (json.ValueKind)
        {
            case JsonValueKind.String when depth > 0:
                if (json.GetString() is { Length: > 0 } text) yield return text;
                break;
            case JsonValueKind.Array:
                foreach (var sentence in json.EnumerateArray().Take(5).SelectMany(item => Sentences(item, depth + 1))) yield return sentence;
                break;
            case JsonValueKind.Object:
                foreach (var sentence in OfObject(json, depth)) yield return sentence;
                break;
        }
    }

    private static IEnumerable<string> OfObject(JsonElement json, int depth)
    {
        var said = Names.Select(name => json.TryGetProperty(name, out var value) ? value : default).FirstOrDefault(static value => value.ValueKind is JsonValueKind.String or JsonValueKind.Object && (value.ValueKind == JsonValueKind.Object || value.GetString()!.Length > 0));
        var field = json.TryGetProperty("field", out var named) && named.ValueKind == JsonValueKind.String && named.GetString() is { Length: > 0 } name ? $"{name}: " : "";
        foreach (var sentence in said.ValueKind == JsonValueKind.Undefined ? [] : Sentences(said, depth + 1)) yield return field + sentence;
        if (!json.TryGetProperty("errors", out var errors)) yield break;
        if (errors.ValueKind == JsonValueKind.Object)
        {
            // As ASP.NET Core's problem details have them: an array of words for each field.
            foreach (var property in errors.EnumerateObject().Take(5))
            {
                foreach (var sentence in Sentences(property.Value, depth + 1)) yield return $"{property.Name}: {sentence}";
            }
        }
        else
        {
            foreach (var sentence in Sentences(errors, depth + 1)) yield return sentence;
        }
    }

    private static string Short(string text)
    {
        if (text.Length <= Longest) return text.TrimEnd('.', ' ');
        var end = Longest - (char.IsHighSurrogate(text[Longest - 1]) ? 1 : 0);
        return new StringBuilder(text, 0, end, Longest + 1).Append('…').ToString();
    }

    [GeneratedRegex("<title[^>]*>([^<]*)</title>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Title();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
