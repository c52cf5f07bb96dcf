using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;

namespace Syncline.CodeFixes;

/// <summary>Names a column of a table where the table is made, as the rule proposes: <c>ArchiveColumn=archived</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ArchiveColumnFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.DestinationLacks.Id];

    private protected override IEnumerable<Change> Find(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node is not BaseObjectCreationExpressionSyntax creation) yield break;
        foreach (var choice in FixData.ReadChoices(diagnostic.Properties))
        {
            if (choice.Split('=') is [var property, var column]) yield return new($"Set {property} = \"{column}\"", root => root.ReplaceNode(creation, Set(creation, property, column)));
        }
    }

    private static BaseObjectCreationExpressionSyntax Set(BaseObjectCreationExpressionSyntax creation, string property, string column)
    {
        var value = SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(column));
        if (creation.Initializer is not { Expressions.Count: > 0 } initializer)
        {
            var made = ((BaseObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression($"new() {{ {property} = {value} }}")).Initializer!;
            var end = creation.GetTrailingTrivia();
            return creation.WithInitializer(null).WithoutTrailingTrivia().WithInitializer(made.WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(end));
        }

        if (initializer.Expressions.OfType<AssignmentExpressionSyntax>().FirstOrDefault(set => set.Left is IdentifierNameSyntax left && left.Identifier.ValueText == property) is { } written)
            return creation.ReplaceNode(written.Right, value.WithTriviaFrom(written.Right));
        return creation.WithInitializer(initializer.WithExpressions(Lists.Insert(initializer.Expressions, initializer.Expressions.Count, SyntaxFactory.ParseExpression($"{property} = {value}"))));
    }
}
