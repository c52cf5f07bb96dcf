using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Syncline;

/// <summary>Takes the sensitive values of some records out of a text, in every spelling a request gives them.</summary>
internal sealed class SensitiveTexts
{
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

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
        _texts.Add(text);
        if (!Surrogates.HasLone(text)) AddSpellings(text);
    }

    /// <summary>The text with "***" for each of them.</summary>
    public string Mask(string text)
    {
        // The longest first: one may be part of another.
        foreach (var secret in _texts.OrderByDescending(static secret => secret.Length)) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }

    private void AddSpellings(string text)
    {
        _texts.Add(JsonEncodedText.Encode(text).ToString());
        _texts.Add(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());
        _texts.Add(Uri.EscapeDataString(text));
        // APIs write an address as they please.
        _texts.Add(text.ToLowerInvariant());
    }

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
