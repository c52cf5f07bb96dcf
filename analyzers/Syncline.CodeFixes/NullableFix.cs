using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;

namespace Syncline.CodeFixes;

/// <summary>Makes a key part's type never null.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class NullableFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.KeyPartNullable.Id];

    private protected override IEnumerable<Change> Find(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<NullableTypeSyntax>() is not { } type || type.Span != diagnostic.Location.SourceSpan) yield break;
        yield return new($"Make it '{type.ElementType}'", root => root.ReplaceNode(type, type.ElementType.WithTriviaFrom(type)));
    }
}
