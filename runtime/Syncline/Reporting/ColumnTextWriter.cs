using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>Prints each column; a sensitive one as ***.</summary>
internal readonly struct ColumnTextWriter(SyncColumn[] columns, bool quotes = true) : IRowWriter
{
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

    public void Bytes(int column, ReadOnlySpan<byte> value) => Set(column, $"0x{Convert.ToHexString(value)}");

    /// <summary>On one line, whatever the text holds.</summary>
    private string Print(string value)
    {
        var text = new StringBuilder(quotes ? "\"" : "");
        foreach (var c in value)
        {
            text = c switch
            {
                '"' or '\\' when quotes => text.Append('\\').Append(c),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when char.IsControl(c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        return text.Append(quotes ? "\"" : "").ToString();
    }

    private void Set(int column, string text) => Cells[column] = columns[column].IsSensitive ? "***" : text;
}
