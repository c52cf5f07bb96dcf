using System.Buffers.Binary;

namespace Syncline;

/// <summary>Rows in the format of COPY … (FORMAT BINARY), to be sent when there are enough of them.</summary>
/// <remarks>See https://www.postgresql.org/docs/current/sql-copy.html, Binary Format.</remarks>
internal sealed class CopyBuffer
{
    private const int Null = -1;

    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private byte[] _bytes = new byte[64 * 1024];
    private int _end;
    private int _row;

    /// <summary>What is written and not yet taken.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _end);

    /// <summary>Empties the buffer.</summary>
    public void Clear() => _end = 0;

    /// <summary>Begins a stream.</summary>
    public void Begin() => Signature.CopyTo(Room(Signature.Length));

    /// <summary>Begins a row of so many cells.</summary>
    public void BeginRow(int cells)
    {
        _row = _end;
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), (short)cells);
    }

    /// <summary>Takes the row back that was begun last.</summary>
    public void DropRow() => _end = _row;

    /// <summary>Ends the stream.</summary>
    public void End() => BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), -1);

    public void AddNull() => AddLength(Null);

    public void Add(short value)
    {
        AddLength(sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), value);
    }

    public void Add(int value)
    {
        AddLength(sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), value);
    }

    public void Add(long value)
    {
        AddLength(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Room(sizeof(long)), value);
    }

    public void Add(bool value)
    {
        AddLength(sizeof(bool));
        Room(sizeof(bool))[0] = value ? (byte)1 : (byte)0;
    }

    public void Add(float value)
    {
        AddLength(sizeof(float));
        BinaryPrimitives.WriteSingleBigEndian(Room(sizeof(float)), value);
    }

    public void Add(double value)
    {
        AddLength(sizeof(double));
        BinaryPrimitives.WriteDoubleBigEndian(Room(sizeof(double)), value);
    }

    public void Add(Guid value)
    {
        AddLength(16);
        value.TryWriteBytes(Room(16), bigEndian: true, out _);
    }

    public void Add(ReadOnlySpan<byte> value)
    {
        AddLength(value.Length);
        value.CopyTo(Room(value.Length));
    }

    public void Add(decimal value)
    {
        Ensure(sizeof(int) + NumericForm.MaxSize);
        var length = NumericForm.Write(_bytes.AsSpan(_end + sizeof(int)), value);
        AddLength(length);
        _end += length;
    }

    /// <summary>An interval of days and the rest of a day.</summary>
    public void AddInterval(long microseconds, int days)
    {
        AddLength(sizeof(long) + sizeof(int) + sizeof(int));
        var room = Room(sizeof(long) + sizeof(int) + sizeof(int));
        BinaryPrimitives.WriteInt64BigEndian(room, microseconds);
        BinaryPrimitives.WriteInt32BigEndian(room[sizeof(long)..], days);
        BinaryPrimitives.WriteInt32BigEndian(room[(sizeof(long) + sizeof(int))..], 0);
    }

    /// <summary>A text's UTF-8; false, and nothing written, where it has none.</summary>
    public bool TryAdd(ReadOnlySpan<char> value)
    {
        Ensure(checked(sizeof(int) + value.Length * 3));
        if (System.Text.Unicode.Utf8.FromUtf16(value, _bytes.AsSpan(_end + sizeof(int)), out _, out var written, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done) return false;
        AddLength(written);
        _end += written;
        return true;
    }

    /// <summary>Where the first cells lie, each with its length before it.</summary>
    public Range[] Cells(int count)
    {
        var cells = new Range[count];
        var at = 0;
        for (var cell = 0; cell < count; cell++)
        {
            var end = at + sizeof(int) + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(at)));
            cells[cell] = at..end;
            at = end;
        }

        return cells;
    }

    /// <summary>Adds a cell as it lies in another buffer.</summary>
    public void AddCell(ReadOnlySpan<byte> cell) => cell.CopyTo(Room(cell.Length));

    private void AddLength(int length) => BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), length);

    private Span<byte> Room(int length)
    {
        Ensure(length);
        var room = _bytes.AsSpan(_end, length);
        _end += length;
        return room;
    }

    private void Ensure(int length)
    {
        if (_bytes.Length - _end < length) Array.Resize(ref _bytes, (int)Math.Max(Math.Min(_bytes.Length * 2L, Array.MaxLength), checked(_end + length)));
    }
}
