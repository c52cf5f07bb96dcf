using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>The cells of one row at a time, as SqlBulkCopy takes them: as objects.</summary>
/// <remarks>
/// A value lies in a box that its cell keeps and writes over, row after row, so that numbers and times leave no garbage. That is safe because the bulk copy has written a row's values into its packets before it asks for the next row: whatever of them
/// waits for the network is awaited first, streamed or not.
/// </remarks>
internal sealed class RowCells
{
    private readonly object[] _values;
    private readonly object?[] _boxes;
    private readonly byte[]?[] _bytes;

    public RowCells(int count) => (_values, _boxes, _bytes) = (new object[count], new object?[count], new byte[count][]);

    public int Count => _values.Length;

    public object this[int cell] => _values[cell];

    public void SetNull(int cell) => _values[cell] = DBNull.Value;

    public void Set(int cell, string value) => _values[cell] = value;

    /// <summary>Bytes; an array is used again where the next value is as long.</summary>
    public void Set(int cell, ReadOnlySpan<byte> value)
    {
        var bytes = _bytes[cell];
        if (bytes is null || bytes.Length != value.Length) _bytes[cell] = bytes = new byte[value.Length];
        value.CopyTo(bytes);
        _values[cell] = bytes;
    }

    public void Set<T>(int cell, T value)
        where T : struct
    {
        if (_boxes[cell] is T) Unsafe.Unbox<T>(_boxes[cell]!) = value;
        else _boxes[cell] = value;
        _values[cell] = _boxes[cell]!;
    }
}
