namespace Syncline;

/// <summary>A file of text that rows are written to, compressed or not.</summary>
internal abstract class TextFile<TModel> : RowFile<TModel>
    where TModel : ISyncModel<TModel>
{
    private const int BlockSize = 64 * 1024;
    private readonly Stream _output;
    private readonly bool _ownsOutput;
    private long _flushed;

    protected TextFile(Stream output, FileCompression compression)
    {
        _output = compression.Compress(output);
        _ownsOutput = !ReferenceEquals(_output, output);
    }

    public override long Size => _flushed + Buffer.Length;

    public override bool IsDue => Buffer.Length >= BlockSize;

    protected Utf8Buffer Buffer { get; } = new();

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
        await _output.WriteAsync(Buffer.Written, cancellationToken).ConfigureAwait(false);
        _flushed += Buffer.Length;
        Buffer.CutTo(0);
    }

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (_ownsOutput) await _output.DisposeAsync().ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        Buffer.Dispose();
        if (!_ownsOutput) return;
        try
        {
            await _output.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The file is given up: whether its last block can be written is of no interest.
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
