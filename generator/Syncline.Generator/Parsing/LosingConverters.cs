using Microsoft.CodeAnalysis;
using Syncline.Generator.Model;

namespace Syncline.Generator.Parsing;

/// <summary>Knows when a converter can't help making one value of several: where its column has fewer values than the type it converts.</summary>
internal static class LosingConverters
{
    private const int Unbounded = int.MaxValue;

    public static bool Loses(ITypeSymbol type, ColumnKind column)
        // Of a type that is no column by itself the number of values is not known.
        => ColumnTypes.FindPlain(type, EnumStorage.Number) is { } plain && Bits(plain.Kind) > Bits(column);

    /// <summary>How much a kind can tell apart, in bits.</summary>
    private static int Bits(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => 1,
        ColumnKind.Byte or ColumnKind.SByte => 8,
        ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Char => 16,
        ColumnKind.DateOnly => 22,
        ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Single => 32,
        ColumnKind.TimeOnly => 40,
        ColumnKind.DateTime => 62,
        ColumnKind.Int64 or ColumnKind.UInt64 or ColumnKind.TimeSpan or ColumnKind.Double => 64,
        ColumnKind.DateTimeOffset => 62,
        ColumnKind.Decimal => 103,
        ColumnKind.Guid => 128,
        _ => Unbounded,
    };
}
