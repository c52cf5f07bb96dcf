using Microsoft.CodeAnalysis;

namespace Syncline.Generator.Parsing;

/// <summary>A constructor that can be called with a row's properties.</summary>
/// <param name="Symbol">The constructor.</param>
/// <param name="Properties">The property each parameter takes its value from; null for an optional parameter that is left out.</param>
internal sealed record FittingConstructor(IMethodSymbol Symbol, IReadOnlyList<ModelProperty?> Properties)
{
    public bool Takes(ModelProperty property) => Properties.Contains(property);

    public bool SetsRequiredMembers => Symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "SetsRequiredMembersAttribute");
}

/// <summary>Chooses the constructor that a row is built with.</summary>
internal static class ConstructorFinder
{
    /// <summary>
    /// A positional record's primary constructor; of others the one that takes the most properties nothing else could set, and of those the shortest.
    /// </summary>
    public static FittingConstructor? Find(INamedTypeSymbol type, IReadOnlyList<ModelProperty> readable, Func<ModelProperty, bool> isSettable, CancellationToken cancellationToken)
    {
        var fitting = type.InstanceConstructors
            .Where(constructor => !IsCopyConstructor(constructor, type))
            .Select(constructor => Fit(constructor, readable))
            .OfType<FittingConstructor>()
            .ToArray();

        if (type.IsRecord && PropertyFinder.PrimaryConstructor(type, cancellationToken) is { } primary)
            return fitting.FirstOrDefault(constructor => SymbolEqualityComparer.Default.Equals(constructor.Symbol, primary));

        return fitting
            .OrderByDescending(constructor => constructor.Properties.Count(property => property is { IsIgnored: false } && !isSettable(property)))
            .ThenBy(constructor => constructor.Symbol.Parameters.Length)
            .FirstOrDefault();
    }

    private static FittingConstructor? Fit(IMethodSymbol constructor, IReadOnlyList<ModelProperty> readable)
    {
        var properties = new List<ModelProperty?>();
        foreach (var parameter in constructor.Parameters)
        {
            if (parameter.RefKind is not (RefKind.None or RefKind.In)) return null;
            var property = Match(parameter, readable, StringComparison.Ordinal) ?? Match(parameter, readable, StringComparison.OrdinalIgnoreCase);
            if (property is null && !parameter.IsOptional) return null;
            // What is ignored takes the default that its parameter has.
            if (property is { IsIgnored: true } && parameter.IsOptional) property = null;
            properties.Add(property);
        }

        return new(constructor, properties);
    }

    private static ModelProperty? Match(IParameterSymbol parameter, IReadOnlyList<ModelProperty> readable, StringComparison comparison)
        => readable.FirstOrDefault(property => property.Name.Equals(parameter.Name, comparison) && SymbolEqualityComparer.Default.Equals(property.Symbol.Type, parameter.Type));

    private static bool IsCopyConstructor(IMethodSymbol constructor, INamedTypeSymbol type)
        => type.IsRecord && constructor.Parameters is [var only] && SymbolEqualityComparer.Default.Equals(only.Type, type);
}
