namespace Syncline;

/// <summary>Writes a staged file of a folder.</summary>
internal sealed class FolderStream(string path, string root) : StagedStream
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);

    protected override void PassOn(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.Write(bytes);
        }
        catch (Exception e) when (FolderFaults.IsFault(e))
        {
            throw FolderFaults.Of(e, root, FailureEffect.NothingTransient);
        }
    }

    protected override async ValueTask PassOnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (FolderFaults.IsFault(e))
        {
            throw FolderFaults.Of(e, root, FailureEffect.NothingTransient);
        }
    }

    protected override ValueTask<string> FinishAsync(CancellationToken cancellationToken)
    {
        try
        {
            _file.Flush(flushToDisk: true);
            _file.Dispose();
            return new("");
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
}
