using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;

namespace Syncline.CodeFixes;

/// <summary>Changes named arguments of attributes, and nothing around them.</summary>
internal static class Arguments
{
    /// <summary>Gives an argument a value; where it is not written it comes last.</summary>
    public static AttributeSyntax Set(AttributeSyntax attribute, string name, ExpressionSyntax value)
    {
        if (Sites.FindArgument(attribute, name) is { } written) return attribute.ReplaceNode(written.Expression, value.WithTriviaFrom(written.Expression));
        var argument = SyntaxFactory.AttributeArgument(NameEquals(name), null, value);
        if (attribute.ArgumentList is not { } list) return attribute.WithoutTrailingTrivia().WithArgumentList(SyntaxFactory.AttributeArgumentList([argument])).WithTrailingTrivia(attribute.GetTrailingTrivia());
        return attribute.WithArgumentList(list.WithArguments(Append(list.Arguments, argument)));
    }

    /// <summary>Takes an argument out; comments that stood beside it stay.</summary>
    public static AttributeSyntax Remove(AttributeSyntax attribute, string name)
    {
        if (attribute.ArgumentList is not { } list || Sites.FindArgument(attribute, name) is not { } argument) return attribute;
        if (list.Arguments.Count == 1 && !HasComment(list)) return attribute.WithArgumentList(null).WithTrailingTrivia(list.CloseParenToken.TrailingTrivia);

        var index = list.Arguments.IndexOf(argument);
        var arguments = list.Arguments.RemoveAt(index);
        if (index > 0 && index == arguments.Count)
        {
            // The comma before the last argument goes with it; a comment behind that comma is the argument's before.
            var comments = list.Arguments.GetSeparator(index - 1).TrailingTrivia.Where(IsComment).ToArray();
            var last = arguments[index - 1];
            if (comments.Length > 0) arguments = arguments.Replace(last, last.WithTrailingTrivia(last.GetTrailingTrivia().Add(SyntaxFactory.Space).AddRange(comments).Add(SyntaxFactory.LineFeed)));
        }

        return attribute.WithArgumentList(list.WithArguments(arguments));
    }

    private static SeparatedSyntaxList<AttributeArgumentSyntax> Append(SeparatedSyntaxList<AttributeArgumentSyntax> arguments, AttributeArgumentSyntax argument)
    {
        if (arguments.Count == 0) return [argument];
        // What stands behind the last argument, a line break before the parenthesis say, stays there.
        var end = arguments[arguments.Count - 1].GetTrailingTrivia();
        var items = arguments.Replace(arguments[arguments.Count - 1], arguments[arguments.Count - 1].WithoutTrailingTrivia()).GetWithSeparators();
        var comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        return SyntaxFactory.SeparatedList<AttributeArgumentSyntax>(items.Add(comma).Add(argument.WithTrailingTrivia(end)));
    }

    private static NameEqualsSyntax NameEquals(string name)
        => SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName(name).WithTrailingTrivia(SyntaxFactory.Space)).WithTrailingTrivia(SyntaxFactory.Space);

    private static bool HasComment(AttributeArgumentListSyntax list) => list.DescendantTrivia().Any(IsComment);

    private static bool IsComment(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);
}
