using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>What a cell holds and what a column expects, for errors.</summary>
internal static class StoredWords
{
    private const int LongestText = 40;

    /// <summary>What a cell holds; its class alone where the value is nobody's business.</summary>
    public static string Found(SqliteStatement statement, nint cell, bool masked) => statement.ClassOf(cell) switch
    {
        SqliteStatement.Null => "null",
        SqliteStatement.Integer => masked ? "an integer" : $"the integer {statement.Int64Of(cell).ToString(CultureInfo.InvariantCulture)}",
        SqliteStatement.Real => masked ? "a real" : $"the real {statement.DoubleOf(cell).ToString("R", CultureInfo.InvariantCulture)}",
        SqliteStatement.Text => masked ? "a text" : $"the text {Quoted(Encoding.UTF8.GetString(statement.TextOf(cell)))}",
        _ => $"a blob of {statement.BlobOf(cell).Length.ToString(CultureInfo.InvariantCulture)} bytes",
    };

    /// <summary>A cell's value alone, for a key.</summary>
    public static string Value(SqliteStatement statement, nint cell, bool masked) => masked ? "***" : statement.ClassOf(cell) switch
    {
        SqliteStatement.Null => "null",
        SqliteStatement.Integer => statement.Int64Of(cell).ToString(CultureInfo.InvariantCulture),
        SqliteStatement.Real => statement.DoubleOf(cell).ToString("R", CultureInfo.InvariantCulture),
        SqliteStatement.Text => Quoted(Encoding.UTF8.GetString(statement.TextOf(cell))),
        _ => $"x'{Convert.ToHexString(statement.BlobOf(cell) is { Length: > 16 } blob ? blob[..16] : statement.BlobOf(cell))}'",
    };

    /// <summary>What a kind of column takes, and how a query makes it so.</summary>
    public static string Expected(ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => "0 or 1",
        ColumnKind.Byte => Range(byte.MinValue, byte.MaxValue),
        ColumnKind.SByte => Range(sbyte.MinValue, sbyte.MaxValue),
        ColumnKind.Int16 => Range(short.MinValue, short.MaxValue),
        ColumnKind.UInt16 => Range(ushort.MinValue, ushort.MaxValue),
        ColumnKind.Int32 => Range(int.MinValue, int.MaxValue),
        ColumnKind.UInt32 => Range(uint.MinValue, uint.MaxValue),
        ColumnKind.UInt64 => Range(0, long.MaxValue),
        ColumnKind.Int64 => "an integer; CAST(… AS INTEGER) makes one of a text or a real",
        ColumnKind.Char => "a text of one character",
        ColumnKind.Single or ColumnKind.Double => "a number; CAST(… AS REAL) makes one of a text",
        ColumnKind.Decimal => "a number, or a text such as 1234.50",
        ColumnKind.Text => "a text; CAST(… AS TEXT) makes one",
        ColumnKind.Bytes => "a blob; CAST(… AS BLOB) makes one",
        ColumnKind.Guid => "a Guid as text, or a blob of 16 bytes",
        ColumnKind.DateTime => "a text such as 2024-05-31 13:45:00; datetime(…, 'unixepoch') makes one of Unix seconds",
        ColumnKind.DateTimeOffset => "a text such as 2024-05-31 13:45:00+02:00; datetime(…, 'unixepoch') makes one of Unix seconds",
        ColumnKind.DateOnly => "a text such as 2024-05-31; date(…) cuts off a time",
        ColumnKind.TimeOnly => "a text such as 13:45:00; time(…) makes one",
        ColumnKind.TimeSpan => "a text such as 1.02:03:04",
        _ => kind.ToString(),
    };

    /// <summary>A text in quotes, cut where it is long.</summary>
    public static string Quoted(string text)
    {
        var cut = text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText), "…");
        return $"'{cut}'";
    }

    private static string Range(long least, long most) => string.Create(CultureInfo.InvariantCulture, $"an integer from {least} to {most}; CAST(… AS INTEGER) makes one of a text or a real");
}
