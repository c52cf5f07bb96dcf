using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers.EventKeys;

/// <summary>Reads a declaration for the classifier: what there is of it while it is typed.</summary>
internal static class EventModelReader
{
    /// <summary>The model; <see langword="null"/> while the key is missing or names no property, of which other rules speak.</summary>
    public static EventModel? Read(Declaration declaration, ProjectModels models)
    {
        var names = KeyNames(declaration.Attribute);
        var key = names.Select(declaration.Property).ToArray();
        if (key.Length == 0 || key.Contains(null)) return null;
        return new()
        {
            Name = declaration.Type.Name,
            Key = [.. key.Select(property => Column(declaration, property!))],
            Others = declaration.Properties.Where(property => !property.IsIgnored && !names.Contains(property.Name)).Select(property => Column(declaration, property)),
            UniqueColumns = [.. DeclaredUnique.Find(declaration.Type, declaration.Properties)],
            OtherModels = models.All,
            AssertsUniqueKey = declaration.Attribute.Named("UniqueKey", false),
        };
    }

    /// <summary>The names in a <c>[SyncModel]</c>. The named form wins, as it does when the attribute is made.</summary>
    public static string[] KeyNames(AttributeData attribute)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == "PrimaryKey") return AttributeReading.Texts(argument.Value)?.ToArray() ?? [];
        }

        return attribute.ConstructorArguments is [var positional] ? AttributeReading.Texts(positional)?.ToArray() ?? [] : [];
    }

    /// <summary>The name by which the classifier knows a property's type.</summary>
    public static string TypeName(ITypeSymbol type) => ColumnTypes.Split(type).Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private static EventColumn Column(Declaration declaration, ModelProperty property)
    {
        var type = ColumnTypes.Split(property.Symbol.Type).Type;
        var column = ColumnTypes.Find(type, EnumStorage.Number, declaration.Type, declaration.Compilation);
        return new(property.Name, Kind(type, column), TypeName(type))
        {
            Wrapper = column?.Wrapper is null ? "" : type.Name,
            References = References(property, declaration.Type),
            CanBeKey = CanBeKey(declaration, property),
        };
    }

    private static EventColumnKind Kind(ITypeSymbol type, ColumnType? column)
    {
        if (type.Name == "Ulid") return EventColumnKind.Unique;
        // An enum, or a wrapper of one.
        if (column?.Mapping.Form == MappingForm.Cast && type.TypeKind == TypeKind.Enum) return EventColumnKind.Few;
        return column?.Kind switch
        {
            ColumnKind.Boolean or ColumnKind.Byte or ColumnKind.SByte => EventColumnKind.Few,
            ColumnKind.DateOnly => EventColumnKind.Day,
            ColumnKind.DateTime or ColumnKind.DateTimeOffset => EventColumnKind.Timestamp,
            ColumnKind.Guid => EventColumnKind.Unique,
            ColumnKind.Text => EventColumnKind.Text,
            ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Int64 or ColumnKind.UInt64 => EventColumnKind.Integer,
            _ => EventColumnKind.Many,
        };
    }

    private static string References(ModelProperty property, INamedTypeSymbol model)
    {
        if (property.Attribute("ReferencesAttribute")?.ConstructorArguments is not [{ Kind: TypedConstantKind.Type, Value: INamedTypeSymbol { TypeKind: not TypeKind.Error } other }]) return "";
        return SymbolEqualityComparer.Default.Equals(other, model) ? "" : other.Name;
    }

    private static bool CanBeKey(Declaration declaration, ModelProperty property)
    {
        var column = declaration.Columns.FirstOrDefault(candidate => candidate.Member == property.Name);
        return column is { IsCompared: true, Tolerance: 0, Kind: not (ColumnKind.Single or ColumnKind.Double or ColumnKind.Bytes), Mapping.Form: not MappingForm.Converter }
            && column.Nullability is Nullability.Value or Nullability.Reference && !column.IsNullable;
    }
}
