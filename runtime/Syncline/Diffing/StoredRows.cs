using System.Buffers.Binary;

namespace Syncline;

/// <summary>Rows as a run keeps them, one after the other.</summary>
public struct StoredRows
{
    private const int LengthSize = sizeof(int);
    private ReadOnlyMemory<byte> _rest;

    internal StoredRows(ReadOnlyMemory<byte> rows) => _rest = rows;

    /// <summary>Takes the next row.</summary>
    /// <param name="row">The row, valid as long as these rows are.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(out StoredRow row)
    {
        row = default;
        if (_rest.IsEmpty) return false;
        var end = LengthSize + BinaryPrimitives.ReadInt32LittleEndian(_rest.Span);
        row = new StoredRow(_rest.Span[LengthSize..end]);
        _rest = _rest[end..];
        return true;
    }

    /// <summary>Appends a row to others, as <see cref="TryTake"/> reads it.</summary>
    /// <returns>The end of what was written.</returns>
    internal static int Append(ref byte[] rows, int at, ReadOnlySpan<byte> row)
    {
        PooledBuffer.Ensure(ref rows, at, (long)LengthSize + row.Length);
        BinaryPrimitives.WriteInt32LittleEndian(rows.AsSpan(at), row.Length);
        row.CopyTo(rows.AsSpan(at + LengthSize));
        return at + LengthSize + row.Length;
    }
}
