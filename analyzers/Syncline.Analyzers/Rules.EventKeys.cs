using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Syncline.Analyzers;

internal static partial class Rules
{
    public static readonly DiagnosticDescriptor EventKeyLooksForeign = new(
        "SYNC201",
        "The key of an event looks like something else's",
        "The key of event '{0}' is {1}, which looks like {2}: events that share it are omitted; {3}",
        Categories.EventKeys,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC201.md");

    public static readonly DiagnosticDescriptor EventKeyIsOtherModels = new(
        "SYNC202",
        "The key of an event is another model's key",
        "The key of event '{0}' is {1}, the key of '{2}': events of one '{2}' share it and are omitted; {3}",
        Categories.EventKeys,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC202.md");

    public static readonly DiagnosticDescriptor EventKeyHasFewValues = new(
        "SYNC203",
        "The key of an event has few values",
        "The key of event '{0}' is {1}, of types that have few values: events that share it are omitted; {2}",
        Categories.EventKeys,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC203.md");

    public static readonly DiagnosticDescriptor EventKeyTellsNothingApart = new(
        "SYNC204",
        "The key of an event tells no two events of one entity apart",
        "The key of event '{0}' is {1}, and nothing in it tells two events of one entity apart: events that share it are omitted; {2}",
        Categories.EventKeys,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC204.md");

    public static readonly DiagnosticDescriptor EventKeyIsTimestamp = new(
        "SYNC205",
        "The key of an event is a time alone",
        "The key of event '{0}' is {1}, a time alone: events of one moment share it and are omitted; {2}",
        Categories.EventKeys,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC205.md");

    private static ImmutableArray<DiagnosticDescriptor> OfEventKeys => [EventKeyLooksForeign, EventKeyIsOtherModels, EventKeyHasFewValues, EventKeyTellsNothingApart, EventKeyIsTimestamp];
}
