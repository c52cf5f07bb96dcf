namespace Syncline.Tests.Engine;

public sealed class LedgerTests
{
    private readonly ItemBench _bench = new() { Sync = Events };

    private static SyncDefinition Events => new("Item.Sync", "Tests.Item", SyncType.Events, SyncMode.Insert);

    private static SyncDefinition Actions => new("Item.Sync", "Tests.Item", SyncType.Actions, default) { FirstRun = FirstRunPolicy.Backfill };

    private int[] Delivered => [.. _bench.Destination.Inner.Events<Item, Item.Key>().Keys.Select(key => key.Id).Order()];

    [Fact]
    public async Task AnEventIsDeliveredOnceForEver()
    {
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Succeeded);
        var gone = await _bench.RunAsync(ItemBench.Items([2]));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 0L, 0L), (gone.Status, gone.Counts.Unchanged, gone.Counts.Absent, gone.Counts.Removed, gone.Counts.Planned));
        var back = await _bench.RunAsync(ItemBench.Items(3));
        Assert.Equal((2L, 1L, 1L), (back.Counts.Unchanged, back.Counts.Added, back.Counts.Succeeded));
        Assert.Equal([1, 2, 3], Delivered);
    }

    [Fact]
    public async Task AKeyDeliveredBeforeWithOtherValuesIsNamedAndNotSent()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        var report = await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, 2, "another event"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 0L), (report.Status, report.Counts.Changed, report.Counts.IgnoredByLedger, report.Counts.Planned));
        Assert.Equal([new KeyClash(2, "Key { Id = 2 }")], report.KeyClashes);
        Assert.Equal("1 not sent because their key was delivered before, with other values: the key may not be unique (see KeyClashes).", report.Message);
        Assert.Equal("a", _bench.Destination.Inner.Events<Item, Item.Key>()[new Item.Key(2)].Name);
        // The ledger keeps the hash as delivered, so it is named again.
        Assert.Single((await _bench.RunAsync(new Item(2, 2, "another event"))).KeyClashes);
    }

    [Fact]
    public async Task ARejectedEventIsOwedWhenItsRowLeftTheResult()
    {
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 1 ? OperationOutcome.Rejected("no") : null;
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Destination.Answer = null;
        _bench.Destination.Batches.Clear();
        var report = await _bench.RunAsync(ItemBench.Items([3]));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 1L, 2L), (report.Status, report.Counts.Carried, report.Counts.Added, report.Counts.Absent, report.Counts.Succeeded));
        Assert.Equal([1, 2, 3], Delivered);
        // What is owed goes first.
        Assert.Equal(["Event Key { Id = 1 }", "Event Key { Id = 3 }"], _bench.Destination.Batches.SelectMany(batch => batch));
    }

    [Fact]
    public async Task ARejectedEventIsTriedAgainWithTheRowAsItThenIs()
    {
        _bench.Destination.Answer = (_, _, row) => ((Item)row!).Name == "bad" ? OperationOutcome.Rejected("bad name") : null;
        await _bench.RunAsync(new Item(1, 1, "bad"));
        var report = await _bench.RunAsync(new Item(1, 1, "good"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 0L), (report.Status, report.Counts.Added, report.Counts.Carried));
        Assert.Equal("good", _bench.Destination.Inner.Events<Item, Item.Key>()[new Item.Key(1)].Name);
    }

    [Fact]
    public async Task WhatIsDeferredByACancelIsOwed()
    {
        using var stop = new CancellationTokenSource();
        _bench.Configure = options => options.BatchSize = 1;
        _bench.Destination.AfterBatch = _ => stop.Cancel();
        var cancelled = await _bench.RunAsync(SyncSource.From(ItemBench.Items(3)), cancellationToken: stop.Token);
        Assert.Equal((SyncStatus.Cancelled, 1L, 2L), (cancelled.Status, cancelled.Counts.Succeeded, cancelled.Counts.Deferred));

        _bench.Destination.AfterBatch = null;
        var next = await _bench.RunAsync(ItemBench.Items([1]));
        Assert.Equal((SyncStatus.Succeeded, 2L, 2L), (next.Status, next.Counts.Carried, next.Counts.Succeeded));
        Assert.Equal([1, 2, 3], Delivered);
    }

    [Fact]
    public async Task WhatWasSentAndNotAnsweredIsSentAgainAsItWas()
    {
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Unknown("timed out");
        await _bench.RunAsync(new Item(1, 1, "as sent"));
        _bench.Destination.Answer = null;
        var report = await _bench.RunAsync(new Item(1, 2, "as it is now"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 0L), (report.Status, report.Counts.Changed, report.Counts.Succeeded, report.Counts.Carried));
        Assert.Equal("as sent", _bench.Destination.Inner.Events<Item, Item.Key>()[new Item.Key(1)].Name);
        Assert.Single((await _bench.RunAsync(new Item(1, 2, "as it is now"))).KeyClashes);
    }

    [Fact]
    public async Task AnActionThatWasNotAnsweredIsParkedAndNeverDoneTwice()
    {
        _bench.Sync = Actions;
        _bench.Destination.Repeatable = _bench.Destination.Inner.Repeatable;
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 1 ? OperationOutcome.Unknown("timed out") : null;
        var first = await _bench.RunAsync(ItemBench.Items(2));
        Assert.True(Assert.Single(first.Troubled).Parked);
        _bench.Destination.Answer = null;
        foreach (var rows in new[] { ItemBench.Items(2), ItemBench.Items([2]) })
        {
            var report = await _bench.RunAsync(rows);
            Assert.Equal((SyncStatus.Succeeded, 1L, 0L), (report.Status, report.Counts.Parked, report.Counts.Planned));
            Assert.Equal("timed out", Assert.Single(report.Troubled).Reason);
        }

        Assert.Equal([2], _bench.Destination.Inner.Actions<Item>().Select(item => item.Id!.Value));
    }

    [Fact]
    public async Task AnIdempotencyKeyIsTheSameWhenTheSameEventIsSentAgainAndAnotherForAnother()
    {
        var seen = new List<(int Id, Guid Key)>();
        var service = new Service
        {
            Delivering = batch =>
        {
            for (var i = 0; i < batch.Count; i++) seen.Add((batch.Rows[i].Id!.Value, batch.IdempotencyKey(i)));
            if (seen.Count <= 2) throw new DestinationException("timed out", FailureEffect.Unknown);
        }
        };
        await _bench.RunAsync(service, ItemBench.Items(2));
        await _bench.RunAsync(service, ItemBench.Items(3));
        Assert.Equal([1, 2, 1, 2, 3], seen.Select(sent => sent.Id));
        Assert.Equal(seen[0], seen[2]);
        Assert.Equal(seen[1], seen[3]);
        Assert.Equal(3, seen.Select(sent => sent.Key).Distinct().Count());
        Assert.DoesNotContain(Guid.Empty, seen.Select(sent => sent.Key));
    }

    [Fact]
    public async Task RowsThatShareAKeyHoldBackWhatIsOwedOfIt()
    {
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        await _bench.RunAsync(ItemBench.Items(1));
        _bench.Destination.Answer = null;
        var held = await _bench.RunAsync(new Item(1, 1, "a"), new Item(1, 2, "b"));
        Assert.Equal((SyncStatus.Incomplete, 2L, 0L, 0L), (held.Status, held.Counts.Duplicate, held.Counts.Planned, held.Counts.Carried));
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(1))).Counts.Succeeded);
    }

    [Fact]
    public async Task AnEmptySourceIsNoAccidentForEvents()
    {
        await _bench.RunAsync(ItemBench.Items(50));
        var report = await _bench.RunAsync();
        Assert.Equal((SyncStatus.Succeeded, 50L), (report.Status, report.Counts.Absent));
    }

    [Fact]
    public async Task AResyncDeliversAgainAndSaysSo()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => SyncEngine.ResyncAsync<Item, Item.Key>(Events, _bench.Store, false, null, TestContext.Current.CancellationToken));
        Assert.StartsWith("A resync of Item.Sync delivers again what was delivered before. Say sendAgain: true if that is meant; ResetAsync takes the source as delivered.", thrown.Message);
        await _bench.ResyncAsync();
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((2L, 2L), (report.Counts.Changed, report.Counts.Planned));
    }

    [Fact]
    public async Task WhatAResyncCouldNotDeliverStaysOwed()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        await _bench.ResyncAsync();
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Destination.Answer = null;
        var report = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 2L), (report.Status, report.Counts.Changed, report.Counts.Carried, report.Counts.Planned));
    }

    [Fact]
    public async Task AChangedModelTakesNewHashesSilently()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        var later = new SyncBench<ItemV2, Item.Key> { Sync = Events, Store = _bench.Store, Destination = _bench.Destination };
        ItemV2[] rows = [new(1, 1, "a", true), new(2, 1, "a", null)];
        foreach (var run in new[] { 1, 2 })
        {
            var report = await later.RunAsync(rows);
            Assert.Equal((SyncStatus.Succeeded, 2L, 0L, 0L), (report.Status, report.Counts.Unchanged, report.Counts.Planned, report.Counts.Ignored));
        }

        Assert.Single((await later.RunAsync(new ItemV2(1, 1, "a", false))).KeyClashes);
    }

    [Fact]
    public async Task AnOwedRowOfAnEarlierModelStopsTheRunAndIsNotLost()
    {
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        await _bench.RunAsync(ItemBench.Items(1));
        _bench.Destination.Answer = null;
        var later = new SyncBench<ItemV2, Item.Key> { Sync = Events, Store = _bench.Store, Destination = _bench.Destination };
        var stopped = await later.RunAsync(new ItemV2(2, 1, "a", true));
        Assert.Equal(SyncStatus.Stopped, stopped.Status);
        Assert.StartsWith("Tests.Item owes 1 row kept under an earlier version of the model, which this one can't read.", stopped.Message);
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items([2]))).Counts.Carried);
    }

    [Fact]
    public async Task ABaselineRunTakesEventsAsDelivered()
    {
        _bench.Sync = Events with { FirstRun = FirstRunPolicy.Baseline };
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.IgnoredByBaseline);
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(3))).Counts.Succeeded);
        Assert.Equal([3], Delivered);
    }

    [Fact]
    public async Task APlanListsWhatIsOwedAndWhatClashes()
    {
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 1 ? OperationOutcome.Rejected("no") : null;
        await _bench.RunAsync(ItemBench.Items(2));
        await using var plan = await _bench.PlanAsync(new Item(2, 1, "b"), new Item(3, 1, "c"));
        Assert.Equal(
            """
            Plan of Item.Sync: 2 operations (queried=2 unchanged=0 added=1 changed=1 removed=0 invalid=0 ignored=1)
              1 owed from earlier runs
              possible key clash: row 1 has the key Key { Id = 2 } of one delivered before, and other values; it is not sent
                operation  key             values
              > event      Key { Id = 1 }  Price=1  Name="a"
              + event      Key { Id = 3 }  Price=1  Name="c"

            """,
            plan.ToString());
        Assert.Equal(1, Assert.Single(plan.Changes.OfType<SyncChange<Item, Item.Key>.Carried>()).Key.Id);
    }

    private sealed class Service : IEventDestination<Item>
    {
        public required Action<RowBatch<Item>> Delivering { get; init; }

        public string Identity => "service";

        public OperationKinds Repeatable => OperationKinds.Event;

        public ValueTask DeliverAsync(RowBatch<Item> batch, CancellationToken cancellationToken)
        {
            Delivering(batch);
            return default;
        }
    }
}
