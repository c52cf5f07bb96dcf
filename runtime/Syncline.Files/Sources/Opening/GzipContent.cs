using System.IO.Compression;
using System.Security.Cryptography;

namespace Syncline;

/// <summary>The content of a gzip file, to its very end.</summary>
/// <remarks>
/// .NET's stream takes a file that was cut short for one that ends there. A gzip file may consist of several, one after the other: behind the file another one is given to that stream, whose content is known. What is whole ends in that content;
/// what is not makes nonsense of it.
/// </remarks>
internal sealed class GzipContent : Stream
{
    private const int BufferSize = 1 << 16;
    private static readonly byte[] Seal = RandomNumberGenerator.GetBytes(16);
    private static readonly byte[] SealFile = Zip(Seal);

    private readonly GZipStream _content;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private bool _isSealed;

    public GzipContent(Stream file) => _content = new GZipStream(new SealedStream(file, SealFile), CompressionMode.Decompress);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private int Ready => _end - _start - (_isSealed ? 0 : Seal.Length);

    /// <exception cref="InvalidDataException">The file is damaged, or ends too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (Ready <= 0 && !_isSealed) Filled(_content.Read(MakeRoom().Span));
        return Take(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">The file is damaged, or ends too early.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (Ready <= 0 && !_isSealed) Filled(await _content.ReadAsync(MakeRoom(), cancellationToken).ConfigureAwait(false));
        return Take(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await _content.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var zip = new GZipStream(to, CompressionLevel.Fastest)) zip.Write(bytes);
        return to.ToArray();
    }

    private Memory<byte> MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        return _buffer.AsMemory(_end);
    }

    private void Filled(int length)
    {
        _end += length;
        if (length > 0) return;
        if (!_buffer.AsSpan(_start, _end - _start).SequenceEqual(Seal)) throw new InvalidDataException("The gzip data ends too early, or something else follows it.");
        _end = _start;
        _isSealed = true;
    }

    private int Take(Span<byte> buffer)
    {
        var length = Math.Min(buffer.Length, Math.Max(Ready, 0));
        _buffer.AsSpan(_start, length).CopyTo(buffer);
        _start += length;
        return length;
    }
}
