namespace Syncline.Tests.Engine;

public sealed class RemovalTests
{
    private readonly ItemBench _bench = new();

    [Fact]
    public async Task KeepForgetsTheKeyAndLeavesTheRecord()
    {
        Declare(WhenRemoved.Keep);
        await _bench.RunAsync(ItemBench.Items(2));
        var report = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 1L), (report.Status, report.Counts.Removed, report.Counts.IgnoredByKeep, report.Counts.Gone));
        Assert.Equal([1, 2], _bench.Ids);
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Added);
    }

    [Fact]
    public async Task DeleteRemovesWhatWasDeliveredAndNothingElse()
    {
        Declare(WhenRemoved.Delete, SyncMode.Insert);
        _bench.Records[new(1)] = new Item(1, 0, "a stranger's");
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(3))).Counts.Skipped);
        var report = await _bench.RunAsync(ItemBench.Items(3, 4));
        Assert.Equal((2L, 1L), (report.Counts.Removed, report.Counts.IgnoredNotOurs));
        Assert.Equal([1, 3, 4], _bench.Ids);
    }

    [Fact]
    public async Task RemovalsGoFirst()
    {
        Declare(WhenRemoved.Delete);
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Destination.Batches.Clear();
        await _bench.RunAsync(ItemBench.Items(3, 4));
        Assert.Equal([["Delete Key { Id = 1 }", "Delete Key { Id = 2 }"], ["Upsert Key { Id = 3 }", "Upsert Key { Id = 4 }"]], _bench.Destination.Batches);
    }

    [Theory]
    [InlineData(SyncMode.Insert)]
    [InlineData(SyncMode.Update)]
    [InlineData(SyncMode.Upsert)]
    public async Task AClearedRecordWhoseRowReturnsIsActedOnWhateverTheMode(SyncMode mode)
    {
        Declare(WhenRemoved.Clear, mode);
        if (mode == SyncMode.Update) _bench.Records[new(1)] = new Item(1, 0, "old");
        await _bench.RunAsync(ItemBench.Items(2));
        await _bench.RunAsync(ItemBench.Items(2, 3));
        Assert.Equal(new Item(1, null, null), _bench.Records[new(1)]);

        var back = await _bench.RunAsync(ItemBench.Items(3));
        Assert.Equal((1L, 1L), (back.Counts.Added, back.Counts.Planned));
        // Insert's own rule leaves the record alone; the others fill it again.
        Assert.Equal(mode == SyncMode.Insert ? new Item(1, null, null) : new Item(1, 1, "a"), _bench.Records[new(1)]);
        Assert.Equal(3, (await _bench.RunAsync(ItemBench.Items(3))).Counts.Unchanged);
    }

    [Fact]
    public async Task ARowIsRemovedInTheNthRunInARowThatDoesNotSeeIt()
    {
        Declare(WhenRemoved.Delete, removeAfterRuns: 3);
        await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((1L, 0L), await WaitAsync(1));
        Assert.Equal((1L, 0L), await WaitAsync(1));
        // Seen again: the count starts anew.
        Assert.Equal((0L, 0L), await WaitAsync(1, 2));
        Assert.Equal((1L, 0L), await WaitAsync(1));
        Assert.Equal((1L, 0L), await WaitAsync(1));
        Assert.Equal([1, 2], _bench.Ids);
        Assert.Equal((0L, 1L), await WaitAsync(1));
        Assert.Equal([1], _bench.Ids);
    }

    [Fact]
    public async Task ARowSeenInARunThatCouldNotDeliverItStartsTheCountAnew()
    {
        Declare(WhenRemoved.Delete, removeAfterRuns: 2);
        await _bench.RunAsync(ItemBench.Items(2));
        await WaitAsync(1);
        _bench.Destination.BeforeBatch = (_, _) => throw new DestinationException("busy", FailureEffect.NothingTransient);
        await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, 5, "changed"), new Item(3, 1, "a"));
        _bench.Destination.BeforeBatch = null;
        Assert.Equal((1L, 0L), await WaitAsync(1));
    }

    [Fact]
    public async Task ARemovalThatIsOwedDoesNotWaitAgain()
    {
        Declare(WhenRemoved.Delete, removeAfterRuns: 3);
        await _bench.RunAsync(ItemBench.Items(2));
        await WaitAsync(1);
        await WaitAsync(1);
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Unknown("no answer");
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(1))).Counts.Unknown);
        _bench.Destination.Answer = null;
        Assert.Equal((0L, 1L), await WaitAsync(1));
        Assert.Equal([1], _bench.Ids);
    }

    [Fact]
    public async Task ARejectedRemovalWhoseRowIsBackIsWhatItThenIs()
    {
        Declare(WhenRemoved.Delete, SyncMode.Insert);
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("it has orders");
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(1))).Counts.Rejected);
        _bench.Destination.Answer = null;
        var back = await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, 5, "b"));
        Assert.Equal((1L, 1L, 0L), (back.Counts.Changed, back.Counts.IgnoredByMode, back.Counts.Planned));
    }

    [Fact]
    public async Task AnUpsertInDoubtWhoseRowIsGoneIsRemovedAndAnInsertIsNot()
    {
        foreach (var (mode, expected) in new[] { (SyncMode.Upsert, Array.Empty<int>()), (SyncMode.Insert, [1]), (SyncMode.Update, [1]) })
        {
            var bench = new ItemBench { Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, mode) { WhenRemoved = WhenRemoved.Delete } };
            bench.Destination.Answer = (_, key, row) =>
            {
                bench.Records[(Item.Key)key] = (Item)row!;
                return OperationOutcome.Unknown("applied, not answered");
            };
            await bench.RunAsync(ItemBench.Items(1));
            bench.Destination.Answer = null;
            var report = await bench.RunAsync(options => options.AllowRemovals(1));
            Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Removed));
            Assert.Equal(expected, bench.Ids);
        }
    }

    [Theory]
    [InlineData(Outcome.Unknown)]
    [InlineData(Outcome.Rejected)]
    public async Task ARemovalOfAnUpsertInDoubtIsOwedUntilItIsDone(Outcome instead)
    {
        var bench = new ItemBench { Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete } };
        bench.Destination.Answer = (_, key, row) =>
        {
            bench.Records[(Item.Key)key] = (Item)row!;
            return OperationOutcome.Unknown("applied, not answered");
        };
        await bench.RunAsync(ItemBench.Items(1));
        bench.Destination.Answer = (_, _, _) => new OperationOutcome(instead, "not this time");
        await bench.RunAsync(options => options.AllowRemovals(1));
        Assert.Equal([1], bench.Ids);
        bench.Destination.Answer = null;
        Assert.Equal((SyncStatus.Succeeded, 1L), await bench.RunAsync(options => options.AllowRemovals(1)) is var report ? (report.Status, report.Counts.Removed) : default);
        Assert.Empty(bench.Ids);
    }

    private async Task<(long Waiting, long Removed)> WaitAsync(params int[] ids)
    {
        var report = await _bench.RunAsync(ItemBench.Items(ids));
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        return (report.Counts.Waiting, report.Counts.Removed);
    }

    private void Declare(WhenRemoved whenRemoved, SyncMode mode = SyncMode.Upsert, int removeAfterRuns = 1)
        => _bench.Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, mode) { WhenRemoved = whenRemoved, RemoveAfterRuns = removeAfterRuns };
}
