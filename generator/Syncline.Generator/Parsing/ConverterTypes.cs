using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>Finds what a named converter makes of a property's type.</summary>
internal static class ConverterTypes
{
    public static ColumnType? Find(ITypeSymbol converter, ITypeSymbol value)
    {
        if (converter is not INamedTypeSymbol { IsUnboundGenericType: false, TypeKind: TypeKind.Class or TypeKind.Struct, IsRefLikeType: false } named) return null;
        var fitting = named.AllInterfaces
            .Where(type => type.IsSyncline("IColumnConverter") && type.TypeArguments.Length == 2 && SymbolEqualityComparer.Default.Equals(type.TypeArguments[0], value))
            .ToArray();
        if (fitting is not [{ } contract] || ColumnTypes.FindBasic(contract.TypeArguments[1]) is not { } column) return null;

        var valueType = TypeParser.Reference(value);
        var mapping = new ValueMapping(MappingForm.Converter, valueType, column.Mapping.ColumnType)
        {
            ToColumn = Call(named, contract, "ToColumn", valueType, column.Mapping.ColumnType),
            FromColumn = Call(named, contract, "FromColumn", valueType, column.Mapping.ColumnType),
        };
        return new(column.Kind, mapping);
    }

    // A method implemented explicitly can only be called through a type parameter, which the runtime has for it.
    private static string Call(INamedTypeSymbol converter, INamedTypeSymbol contract, string name, string valueType, string columnType)
    {
        var member = contract.GetMembers(name).FirstOrDefault();
        var implementation = member is null ? null : converter.FindImplementationForInterfaceMember(member) as IMethodSymbol;
        return implementation is { ExplicitInterfaceImplementations.IsEmpty: true, ContainingType: var declaring }
            ? $"{TypeParser.Reference(declaring)}.{Identifiers.Escape(name)}"
            : $"global::Syncline.ColumnValues.{name}<{TypeParser.Reference(converter)}, {valueType}, {columnType}>";
    }
}
