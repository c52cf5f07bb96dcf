using System.IO.Compression;
using System.Security.Cryptography;

namespace Syncline;

/// <summary>The content of a gzip file, to its very end.</summary>
/// <remarks>
/// .NET's stream takes a file that was cut short for one that ends there. A gzip file may consist of several, one after the other: behind the file another one is given to that stream, whose content is known. What is whole ends in that content;
/// what is not makes nonsense of it.
/// </remarks>
internal sealed class GzipContent(Stream file) : ForwardStream(new GZipStream(new SealedStream(file, SealFile), CompressionMode.Decompress))
{
    private const int BufferSize = 1 << 16;
    private static readonly byte[] Seal = RandomNumberGenerator.GetBytes(16);
    private static readonly byte[] SealFile = Zip(Seal);

    private readonly byte[] _buffer = new byte[BufferSize];
    private int _start;
    private int _end;
    private bool _isSealed;

    private int Ready => _end - _start - (_isSealed ? 0 : Seal.Length);

    /// <exception cref="NoGzipException">The file is damaged, or ends too early.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (Ready <= 0 && !_isSealed) Filled(Inflate(MakeRoom().Span));
        return Take(buffer);
    }

    /// <exception cref="NoGzipException">The file is damaged, or ends too early.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (Ready <= 0 && !_isSealed) Filled(await InflateAsync(MakeRoom(), cancellationToken).ConfigureAwait(false));
        return Take(buffer.Span);
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var to = new MemoryStream();
        using (var zip = new GZipStream(to, CompressionLevel.Fastest)) zip.Write(bytes);
        return to.ToArray();
    }

    private int Inflate(Span<byte> buffer)
    {
        try
        {
            return Below.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new NoGzipException(e);
        }
    }

    private async ValueTask<int> InflateAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await Below.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new NoGzipException(e);
        }
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
        if (!_buffer.AsSpan(_start, _end - _start).SequenceEqual(Seal)) throw new NoGzipException();
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
