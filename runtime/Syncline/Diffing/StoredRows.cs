using System.Buffers.Binary;

namespace Syncline;

/// <summary>Rows as a run keeps them, one after the other.</summary>
public struct StoredRows
{
    private const int LengthSize = sizeof(int);
    private ReadOnlyMemory<byte> _rest;

    internal StoredRows(ReadOnlyMemory<byte> rows) => _rest = rows;

    /// <summary>Whether all were taken.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>Takes the next row, which is valid as long as these rows are.</summary>
    /// <exception cref="InvalidOperationException">There is none; see <see cref="IsEmpty"/>.</exception>
    public StoredRow Take()
    {
        if (IsEmpty) throw new InvalidOperationException("All rows were taken. Look at IsEmpty before each.");
        var end = LengthSize + BinaryPrimitives.ReadInt32LittleEndian(_rest.Span);
        var row = new StoredRow(_rest.Span[LengthSize..end]);
        _rest = _rest[end..];
        return row;
    }

    /// <summary>Appends a row to others, as <see cref="Take"/> reads it.</summary>
    /// <returns>The end of what was written.</returns>
    internal static int Append(ref byte[] rows, int at, ReadOnlySpan<byte> row)
    {
        PooledBuffer.Ensure(ref rows, at, (long)LengthSize + row.Length);
        BinaryPrimitives.WriteInt32LittleEndian(rows.AsSpan(at), row.Length);
        row.CopyTo(rows.AsSpan(at + LengthSize));
        return at + LengthSize + row.Length;
    }
}
