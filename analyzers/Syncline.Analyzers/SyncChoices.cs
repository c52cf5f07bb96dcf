using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>What a sync could be instead, in words and for fixes.</summary>
internal static class SyncChoices
{
    public static FixData FirstRuns { get; } = FixData.Choices(new[] { FirstRunPolicy.Refuse, FirstRunPolicy.Baseline, FirstRunPolicy.Backfill }.Select(policy => $"FirstRun=FirstRunPolicy.{policy}"));

    public static bool IsKnown(SyncType type) => type is SyncType.Objects or SyncType.Events or SyncType.Segments or SyncType.Actions;

    public static FixData Modes(SyncType type) => FixData.Choices(SyncTable.Modes(type).Select(Mode));

    public static string ModesInWords(SyncType type)
        => !IsKnown(type) ? "no meaning; the types are Objects, Events, Segments and Actions"
        : type == SyncType.Events ? "Insert alone, which need not be written"
        : Sentence.List(SyncTable.Modes(type).Select(mode => mode.ToString()), "or");

    public static string Mode(SyncMode mode) => $"Mode=SyncMode.{mode}";

    public static FixData Removals(AttributeData attribute)
    {
        var sync = SyncParser.Read(attribute, "");
        return FixData.Choices(SyncTable.Removals(sync.Type, sync.Mode).Where(removal => removal != WhenRemoved.Keep).Select(Removal).Append("-WhenRemoved"));
    }

    public static string Removal(WhenRemoved removal) => $"WhenRemoved=WhenRemoved.{removal}";

    public static string RemovalsInWords(AttributeData attribute)
    {
        var sync = SyncParser.Read(attribute, "");
        var allowed = SyncTable.Removals(sync.Type, sync.Mode);
        var subject = $"{sync.Type} with {ModeName(sync.Mode.ToString())}";
        return allowed.Count == 0
            ? $"has no meaning for {subject}: remove it"
            : $"is not for {subject}, which can have {Sentence.List(allowed.Select(removal => removal.ToString()), "or")}";
    }

    public static string ModeName(string mode) => mode == nameof(SyncMode.None) ? "no mode" : mode;

    /// <summary>A sync in words: <c>Objects with Upsert and WhenRemoved = Archive</c>.</summary>
    public static string InWords(string type, string mode, string removal)
        => type + (mode == nameof(SyncMode.None) ? "" : $" with {mode}") + (removal == nameof(WhenRemoved.Keep) ? "" : $" and WhenRemoved = {removal}");
}
