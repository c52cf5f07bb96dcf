namespace Syncline;

/// <summary>A file of text that rows are written to, compressed or not.</summary>
/// <remarks>Blocks are compressed, hashed and written by another thread while the next one is filled. One may wait, for a disk is slow at times.</remarks>
internal abstract class TextFile<TModel> : RowFile<TModel>
    where TModel : ISyncModel<TModel>
{
    private const int BlockSize = 64 * 1024;
    private const int Buffers = 3;
    private readonly Stream _output;
    private readonly bool _ownsOutput;
    // The buffers that were passed on, the oldest first, and when they are written.
    private readonly Queue<(Utf8Buffer Buffer, Task Writing)> _passedOn = [];
    private Task _writing = Task.CompletedTask;
    private long _flushed;

    protected TextFile(Stream output, FileCompression compression)
    {
        _output = compression.Compress(output);
        _ownsOutput = !ReferenceEquals(_output, output);
    }

    public override long Size => _flushed + Buffer.Length;

    public override bool IsDue => Buffer.Length >= BlockSize;

    protected Utf8Buffer Buffer { get; private set; } = new();

    public override string? Write(in TModel row)
    {
        var start = Buffer.Length;
        return End(start, WriteRow(in row));
    }

    public override string? Write(StoredRow row)
    {
        var start = Buffer.Length;
        return End(start, WriteRow(row));
    }

    public override async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var full = Buffer;
        _flushed += full.Length;
        var before = _writing;
        _passedOn.Enqueue((full, _writing = Task.Run(() => WriteAsync(before, full, cancellationToken), cancellationToken)));
        Buffer = _passedOn.Count < Buffers ? new() : await TakeBackAsync().ConfigureAwait(false);
    }

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        if (_ownsOutput) await _output.DisposeAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        // What was not completed is given up: whether its last block could be written is of no interest.
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Buffer.Dispose();
        foreach (var (buffer, _) in _passedOn) buffer.Dispose();
        if (!_ownsOutput) return;
        try
        {
            await _output.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or DestinationException)
        {
            // Nor is the end of its compression.
        }
    }

    /// <summary>Writes a row into the buffer.</summary>
    /// <returns>Why it can't be held; what was written of it then is taken back.</returns>
    protected abstract string? WriteRow(in TModel row);

    /// <inheritdoc cref="WriteRow(in TModel)"/>
    protected abstract string? WriteRow(StoredRow row);

    private async Task WriteAsync(Task before, Utf8Buffer full, CancellationToken cancellationToken)
    {
        await before.ConfigureAwait(false);
        await _output.WriteAsync(full.Written, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Utf8Buffer> TakeBackAsync()
    {
        await _passedOn.Peek().Writing.ConfigureAwait(false);
        var (buffer, _) = _passedOn.Dequeue();
        buffer.CutTo(0);
        return buffer;
    }

    private string? End(int start, string? misfit)
    {
        if (misfit is null) Rows++;
        else Buffer.CutTo(start);
        return misfit;
    }
}
