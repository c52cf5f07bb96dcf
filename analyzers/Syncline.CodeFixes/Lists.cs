using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Syncline.CodeFixes;

/// <summary>Changes lists with separators, keeping how they are laid out.</summary>
internal static class Lists
{
    /// <summary>The list with an element behind the first <paramref name="count"/>, of which there must be one, laid out like them: on the same line, or on a line of its own.</summary>
    public static SeparatedSyntaxList<T> Insert<T>(SeparatedSyntaxList<T> list, int count, T element)
        where T : SyntaxNode
    {
        var before = list[count - 1];
        var lineEnd = count > 1 ? list.GetSeparator(count - 2).TrailingTrivia.Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToArray() : [];
        var isOnOwnLine = lineEnd.Length > 0;
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(isOnOwnLine ? lineEnd : [SyntaxFactory.Space]);
        element = element.WithLeadingTrivia(isOnOwnLine ? before.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)) : []);

        var all = list.GetWithSeparators().ToList();
        var place = 2 * (count - 1);
        if (count == list.Count)
        {
            // What ends the list ends it still, but for a comment behind the last element on its own line: that one stays with it.
            var end = before.GetTrailingTrivia();
            var hasOwnEnd = isOnOwnLine && end.Any(SyntaxKind.EndOfLineTrivia);
            if (hasOwnEnd) comma = comma.WithTrailingTrivia(end);
            element = element.WithTrailingTrivia(hasOwnEnd ? lineEnd : end);
            all[place] = before.WithTrailingTrivia();
        }

        // A comma at the very end of a list stays there: the new one goes in front of the new element.
        all.InsertRange(place + 1, [comma, element]);
        return SyntaxFactory.SeparatedList<T>(all);
    }
}
