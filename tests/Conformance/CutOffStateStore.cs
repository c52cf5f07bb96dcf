namespace Syncline.Conformance;

/// <summary>A state that fails at one of its commits and ever after, before it is made or when it was: what a process that dies there leaves behind.</summary>
internal sealed class CutOffStateStore(IStateStore inner, int commit, bool after) : IStateStore
{
    private int _commits;

    public string Name => inner.Name;

    public async ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
        => new Session(this, await inner.OpenAsync(id, access, timeProvider, cancellationToken));

    private async ValueTask CommitAsync(Func<ValueTask> write)
    {
        var isCut = ++_commits >= commit;
        if (!isCut || (after && _commits == commit)) await write();
        if (isCut) throw new StateException("The run was cut off here.");
    }

    private sealed class Session(CutOffStateStore owner, IStateSession inner) : IStateSession
    {
        public long Version => inner.Version;

        public bool HoldsLease => inner.HoldsLease;

        public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
            => owner.IsCut ? throw new StateException("The run was cut off before.") : inner.ReadAsync(cancellationToken);

        public bool CanJoin(IDelivery delivery) => inner.CanJoin(delivery);

        public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
            => owner.CommitAsync(() => inner.AppendAsync(segments, inside, cancellationToken));

        public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
            => owner.CommitAsync(() => inner.ReplaceAsync(segments, cancellationToken));

        public ValueTask DisposeAsync() => inner.DisposeAsync();

    }

    private bool IsCut => _commits >= commit;
}
