using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Syncline;

/// <summary>Takes the sensitive values of some records out of a text, in every spelling a request gives them.</summary>
internal sealed partial class SensitiveTexts
{
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private SensitiveIndex? _index;

    /// <summary>Notes what is sensitive of a row.</summary>
    public void AddRow<TModel>(in TModel row)
        where TModel : ISyncModel<TModel>
    {
        var collector = new Collector(this, [.. TModel.Schema.Columns]);
        TModel.Write(in row, ref collector);
    }

    /// <summary>Notes what is sensitive of a key.</summary>
    public void AddKey<TModel, TKey>(in TKey key)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var collector = new Collector(this, [.. TModel.Schema.Key.Select(column => TModel.Schema.Columns[column])]);
        TKey.Write(in key, ref collector);
    }

    /// <summary>Notes a text that is sensitive.</summary>
    public void Add(string text)
    {
        if (text.Length == 0) return;
        _index = null;
        _texts.Add(text);
        if (!Surrogates.HasLone(text)) AddSpellings(text);
    }

    /// <summary>The text with "***" for each of them, and one for those that overlap.</summary>
    /// <remarks>A body may hold ten thousand rows: it is gone through once, however many texts there are.</remarks>
    public string Mask(string text)
    {
        if (_texts.Count == 0) return text;
        var index = _index ??= new SensitiveIndex(_texts);
        StringBuilder? masked = null;
        var (shown, hidden) = (0, 0);
        for (var at = index.Next(text, 0); at >= 0; at = index.Next(text, at + 1))
        {
            var length = index.LengthAt(text, at);
            if (length == 0) continue;
            if (at >= hidden)
            {
                masked ??= new StringBuilder(text.Length);
                masked.Append(text, shown, at - shown).Append("***");
            }

            // One that goes on where another has begun is hidden with it.
            shown = hidden = Math.Max(hidden, at + length);
        }

        return masked is null ? text : masked.Append(text, shown, text.Length - shown).ToString();
    }

    private void AddSpellings(string text)
    {
        _texts.Add(JsonEncodedText.Encode(text).ToString());
        _texts.Add(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());
        var escaped = Uri.EscapeDataString(text);
        _texts.Add(escaped);
        _texts.Add(LowerEscapes(escaped));
        // As forms have it: blanks are plus signs.
        var form = escaped.Replace("%20", "+", StringComparison.Ordinal);
        _texts.Add(form);
        _texts.Add(LowerEscapes(form));
        // As CSV has it within quotes.
        _texts.Add(text.Replace("\"", "\"\"", StringComparison.Ordinal));
        // APIs write an address as they please.
        _texts.Add(text.ToLowerInvariant());
    }

    private static string LowerEscapes(string text) => text.Contains('%', StringComparison.Ordinal) ? Escapes().Replace(text, static escape => escape.Value.ToLowerInvariant()) : text;

    [GeneratedRegex("%[0-9A-F]{2}")]
    private static partial Regex Escapes();

    private readonly struct Collector(SensitiveTexts texts, SyncColumn[] columns) : IRowWriter
    {
        public void Null(int column)
        {
        }

        public void Value<T>(int column, T value)
            where T : struct
        {
            if (!columns[column].IsSensitive) return;
            texts.Add(CellTexts.Of(value));
            foreach (var form in InstantForms.Of(value)) texts.Add(form);
            if (value is IFormattable formattable) texts.Add(formattable.ToString(null, CultureInfo.InvariantCulture));
        }

        public void Text(int column, string value)
        {
            if (columns[column].IsSensitive) texts.Add(value);
        }

        public void Bytes(int column, ReadOnlySpan<byte> value)
        {
            if (!columns[column].IsSensitive) return;
            texts.Add(Convert.ToBase64String(value));
            texts.Add(Convert.ToHexString(value));
        }
    }
}
