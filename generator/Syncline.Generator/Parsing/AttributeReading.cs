using Microsoft.CodeAnalysis;

namespace Syncline.Generator.Parsing;

/// <summary>Reads attributes that may be half typed: an argument with an error reads as not written.</summary>
internal static class AttributeReading
{
    public const string SyncModelAttribute = "Syncline.SyncModelAttribute";

    public static bool IsSyncline(this AttributeData attribute, string name) => attribute.AttributeClass.IsSyncline(name);

    public static bool IsSyncline(this INamedTypeSymbol? type, string name)
        => type is { ContainingType: null, ContainingNamespace: { Name: "Syncline", ContainingNamespace.IsGlobalNamespace: true } } && type.Name == name;

    public static AttributeData? Find(this IEnumerable<AttributeData> attributes, string name)
        => attributes.FirstOrDefault(attribute => attribute.IsSyncline(name));

    /// <summary>The value of a named argument; the default where it is not written or wrong.</summary>
    public static T Named<T>(this AttributeData attribute, string name, T absent)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value is { Kind: not TypedConstantKind.Error and not TypedConstantKind.Array, Value: T value }) return value;
        }

        return absent;
    }

    /// <summary>The number of an enum-valued named argument.</summary>
    public static int NamedEnum(this AttributeData attribute, string name) => attribute.Named(name, 0);

    public static bool IsWritten(this AttributeData attribute, string name) => attribute.NamedArguments.Any(argument => argument.Key == name);

    /// <summary>Whether an argument is in error, or no constructor takes them, so that what is written is not known.</summary>
    public static bool HasErrors(this AttributeData attribute)
        => attribute.AttributeConstructor is null
            || attribute.ConstructorArguments.Any(argument => argument.Kind == TypedConstantKind.Error)
            || attribute.NamedArguments.Any(argument => argument.Value.Kind == TypedConstantKind.Error);

    /// <summary>The first constructor argument, where it is text.</summary>
    public static string? FirstText(this AttributeData attribute)
        => attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Primitive, Value: string text }, ..] ? text : null;

    /// <summary>The texts of an array argument; elements in error are left out.</summary>
    public static IEnumerable<string>? Texts(TypedConstant argument)
        => argument is { Kind: TypedConstantKind.Array, IsNull: false } ? argument.Values.Select(value => value.Value).OfType<string>() : null;
}
