using System.Buffers.Binary;
using System.Text;

namespace Syncline;

/// <summary>A segment while it is written: room for its header, and the records after it.</summary>
internal sealed class SegmentBytes
{
    private const int MaxVarint = 10;

    // A row can be longer than a segment should be; memory for one of those isn't kept for the next.
    private const int MostKept = 2 * StateFormat.TargetSegmentSize;

    private byte[] _bytes = new byte[4096];
    private int _end = StateFormat.HeaderSize;

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty => _end == StateFormat.HeaderSize;

    /// <summary>The length of what was added.</summary>
    public int Length => _end - StateFormat.HeaderSize;

    /// <summary>Whether the memory is worth using again.</summary>
    public bool IsReusable => _bytes.Length <= MostKept;

    /// <summary>The header and what was added; valid until more is.</summary>
    public Memory<byte> Memory => _bytes.AsMemory(0, _end);

    /// <summary>What was added; valid until more is.</summary>
    public ReadOnlySpan<byte> Records => _bytes.AsSpan(StateFormat.HeaderSize, Length);

    /// <summary>Where what is added next will stand; to be filled in later by <see cref="At"/>.</summary>
    public int Position => _end;

    /// <summary>What was added from a position on.</summary>
    public Span<byte> At(int position) => _bytes.AsSpan(position, _end - position);

    /// <summary>Empties it, and keeps its memory.</summary>
    public void Clear() => _end = StateFormat.HeaderSize;

    /// <summary>Adds bytes that the caller fills.</summary>
    public Span<byte> Add(int length)
    {
        if (_bytes.Length - _end < length) Array.Resize(ref _bytes, (int)Math.Max(Math.Min(_bytes.Length * 2L, Array.MaxLength), checked(_end + length)));
        var added = _bytes.AsSpan(_end, length);
        _end += length;
        return added;
    }

    public void Add(byte value) => Add(1)[0] = value;

    public void Add(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Add(bytes.Length));

    public void Add(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Add(sizeof(ulong)), value);

    public void Add(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Add(sizeof(double)), value);

    /// <summary>Adds a number in LEB128.</summary>
    public void AddVarint(ulong value)
    {
        var room = Add(MaxVarint);
        var length = 0;
        for (; value >= 0x80; value >>= 7) room[length++] = (byte)(value | 0x80);
        room[length++] = (byte)value;
        _end -= MaxVarint - length;
    }

    /// <summary>Adds bytes after their length.</summary>
    public void AddCounted(ReadOnlySpan<byte> bytes)
    {
        AddVarint((uint)bytes.Length);
        Add(bytes);
    }

    /// <summary>Adds a text in UTF-8 after its length.</summary>
    public void AddText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        AddVarint((uint)length);
        Encoding.UTF8.GetBytes(text, Add(length));
    }
}
