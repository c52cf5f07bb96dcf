using System.Runtime.CompilerServices;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>A state store that meets a fuse before and after whatever it does.</summary>
internal sealed class FusedStore(SqliteStateStore inner, Fuse fuse) : IStateStore
{
    public string Name => inner.Name;

    public async ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        fuse.Meet("open");
        var session = await inner.OpenAsync(id, access, timeProvider, cancellationToken).ConfigureAwait(false);
        fuse.Meet("opened");
        return new Session(session, fuse);
    }

    private sealed class Session(IStateSession inner, Fuse fuse) : IStateSession
    {
        public long Version => inner.Version;

        public bool HoldsLease => inner.HoldsLease;

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var segment in inner.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                fuse.Meet("read");
                yield return segment;
            }
        }

        public bool CanJoin(IDelivery delivery) => inner.CanJoin(((IFused<IDelivery>)delivery).Inner);

        public async ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
        {
            fuse.Meet("append");
            await inner.AppendAsync(Each(segments), ((IFused<IBatchWork>?)inside)?.Inner, cancellationToken).ConfigureAwait(false);
            fuse.Meet("appended");
        }

        public async ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
        {
            fuse.Meet("fold");
            await inner.ReplaceAsync(Each(segments), cancellationToken).ConfigureAwait(false);
            fuse.Meet("folded");
        }

        public async ValueTask DisposeAsync()
        {
            fuse.Meet("close");
            await inner.DisposeAsync().ConfigureAwait(false);
            fuse.Meet("closed");
        }

        private IEnumerable<ReadOnlyMemory<byte>> Each(IEnumerable<ReadOnlyMemory<byte>> segments)
        {
            foreach (var segment in segments)
            {
                yield return segment;
                fuse.Meet("appending");
            }
        }

        private async IAsyncEnumerable<ReadOnlyMemory<byte>> Each(IAsyncEnumerable<ReadOnlyMemory<byte>> segments)
        {
            await foreach (var segment in segments.ConfigureAwait(false))
            {
                yield return segment;
                fuse.Meet("folding");
            }
        }
    }
}

/// <summary>What stands around something of SQLite's, which its own state must find again.</summary>
internal interface IFused<out T>
{
    T Inner { get; }
}
