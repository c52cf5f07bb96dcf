using System.Buffers;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Takes one segment after the other from a reader that streams: the driver holds none of them whole.</summary>
internal sealed class SegmentBuffer
{
    private byte[] _buffer = [];

    /// <summary>The segment the reader stands at, in columns of its number, length and bytes; valid until the next.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> TakeAsync(SqlDataReader reader, CancellationToken cancellationToken)
    {
        var length = (int)reader.GetInt64(1);
        if (_buffer.Length < length)
        {
            Release();
            _buffer = ArrayPool<byte>.Shared.Rent(length);
        }

        var segment = _buffer.AsMemory(0, length);
        var stream = reader.GetStream(2);
        await using (stream.ConfigureAwait(false))
        {
            await SqlServerCalls.OrCancelledAsync(ReadAsync(stream, segment, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        return segment;
    }

    public void Release()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private static async Task<bool> ReadAsync(Stream stream, Memory<byte> to, CancellationToken cancellationToken)
    {
        await stream.ReadExactlyAsync(to, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
