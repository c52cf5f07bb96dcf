namespace Syncline.Tests.Engine;

public sealed class SmokeTests
{
    private readonly InMemoryDestination _destination = new();
    private readonly InMemoryStateStore _state = new();

    [Fact]
    public async Task ThreeRunsDeliverExactlyWhatChanged()
    {
        var sync = new SyncDefinition("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete };
        var first = await RunAsync(sync, new Item(1, 10, "a"), new Item(2, 20, "b"), new Item(3, 30, null));
        Assert.Equal((3, 3, 0, SyncStatus.Succeeded), (first.Counts.Added, first.Counts.Succeeded, first.Counts.Unchanged, first.Status));

        var second = await RunAsync(sync, new Item(1, 10, "a"), new Item(2, 20, "b"), new Item(3, 30, null));
        Assert.Equal((3, 0, SyncStatus.Succeeded), (second.Counts.Unchanged, second.Counts.Planned, second.Status));

        var third = await RunAsync(sync, new Item(1, 11, "a"), new Item(3, 30, null), new Item(4, 40, "d"));
        Assert.Equal((1, 1, 1, 1, 3, SyncStatus.Succeeded), (third.Counts.Unchanged, third.Counts.Added, third.Counts.Changed, third.Counts.Removed, third.Counts.Succeeded, third.Status));
        Assert.Equal(
            [new Item(1, 11, "a"), new Item(3, 30, null), new Item(4, 40, "d")],
            _destination.Records<Item, Item.Key>().Values.OrderBy(row => row.Id));
    }

    private Task<SyncReport> RunAsync(SyncDefinition sync, params Item[] rows)
        => SyncEngine.RunAsync<Item, Item.Key>(sync, SyncSource.From(rows), _destination, _state, null, TestContext.Current.CancellationToken);
}
