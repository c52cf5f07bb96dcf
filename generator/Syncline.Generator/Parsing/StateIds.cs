using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;

namespace Syncline.Generator.Parsing;

/// <summary>Knows under which identity a sync keeps its state.</summary>
internal static class StateIds
{
    /// <summary>The identity that is written, or the model's full name, a slash and the sync's name. Of generic containers it tells the parameters, not the arguments of a run.</summary>
    public static string Of(INamedTypeSymbol type, Sync sync) => sync.Id ?? $"{type.ToDisplayString()}/{sync.Name}";
}
