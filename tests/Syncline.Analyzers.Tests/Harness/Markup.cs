using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Syncline.Analyzers.Tests.Harness;

/// <summary>Source in which <c>[|</c> and <c>|]</c> stand around what a diagnostic must point at.</summary>
/// <param name="Text">The source without the marks.</param>
/// <param name="Spans">The marked places, by where they begin.</param>
internal sealed record Markup(string Text, IReadOnlyList<TextSpan> Spans)
{
    public static Markup Parse(string source)
    {
        var text = new StringBuilder();
        var open = new Stack<int>();
        var spans = new List<TextSpan>();
        for (var i = 0; i < source.Length; i++)
        {
            if (At(source, i, "[|"))
            {
                open.Push(text.Length);
                i++;
            }
            else if (At(source, i, "|]"))
            {
                spans.Add(TextSpan.FromBounds(open.Pop(), text.Length));
                i++;
            }
            else
            {
                text.Append(source[i]);
            }
        }

        Assert.True(open.Count == 0, "A [| has no |].");
        return new(text.ToString(), [.. spans.OrderBy(span => span.Start).ThenByDescending(span => span.Length)]);
    }

    private static bool At(string source, int index, string mark) => string.CompareOrdinal(source, index, mark, 0, mark.Length) == 0;
}
