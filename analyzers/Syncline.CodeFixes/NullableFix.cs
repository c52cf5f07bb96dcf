using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;
using Syncline.Generator.Parsing;

namespace Syncline.CodeFixes;

/// <summary>Makes a key part's type never null, where the code around agrees.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class NullableFix : SyntaxFix
{
    // A property that is not given a value: that is asked for next, and is no reason against the type.
    private const string ValueMissing = "CS8618";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.KeyPartNullable.Id];

    private protected override IEnumerable<Change> Find(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<NullableTypeSyntax>() is not { } type || type.Span != diagnostic.Location.SourceSpan) yield break;
        yield return new($"Make it '{type.ElementType}'", root => root.ReplaceNode(type, type.ElementType.WithTriviaFrom(type)));
    }

    /// <remarks>The base a key part is inherited from has other heirs, so only models are changed; a default, a getter or a use may contradict the new type, so the compiler is asked.</remarks>
    private protected override async Task<bool> FitsAsync(Document document, SyntaxNode node, SyntaxNode changed, CancellationToken cancellationToken)
    {
        if (await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } semantics) return false;
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } holder || semantics.GetDeclaredSymbol(holder, cancellationToken) is not { } type) return false;
        if (type.GetAttributes().Find("SyncModelAttribute") is null) return false;

        var before = semantics.Compilation;
        var tree = semantics.SyntaxTree;
        var newTree = tree.WithRootAndOptions(changed, tree.Options);
        var after = before.ReplaceSyntaxTree(tree, newTree);
        // Only the files of the type: to compile the whole project would take too long for a menu.
        var others = type.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree).Where(other => other != tree).Distinct();
        return Count(after, newTree, cancellationToken) <= Count(before, tree, cancellationToken)
            && others.All(other => Count(after, other, cancellationToken) <= Count(before, other, cancellationToken));
    }

    private static int Count(Compilation compilation, SyntaxTree tree, CancellationToken cancellationToken)
        => compilation.GetSemanticModel(tree).GetDiagnostics(cancellationToken: cancellationToken).Count(found => found.Severity >= DiagnosticSeverity.Warning && found.Id != ValueMissing);
}
