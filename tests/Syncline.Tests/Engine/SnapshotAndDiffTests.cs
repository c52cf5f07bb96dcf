namespace Syncline.Tests.Engine;

public sealed class SnapshotAndDiffTests
{
    private readonly ItemBench _bench = new() { Sync = Of(SyncMode.Diff) };

    private InMemoryDestination Inner => _bench.Destination.Inner;

    [Fact]
    public async Task EachSnapshotIsTheFullResult()
    {
        _bench.Sync = Of(SyncMode.Snapshot);
        await _bench.RunAsync(ItemBench.Items(2));
        var second = await _bench.RunAsync(new Item(2, 5, "b"), new Item(null, 1, "no key"));
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (second.Status, second.Counts.Full, second.Counts.Succeeded));
        Assert.Equal(2, Inner.Snapshots<Item>().Length);
        Assert.Equal(ItemBench.Items(2), Inner.Snapshots<Item>()[0]);
        Assert.Equal([new Item(2, 5, "b")], Inner.Snapshots<Item>()[1]);
    }

    [Fact]
    public async Task AnEmptySnapshotAfterOneThatWasNotIsStopped()
    {
        _bench.Sync = Of(SyncMode.Snapshot);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync()).Status);
        await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal("EmptySource", (await _bench.RunAsync()).Guard!.Guard);
        Assert.Equal([0, 1], Inner.Snapshots<Item>().Select(rows => rows.Length));
    }

    [Fact]
    public async Task ASampleIsNoSnapshot()
    {
        _bench.Sync = Of(SyncMode.Snapshot);
        var report = await _bench.RunAsync(options => options.SampleRows = 1, ItemBench.Items(2));
        Assert.Equal((SyncStatus.Stopped, 1L), (report.Status, report.Counts.Deferred));
        Assert.StartsWith("A sample can't be delivered as the snapshot of Item.Sync", report.Message);
        Assert.Empty(Inner.Snapshots<Item>());
    }

    [Fact]
    public async Task EachDiffIsWhatItsRunFound()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        var report = await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, 2, "b"), new Item(4, 1, "a"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 1L, 3L), (report.Status, report.Counts.Added, report.Counts.Changed, report.Counts.Removed, report.Counts.Succeeded));
        var (first, second) = (Inner.Diffs<Item>()[0], Inner.Diffs<Item>()[1]);
        Assert.Equal(ItemBench.Items(3), first.Added);
        Assert.Empty(first.Changed.Concat(first.Removed));
        Assert.Equal([new Item(4, 1, "a")], second.Added);
        Assert.Equal([new Item(2, 2, "b")], second.Changed);
        // In full, though the model keeps no rows.
        Assert.Equal([new Item(3, 1, "a")], second.Removed);
        Assert.Equal(["DiffRemoved Key { Id = 3 }", "DiffChanged Key { Id = 2 }", "DiffAdded Key { Id = 4 }"], _bench.Destination.Batches[1]);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, 2, "b"), new Item(4, 1, "a"))).Status);
        Assert.Equal((0, 0, 0), Inner.Diffs<Item>()[2] is var none ? (none.Added.Length, none.Changed.Length, none.Removed.Length) : default);
    }

    [Fact]
    public async Task ADiffThatWasNotDeliveredIsMadeAgain()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Destination.BeforeBatch = (_, _) => throw new DestinationException("The folder is gone.", FailureEffect.NothingPermanent);
        var failed = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((SyncStatus.Failed, 1L), (failed.Status, failed.Counts.Deferred));
        _bench.Destination.BeforeBatch = null;
        await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal([new Item(2, 1, "a")], Inner.Diffs<Item>()[1].Removed);
    }

    [Fact]
    public async Task TheFirstDiffOfABaselineRunIsNone()
    {
        _bench.Sync = Of(SyncMode.Diff) with { FirstRun = FirstRunPolicy.Baseline };
        await _bench.RunAsync(ItemBench.Items(2));
        Assert.Empty(Inner.Diffs<Item>());
        await _bench.RunAsync(ItemBench.Items([2]));
        Assert.Equal([new Item(1, 1, "a")], Assert.Single(Inner.Diffs<Item>()).Removed);
    }

    [Fact]
    public async Task AResyncSaysEveryRowIsChanged()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        await _bench.ResyncAsync();
        await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal(ItemBench.Items(2), Inner.Diffs<Item>()[1].Changed);
    }

    [Fact]
    public async Task ARemovedRowOfAnEarlierModelAsksForAReset()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        var later = new SyncBench<ItemV2, Item.Key> { Sync = _bench.Sync, Store = _bench.Store };
        var report = await later.RunAsync(new ItemV2(1, 1, "a", true));
        Assert.Equal(SyncStatus.Stopped, report.Status);
        Assert.StartsWith("Item.Sync can't deliver the removed row Key { Id = 2 } in full: it was kept under an earlier version of the model", report.Message);
        // With the row there, its new form is kept, and goes by itself.
        Assert.Equal(2, (await later.RunAsync(new ItemV2(1, 1, "a", true), new ItemV2(2, 1, "a", true))).Counts.Changed);
        await later.RunAsync(new ItemV2(1, 1, "a", true));
        Assert.Equal([new ItemV2(2, 1, "a", true)], later.Destination.Inner.Diffs<ItemV2>()[^1].Removed);
    }

    [Fact]
    public async Task RemovalsOfADiffAreGuarded()
    {
        await _bench.RunAsync(ItemBench.Items(50));
        Assert.Equal("Removals", (await _bench.RunAsync(ItemBench.Items(20))).Guard!.Guard);
        Assert.Single(Inner.Diffs<Item>());
    }

    private static SyncDefinition Of(SyncMode mode) => new("Item.Sync", "Tests.Item", SyncType.Objects, mode);
}
