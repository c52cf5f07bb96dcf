using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Syncline.CodeFixes;

/// <summary>What stands beside code that is taken out: comments, blanks and line ends.</summary>
internal static class Beside
{
    /// <summary>Whether it is a comment.</summary>
    public static bool IsComment(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);

    /// <summary>Whether it is only layout.</summary>
    public static bool IsBlank(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.WhitespaceTrivia) || trivia.IsKind(SyntaxKind.EndOfLineTrivia);

    /// <summary>All of a node's that is not code.</summary>
    public static IEnumerable<SyntaxTrivia> Of(SyntaxNode node)
    {
        var inner = node.DescendantTrivia().Where(trivia => trivia.SpanStart >= node.SpanStart && trivia.Span.End <= node.Span.End).ToArray();
        // Between the name and the value only a comment is of interest, with the line end that closes it.
        var comments = inner.Where((trivia, i) => IsComment(trivia) || i > 0 && IsComment(inner[i - 1]) && IsBlank(trivia));
        return node.GetLeadingTrivia().Concat(comments).Concat(node.GetTrailingTrivia());
    }

    /// <summary>One list of what was apart: blanks that came together are one, and a line that has nothing left is gone.</summary>
    /// <param name="parts">What was apart, in order.</param>
    /// <param name="startsLine">Whether the first part stands at the beginning of a line.</param>
    public static SyntaxTriviaList Join(IEnumerable<SyntaxTrivia> parts, bool startsLine)
    {
        var all = new List<SyntaxTrivia>();
        // Where the line began that is being joined; -1 for before the list.
        var line = startsLine ? 0 : -1;
        foreach (var trivia in parts)
        {
            var isLineEnd = trivia.IsKind(SyntaxKind.EndOfLineTrivia);
            if (trivia.IsKind(SyntaxKind.WhitespaceTrivia) && all.Count > 0 && all[all.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia)) continue;
            if (isLineEnd && line >= 0 && all.Skip(line).All(IsBlank)) all.RemoveRange(line, all.Count - line);
            else all.Add(trivia);
            if (isLineEnd) line = all.Count;
        }

        return [.. all];
    }

    /// <summary>The list without blanks at its end; a line end stays.</summary>
    public static SyntaxTriviaList TrimEnd(SyntaxTriviaList list)
        => list.Count > 0 && list[list.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? list.RemoveAt(list.Count - 1) : list;
}
