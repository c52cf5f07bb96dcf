using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Syncline.Analyzers;

internal static partial class Rules
{
    public static readonly DiagnosticDescriptor NotPartial = new(
        "SYNC001",
        "Not partial",
        "'{0}' can't be completed as a model because {1} not partial: add 'partial' to every declaration that lacks it",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC001.md");

    public static readonly DiagnosticDescriptor KeyMissing = new(
        "SYNC002",
        "No primary key",
        "'{0}' has {1}",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC002.md");

    public static readonly DiagnosticDescriptor KeyPartUnknown = new(
        "SYNC003",
        "The key names no property",
        "'{0}' has no property '{1}' that could be part of its key{2}",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC003.md");

    public static readonly DiagnosticDescriptor KeyPartNullable = new(
        "SYNC004",
        "A key part may be null",
        "'{0}' is part of the key of '{1}', but '{2}' may be null, and a row without a key is never delivered: make it '{3}'",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC004.md");

    public static readonly DiagnosticDescriptor KeyPartType = new(
        "SYNC005",
        "A type that can't be a key",
        "'{0}' can't be part of the key of '{1}': values of '{2}' don't identify a row",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC005.md");

    public static readonly DiagnosticDescriptor ColumnUnmapped = new(
        "SYNC006",
        "A column without a mapping",
        "'{0}' can't be a column: {1}",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC006.md");

    public static readonly DiagnosticDescriptor ColumnTwice = new(
        "SYNC007",
        "Two properties, one column",
        "'{0}' and '{1}' are both the column '{2}': give one of them another name, case does not count",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC007.md");

    public static readonly DiagnosticDescriptor KeyPartTwice = new(
        "SYNC008",
        "A key part twice",
        "'{0}' stands twice in the key of '{1}': name each part once",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC008.md");

    public static readonly DiagnosticDescriptor KeyPartBlurred = new(
        "SYNC009",
        "A key part that can't tell rows apart",
        "'{0}' can't be part of the key of '{1}': {2}",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC009.md");

    public static readonly DiagnosticDescriptor Unreachable = new(
        "SYNC010",
        "Can't be constructed",
        "'{0}' can't be {1}",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC010.md");

    public static readonly DiagnosticDescriptor UnsupportedType = new(
        "SYNC011",
        "Unsupported type",
        "'{0}' can't be a model: {1}",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC011.md");

    public static readonly DiagnosticDescriptor ModeHidden = new(
        "SYNC012",
        "A mode's name is hidden",
        "'{0}' is not the mode here, because {1}: write SyncMode.{0}",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC012.md");

    public static readonly DiagnosticDescriptor NameFallback = new(
        "SYNC013",
        "A generated name was taken",
        "'{0}' has a member or mentions a type called '{1}', so what is generated is called '{2}'",
        Categories.Model,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC013.md");

    public static readonly DiagnosticDescriptor TwoKeys = new(
        "SYNC014",
        "Two keys at once",
        "'{0}' has {1}",
        Categories.Model,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC014.md");

    public static readonly DiagnosticDescriptor ModelMoved = new(
        "SYNC015",
        "A model is not as checked in",
        "'{0}' is not as Syncline.Models.txt has it: {1}; {2}",
        Categories.Model,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC015.md");

    public static readonly DiagnosticDescriptor ModelNotCheckedIn = new(
        "SYNC016",
        "A model without its line, or a line without its model",
        "'{0}' {1}",
        Categories.Model,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC016.md");

    public static readonly DiagnosticDescriptor ModelLineUnreadable = new(
        "SYNC017",
        "A checked-in line that can't be used",
        "Line {0} of Syncline.Models.txt can't be used: {1}; take it out, and let the fixes of SYNC015 and SYNC016 write what is right",
        Categories.Model,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC017.md");

    /// <summary>The rules of this file.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfModels =>
    [
        NotPartial,
        KeyMissing,
        KeyPartUnknown,
        KeyPartNullable,
        KeyPartType,
        ColumnUnmapped,
        ColumnTwice,
        KeyPartTwice,
        KeyPartBlurred,
        Unreachable,
        UnsupportedType,
        ModeHidden,
        NameFallback,
        TwoKeys,
        ModelMoved,
        ModelNotCheckedIn,
        ModelLineUnreadable,
    ];
}
