using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>A type that a column can have: its kind, and the steps from the property's value to the column's.</summary>
internal sealed record ColumnType(ColumnKind Kind, ValueMapping Mapping, Wrapper? Wrapper = null);

/// <summary>Knows which types are columns.</summary>
internal static class ColumnTypes
{
    /// <summary>The column a type makes, wrappers included; <see langword="null"/> when it makes none.</summary>
    public static ColumnType? Find(ITypeSymbol type, EnumStorage enumAs, INamedTypeSymbol model, Compilation compilation)
        => FindPlain(type, enumAs) ?? WrapperTypes.Find(type, enumAs, model, compilation);

    /// <summary>The column a type makes by itself or as an enum.</summary>
    public static ColumnType? FindPlain(ITypeSymbol type, EnumStorage enumAs)
    {
        if (FindBasic(type) is { } basic) return basic;
        var name = TypeParser.Reference(type);
        if (type.SpecialType == SpecialType.System_IntPtr) return new(ColumnKind.Int64, new(MappingForm.Cast, name, "long"));
        if (type.SpecialType == SpecialType.System_UIntPtr) return new(ColumnKind.UInt64, new(MappingForm.Cast, name, "ulong"));
        if (IsReadOnlyMemoryOfBytes(type)) return new(ColumnKind.Bytes, new(MappingForm.Memory, name, "byte[]"));
        return type is INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration ? FindEnum(enumeration, name, enumAs) : null;
    }

    /// <summary>The column a type makes by itself: what a converter may give, too.</summary>
    public static ColumnType? FindBasic(ITypeSymbol type)
    {
        if (Kind(type) is not { } kind) return null;
        var name = TypeParser.Reference(type);
        return new(kind, new(MappingForm.Same, name, name));
    }

    /// <summary>What a type says of null, and the type without it.</summary>
    public static (ITypeSymbol Type, Nullability Nullability) Split(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) return (nullable.TypeArguments[0], Nullability.NullableValue);
        if (type.IsValueType) return (type, Nullability.Value);
        // A type from code without nullable annotations may be null: taking it for never null would fail rows that are fine.
        var nullability = type.NullableAnnotation == NullableAnnotation.NotAnnotated ? Nullability.Reference : Nullability.NullableReference;
        return (type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), nullability);
    }

    private static ColumnKind? Kind(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => ColumnKind.Boolean,
        SpecialType.System_Byte => ColumnKind.Byte,
        SpecialType.System_SByte => ColumnKind.SByte,
        SpecialType.System_Int16 => ColumnKind.Int16,
        SpecialType.System_UInt16 => ColumnKind.UInt16,
        SpecialType.System_Int32 => ColumnKind.Int32,
        SpecialType.System_UInt32 => ColumnKind.UInt32,
        SpecialType.System_Int64 => ColumnKind.Int64,
        SpecialType.System_UInt64 => ColumnKind.UInt64,
        SpecialType.System_Char => ColumnKind.Char,
        SpecialType.System_Single => ColumnKind.Single,
        SpecialType.System_Double => ColumnKind.Double,
        SpecialType.System_Decimal => ColumnKind.Decimal,
        SpecialType.System_String => ColumnKind.Text,
        SpecialType.System_DateTime => ColumnKind.DateTime,
        SpecialType.None when type is IArrayTypeSymbol { IsSZArray: true, ElementType.SpecialType: SpecialType.System_Byte } => ColumnKind.Bytes,
        SpecialType.None when IsInSystem(type) => type.Name switch
        {
            "Guid" => ColumnKind.Guid,
            "DateTimeOffset" => ColumnKind.DateTimeOffset,
            "DateOnly" => ColumnKind.DateOnly,
            "TimeOnly" => ColumnKind.TimeOnly,
            "TimeSpan" => ColumnKind.TimeSpan,
            _ => null,
        },
        _ => null,
    };

    private static ColumnType FindEnum(INamedTypeSymbol type, string name, EnumStorage enumAs)
    {
        var underlying = FindBasic(type.EnumUnderlyingType!)!;
        if (enumAs == EnumStorage.Number) return new(underlying.Kind, new(MappingForm.Cast, name, underlying.Mapping.ColumnType));

        var seen = new HashSet<object>();
        var members = type.GetMembers().OfType<IFieldSymbol>()
            .Where(field => field is { HasConstantValue: true, ConstantValue: not null })
            .Select(field => new EnumMember(field.Name, !seen.Add(field.ConstantValue!)))
            .ToEquatableArray();
        return new(ColumnKind.Text, new(MappingForm.EnumName, name, "string") { Members = members, Underlying = underlying.Mapping.ColumnType });
    }

    private static bool IsReadOnlyMemoryOfBytes(ITypeSymbol type)
        => type is INamedTypeSymbol { Name: "ReadOnlyMemory", TypeArguments: [{ SpecialType: SpecialType.System_Byte }] } && IsInSystem(type);

    private static bool IsInSystem(ITypeSymbol type)
        => type is INamedTypeSymbol { ContainingType: null, IsValueType: true, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };
}
