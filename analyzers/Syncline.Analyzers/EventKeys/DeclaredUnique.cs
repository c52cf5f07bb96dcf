using Microsoft.CodeAnalysis;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers.EventKeys;

/// <summary>Finds columns that Entity Framework's attributes declare unique: <c>[Key]</c>, <c>[PrimaryKey]</c>, a unique <c>[Index]</c>.</summary>
internal static class DeclaredUnique
{
    private const string Annotations = "System.ComponentModel.DataAnnotations";
    private const string EntityFramework = "Microsoft.EntityFrameworkCore";

    /// <summary>The sets of columns, each unique together.</summary>
    public static IEnumerable<IReadOnlyList<string>> Find(INamedTypeSymbol type, IReadOnlyList<ModelProperty> properties)
    {
        // Several [Key] make one key of several parts.
        var key = properties.Where(property => property.Symbol.GetAttributes().Any(attribute => Is(attribute, Annotations, "KeyAttribute"))).Select(property => property.Name).ToArray();
        if (key.Length > 0) yield return key;
        foreach (var attribute in type.GetAttributes())
        {
            var isUnique = Is(attribute, EntityFramework, "PrimaryKeyAttribute") || Is(attribute, EntityFramework, "IndexAttribute") && attribute.Named("IsUnique", false);
            if (isUnique && !attribute.HasErrors()) yield return Names(attribute);
        }
    }

    // A name, and more names in an array; or an array alone.
    private static string[] Names(AttributeData attribute)
        => [.. attribute.ConstructorArguments.SelectMany(argument => AttributeReading.Texts(argument) ?? (argument is { Kind: TypedConstantKind.Primitive, Value: string name } ? [name] : []))];

    private static bool Is(AttributeData attribute, string space, string name)
        => attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace?.ToDisplayString() == space;
}
