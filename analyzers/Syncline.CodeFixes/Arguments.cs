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
        // Elastic trivia in front of it would have the formatter pull it onto the line of the parenthesis.
        var argument = SyntaxFactory.AttributeArgument(NameEquals(name), null, value).WithLeadingTrivia();
        if (attribute.ArgumentList is not { } list) return attribute.WithoutTrailingTrivia().WithArgumentList(SyntaxFactory.AttributeArgumentList([argument])).WithTrailingTrivia(attribute.GetTrailingTrivia());
        return attribute.WithArgumentList(list.WithArguments(Append(list.Arguments, argument)));
    }

    /// <summary>Takes an argument out; comments that stood beside it stay, and so do the lines.</summary>
    public static AttributeSyntax Remove(AttributeSyntax attribute, string name)
    {
        if (attribute.ArgumentList is not { } list || Sites.FindArgument(attribute, name) is not { } argument) return attribute;
        if (list.Arguments.Count == 1) return RemoveOnly(attribute, list);
        var index = list.Arguments.IndexOf(argument);
        return attribute.WithArgumentList(list.WithArguments(index == list.Arguments.Count - 1 ? RemoveLast(list.Arguments) : RemoveBefore(list.Arguments, index)));
    }

    private static AttributeSyntax RemoveOnly(AttributeSyntax attribute, AttributeArgumentListSyntax list)
    {
        if (!list.DescendantTrivia().Any(Beside.IsComment)) return attribute.WithArgumentList(null).WithTrailingTrivia(list.CloseParenToken.TrailingTrivia);
        var close = list.CloseParenToken;
        var kept = Beside.Join(Beside.Of(list.Arguments[0]).Concat(close.LeadingTrivia), list.OpenParenToken.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia));
        return attribute.WithArgumentList(list.WithArguments([]).WithCloseParenToken(close.WithLeadingTrivia(kept)));
    }

    // The comma before the last argument goes with it, and what stood beside both comes behind the argument before.
    private static SeparatedSyntaxList<AttributeArgumentSyntax> RemoveLast(SeparatedSyntaxList<AttributeArgumentSyntax> arguments)
    {
        var (before, last) = (arguments[arguments.Count - 2], arguments[arguments.Count - 1]);
        var comma = arguments.GetSeparator(arguments.Count - 2);
        SyntaxTriviaList beside = [.. comma.LeadingTrivia, .. comma.TrailingTrivia, .. Beside.Of(last)];
        var kept = beside.Any(Beside.IsComment) ? beside : last.GetTrailingTrivia();
        var rest = arguments.RemoveAt(arguments.Count - 1);
        return rest.Replace(rest[rest.Count - 1], before.WithTrailingTrivia(Beside.TrimEnd(Beside.Join(before.GetTrailingTrivia().Concat(kept), startsLine: false))));
    }

    // The comma behind another argument goes with it, and what stood beside both comes in front of the next.
    private static SeparatedSyntaxList<AttributeArgumentSyntax> RemoveBefore(SeparatedSyntaxList<AttributeArgumentSyntax> arguments, int index)
    {
        var (argument, comma, next) = (arguments[index], arguments.GetSeparator(index), arguments[index + 1]);
        var indentation = argument.GetLeadingTrivia();
        var beside = Beside.Of(argument).Concat(comma.LeadingTrivia).Concat(comma.TrailingTrivia).Concat(next.GetLeadingTrivia());
        var kept = Beside.Join(beside, startsLine: indentation.Count > 0);
        if (indentation.Count == 0 || !kept.Any(Beside.IsComment)) kept = [.. kept.SkipWhile(Beside.IsBlank)];
        if (!kept.Any(Beside.IsComment)) kept = indentation;
        var rest = arguments.RemoveAt(index);
        return rest.Replace(rest[index], next.WithLeadingTrivia(kept));
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
}
