namespace Syncline;

/// <summary>Writes a staged file of a folder.</summary>
/// <remarks>A large file is flushed to the disk while it is written, so that its end does not wait until the disk has taken all of it.</remarks>
internal sealed class FolderStream(string path, string root) : StagedStream
{
    private const long FlushSize = 16 << 20;
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    private Task _flushing = Task.CompletedTask;
    private long _flushed;

    public override async ValueTask DisposeAsync()
    {
        // The file of a run that is given up is deleted next, which a system may refuse while it is in use.
        await _flushing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void PassOn(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
            if (Bytes - _flushed >= FlushSize && _flushing.IsCompletedSuccessfully) FlushAhead();
        }
        catch (Exception e) when (FolderFaults.IsFault(e))
        {
            throw FolderFaults.Of(e, root, FailureEffect.NothingTransient);
        }
    }

    protected override ValueTask PassOnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // The runtime has another thread of the pool wait for a local file, and its callers are on one already.
        PassOn(bytes.Span);
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask<string> FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            // What a flush was told of the disk the next one may not be told again.
            await _flushing.ConfigureAwait(false);
            DurableFile.Flush(_file.SafeFileHandle, path);
            await _file.DisposeAsync().ConfigureAwait(false);
            return "";
        }
        catch (Exception e) when (FolderFaults.IsFault(e))
        {
            throw FolderFaults.Of(e, root, FailureEffect.NothingTransient);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    private void FlushAhead()
    {
        _flushed = Bytes;
        // On a thread of its own: it waits for the disk, and the pool has no more threads than there are processors.
        _flushing = Task.Factory.StartNew(() => DurableFile.Flush(_file.SafeFileHandle, path), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
