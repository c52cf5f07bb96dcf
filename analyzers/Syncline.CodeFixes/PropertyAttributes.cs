using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;

namespace Syncline.CodeFixes;

/// <summary>Changes the attributes of a property, or of the parameter that declares it.</summary>
internal static class PropertyAttributes
{
    /// <summary>The property or parameter that a place belongs to.</summary>
    public static SyntaxNode? Find(SyntaxNode node) => node.AncestorsAndSelf().FirstOrDefault(candidate => candidate is PropertyDeclarationSyntax or ParameterSyntax);

    /// <summary>Adds an attribute without arguments.</summary>
    public static SyntaxNode Add(SyntaxNode property, string name) => Add(property, SyntaxFactory.Attribute(Names.Attribute(name)));

    /// <summary>Sets an option of <c>[SyncColumn]</c>, adding the attribute where it is missing.</summary>
    public static SyntaxNode SetOption(SyntaxNode property, string name, ExpressionSyntax value)
    {
        return Column(property) is { } column
            ? property.ReplaceNode(column, Arguments.Set(column, name, value))
            : Add(property, Arguments.Set(SyntaxFactory.Attribute(Names.Attribute("SyncColumn")), name, value));
    }

    /// <summary>Takes an option of <c>[SyncColumn]</c> out, and the attribute where it says nothing else; <see langword="null"/> where it is not written, or a comment would go with it.</summary>
    public static SyntaxNode? RemoveOption(SyntaxNode property, string name)
    {
        if (Column(property) is not { ArgumentList: { } written } column || Sites.FindArgument(column, name) is null) return null;
        if (written.Arguments.Count > 1) return property.ReplaceNode(column, Arguments.Remove(column, name));
        if (column.Parent is not AttributeListSyntax list || list.DescendantTrivia().Skip(list.GetLeadingTrivia().Count).Any(Beside.IsComment)) return null;
        var rest = property.RemoveNode(list.Attributes.Count > 1 ? column : list, SyntaxRemoveOptions.KeepNoTrivia);
        return rest?.WithLeadingTrivia(property.GetLeadingTrivia());
    }

    private static AttributeSyntax? Column(SyntaxNode property)
        => Lists(property).SelectMany(list => list.Attributes).FirstOrDefault(attribute => LastName(attribute.Name) is "SyncColumn" or "SyncColumnAttribute");

    private static SyntaxNode Add(SyntaxNode property, AttributeSyntax attribute)
    {
        // Brackets of the factory are elastic: the formatter would give each attribute a line.
        var list = SyntaxFactory.AttributeList(Bare(SyntaxKind.OpenBracketToken), null, [attribute], Bare(SyntaxKind.CloseBracketToken));
        var before = property.GetLeadingTrivia();
        return property switch
        {
            // The new list takes the first place, so that what stood in front of the declaration still does.
            ParameterSyntax parameter => parameter.WithLeadingTrivia().WithAttributeLists([list.WithLeadingTrivia(before).WithTrailingTrivia(SyntaxFactory.Space), .. parameter.WithLeadingTrivia().AttributeLists]),
            PropertyDeclarationSyntax declaration when StandsOnItsOwnLine(property) => declaration.WithLeadingTrivia(Indentation(before))
                .WithAttributeLists([list.WithLeadingTrivia(before).WithTrailingTrivia(LineEnd(property)), .. declaration.WithLeadingTrivia(Indentation(before)).AttributeLists]),
            PropertyDeclarationSyntax declaration => declaration.WithLeadingTrivia().WithAttributeLists([list.WithLeadingTrivia(before).WithTrailingTrivia(SyntaxFactory.Space), .. declaration.WithLeadingTrivia().AttributeLists]),
            _ => property,
        };
    }

    private static SyntaxToken Bare(SyntaxKind kind) => SyntaxFactory.Token(default, kind, default);

    private static bool StandsOnItsOwnLine(SyntaxNode property)
    {
        var previous = property.GetFirstToken().GetPreviousToken();
        return previous.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) || property.GetLeadingTrivia().Any(SyntaxKind.EndOfLineTrivia);
    }

    private static SyntaxTriviaList Indentation(SyntaxTriviaList trivia) => trivia.Count > 0 && trivia[trivia.Count - 1] is var last && last.IsKind(SyntaxKind.WhitespaceTrivia) ? [last] : [];

    private static SyntaxTrivia LineEnd(SyntaxNode node)
    {
        var first = node.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return first.IsKind(SyntaxKind.EndOfLineTrivia) ? first : SyntaxFactory.LineFeed;
    }

    private static SyntaxList<AttributeListSyntax> Lists(SyntaxNode property) => property switch
    {
        ParameterSyntax parameter => parameter.AttributeLists,
        PropertyDeclarationSyntax declaration => declaration.AttributeLists,
        _ => default,
    };

    /// <summary>The last part of a name.</summary>
    public static string? LastName(NameSyntax name) => name switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        _ => null,
    };
}
