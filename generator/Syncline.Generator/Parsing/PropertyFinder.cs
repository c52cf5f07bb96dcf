using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Syncline.Generator.Parsing;

/// <summary>A property, with the attributes on it and on the parameter of a positional record that declares it.</summary>
internal sealed class ModelProperty(IPropertySymbol symbol, IReadOnlyList<AttributeData> attributes)
{
    public IPropertySymbol Symbol => symbol;

    public string Name => symbol.Name;

    public bool IsIgnored => Attribute("SyncIgnoreAttribute") is not null;

    public bool IsSensitive => Attribute("SensitiveAttribute") is not null;

    /// <summary>Whether the property is meant to be a column, so that one that can't be is a mistake.</summary>
    public bool IsMarked => Attribute("SyncColumnAttribute") is not null;

    public AttributeData? Attribute(string name) => attributes.Find(name);
}

/// <summary>Finds the properties of a type, base types' first, each once.</summary>
internal static class PropertyFinder
{
    public static IReadOnlyList<ModelProperty> Find(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        var hierarchy = new Stack<INamedTypeSymbol>();
        for (var part = type; part is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; part = part.BaseType) hierarchy.Push(part);

        var parameters = new Dictionary<INamedTypeSymbol, ImmutableArray<IParameterSymbol>>(SymbolEqualityComparer.Default);
        foreach (var part in hierarchy) parameters.Add(part, PositionalParameters(part, cancellationToken));

        var properties = new List<ModelProperty>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in hierarchy)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var property in part.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is not { IsStatic: false, IsIndexer: false, ExplicitInterfaceImplementations.IsEmpty: true } || property.Name == "EqualityContract") continue;
                var found = new ModelProperty(property, Attributes(property, type, parameters));
                // An override or a hiding property takes the place of the one it replaces: columns keep their order.
                if (places.TryGetValue(property.Name, out var place))
                {
                    properties[place] = found;
                    continue;
                }

                places.Add(property.Name, properties.Count);
                properties.Add(found);
            }
        }

        return properties;
    }

    /// <summary>The primary constructor of a record or class, where it has one.</summary>
    public static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type, CancellationToken cancellationToken)
        => type.InstanceConstructors.FirstOrDefault(constructor => constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax { ParameterList: not null }));

    private static List<AttributeData> Attributes(IPropertySymbol property, INamedTypeSymbol model, Dictionary<INamedTypeSymbol, ImmutableArray<IParameterSymbol>> parameters)
    {
        var attributes = new List<AttributeData>();
        void AddFromParameter(INamedTypeSymbol type)
        {
            if (!parameters.TryGetValue(type, out var positional)) return;
            foreach (var parameter in positional)
            {
                if (parameter.Name == property.Name) attributes.AddRange(parameter.GetAttributes());
            }
        }

        for (var declared = property; declared is not null; declared = declared.OverriddenProperty)
        {
            attributes.AddRange(declared.GetAttributes());
            AddFromParameter(declared.ContainingType);
        }

        // A derived positional record repeats a parameter without declaring the property again.
        if (!SymbolEqualityComparer.Default.Equals(property.ContainingType, model)) AddFromParameter(model);
        return attributes;
    }

    private static ImmutableArray<IParameterSymbol> PositionalParameters(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        if (!type.IsRecord) return [];
        // Of a record in another assembly the syntax is not at hand; its longest constructor is the primary one wherever that matters.
        var constructor = type.DeclaringSyntaxReferences.IsEmpty
            ? type.InstanceConstructors.OrderByDescending(candidate => candidate.Parameters.Length).FirstOrDefault()
            : PrimaryConstructor(type, cancellationToken);
        return constructor?.Parameters ?? [];
    }
}
