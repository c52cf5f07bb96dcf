namespace Syncline;

/// <summary>Looks whether a row's key is the same when it is read back from a file: a local time comes back as the instant it was, in UTC, and is another key.</summary>
internal struct KeyTimes(SyncSchema schema) : IUtf8RowWriter
{
    /// <summary>Why the row can't be found again; <see langword="null"/> where it can.</summary>
    public string? Misfit { get; private set; }

    /// <summary>Whether keys of a model need the look.</summary>
    public static bool Matter(SyncSchema schema) => schema.Key.Any(part => schema.Columns[part].Kind == ColumnKind.DateTime);

    public void Value<T>(int column, T value)
        where T : struct
    {
        if (typeof(T) != typeof(DateTime) || schema.KeyPartOf(column) < 0) return;
        if (((DateTime)(object)value).Kind == DateTimeKind.Local) Misfit ??= $"its key has a local time in {schema.Columns[column].Name}, which is another when it is read back from the file of mode All. Give it in UTC, or without a kind";
    }

    public readonly void Null(int column)
    {
    }

    public readonly void Text(int column, string value)
    {
    }

    public readonly void Bytes(int column, ReadOnlySpan<byte> value)
    {
    }

    public readonly void Utf8(int column, ReadOnlySpan<byte> value)
    {
    }
}
