using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Syncline.Generator.Text;

/// <summary>The one place that turns names and values into C# tokens.</summary>
internal static class Identifiers
{
    /// <summary>The name as it is written in code: a keyword gets its @.</summary>
    public static string Escape(string name)
        => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    public static bool IsValid(string name) => SyntaxFacts.IsValidIdentifier(name);

    /// <summary>A name that is none of the taken ones, beginning as the wished one.</summary>
    public static string Fresh(string wish, ICollection<string> taken) => Fresh(wish, taken.Contains);

    /// <inheritdoc cref="Fresh(string, ICollection{string})"/>
    public static string Fresh(string wish, Func<string, bool> isTaken)
    {
        while (isTaken(wish)) wish += "_";
        return wish;
    }

    /// <summary>A string literal.</summary>
    public static string Literal(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (NeedsEscape(c)) text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
            else text.Append(c);
        }

        return text.Append('"').ToString();
    }

    public static string Literal(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "D";

    public static string Literal(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Text for a documentation comment.</summary>
    public static string Documentation(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ when NeedsEscape(c) => " ",
                _ => c.ToString(),
            });
        }

        return escaped.ToString();
    }

    private static bool NeedsEscape(char c)
        => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned;
}
