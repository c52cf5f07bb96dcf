namespace Syncline.Tests.Engine;

public sealed class FirstRunTests
{
    private readonly ItemBench _bench = new();

    [Fact]
    public async Task RefuseStopsWithoutAStateAndNamesTheWaysOut()
    {
        Declare(SyncMode.Upsert, FirstRunPolicy.Refuse);
        var report = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal(SyncStatus.Stopped, report.Status);
        Assert.Equal(
            "Item.Sync has no state in memory, and FirstRunPolicy.Refuse takes a missing state for a lost one. Restore the state; or call ResetAsync to take the source as delivered, or ResyncAsync to deliver every row.",
            report.Message);
        var error = await Assert.ThrowsAsync<StateException>(() => _bench.PlanAsync(ItemBench.Items(1)));
        Assert.Equal(report.Message, error.Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RefuseGoesOnAfterAResetOrResync(bool reset)
    {
        Declare(SyncMode.Upsert, FirstRunPolicy.Refuse);
        await (reset ? _bench.ResetAsync() : _bench.ResyncAsync());
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, reset ? 0L : 2L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Unchanged);
    }

    [Fact]
    public async Task BaselineRecordsEverythingInOneCommitAndSendsNothing()
    {
        Declare(SyncMode.Upsert, FirstRunPolicy.Baseline);
        var report = await _bench.RunAsync([.. ItemBench.Items(3), new Item(4, 1, "x"), new Item(4, 2, "y")]);
        Assert.Equal((SyncStatus.Incomplete, 3L, 3L, 3L, 0L), (report.Status, report.Counts.Added, report.Counts.IgnoredByBaseline, report.Counts.Entered, report.Counts.Planned));
        Assert.Equal((1, 0), (_bench.Store.Appends, _bench.Destination.Batches.Count));
        // What was held back was not taken over: it is new.
        var next = await _bench.RunAsync([.. ItemBench.Items(3), new Item(4, 1, "x")]);
        Assert.Equal((3L, 1L, 1L), (next.Counts.Unchanged, next.Counts.Added, next.Counts.Succeeded));
    }

    [Fact]
    public async Task BaselineWaitsForARow()
    {
        Declare(SyncMode.Upsert, FirstRunPolicy.Baseline);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync()).Status);
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.IgnoredByBaseline);
    }

    [Fact]
    public async Task ABaselineThatCanNotBeRecordedFails()
    {
        Declare(SyncMode.Upsert, FirstRunPolicy.Baseline);
        _bench.Store.BeforeAppend = _ => throw new StateException("The disk is full.");
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, "The baseline could not be recorded: The disk is full. Run again.", 0L), (report.Status, report.Message, report.Counts.KnownAfter));
        _bench.Store.BeforeAppend = null;
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.IgnoredByBaseline);
    }

    [Fact]
    public async Task UpdateBackfillsUntilTheFirstRunIsDone()
    {
        Declare(SyncMode.Update, FirstRunPolicy.Backfill);
        for (var id = 1; id <= 3; id++) _bench.Records[new(id)] = new Item(id, 0, "old");
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 2 ? OperationOutcome.Deferred("busy") : null;
        var first = await _bench.RunAsync(ItemBench.Items(2, 3));
        Assert.Equal((1L, 1L), (first.Counts.Succeeded, first.Counts.Deferred));

        // Not done: every added row is still acted on.
        _bench.Destination.Answer = null;
        var second = await _bench.RunAsync(ItemBench.Items(1, 2, 3, 4));
        Assert.Equal((2L, 1L, 1L), (second.Counts.Succeeded, second.Counts.Skipped, second.Counts.Unchanged));
        Assert.All(_bench.Records.Values, row => Assert.Equal("a", row.Name));

        // Done: Update leaves added rows alone, and acts on changed ones.
        _bench.Records[new(5)] = new Item(5, 0, "old");
        var third = await _bench.RunAsync([.. ItemBench.Items(1, 2, 3, 5), new Item(4, 2, "b")]);
        Assert.Equal((1L, 1L, 1L, 1L), (third.Counts.Added, third.Counts.IgnoredByMode, third.Counts.Changed, third.Counts.Skipped));
        Assert.Equal("old", _bench.Records[new(5)].Name);
    }

    [Fact]
    public async Task AFirstRunWithoutAValidRowIsNotDone()
    {
        Declare(SyncMode.Update, FirstRunPolicy.Backfill);
        await _bench.RunAsync(new Item(null, 1, null));
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(1))).Counts.Planned);
    }

    [Fact]
    public async Task ARejectedRowOfTheFirstRunIsTriedAgainWhateverTheMode()
    {
        Declare(SyncMode.Update, FirstRunPolicy.Backfill);
        _bench.Records[new(1)] = new Item(1, 0, "old");
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        await _bench.RunAsync(ItemBench.Items(1));
        _bench.Destination.Answer = null;
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(1))).Counts.Succeeded);
    }

    [Fact]
    public async Task ActOnOverridesWhichChangesAreActedOn()
    {
        _bench.Sync = _bench.Sync with { Mode = SyncMode.Upsert, ActOn = SyncChanges.Changed };
        await _bench.RunAsync(ItemBench.Items(1));
        var report = await _bench.RunAsync(new Item(1, 2, "b"), new Item(2, 1, "a"));
        Assert.Equal((1L, 1L), (report.Counts.Succeeded, report.Counts.IgnoredByMode));
        // The row left alone moved the baseline: it is known now, and acted on when it changes.
        Assert.Equal(1, (await _bench.RunAsync(new Item(1, 2, "b"), new Item(2, 2, "a"))).Counts.Succeeded);
        Assert.Equal([1, 2], _bench.Ids);
    }

    private void Declare(SyncMode mode, FirstRunPolicy policy) => _bench.Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, mode) { FirstRun = policy };
}
