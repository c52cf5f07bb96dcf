namespace Syncline;

/// <summary>A file of text that rows are written to, compressed or not.</summary>
/// <remarks>A block is compressed, hashed and written by another thread while the next one is filled.</remarks>
internal abstract class TextFile<TModel> : RowFile<TModel>
    where TModel : ISyncModel<TModel>
{
    private const int BlockSize = 128 * 1024;
    private readonly Stream _output;
    private readonly bool _ownsOutput;
    private Utf8Buffer _passedOn = new();
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
        await _writing.ConfigureAwait(false);
        (Buffer, _passedOn) = (_passedOn, Buffer);
        Buffer.CutTo(0);
        _flushed += _passedOn.Length;
        _writing = Task.Run(() => _output.WriteAsync(_passedOn.Written, cancellationToken).AsTask(), cancellationToken);
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
        _passedOn.Dispose();
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

    private string? End(int start, string? misfit)
    {
        if (misfit is null) Rows++;
        else Buffer.CutTo(start);
        return misfit;
    }
}
