using Microsoft.CodeAnalysis;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>
/// Destinations of one's own: without an OpenAsync they take rows through typed capabilities, IUpserts&lt;Customer&gt; say, and the constraint of a call asks for IUpserts alone.
/// </summary>
internal static class TypedCapabilities
{
    /// <summary>Whether a destination has a capability for other models only.</summary>
    /// <param name="destination">The destination's type.</param>
    /// <param name="capability">The name of the capability, which it has.</param>
    /// <param name="model">The model whose rows it is to take.</param>
    public static bool IsForOthers(ITypeSymbol destination, string capability, INamedTypeSymbol model)
    {
        // What derives from an abstract class may bring what is missing.
        if (destination.TypeKind is not (TypeKind.Class or TypeKind.Struct) || destination.IsAbstract || OpensItself(destination)) return false;
        var twins = Twins(destination, capability);
        // Its key is a type of the model's own; a type that is not there yet may be right.
        return !twins.Any(twin => twin.TypeArguments[0].TypeKind is TypeKind.Error or TypeKind.TypeParameter
            || SymbolEqualityComparer.Default.Equals(twin.TypeArguments[0], model)
            || SymbolEqualityComparer.Default.Equals(twin.TypeArguments[0].ContainingType, model));
    }

    /// <summary>The names of the models whose rows or keys a destination takes through the typed form of a capability.</summary>
    public static IReadOnlyList<string> Models(INamedTypeSymbol destination, string capability)
        => [.. Twins(destination, capability).Select(twin => IsOfKeys(capability) ? twin.TypeArguments[0].ContainingType ?? twin.TypeArguments[0] : twin.TypeArguments[0]).Select(model => model.Name)];

    /// <summary>Whether a capability has no typed form: what takes a run in one piece opens itself.</summary>
    public static bool HasNoTwin(string capability) => capability is "IMirrors" or "IMirrorsMembers" or "ISnapshots" or "IDiffs";

    /// <summary>How the twin that is wanted is written.</summary>
    public static string Twin(string capability, INamedTypeSymbol model)
        => HasNoTwin(capability) ? "an OpenAsync that gives an IWholeDelivery" : $"{capability}<{model.Name}{(IsOfKeys(capability) ? ".Key" : "")}>";

    private static INamedTypeSymbol[] Twins(ITypeSymbol destination, string capability)
        => [.. destination.AllInterfaces.Where(type => type.Name == capability && type.TypeArguments.Length == 1 && type.IsOfSyncline())];

    private static bool IsOfKeys(string capability) => capability is "IDeletes" or "IClears" or "IArchives" or "IRemovesMembers";

    private static bool OpensItself(ITypeSymbol destination)
    {
        if (destination.AllInterfaces.FirstOrDefault(type => type.IsSyncline("IDestination")) is not { } contract) return true;
        if (contract.GetMembers("OpenAsync") is not [var open]) return true;
        return destination.FindImplementationForInterfaceMember(open) is { } found && !SymbolEqualityComparer.Default.Equals(found.ContainingType, contract);
    }

    private static bool IsOfSyncline(this INamedTypeSymbol type) => type.ContainingNamespace is { Name: "Syncline", ContainingNamespace.IsGlobalNamespace: true };
}
