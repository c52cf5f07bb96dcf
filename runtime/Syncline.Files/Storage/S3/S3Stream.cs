using System.Buffers;

namespace Syncline;

/// <summary>Writes a staged file of a bucket, part by part.</summary>
internal sealed class S3Stream(S3Objects objects, string path, string upload) : StagedStream
{
    // S3 takes 10,000 parts of at least 5 MB, the last one but for: parts that grow hold a file of any size it takes.
    private const int FirstPartSize = 8 * 1024 * 1024;
    private const int PartsOfASize = 500;
    private readonly List<string> _tags = [];
    private readonly MemoryStream _part = new();

    private long PartSize => FirstPartSize * (1L + (_tags.Count / PartsOfASize));

    protected override void PassOn(ReadOnlySpan<byte> bytes)
    {
        var copy = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(copy);
        // Formats write asynchronously; the ends of compressed streams alone come this way.
        PassOnAsync(copy.AsMemory(0, bytes.Length), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        ArrayPool<byte>.Shared.Return(copy);
    }

    protected override async ValueTask PassOnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _part.Write(bytes.Span);
        if (_part.Length >= PartSize) await SendAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async ValueTask<string> FinishAsync(CancellationToken cancellationToken)
    {
        if (_part.Length > 0 || _tags.Count == 0) await SendAsync(cancellationToken).ConfigureAwait(false);
        return new S3Upload(path, upload, _tags).Token;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _part.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        _part.Position = 0;
        // The client closes what it is given.
        using var part = new MemoryStream(_part.GetBuffer(), 0, (int)_part.Length, writable: false);
        _tags.Add(await objects.UploadAsync(path, upload, _tags.Count + 1, part, cancellationToken).ConfigureAwait(false));
        _part.SetLength(0);
    }
}
