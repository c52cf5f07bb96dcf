using System.Globalization;

namespace Syncline;

/// <summary>Kinds of columns in words.</summary>
internal static class Kinds
{
    /// <summary>The kind as C# calls it.</summary>
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

    public static bool IsInteger(ColumnKind kind)
        => kind is ColumnKind.Byte or ColumnKind.SByte or ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Int64 or ColumnKind.UInt64;

    public static string Range(ColumnKind kind)
    {
        var (least, most) = kind switch
        {
            ColumnKind.Byte => (byte.MinValue, byte.MaxValue),
            ColumnKind.SByte => (sbyte.MinValue, sbyte.MaxValue),
            ColumnKind.Int16 => (short.MinValue, short.MaxValue),
            ColumnKind.UInt16 => (ushort.MinValue, ushort.MaxValue),
            ColumnKind.Int32 => (int.MinValue, int.MaxValue),
            ColumnKind.UInt32 => (uint.MinValue, uint.MaxValue),
            ColumnKind.UInt64 => (ulong.MinValue, ulong.MaxValue),
            _ => ((Int128)long.MinValue, (Int128)long.MaxValue),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
    }
}
