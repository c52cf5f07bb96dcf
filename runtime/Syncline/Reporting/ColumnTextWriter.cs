using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>Prints each column; a sensitive one as ***.</summary>
internal readonly struct ColumnTextWriter(SyncColumn[] columns, bool quotes = true, int longest = ColumnTextWriter.Longest) : IRowWriter
{
    /// <summary>Enough to know a value by, where it stands alone.</summary>
    public const int Longest = 200;

    public string[] Cells { get; } = new string[columns.Length];

    public void Null(int column) => Cells[column] = "null";

    public void Value<T>(int column, T value)
        where T : struct
        => Set(column, value switch
        {
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        });

    public void Text(int column, string value) => Set(column, Print(value));

    public void Bytes(int column, ReadOnlySpan<byte> value)
        => Set(column, value.Length <= longest / 2 ? $"0x{Convert.ToHexString(value)}" : string.Create(CultureInfo.InvariantCulture, $"0x{Convert.ToHexString(value[..(longest / 2)])}… ({value.Length} bytes)"));

    /// <summary>On one line, whatever the text holds; a long one is cut, and says how long it is.</summary>
    private string Print(string value)
    {
        var text = new StringBuilder(quotes ? "\"" : "");
        // Not between the halves of a surrogate pair.
        var shown = value.Length <= longest ? value.Length : longest - (char.IsHighSurrogate(value[longest - 1]) ? 1 : 0);
        foreach (var c in value.AsSpan(0, shown))
        {
            text = c switch
            {
                '"' or '\\' when quotes => text.Append('\\').Append(c),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when SeenText.IsUnseen(c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append(quotes ? "\"" : "");
        if (shown < value.Length) text.Append(CultureInfo.InvariantCulture, $"… ({value.Length} characters)");
        return text.ToString();
    }

    private void Set(int column, string text) => Cells[column] = columns[column].IsSensitive ? "***" : text;
}
