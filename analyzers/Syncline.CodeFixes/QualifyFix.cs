using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;

namespace Syncline.CodeFixes;

/// <summary>Qualifies a mode whose bare name means something else.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class QualifyFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.ModeHidden.Id];

    private protected override IEnumerable<Change> Find(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<IdentifierNameSyntax>() is not { } name) yield break;
        var mode = $"SyncMode.{name.Identifier.ValueText}";
        yield return new($"Write {mode}", root => root.ReplaceNode(name, Names.Expression(mode).WithTriviaFrom(name)));
    }
}
