using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Syncline.Analyzers;

internal static partial class Rules
{
    public static readonly DiagnosticDescriptor ReportIgnored = new(
        "SYNC401",
        "The report of a run is thrown away",
        "The report of '{0}' is thrown away, so nobody sees rejected rows or a run that stopped: look at its Status",
        Categories.Calls,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC401.md");

    public static readonly DiagnosticDescriptor CapabilityMissing = new(
        "SYNC402",
        "The destination lacks a capability",
        "'{0}' takes a destination that {1}, but '{2}' lacks {3}",
        Categories.Calls,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC402.md");

    public static readonly DiagnosticDescriptor StateInMemory = new(
        "SYNC403",
        "A state that is forgotten",
        "InMemoryStateStore forgets the state with the process, so each start is a first run and delivers every row: use a store that lasts",
        Categories.Calls,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC403.md");

    /// <summary>The rules of this file.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfCalls =>
    [
        ReportIgnored,
        CapabilityMissing,
        StateInMemory,
    ];
}
