namespace Syncline;

/// <summary>Takes a row's columns once and keeps its key image and the canonical encoding of its compared columns.</summary>
public struct RowEncoder : IRowWriter
{
    /// <summary>An encoder for a model's rows.</summary>
    public RowEncoder(SyncSchema schema) => throw new NotImplementedException(schema.Model);

    /// <summary>The column's text as UTF-8, as a driver or file holds it.</summary>
    public void Utf8(int column, ReadOnlySpan<byte> value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Null(int column) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Value<T>(int column, T value)
        where T : struct
        => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Text(int column, string value) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Bytes(int column, ReadOnlySpan<byte> value) => throw new NotImplementedException();
}
