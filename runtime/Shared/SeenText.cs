using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>Texts of others in messages, in characters that are seen.</summary>
internal static class SeenText
{
    /// <summary>Enough to know a name by.</summary>
    private const int Longest = 200;

    /// <summary>A name: what prints nothing is written as its number, and what is very long is cut.</summary>
    public static string Of(string text, int longest = Longest)
    {
        var shown = text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest - (char.IsHighSurrogate(text[longest - 1]) ? 1 : 0)), "…");
        return Whole(shown);
    }

    /// <summary>A text of any length: what prints nothing is written as its number.</summary>
    public static string Whole(string text)
    {
        if (!text.Any(IsUnseen)) return text;
        var seen = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsUnseen(c)) seen.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else seen.Append(c);
        }

        return seen.ToString();
    }

    /// <summary>Whether a character prints nothing, breaks the line or turns the direction of what follows; joiners don't count, for scripts and pictures are written with them.</summary>
    public static bool IsUnseen(char c)
        => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            || (char.GetUnicodeCategory(c) == UnicodeCategory.Format && c is not ('\u200c' or '\u200d'));
}
