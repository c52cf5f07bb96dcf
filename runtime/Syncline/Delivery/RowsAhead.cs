namespace Syncline;

/// <summary>Hands the rows of a plan that is still being made to a delivery that hides them: one block is taken while the next is filled.</summary>
internal sealed class RowsAhead<TModel, TKey>(IStagesRows<TModel, TKey> delivery, string commit) : IAsyncDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const int BlockSize = 256 * 1024;
    private readonly CancellationTokenSource _stop = new();
    private byte[] _block = [];
    private byte[] _handed = [];
    private int _end;
    private Task _staging = Task.CompletedTask;

    /// <summary>How many rows were added; none from when staging failed.</summary>
    public long Count { get; private set; }

    /// <summary>Whether so many wait that <see cref="PassOnAsync"/> is due.</summary>
    public bool IsDue => _end >= BlockSize;

    /// <summary>Whether all rows that were added are staged. What failed is tried again from the spool, where it is told.</summary>
    public bool IsStaged { get; private set; }

    public void Add(ReadOnlySpan<byte> row)
    {
        _end = StoredRows.Append(ref _block, _end, row);
        Count++;
    }

    /// <summary>Passes on what waits, once what was passed on before is taken.</summary>
    public async Task PassOnAsync(CancellationToken cancellationToken)
    {
        await _staging.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        (_block, _handed) = (_handed, _block);
        var rows = new StoredRows(_handed.AsMemory(0, _end));
        _end = 0;
        if (_staging.IsCompletedSuccessfully) _staging = Task.Run(() => delivery.StageAsync(commit, rows, _stop.Token).AsTask(), cancellationToken);
    }

    /// <summary>Passes on the rest and waits until it is taken.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await PassOnAsync(cancellationToken).ConfigureAwait(false);
        await _staging.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        IsStaged = _staging.IsCompletedSuccessfully;
        Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _staging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Release();
        _stop.Dispose();
    }

    private void Release()
    {
        PooledBuffer.Release(ref _block);
        PooledBuffer.Release(ref _handed);
    }
}
