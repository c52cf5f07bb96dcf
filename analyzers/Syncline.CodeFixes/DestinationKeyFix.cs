using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;

namespace Syncline.CodeFixes;

/// <summary>Keys a model by the column its destination finds records by, and has that ignore case or mind it as the destination does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DestinationKeyFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.KeyUnfound.Id];

    private protected override IEnumerable<Change> Find(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) yield break;
        var steps = FixData.ReadChoices(diagnostic.Properties).Select(step => step.Split('=')).ToArray();
        var changes = new Dictionary<SyntaxNode, SyntaxNode>();
        // What stands in another part of the type, or in its base, is not changed from here: all of it is, or nothing.
        foreach (var step in steps)
        {
            if (step is not [var what, var member] || (what == "Key" ? Rekeyed(type, member) : what == "IgnoreCase" ? Caseless(type, member) : Cased(type, member)) is not var (old, changed)) yield break;
            changes.Add(old, changed);
        }

        if (steps is not [[var first, var name], ..]) yield break;
        var title = first switch
        {
            "IgnoreCase" => $"Have '{name}' ignore case",
            "MindCase" => $"Have '{name}' mind case",
            _ => $"Use '{name}' as the primary key{(steps is [_, [var second, ..]] ? second == "IgnoreCase" ? ", ignoring case" : ", minding case" : "")}",
        };
        yield return new(title, root => root.ReplaceNodes(changes.Keys, (old, _) => changes[old]));
    }

    private static (SyntaxNode Old, SyntaxNode New)? Rekeyed(TypeDeclarationSyntax type, string member)
        => type.AttributeLists.SelectMany(list => list.Attributes).FirstOrDefault(attribute => PropertyAttributes.LastName(attribute.Name) is "SyncModel" or "SyncModelAttribute") is { ArgumentList: not null } model
            && KeySyntax.Replace(model, member) is { } replaced ? (model, replaced) : null;

    private static (SyntaxNode Old, SyntaxNode New)? Caseless(TypeDeclarationSyntax type, string member)
        => Property(type, member) is { } property ? (property, PropertyAttributes.SetOption(property, "IgnoreCase", SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression))) : null;

    private static (SyntaxNode Old, SyntaxNode New)? Cased(TypeDeclarationSyntax type, string member)
        => Property(type, member) is { } property && PropertyAttributes.RemoveOption(property, "IgnoreCase") is { } cased ? (property, cased) : null;

    private static SyntaxNode? Property(TypeDeclarationSyntax type, string member)
        => type.ParameterList?.Parameters.FirstOrDefault(parameter => parameter.Identifier.ValueText == member)
            ?? (SyntaxNode?)type.Members.OfType<PropertyDeclarationSyntax>().FirstOrDefault(candidate => candidate.Identifier.ValueText == member);
}
