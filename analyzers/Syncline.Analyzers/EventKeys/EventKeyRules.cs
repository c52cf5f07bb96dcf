using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers.EventKeys;

/// <summary>The rules of keys of events, SYNC201 to SYNC205. At most one speaks of a key.</summary>
internal static class EventKeyRules
{
    private const string OwnIdsOption = "syncline.event_key_own_ids";
    private const string ForeignIdsOption = "syncline.event_key_foreign_ids";

    public static void Check(Declaration declaration, ProjectModels models)
    {
        if (!declaration.Syncs.Any(IsOfEvents) || EventModelReader.Read(declaration, models) is not { } model) return;
        var verdict = EventKeyClassifier.Classify(model, Names(declaration));
        if (verdict.Problem != EventKeyProblem.None) Report(declaration, model, verdict);
    }

    /// <summary>Whether a sync delivers events.</summary>
    public static bool IsOfEvents(AttributeData sync) => sync.NamedEnum("Type") == (int)SyncType.Events;

    private static void Report(Declaration declaration, EventModel model, EventKeyVerdict verdict)
    {
        var key = Sentence.Names(model.Key.Select(column => column.Name));
        var advice = Advice(verdict, out var fix);
        var (rule, arguments) = verdict.Problem switch
        {
            EventKeyProblem.LooksForeign => (Rules.EventKeyLooksForeign, new object[] { model.Name, key, verdict.Reason, advice }),
            EventKeyProblem.OtherModelsKey => (Rules.EventKeyIsOtherModels, [model.Name, key, verdict.Reason, advice]),
            EventKeyProblem.FewValues => (Rules.EventKeyHasFewValues, [model.Name, key, advice]),
            EventKeyProblem.NothingTellsApart => (Rules.EventKeyTellsNothingApart, [model.Name, key, advice]),
            _ => (Rules.EventKeyIsTimestamp, [model.Name, key, advice]),
        };
        declaration.Report(rule, Place(declaration, model), fix, arguments);
    }

    private static string Advice(EventKeyVerdict verdict, out FixData fix)
    {
        const string Assert = "write 'UniqueKey = true' if no two events share it";
        if (verdict.OwnId is { } own)
        {
            fix = new EventKeyChoice(own, []).ToFixData();
            return $"use '{own}', the event's own id";
        }

        fix = new EventKeyChoice(null, verdict.Additions).ToFixData();
        return verdict.Additions.Count > 0
            ? $"add {Sentence.Names(verdict.Additions)} to the key, or {Assert}"
            : $"add a column that tells two events apart, or {Assert}";
    }

    // The parts alone, so that the squiggle is under the names that mislead.
    private static Location? Place(Declaration declaration, EventModel model)
    {
        var parts = Sites.KeyParts(declaration.Attribute, declaration.CancellationToken);
        if (parts.Count != model.Key.Count) return Sites.Of(declaration.Attribute, declaration.CancellationToken);
        var (first, last) = (parts[0], parts[parts.Count - 1]);
        return Location.Create(first.SyntaxTree, Microsoft.CodeAnalysis.Text.TextSpan.FromBounds(first.SpanStart, last.Span.End));
    }

    private static EventKeyNames Names(Declaration declaration)
    {
        if (declaration.Attribute.ApplicationSyntaxReference?.SyntaxTree is not { } tree) return EventKeyNames.None;
        var options = declaration.Options.AnalyzerConfigOptionsProvider.GetOptions(tree);
        var hasOwn = options.TryGetValue(OwnIdsOption, out var own);
        var hasForeign = options.TryGetValue(ForeignIdsOption, out var foreign);
        return hasOwn || hasForeign ? EventKeyNames.Parse(own, foreign) : EventKeyNames.None;
    }
}
