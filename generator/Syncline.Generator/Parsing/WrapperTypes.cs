using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Finds types that hold one value: one public property, and a constructor or factory that takes it.</summary>
internal static class WrapperTypes
{
    private static readonly string[] FactoryNames = ["From", "Create"];

    public static ColumnType? Find(ITypeSymbol type, EnumStorage enumAs, INamedTypeSymbol model, Compilation compilation)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false, IsStatic: false, IsRefLikeType: false } named) return null;
        if (FindProperty(named) is not { } property) return null;
        var (innerType, innerNullability) = ColumnTypes.Split(property.Type);
        if (ColumnTypes.FindPlain(innerType, enumAs) is not { } inner || FindFactory(named, property.Type, model, compilation) is not { } factory) return null;
        return inner with { Wrapper = new(property.Name, factory, innerNullability) };
    }

    private static IPropertySymbol? FindProperty(INamedTypeSymbol type)
    {
        IPropertySymbol? found = null;
        for (var part = type; part is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; part = part.BaseType)
        {
            foreach (var property in part.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is not { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, GetMethod: not null }) continue;
                if (found is not null && found.Name != property.Name) return null;
                found ??= property;
            }
        }

        return found;
    }

    private static string? FindFactory(INamedTypeSymbol type, ITypeSymbol value, INamedTypeSymbol model, Compilation compilation)
    {
        bool Takes(IMethodSymbol method)
            => method.Parameters is [{ RefKind: RefKind.None or RefKind.In } parameter]
                && SymbolEqualityComparer.Default.Equals(parameter.Type, value)
                && compilation.IsSymbolAccessibleWithin(method, model);

        var name = TypeParser.Reference(type);
        if (type.InstanceConstructors.Any(Takes)) return $"new {name}";
        foreach (var factory in FactoryNames)
        {
            var fits = type.GetMembers(factory).OfType<IMethodSymbol>()
                .Any(method => method is { IsStatic: true, IsGenericMethod: false } && Takes(method) && SymbolEqualityComparer.Default.Equals(method.ReturnType, type));
            if (fits) return $"{name}.{Identifiers.Escape(factory)}";
        }

        return null;
    }
}
