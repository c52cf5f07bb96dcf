using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Syncline.Analyzers;

/// <summary>The catalogue: every rule there is, a file for each category.</summary>
internal static partial class Rules
{
    /// <summary>Where the pages are, from the root of the repository.</summary>
    public const string Pages = "analyzers/rules/";

    /// <summary>Every rule, by id.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All => [.. OfDeclarations, .. OfCalls];

    /// <summary>The rules of declarations, which <see cref="SyncModelAnalyzer"/> reports.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfDeclarations => [.. OfModels, .. OfSyncs, .. OfEventKeys, .. OfValues];
}
