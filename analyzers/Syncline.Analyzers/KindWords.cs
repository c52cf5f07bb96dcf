using Syncline.Generator.Model;

namespace Syncline.Analyzers;

/// <summary>What a column is of, as it is written in C#.</summary>
internal static class KindWords
{
    public static string Of(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "bool",
        ColumnKind.Byte => "byte",
        ColumnKind.SByte => "sbyte",
        ColumnKind.Int16 => "short",
        ColumnKind.UInt16 => "ushort",
        ColumnKind.Int32 => "int",
        ColumnKind.UInt32 => "uint",
        ColumnKind.Int64 => "long",
        ColumnKind.UInt64 => "ulong",
        ColumnKind.Char => "char",
        ColumnKind.Single => "float",
        ColumnKind.Double => "double",
        ColumnKind.Decimal => "decimal",
        ColumnKind.Text => "string",
        ColumnKind.Bytes => "byte[]",
        _ => kind.ToString(),
    };
}
