using System.Globalization;

namespace Syncline;

/// <summary>Kinds of column in the words of C#.</summary>
internal static class Kinds
{
    public static string A(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "a bool",
        ColumnKind.Byte => "a byte",
        ColumnKind.SByte => "an sbyte",
        ColumnKind.Int16 => "a short",
        ColumnKind.UInt16 => "a ushort",
        ColumnKind.Int32 => "an int",
        ColumnKind.UInt32 => "a uint",
        ColumnKind.Int64 => "a long",
        ColumnKind.UInt64 => "a ulong",
        ColumnKind.Char => "a char",
        ColumnKind.Single => "a float",
        ColumnKind.Double => "a double",
        ColumnKind.Decimal => "a decimal",
        ColumnKind.Text => "a string",
        ColumnKind.Bytes => "a byte[]",
        _ => $"a {kind}",
    };

    /// <summary>The smallest and the largest number of a kind of integers; empty for other kinds.</summary>
    public static string Range(ColumnKind kind)
    {
        (decimal Least, decimal Most)? range = kind switch
        {
            ColumnKind.Byte => (byte.MinValue, byte.MaxValue),
            ColumnKind.SByte => (sbyte.MinValue, sbyte.MaxValue),
            ColumnKind.Int16 => (short.MinValue, short.MaxValue),
            ColumnKind.UInt16 => (ushort.MinValue, ushort.MaxValue),
            ColumnKind.Int32 => (int.MinValue, int.MaxValue),
            ColumnKind.UInt32 => (uint.MinValue, uint.MaxValue),
            ColumnKind.Int64 => (long.MinValue, long.MaxValue),
            ColumnKind.UInt64 => (ulong.MinValue, ulong.MaxValue),
            _ => null,
        };
        return range is { } bounds ? string.Create(CultureInfo.InvariantCulture, $"{bounds.Least} to {bounds.Most}") : "";
    }
}
