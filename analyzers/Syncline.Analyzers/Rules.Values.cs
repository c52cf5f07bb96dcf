using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Syncline.Analyzers;

internal static partial class Rules
{
    public static readonly DiagnosticDescriptor ExactFloat = new(
        "SYNC301",
        "A float compared exactly",
        "'{0}' is compared exactly, so a {1} that comes back rounded differently is a change: give it a Tolerance",
        Categories.Values,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC301.md");

    public static readonly DiagnosticDescriptor LocalDateTime = new(
        "SYNC302",
        "A local time whose kind is lost",
        "'{0}' is a local time, but most sources can't keep the kind of a DateTime: use DateTimeOffset, or hold UTC",
        Categories.Values,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC302.md");

    public static readonly DiagnosticDescriptor PersonalData = new(
        "SYNC303",
        "Personal data that is not marked",
        "'{0}' looks like personal data: [Sensitive] keeps its values out of logs, messages and printed plans",
        Categories.Values,
        DiagnosticSeverity.Hidden,
        isEnabledByDefault: true,
        helpLinkUri: Pages + "SYNC303.md");

    /// <summary>The rules of this file.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfValues =>
    [
        ExactFloat,
        LocalDateTime,
        PersonalData,
    ];
}
