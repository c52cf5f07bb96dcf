using System.Buffers;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Takes one segment after the other from a reader that streams: the driver holds none of them whole.</summary>
internal sealed class SegmentBuffer
{
    private byte[] _buffer = [];

    /// <summary>The segment the reader stands at, in columns of its number, length and bytes; valid until the next.</summary>
    public ReadOnlyMemory<byte> Take(SqlDataReader reader)
    {
        var length = (int)reader.GetInt64(1);
        if (_buffer.Length < length)
        {
            Release();
            _buffer = ArrayPool<byte>.Shared.Rent(length);
        }

        for (var read = 0; read < length;)
        {
            var part = (int)reader.GetBytes(2, read, _buffer, read, length - read);
            if (part == 0) throw new EndOfStreamException($"A segment ended before its {length} bytes.");
            read += part;
        }

        return _buffer.AsMemory(0, length);
    }

    public void Release()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
