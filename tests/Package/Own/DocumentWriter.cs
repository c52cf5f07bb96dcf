using Syncline;

namespace Own;

/// <summary>Makes a document of a row, over the one that is there.</summary>
public struct DocumentWriter(SyncSchema schema, Dictionary<string, object?>? old) : IRowWriter
{
    public Dictionary<string, object?> Columns { get; } = old is null ? [] : new(old);

    /// <summary>Why the row can't be put there; null where it can.</summary>
    public string? Refusal { get; private set; }

    public void Null(int column)
    {
        // A null that the model leaves out keeps what is there.
        if (!schema.Columns[column].SkipsNull) Columns[schema.Columns[column].Name] = null;
    }

    public void Value<T>(int column, T value)
        where T : struct
        => Set(column, value);

    public void Text(int column, string value)
    {
        // This shelf has no text with the character NUL.
        if (value.Contains('\0')) Refusal = $"{schema.Columns[column].Name} holds the character NUL";
        else Set(column, value);
    }

    public void Bytes(int column, ReadOnlySpan<byte> value) => Set(column, value.ToArray());

    private void Set(int column, object value)
    {
        // A record keeps the key it was created with, where the model's ignores case.
        var name = schema.Columns[column].Name;
        if (schema.KeyPartOf(column) < 0 || !Columns.ContainsKey(name)) Columns[name] = value;
    }
}
