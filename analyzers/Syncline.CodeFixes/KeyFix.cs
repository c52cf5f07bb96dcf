using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;

namespace Syncline.CodeFixes;

/// <summary>Names a property in the key: where there is no key, or in place of a name that is none.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class KeyFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.KeyMissing.Id, Rules.KeyPartUnknown.Id];

    private protected override IEnumerable<Change> Find(SyntaxNode node, Diagnostic diagnostic)
    {
        foreach (var name in FixData.ReadChoices(diagnostic.Properties))
        {
            if (diagnostic.Id == Rules.KeyMissing.Id && node.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute)
                yield return new($"Use '{name}' as the primary key", root => root.ReplaceNode(attribute, WithKey(attribute, name)));
            if (diagnostic.Id == Rules.KeyPartUnknown.Id && node is ExpressionSyntax part)
                yield return new($"Use '{name}'", root => root.ReplaceNode(part, Names.NameOf(name).WithTriviaFrom(part)));
        }
    }

    private static AttributeSyntax WithKey(AttributeSyntax attribute, string name)
        => Arguments.Set(attribute, "PrimaryKey", SyntaxFactory.CollectionExpression([SyntaxFactory.ExpressionElement(Names.NameOf(name))]));
}
