namespace Syncline.Tests.Engine;

public sealed class LeaseTests
{
    private readonly ItemBench _bench = new();

    [Fact]
    public async Task TheSameSyncTwiceAtOnceStopsTheSecond()
    {
        SyncReport? second = null;
        _bench.Destination.BeforeBatch = async (_, _) => second ??= await _bench.RunAsync(ItemBench.Items(1));
        var first = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, SyncStatus.Stopped), (first.Status, second!.Status));
        Assert.Equal("Another run of 'Tests.Item' holds the lease in memory until 2026-01-01T12:01:00.0000000+00:00.", second.Message);
        Assert.Equal(0, second.Counts.Queried);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(ItemBench.Items(2))).Status);
    }

    [Fact]
    public async Task ARunThatTakesLongKeepsItsLease()
    {
        SyncReport? second = null;
        _bench.Destination.BeforeBatch = async (_, _) =>
        {
            for (var i = 0; i < 20; i++) _bench.Time.Advance(TimeSpan.FromSeconds(15));
            second ??= await _bench.RunAsync(ItemBench.Items(1));
        };
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(ItemBench.Items(2))).Status);
        Assert.Equal(SyncStatus.Stopped, second!.Status);
    }

    [Fact]
    public async Task AResetIsRefusedWhileARunHoldsTheLease()
    {
        await using var running = await _bench.Store.OpenAsync("Tests.Item", StateAccess.Run, TimeProvider.System, TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<LeaseHeldException>(_bench.ResetAsync);
        await Assert.ThrowsAsync<LeaseHeldException>(_bench.ResyncAsync);
    }

    [Fact]
    public async Task ARunThatLostItsLeaseCommitsNothingAndBeginsNoBatch()
    {
        var store = new StealableStore();
        _bench.Destination.BeforeBatch = (number, _) =>
        {
            if (number == 2) store.IsStolen = true;
            return default;
        };
        var report = await SyncEngine.RunAsync<Item, Item.Key>(
            _bench.Sync, SyncSource.From(ItemBench.Items(6)), _bench.Destination, store, _bench.Options(options => options.BatchSize = 2), TestContext.Current.CancellationToken);
        Assert.Equal((SyncStatus.Stopped, 4L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.StartsWith("The lease was lost to another run", report.Message);
        Assert.Equal(2, _bench.Destination.Batches.Count);

        // The second batch was never acknowledged: it is in doubt and sent again.
        store.IsStolen = false;
        _bench.Destination.BeforeBatch = null;
        var next = await SyncEngine.RunAsync<Item, Item.Key>(_bench.Sync, SyncSource.From(ItemBench.Items(6)), _bench.Destination, store, _bench.Options(), TestContext.Current.CancellationToken);
        Assert.Equal((SyncStatus.Succeeded, 2L, 2L, 2L), (next.Status, next.Counts.Unchanged, next.Counts.Changed, next.Counts.Added));
    }

    /// <summary>A store whose lease another takes.</summary>
    private sealed class StealableStore : IStateStore
    {
        private readonly InMemoryStateStore _inner = new();

        public bool IsStolen { get; set; }

        public string Name => "stealable";

        public async ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
            => new Session(this, await _inner.OpenAsync(id, access, timeProvider, cancellationToken));

        private sealed class Session(StealableStore owner, IStateSession inner) : IStateSession
        {
            public long Version => inner.Version;

            public bool HoldsLease => !owner.IsStolen;

            public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => inner.ReadAsync(cancellationToken);

            public bool CanJoin(IDelivery delivery) => false;

            public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
            {
                Assert.False(owner.IsStolen && owner.HasFenced);
                owner.HasFenced = owner.IsStolen;
                return owner.IsStolen ? throw new LeaseLostException("Another run took the lease.") : inner.AppendAsync(segments, inside, cancellationToken);
            }

            public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken) => inner.ReplaceAsync(segments, cancellationToken);

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }

        private bool HasFenced { get; set; }
    }
}
