namespace Syncline.Tests.Suite;

/// <summary>A state in memory whose segments are appended with the commit of a batch.</summary>
internal sealed class PaperState : IStateStore
{
    private readonly InMemoryStateStore _inner = new();

    public string Name => "paper";

    public async ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
        => new Session(await _inner.OpenAsync(id, access, timeProvider, cancellationToken));

    private sealed class Session(IStateSession inner) : IStateSession
    {
        public long Version => inner.Version;

        public bool HoldsLease => inner.HoldsLease;

        public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

        public bool CanJoin(IDelivery delivery) => delivery is IPaperDelivery;

        public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
        {
            if (inside is not PaperWork work) return inner.AppendAsync(segments, null, cancellationToken);
            ReadOnlyMemory<byte>[] copies = [.. segments.Select(segment => (ReadOnlyMemory<byte>)segment.ToArray())];
            work.Join(() => inner.AppendAsync(copies, null, CancellationToken.None));
            return default;
        }

        public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken) => inner.ReplaceAsync(segments, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
