namespace Syncline;

/// <summary>The cells of the current row as its file has them. What doesn't fit its column is an <see cref="UnreadableRowException"/>.</summary>
internal interface IStoredCells
{
    bool IsNull(int column);

    T ValueOf<T>(int column)
        where T : struct;

    /// <summary>The text of a cell, which is valid UTF-8.</summary>
    ReadOnlySpan<byte> TextOf(int column);

    /// <summary>The bytes of a cell, valid until the next are asked for.</summary>
    ReadOnlySpan<byte> BytesOf(int column);
}
