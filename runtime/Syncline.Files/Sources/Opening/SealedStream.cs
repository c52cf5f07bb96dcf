namespace Syncline;

/// <summary>A file with a seal behind it.</summary>
internal sealed class SealedStream(Stream file, byte[] seal) : Stream
{
    private bool _hasBegun;
    private int _sealed = -1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer) => _sealed < 0 && !buffer.IsEmpty && !IsAtEnd(file.Read(buffer), out var read) ? read : Take(buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => _sealed < 0 && !buffer.IsEmpty && !IsAtEnd(await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), out var read) ? read : Take(buffer.Span);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await file.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }

    private bool IsAtEnd(int length, out int read)
    {
        read = length;
        if (length > 0)
        {
            _hasBegun = true;
            return false;
        }

        if (!_hasBegun) throw new InvalidDataException("It is empty, and even a gzip file of nothing has a header.");
        _sealed = 0;
        return true;
    }

    private int Take(Span<byte> buffer)
    {
        var length = Math.Min(buffer.Length, seal.Length - Math.Max(_sealed, 0));
        if (_sealed < 0) return 0;
        seal.AsSpan(_sealed, length).CopyTo(buffer);
        _sealed += length;
        return length;
    }
}
