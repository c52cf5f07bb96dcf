using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>Writes values as texts for a person, those of sensitive columns as ***.</summary>
/// <param name="columns">The columns as they are visited.</param>
/// <param name="only">The one column wanted, or -1 for all.</param>
internal struct ValueTexts(IReadOnlyList<SyncColumn> columns, int only = -1) : IRowWriter
{
    private const int LongestText = 40;
    private readonly StringBuilder _text = new();

    /// <summary>A key as <c>Code = 'a', Line = 1</c>.</summary>
    public static string Of<TKey>(SyncColumn[] parts, TKey key)
        where TKey : struct, ISyncKey<TKey>
    {
        var texts = new ValueTexts(parts);
        TKey.Write(in key, ref texts);
        return texts.ToString();
    }

    public override readonly string ToString() => _text.ToString();

    public readonly void Null(int column) => Write(column, "null");

    public readonly void Value<T>(int column, T value)
        where T : struct
        => Write(column, value switch
        {
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            char c => Quoted(c.ToString()),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        });

    public readonly void Text(int column, string value) => Write(column, Quoted(value));

    public readonly void Bytes(int column, ReadOnlySpan<byte> value) => Write(column, $"x'{Convert.ToHexString(value.Length > 16 ? value[..16] : value)}'");

    private readonly void Write(int column, string value)
    {
        if (only >= 0 && column != only) return;
        if (only < 0) _text.Append(_text.Length == 0 ? "" : ", ").Append(columns[column].Name).Append(" = ");
        _text.Append(columns[column].IsSensitive ? "***" : value);
    }

    private static string Quoted(string text)
    {
        var cut = text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText), "…");
        return $"'{cut.Replace("\0", "\\0", StringComparison.Ordinal)}'";
    }
}
