using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Syncline.Analyzers;

internal static partial class Rules
{
    public static readonly DiagnosticDescriptor ModeForbidden = new(
        "SYNC101",
        "A mode that is not for this type",
        "{0} can't have the mode {1}: they have {2}",
        Categories.Sync,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC101.md");

    public static readonly DiagnosticDescriptor ModeMissing = new(
        "SYNC102",
        "The mode is missing",
        "A sync of {0} must write {1}",
        Categories.Sync,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC102.md");

    public static readonly DiagnosticDescriptor ModeOnActions = new(
        "SYNC103",
        "A mode on actions",
        "Actions take no mode, they are applied once: remove {0}",
        Categories.Sync,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC103.md");

    public static readonly DiagnosticDescriptor RemovalForbidden = new(
        "SYNC104",
        "A setting that has no meaning",
        "{0} {1}",
        Categories.Sync,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC104.md");

    public static readonly DiagnosticDescriptor SyncName = new(
        "SYNC105",
        "A sync's name",
        "The sync{0} {1}",
        Categories.Sync,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC105.md");

    public static readonly DiagnosticDescriptor DestinationLacks = new(
        "SYNC106",
        "The destination does not take this sync",
        "'{0}' does not take {1}: {2}",
        Categories.Sync,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC106.md");

    public static readonly DiagnosticDescriptor ActOnForbidden = new(
        "SYNC107",
        "ActOn contradicts the mode",
        "ActOn {0}",
        Categories.Sync,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC107.md");

    public static readonly DiagnosticDescriptor KeepRowsImplied = new(
        "SYNC108",
        "KeepRows is off where Diff needs it",
        "Diff keeps whole rows of '{0}' in the state, whatever KeepRows says: write KeepRows = true so that it can be seen",
        Categories.Sync,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC108.md");

    public static readonly DiagnosticDescriptor EveryRow = new(
        "SYNC109",
        "Acts on every row in each run",
        "{0} acts on every row of '{1}' in each run, so a query without bounds costs more each time: bound it, or use Upsert",
        Categories.Sync,
        DiagnosticSeverity.Info,
        isEnabledByDefault: false,
        helpLinkUri: Pages + "SYNC109.md");

    public static readonly DiagnosticDescriptor KeyUnfound = new(
        "SYNC110",
        "The key is not what the destination finds records by",
        "'{0}' finds a record by {1}, but '{2}' {3}: {4}",
        Categories.Sync,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC110.md");

    public static readonly DiagnosticDescriptor ColumnNeeded = new(
        "SYNC111",
        "A column that the destination needs is missing or wrong",
        "'{0}' takes {1}: {2}",
        Categories.Sync,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC111.md");

    /// <summary>The rules of this file.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfSyncs =>
    [
        ModeForbidden,
        ModeMissing,
        ModeOnActions,
        RemovalForbidden,
        SyncName,
        DestinationLacks,
        ActOnForbidden,
        KeepRowsImplied,
        EveryRow,
        KeyUnfound,
        ColumnNeeded,
    ];
}
