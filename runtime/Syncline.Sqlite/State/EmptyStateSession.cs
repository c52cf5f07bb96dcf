namespace Syncline;

/// <summary>A state that is not there yet, opened to read.</summary>
internal sealed class EmptyStateSession : IStateSession
{
    public long Version => 0;

    public bool HoldsLease => true;

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.CompletedTask.ConfigureAwait(false);
        yield break;
    }

    public bool CanJoin(IDelivery delivery) => false;

    public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken) => throw SqliteReadSession.OpenedToRead();

    public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken) => throw SqliteReadSession.OpenedToRead();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
