using System.Text.Json;

namespace Syncline;

/// <summary>Writes columns as they are delivered. Keys that are one to the model are written alike: an instant in UTC, a number without the zeros it may end with.</summary>
/// <param name="json">What is written to.</param>
/// <param name="columns">The columns.</param>
/// <param name="isKey">Which of them are part of the key.</param>
internal readonly struct JsonBodyWriter(Utf8JsonWriter json, SyncColumn[] columns, Func<int, bool> isKey) : IRowWriter
{
    private readonly JsonColumnWriter _inner = new(json, columns, isShown: false);

    public void Null(int column) => _inner.Null(column);

    public void Value<T>(int column, T value)
        where T : struct
    {
        if (value is char c && char.IsSurrogate(c)) throw Unfit(column);
        if (isKey(column) && value is DateTimeOffset or decimal or double or float) WriteKey(column, value);
        else _inner.Value(column, value);
    }

    public void Text(int column, string value)
    {
        if (Surrogates.HasLone(value)) throw Unfit(column);
        _inner.Text(column, value);
    }

    public void Bytes(int column, ReadOnlySpan<byte> value) => _inner.Bytes(column, value);

    private void WriteKey<T>(int column, T value)
        where T : struct
    {
        switch (value)
        {
            case DateTimeOffset instant: _inner.Value(column, KeyForms.Of(instant)); break;
            case decimal number: _inner.Value(column, KeyForms.Of(number)); break;
            case double number: _inner.Value(column, KeyForms.Of(number)); break;
            case float number: _inner.Value(column, KeyForms.Of(number)); break;
            default: _inner.Value(column, value); break;
        }
    }

    private UnfitRowException Unfit(int column) => new($"{columns[column].Name} holds half of a surrogate pair, which JSON has no form for");
}
