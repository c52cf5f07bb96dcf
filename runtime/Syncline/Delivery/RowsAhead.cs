using System.Threading.Channels;

namespace Syncline;

/// <summary>Takes the rows of a plan that is still being made.</summary>
internal interface IRowsAhead
{
    /// <summary>Takes more rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="release">To be called once they are not read any more; by any thread.</param>
    void Add(StoredRows rows, Action release);
}

/// <summary>Hands the rows of a plan that is still being made to a delivery that hides them: some blocks are taken while the next is filled.</summary>
internal sealed class RowsAhead<TModel, TKey>(IStagesRows<TModel, TKey> delivery, string commit) : IRowsAhead, IAsyncDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // With one alone, whoever is quicker for a moment waits in the next.
    private const int BlocksAhead = 2;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Rows> _passedOn = Channel.CreateBounded<Rows>(new BoundedChannelOptions(BlocksAhead) { SingleReader = true, SingleWriter = true });
    private readonly Queue<Rows> _full = [];
    private Task _staging = Task.CompletedTask;

    /// <summary>How many rows were added.</summary>
    public long Count { get; private set; }

    /// <summary>Whether rows wait, so that <see cref="PassOnAsync"/> is due.</summary>
    public bool IsDue => _full.Count > 0;

    /// <summary>Whether all rows that were added are staged. What failed is tried again from the spool, where it is told.</summary>
    public bool IsStaged { get; private set; }

    public void Add(StoredRows rows, Action release)
    {
        Count += rows.Count;
        _full.Enqueue(new(rows, release));
    }

    /// <summary>Passes on what waits, once there is room for it.</summary>
    public async Task PassOnAsync(CancellationToken cancellationToken)
    {
        if (ReferenceEquals(_staging, Task.CompletedTask)) _staging = Task.Run(StageAsync, cancellationToken);
        while (_full.TryDequeue(out var rows)) await _passedOn.Writer.WriteAsync(rows, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Passes on the rest and waits until it is taken.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await PassOnAsync(cancellationToken).ConfigureAwait(false);
        _passedOn.Writer.Complete();
        await _staging.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        IsStaged = _staging.IsCompletedSuccessfully;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _passedOn.Writer.TryComplete();
        await _staging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task StageAsync()
    {
        var isWhole = false;
        try
        {
            await foreach (var (rows, release) in _passedOn.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                if (!rows.IsEmpty) await delivery.StageAsync(commit, rows, _stop.Token).ConfigureAwait(false);
                release();
            }

            isWhole = true;
        }
        finally
        {
            // Whoever reads the source does not wait for what is given up.
            if (!isWhole) await DrainAsync().ConfigureAwait(false);
        }
    }

    private async Task DrainAsync()
    {
        await foreach (var (_, release) in _passedOn.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false)) release();
    }

    private readonly record struct Rows(StoredRows Stored, Action Release);
}
