using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;

namespace Syncline.CodeFixes;

/// <summary>Sets or removes an argument of an attribute, as the rule proposes: <c>Mode=SyncMode.Upsert</c>, <c>-WhenRemoved</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ArgumentFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
    [
        Rules.ColumnUnmapped.Id,
        Rules.ModeForbidden.Id,
        Rules.ModeMissing.Id,
        Rules.ModeOnActions.Id,
        Rules.RemovalForbidden.Id,
        Rules.DestinationLacks.Id,
        Rules.ActOnForbidden.Id,
        Rules.KeepRowsImplied.Id,
    ];

    private protected override IEnumerable<Change> Find(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) yield break;
        foreach (var choice in FixData.ReadChoices(diagnostic.Properties)) yield return Make(attribute, choice);
    }

    private static Change Make(AttributeSyntax attribute, string choice)
    {
        if (choice.Split('=') is not [var name, var value])
        {
            var removed = choice.TrimStart('-');
            return new($"Remove {removed}", root => root.ReplaceNode(attribute, Arguments.Remove(attribute, removed)));
        }

        return new($"Set {name} = {value.Split('.').Last()}", root => root.ReplaceNode(attribute, Arguments.Set(attribute, name, Names.Expression(value))));
    }
}
