using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Syncline.Analyzers;
using Syncline.Analyzers.EventKeys;

namespace Syncline.CodeFixes;

/// <summary>Gives an event a better key, or states that the one it has is unique.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class EventKeyFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds
        => [Rules.EventKeyLooksForeign.Id, Rules.EventKeyIsOtherModels.Id, Rules.EventKeyHasFewValues.Id, Rules.EventKeyTellsNothingApart.Id, Rules.EventKeyIsTimestamp.Id];

    private protected override IEnumerable<Change> Find(SyntaxNode node, Diagnostic diagnostic)
    {
        if (node.AncestorsAndSelf().OfType<AttributeSyntax>().FirstOrDefault() is not { ArgumentList: not null } attribute) yield break;
        var choice = EventKeyChoice.Read(diagnostic.Properties);
        if (choice.OwnId is { } own && KeySyntax.Replace(attribute, own) is { } replaced) yield return Make($"Use '{own}' as the key", "own", attribute, replaced);
        if (choice.Additions.Count > 0 && KeySyntax.Add(attribute, choice.Additions) is { } added) yield return Make($"Add {Sentence.Names(choice.Additions)} to the key", "add", attribute, added);
        // What has few values is never unique, but for a day.
        if (diagnostic.Id != Rules.EventKeyHasFewValues.Id) yield return Make("State that the key is unique", "unique", attribute, KeySyntax.AssertUnique(attribute));
    }

    private static Change Make(string title, string kind, AttributeSyntax attribute, AttributeSyntax changed)
        => new(title, root => root.ReplaceNode(attribute, changed)) { Kind = nameof(EventKeyFix) + "." + kind };
}
