using System.Security.Cryptography;

namespace Syncline;

/// <summary>Writes a staged file: counts and hashes what passes.</summary>
internal abstract class StagedStream : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes written.</summary>
    public long Bytes { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Bytes;

    public override long Position
    {
        get => Bytes;
        set => throw new NotSupportedException();
    }

    /// <summary>Makes the file last; nothing is written to it after that.</summary>
    public async ValueTask<StagedFile> CompleteAsync(int number, string path, bool replaces, CancellationToken cancellationToken)
    {
        var token = await FinishAsync(cancellationToken).ConfigureAwait(false);
        return new StagedFile(number, path, replaces, Bytes, Convert.ToHexStringLower(_hash.GetHashAndReset()), token);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Count(buffer);
        PassOn(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Count(buffer.Span);
        await PassOnAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected abstract void PassOn(ReadOnlySpan<byte> bytes);

    protected abstract ValueTask PassOnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Flushes what was written to where it lasts.</summary>
    /// <returns>What the store needs to show the file.</returns>
    protected abstract ValueTask<string> FinishAsync(CancellationToken cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        Bytes += bytes.Length;
    }
}
