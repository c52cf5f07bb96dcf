using Microsoft.Win32.SafeHandles;

namespace Syncline;

/// <summary>A file as it was when it was opened, and not a byte of what was made of it since.</summary>
/// <remarks>It never waits asynchronously: what is in the system's cache is there at once, and a row that does not differ costs neither a task nor garbage.</remarks>
internal sealed class LocalStream : Stream
{
    /// <summary>How what is no file of a disk is read all the same.</summary>
    public const string WayOut = "Give a function that opens it, and a name: Read(() => File.OpenRead(\"…\"), \"…\").";

    private readonly SafeFileHandle _handle;
    private readonly string _name;
    private long _position;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It is not there, or can't be opened.</exception>
    /// <exception cref="NotSupportedException">It is a pipe, or a device.</exception>
    /// <exception cref="SourceException">Its size is not known.</exception>
    public LocalStream(string path)
    {
        _name = SeenText.Whole(path);
        // To open a pipe waits for somebody who writes to it, and there may be nobody.
        if (FileStatus.Of(path) is { IsPipe: true }) throw new NotSupportedException();
        // Others may write to it, rename or delete it meanwhile: that is found out, not forbidden.
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        try
        {
            Stamp = FileStamp.Of(_handle);
            // The system makes some files up as they are read, and gives them no size.
            if (Length == 0 && RandomAccess.Read(_handle, new byte[1], 0) > 0) throw new SourceException($"The file {_name} has no bytes by its size, and has some when it is read: it is no file of a disk. {WayOut}");
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    public FileStamp Stamp { get; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => Stamp.Length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    /// <exception cref="SourceException">The file was written to, or cut, since it was opened.</exception>
    public void CheckUnchanged()
    {
        var now = FileStamp.Of(_handle);
        if (now != Stamp) throw Changed(_name, Stamp, now);
    }

    /// <summary>The error of a file that is another than it was.</summary>
    public static SourceException Changed(string name, FileStamp before, FileStamp now)
        => new($"The file {name} changed while it was read: it had {before}, and has {now}. Let it be written under another name and renamed when it is complete, and run again.");

    public override int Read(Span<byte> buffer)
    {
        var left = Length - _position;
        if (left <= 0 || buffer.IsEmpty) return 0;
        var read = RandomAccess.Read(_handle, buffer.Length > left ? buffer[..(int)left] : buffer, _position);
        // Cut meanwhile: what is missing would look like the end.
        if (read == 0) throw Changed(_name, Stamp, FileStamp.Of(_handle));
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => _position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => Length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _handle.Dispose();
        base.Dispose(disposing);
    }
}
