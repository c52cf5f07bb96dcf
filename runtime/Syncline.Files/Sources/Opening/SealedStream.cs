namespace Syncline;

/// <summary>A file with a seal behind it.</summary>
internal sealed class SealedStream(Stream file, byte[] seal) : ForwardStream(file)
{
    private bool _hasBegun;
    private int _sealed = -1;

    public override int Read(Span<byte> buffer) => _sealed < 0 && !buffer.IsEmpty && !IsAtEnd(Below.Read(buffer), out var read) ? read : Take(buffer);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        => _sealed < 0 && !buffer.IsEmpty && !IsAtEnd(await Below.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), out var read) ? read : Take(buffer.Span);

    private bool IsAtEnd(int length, out int read)
    {
        read = length;
        if (length > 0)
        {
            _hasBegun = true;
            return false;
        }

        if (!_hasBegun) throw new NoGzipException();
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
