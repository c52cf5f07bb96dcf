namespace Syncline.Tests.Engine;

public sealed class ParkedTests
{
    private readonly ItemBench _bench = new() { Configure = options => options.MaxAttempts = 1 };

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WhatIsParkedIsListed()
    {
        await ParkAsync(OperationOutcome.Rejected("the name is taken"));
        var parked = Assert.Single(await SyncEngine.ParkedAsync<Item, Item.Key>(_bench.Sync, _bench.Store, null, None));
        Assert.Equal(new ParkedOperation<Item.Key>(OperationKind.Upsert, new Item.Key(1), Outcome.Rejected, "the name is taken", 1), parked);
    }

    [Fact]
    public async Task AReplayedOperationIsTriedByTheNextRun()
    {
        await ParkAsync(OperationOutcome.Rejected("no"));
        Assert.Equal(0, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Planned);
        await SyncEngine.ReplayAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(1), null, None);
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, 1L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Parked));
        Assert.Equal([1, 2], _bench.Ids);
    }

    [Fact]
    public async Task AnAcceptedOperationCountsAsApplied()
    {
        _bench.Sync = _bench.Sync with { WhenRemoved = WhenRemoved.Delete };
        await ParkAsync(OperationOutcome.Unknown("timed out"), OperationKinds.None);
        _bench.Records[new Item.Key(1)] = ItemBench.Items(1)[0];
        await SyncEngine.AcceptAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(1), null, None);
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Unchanged);
        // It is ours now, so it is removed when its row leaves.
        await _bench.RunAsync(ItemBench.Items([2]));
        Assert.Equal([2], _bench.Ids);
    }

    [Fact]
    public async Task ADroppedOperationIsGivenUpUntilItsRowChanges()
    {
        _bench.Sync = _bench.Sync with { WhenRemoved = WhenRemoved.Delete };
        await ParkAsync(OperationOutcome.Rejected("no"));
        await SyncEngine.DropAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(1), null, None);
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Unchanged);
        Assert.Equal(1, (await _bench.RunAsync(new Item(1, 2, "changed"), new Item(2, 1, "a"))).Counts.Succeeded);
    }

    [Fact]
    public async Task ADroppedRowIsNotOursToRemove()
    {
        _bench.Sync = _bench.Sync with { WhenRemoved = WhenRemoved.Delete };
        await ParkAsync(OperationOutcome.Rejected("no"));
        await SyncEngine.DropAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(1), null, None);
        _bench.Records[new Item.Key(1)] = new Item(1, 9, "a stranger's");
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items([2]))).Counts.IgnoredNotOurs);
        Assert.Equal([1, 2], _bench.Ids);
    }

    [Fact]
    public async Task AParkedRemovalIsSettledToo()
    {
        _bench.Sync = _bench.Sync with { WhenRemoved = WhenRemoved.Clear };
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Destination.Answer = (kind, _, _) => kind == OperationKind.Clear ? OperationOutcome.Rejected("no") : null;
        await _bench.RunAsync(ItemBench.Items([2]));
        Assert.Equal(OperationKind.Clear, Assert.Single(await SyncEngine.ParkedAsync<Item, Item.Key>(_bench.Sync, _bench.Store, null, None)).Kind);
        await SyncEngine.AcceptAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(1), null, None);
        var report = await _bench.RunAsync(ItemBench.Items([2]));
        Assert.Equal((SyncStatus.Succeeded, 0L, 0L, 1L), (report.Status, report.Counts.Parked, report.Counts.Removed, report.Counts.Known));
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Added);
    }

    [Fact]
    public async Task AnActionThatWasNotAnsweredIsAcceptedDroppedOrReplayed()
    {
        _bench.Sync = new("Item.Sync", "Tests.Item", SyncType.Actions, default);
        _bench.Destination.Repeatable = OperationKinds.None;
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Unknown("timed out");
        await _bench.RunAsync(ItemBench.Items(3));
        _bench.Destination.Answer = null;
        await SyncEngine.AcceptAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(1), null, None);
        await SyncEngine.DropAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(2), null, None);
        await SyncEngine.ReplayAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(3), null, None);
        // Its row has left the result, and is owed all the same.
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, 2L, 1L, 1L), (report.Status, report.Counts.Unchanged, report.Counts.Carried, report.Counts.Succeeded));
        Assert.Equal([3], _bench.Destination.Inner.Actions<Item>().Select(item => item.Id!.Value));
        Assert.Empty(await SyncEngine.ParkedAsync<Item, Item.Key>(_bench.Sync, _bench.Store, null, None));
    }

    [Fact]
    public async Task AReplayedActionCarriesTheIdempotencyKeyItWasFirstSentWith()
    {
        _bench.Sync = new("Item.Sync", "Tests.Item", SyncType.Actions, default);
        var seen = new List<Guid>();
        var service = new OwnService { Do = (_, key) => seen.Add(seen.Contains(key) ? Guid.Empty : key) };
        var lost = new OwnService { Do = (id, key) => { service.Do(id, key); throw new TimeoutException("timed out"); } };
        await _bench.RunAsync(lost, ItemBench.Items(1));
        await SyncEngine.ReplayAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(1), null, None);
        Assert.Equal(1, (await _bench.RunAsync(service, ItemBench.Items(1))).Counts.Succeeded);
        // A service that knows the key takes the second for the first.
        Assert.Equal([seen[0], Guid.Empty], seen);
        Assert.NotEqual(Guid.Empty, seen[0]);
    }

    [Fact]
    public async Task AKeyThatIsNotParkedIsNamed()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        var thrown = await Assert.ThrowsAsync<StateException>(() => SyncEngine.ReplayAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(7), null, None));
        Assert.Equal("Item.Sync has nothing parked under Key { Id = 7 } in memory. ParkedAsync lists what is.", thrown.Message);
        var other = _bench.Sync with { Type = SyncType.Events, Mode = SyncMode.Insert };
        await Assert.ThrowsAsync<StateException>(() => SyncEngine.ParkedAsync<Item, Item.Key>(other, _bench.Store, null, None));
    }

    private async Task ParkAsync(OperationOutcome answer, OperationKinds repeatable = (OperationKinds)~0)
    {
        _bench.Destination.Repeatable = repeatable;
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 1 ? answer : null;
        Assert.True(Assert.Single((await _bench.RunAsync(ItemBench.Items(2))).Troubled).Parked);
        _bench.Destination.Answer = null;
    }
}
