using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>What a cell holds, for errors.</summary>
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
        _ when statement.BlobOf(cell).Length == 1 => "a blob of 1 byte",
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

    /// <summary>A text in quotes, cut where it is long.</summary>
    public static string Quoted(string text)
    {
        var cut = text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText), "…");
        return $"'{cut}'";
    }
}
