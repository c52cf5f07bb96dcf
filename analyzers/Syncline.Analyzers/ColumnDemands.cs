using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;
using Syncline.Generator.Parsing;

namespace Syncline.Analyzers;

/// <summary>What a destination says of the columns of the models it takes, by attributes on its type, on what it derives from, and on its interfaces.</summary>
internal static class ColumnDemands
{
    /// <summary>By what a destination finds its records; <see langword="null"/> where it does not say. What stands nearest to the type counts.</summary>
    public static KeyDemand? FindsBy(INamedTypeSymbol destination)
        => Find(destination, "FindsRecordByAttribute").FirstOrDefault() is { } attribute && Texts(attribute) is { } columns
            ? new(columns, attribute.Named("IgnoresCase", false), attribute.Named("TellsSpellingsApart", false))
            : null;

    /// <summary>The columns a destination needs.</summary>
    public static IEnumerable<ColumnDemand> Needs(INamedTypeSymbol destination)
    {
        foreach (var attribute in Find(destination, "NeedsColumnAttribute"))
        {
            if (Texts(attribute) is { Length: > 0 } names) yield return new(names, attribute.Named("IsOptional", false), attribute.Named("OnlyOne", false), Kinds(attribute));
        }
    }

    /// <summary>Whether a column has one of the names: case and underscores don't count, as they don't where a run is opened.</summary>
    public static bool IsNamed(string column, IEnumerable<string> names) => names.Any(name => Plain(name).Equals(Plain(column), StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<AttributeData> Find(INamedTypeSymbol destination, string name)
        => Bases(destination).Concat(destination.AllInterfaces).SelectMany(type => type.GetAttributes()).Where(attribute => attribute.IsSyncline(name));

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType) yield return at;
    }

    // One that is half typed says nothing yet.
    private static string[]? Texts(AttributeData attribute) => !attribute.HasErrors() && attribute.ConstructorArguments is [var names] ? AttributeReading.Texts(names)?.ToArray() : null;

    private static ColumnKind[] Kinds(AttributeData attribute)
        => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Kinds").Value is { Kind: TypedConstantKind.Array, IsNull: false } kinds
            ? [.. kinds.Values.Select(kind => kind.Value).OfType<byte>().Select(kind => (ColumnKind)kind)]
            : [];

    private static string Plain(string name) => name.Replace("_", "");
}
