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

    private static ImmutableArray<DiagnosticDescriptor> OfModels => [NotPartial];

    private static ImmutableArray<DiagnosticDescriptor> OfCalls => [];
}
