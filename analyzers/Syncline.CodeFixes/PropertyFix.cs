using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Syncline.Analyzers;

namespace Syncline.CodeFixes;

/// <summary>Marks a property: leaves it out, gives it a tolerance, calls it sensitive.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PropertyFix : SyntaxFix
{
    // Far below anything a person would call another number, far above what rounding in another system does to numbers around 1.
    private const string Tolerance = "1e-6";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Rules.ColumnUnmapped.Id, Rules.ExactFloat.Id, Rules.PersonalData.Id];

    private protected override IEnumerable<Change> Find(SyntaxNode node, Diagnostic diagnostic)
    {
        if (PropertyAttributes.Find(node) is not { } property) yield break;
        if (diagnostic.Id == Rules.ColumnUnmapped.Id) yield return new("Leave it out with [SyncIgnore]", root => root.ReplaceNode(property, PropertyAttributes.Add(property, "SyncIgnore")));
        if (diagnostic.Id == Rules.PersonalData.Id) yield return new("Mark it [Sensitive]", root => root.ReplaceNode(property, PropertyAttributes.Add(property, "Sensitive")));
        if (diagnostic.Id == Rules.ExactFloat.Id) yield return new($"Set Tolerance = {Tolerance}", root => root.ReplaceNode(property, PropertyAttributes.SetOption(property, "Tolerance", Names.Expression(Tolerance))));
    }
}
