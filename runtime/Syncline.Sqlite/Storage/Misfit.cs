using System.Globalization;

namespace Syncline;

/// <summary>Why a column can't take what a cell holds, and the way out.</summary>
internal static class Misfit
{
    /// <summary>The end of the sentence that begins with what the cell holds, and the way out as a sentence of its own.</summary>
    public static string Explain(SqliteStatement statement, nint cell, ColumnKind kind) => statement.ClassOf(cell) switch
    {
        SqliteStatement.Null => "but the model says never null. Make the property nullable, or keep such rows out of the query.",
        SqliteStatement.Integer when IsInteger(kind) => $"which is beyond {A(kind)}, {Range(kind)}. Widen the property's type{(kind == ColumnKind.UInt64 ? " to long" : ", to long say")}, or correct the value.",
        SqliteStatement.Integer when kind == ColumnKind.Single => "which no float holds exactly. Widen the property's type to double or long, or round the value in the query: CAST(… AS REAL).",
        SqliteStatement.Integer when kind == ColumnKind.Double => "which no double holds exactly. Make the property a long, or round the value in the query: CAST(… AS REAL).",
        SqliteStatement.Real when kind == ColumnKind.Single => "of which a float keeps nothing: it is too large or too near to zero. Widen the property's type to double.",
        SqliteStatement.Real when kind == ColumnKind.Decimal => "which is too large or too near to zero for a decimal. Make the property a double, or correct the value.",
        SqliteStatement.Text when kind == ColumnKind.Decimal && DecimalText.IsNumber(statement.TextOf(cell)) => "which no decimal holds exactly: it has 28 digits, and none beyond the 28th place. Make the property a string, or round the value in the query.",
        SqliteStatement.Text when IsTime(kind) && IsoText.IsTooFine(statement.TextOf(cell)) => $"whose fraction of a second is finer than {A(kind)} holds: seven digits. Cut it in the query with substr(…), or make the property a string.",
        _ => $"but {A(kind)} is read from {Form(kind)}.",
    };

    /// <summary>The kind as C# calls it.</summary>
    private static string A(ColumnKind kind) => kind switch
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

    /// <summary>What a kind is read from, and how a query makes it so.</summary>
    private static string Form(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "the integer 0 or 1. Make the property a number or a string, or compare in the query: … <> 0",
        ColumnKind.Char => "a text of one UTF-16 character. Make the property a string, or cut the text in the query: substr(…, 1, 1)",
        ColumnKind.Single or ColumnKind.Double => "a real or an integer. CAST(… AS REAL) in the query makes one of a text, 0 of one that is no number",
        ColumnKind.Decimal => "an integer, a real, or a text such as 1234.50. Correct the value, or make the property a string",
        ColumnKind.Text => "a text. CAST(… AS TEXT) in the query makes one",
        ColumnKind.Bytes => "a blob. CAST(… AS BLOB) in the query makes one",
        ColumnKind.Guid => "its text, or a blob of 16 bytes. Correct the value, or make the property a string or a byte[]",
        ColumnKind.DateTime => "a text such as 2024-05-31 13:45:00. In the query datetime(…, 'unixepoch') makes one of Unix seconds",
        ColumnKind.DateTimeOffset => "a text such as 2024-05-31 13:45:00+02:00. In the query datetime(…, 'unixepoch') makes one of Unix seconds",
        ColumnKind.DateOnly => "a text such as 2024-05-31. In the query date(…) cuts off a time",
        ColumnKind.TimeOnly => "a text such as 13:45:00. In the query time(…) makes one",
        ColumnKind.TimeSpan => "a text such as 1.02:03:04. Correct the value, or make the property a string",
        _ => $"an integer, {Range(kind)}. CAST(… AS INTEGER) in the query makes one of a real, cut, or of a text, 0 of one that is no number",
    };

    private static bool IsInteger(ColumnKind kind)
        => kind is ColumnKind.Byte or ColumnKind.SByte or ColumnKind.Int16 or ColumnKind.UInt16 or ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Int64 or ColumnKind.UInt64;

    private static bool IsTime(ColumnKind kind) => kind is ColumnKind.DateTime or ColumnKind.DateTimeOffset or ColumnKind.TimeOnly or ColumnKind.TimeSpan;

    private static string Range(ColumnKind kind)
    {
        var (least, most) = kind switch
        {
            ColumnKind.Byte => (byte.MinValue, byte.MaxValue),
            ColumnKind.SByte => (sbyte.MinValue, sbyte.MaxValue),
            ColumnKind.Int16 => (short.MinValue, short.MaxValue),
            ColumnKind.UInt16 => (ushort.MinValue, ushort.MaxValue),
            ColumnKind.Int32 => (int.MinValue, int.MaxValue),
            ColumnKind.UInt32 => (uint.MinValue, uint.MaxValue),
            // SQLite's integers end where long does.
            ColumnKind.UInt64 => (0, long.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");
    }
}
