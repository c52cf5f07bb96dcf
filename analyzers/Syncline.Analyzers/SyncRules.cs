using System.Globalization;
using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>The rules of syncs, SYNC101 to SYNC109 but for SYNC106.</summary>
internal static class SyncRules
{
    public static void Check(Declaration declaration, ProjectStates states)
    {
        var syncs = declaration.Syncs;
        var problems = declaration.Problems.Where(problem => problem.Site == ProblemSite.Sync).ToLookup(problem => problem.Name, StringComparer.Ordinal);
        for (var i = 0; i < syncs.Count; i++)
        {
            var own = problems[i.ToString(CultureInfo.InvariantCulture)].ToArray();
            foreach (var problem in own) Check(declaration, syncs[i], problem);
            CheckCleared(declaration, syncs[i], own);
            if (own.Length == 0) CheckRight(declaration, syncs[i], states);
        }
    }

    private static void Check(Declaration declaration, AttributeData sync, Problem problem)
    {
        var arguments = problem.Arguments;
        void Report(DiagnosticDescriptor rule, string site, FixData fix, params object[] values)
            => declaration.Report(rule, Sites.Argument(sync, site, declaration.CancellationToken), fix, values);

        switch (problem.Kind)
        {
            case ProblemKind.ModeUnsupported:
                var type = (SyncType)sync.NamedEnum("Type");
                Report(Rules.ModeForbidden, "Mode", SyncChoices.Modes(type), SyncChoices.IsKnown(type) ? arguments[0] : $"Syncs of type {arguments[0]}", arguments[1], SyncChoices.ModesInWords(type));
                break;
            case ProblemKind.ModeMissing:
                Report(Rules.ModeMissing, "Mode", SyncChoices.Modes((SyncType)sync.NamedEnum("Type")), arguments[0], $"its mode: {SyncChoices.ModesInWords((SyncType)sync.NamedEnum("Type"))}");
                break;
            case ProblemKind.FirstRunMissing:
                Report(Rules.ModeMissing, "FirstRun", SyncChoices.FirstRuns, "Actions", "FirstRun: whether a run without a state applies every action, records them as applied, or refuses");
                break;
            case ProblemKind.ModeOnActions:
                Report(Rules.ModeOnActions, "Mode", FixData.Choices(["-Mode"]), $"Mode = {arguments[0]}");
                break;
            case ProblemKind.WhenRemovedUnsupported:
                Report(Rules.RemovalForbidden, "WhenRemoved", SyncChoices.Removals(sync), $"WhenRemoved = {arguments[2]}", SyncChoices.RemovalsInWords(sync));
                break;
            case ProblemKind.RemoveAfterRunsTooSmall:
                Report(Rules.RemovalForbidden, "RemoveAfterRuns", FixData.Choices(["-RemoveAfterRuns"]), $"RemoveAfterRuns = {arguments[0]}", "has no meaning: 1 is the first run that does not see a row");
                break;
            case ProblemKind.KeepLedgerUnsupported:
                Report(Rules.RemovalForbidden, "KeepLedger", FixData.Choices(["-KeepLedger"]), $"KeepLedger = {arguments[2]}", $"has no meaning for {arguments[0]} with {SyncChoices.ModeName(arguments[1])}: Events and Actions have a ledger; remove it");
                break;
            case ProblemKind.KeepLedgerNegative:
                Report(Rules.RemovalForbidden, "KeepLedger", FixData.Choices(["-KeepLedger"]), $"KeepLedger = {arguments[0]}", "has no meaning: it is a number of days, and 0 is for ever");
                break;
            case ProblemKind.RemoveAfterRunsUnsupported:
                Report(Rules.RemovalForbidden, "RemoveAfterRuns", FixData.Choices(["-RemoveAfterRuns"]), $"RemoveAfterRuns = {arguments[2]}", $"has no meaning for {arguments[0]} with {SyncChoices.ModeName(arguments[1])}, which sees no row leave: remove it");
                break;
            case ProblemKind.SettingValue:
                var values = arguments[0] == "FirstRun" ? Enum.GetNames(typeof(FirstRunPolicy)) : Enum.GetNames(typeof(ModelChange));
                Report(Rules.RemovalForbidden, arguments[0], FixData.Choices([$"-{arguments[0]}"]), $"{arguments[0]} = {arguments[1]}", $"has no meaning: it is {Sentence.List(values, "or")}");
                break;
            case ProblemKind.ActOnUnsupported:
                Report(Rules.ActOnForbidden, "ActOn", FixData.Choices(["-ActOn"]), $"has no meaning for {arguments[0]} with {SyncChoices.ModeName(arguments[1])}, whose rows are acted on by a rule of their own: remove it");
                break;
            case ProblemKind.ActOnValue:
                Report(Rules.ActOnForbidden, "ActOn", FixData.Choices(["-ActOn"]), arguments[0] == "0" ? "names no change, so nothing would ever be delivered: name Added, Changed or both, or remove it" : $"has no value {arguments[0]}: name Added, Changed or both");
                break;
            default:
                CheckName(declaration, sync, problem);
                break;
        }
    }

    private static void CheckName(Declaration declaration, AttributeData sync, Problem problem)
    {
        var name = sync.FirstText() is { Length: > 0 } text ? $" '{text}'" : "";
        var reason = problem.Kind switch
        {
            ProblemKind.SyncNameTwice => name.Length > 0 ? "another one of the model has its name" : "only one of a model's syncs may go without a name; give this one a name of its own",
            ProblemKind.SyncNameInvalid => "its name can't begin the name of a C# member",
            ProblemKind.SyncNameTaken => $"the model has or mentions '{problem.Arguments[0]}' already; give it another name",
            ProblemKind.StateIdTwice => $"another one of the model has the state '{problem.Arguments[0]}', and two syncs can't share one; give it an Id of its own",
            ProblemKind.StateIdEmpty => $"its Id '{problem.Arguments[0]}' names no state; write a name, or remove it for the one that model and sync give",
            _ => null,
        };
        if (reason is null) return;
        var site = problem.Kind is ProblemKind.StateIdEmpty or ProblemKind.StateIdTwice ? Sites.Argument(sync, "Id", declaration.CancellationToken) : Sites.First(sync, declaration.CancellationToken);
        declaration.Report(Rules.SyncName, site, name, $"can't be generated: {reason}");
    }

    private static void CheckCleared(Declaration declaration, AttributeData sync, Problem[] problems)
    {
        var columns = problems.Where(problem => problem.Kind == ProblemKind.ClearNeedsNullable).Select(problem => problem.Arguments[0]).ToArray();
        if (columns.Length == 0) return;
        var fixes = FixData.Choices(["WhenRemoved=WhenRemoved.Delete", "-WhenRemoved"]);
        declaration.Report(Rules.RemovalForbidden, Sites.Argument(sync, "WhenRemoved", declaration.CancellationToken), fixes, "WhenRemoved = Clear", $"makes every column but the key null, but {Sentence.Names(columns)} {(columns.Length == 1 ? "is" : "are")} never null");
    }

    private static void CheckRight(Declaration declaration, AttributeData attribute, ProjectStates states)
    {
        var sync = SyncParser.Read(attribute, "");
        var mode = Sites.Value(attribute, "Mode", declaration.CancellationToken);
        if (sync.Mode == SyncMode.Diff && !declaration.Attribute.Named("KeepRows", false))
            declaration.Report(Rules.KeepRowsImplied, Sites.Argument(declaration.Attribute, "KeepRows", declaration.CancellationToken), FixData.Choices(["KeepRows=true"]), declaration.Type.Name);
        if (sync.Mode is SyncMode.All or SyncMode.Archive) declaration.Report(Rules.EveryRow, mode, sync.Mode.ToString(), declaration.Type.Name);
        DestinationRules.Check(declaration, attribute, sync);
        if (RecordSite.Of(declaration, attribute) is { } site) RecordRules.Check(site, sync.Type);
        CheckState(declaration, attribute, sync, states);
    }

    // Names of models differ, so that only a state that is written can be another model's too.
    private static void CheckState(Declaration declaration, AttributeData attribute, Sync sync, ProjectStates states)
    {
        if (sync.Id is not { } id || states.FindOther(declaration.Type, id) is not { } other) return;
        var name = sync.Name.Length > 0 ? $" '{sync.Name}'" : "";
        declaration.Report(Rules.SyncName, Sites.Argument(attribute, "Id", declaration.CancellationToken), name, $"has the state '{id}', which a sync of '{other}' has too, and two syncs can't share one: give one of them an Id of its own");
    }
}
