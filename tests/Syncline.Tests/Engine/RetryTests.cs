namespace Syncline.Tests.Engine;

public sealed class RetryTests
{
    private readonly ItemBench _bench = new();

    [Fact]
    public async Task AUniqueValueHandedOverGoesThroughWhenTriedAlone()
    {
        await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, 1, "b"), new Item(3, 1, "c"));
        RejectSharedNames();
        // b goes from 2 to 1, c from 3 to 2: each is free only once the next has let go of it.
        var report = await _bench.RunAsync(options => options.BatchSize = 2, new Item(1, 1, "b"), new Item(2, 1, "c"), new Item(3, 1, "d"));
        Assert.Equal((SyncStatus.Succeeded, 3L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(["b", "c", "d"], _bench.Records.Values.OrderBy(row => row.Id).Select(row => row.Name));
        Assert.Equal(3, (await _bench.RunAsync(new Item(1, 1, "b"), new Item(2, 1, "c"), new Item(3, 1, "d"))).Counts.Unchanged);
    }

    [Fact]
    public async Task TwoRowsThatExchangeAUniqueValueStayRejected()
    {
        await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, 1, "b"), new Item(3, 1, "c"));
        RejectSharedNames();
        var report = await _bench.RunAsync(new Item(1, 1, "b"), new Item(2, 1, "a"), new Item(3, 1, "d"));
        Assert.Equal((SyncStatus.Incomplete, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(["b is taken by 2", "a is taken by 1"], report.Troubled.Select(trouble => trouble.Reason).OrderDescending());
    }

    [Fact]
    public async Task NothingIsTriedAgainWhenNothingWentThrough()
    {
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        await _bench.RunAsync(ItemBench.Items(3));
        Assert.Single(_bench.Destination.Batches);
    }

    [Fact]
    public async Task ARejectedRowIsTriedInTheNextRunAsItThenIs()
    {
        _bench.Destination.Answer = (_, _, row) => ((Item)row!).Name == "bad" ? OperationOutcome.Rejected("bad name") : null;
        await _bench.RunAsync(new Item(1, 1, "bad"));
        var report = await _bench.RunAsync(new Item(1, 1, "good"));
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Added));
    }

    [Fact]
    public async Task ARejectedRowThatIsGoneIsDropped()
    {
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        await _bench.RunAsync(ItemBench.Items(1));
        _bench.Destination.Answer = null;
        var report = await _bench.RunAsync(ItemBench.Items(2, 3));
        Assert.Equal((SyncStatus.Succeeded, 0L), (report.Status, report.Counts.Removed));
        Assert.Equal(0, (await LoadAsync()).CountAlive() - 2);
    }

    [Fact]
    public async Task AfterMaxAttemptsARowIsParkedUntilItChanges()
    {
        _bench.Configure = options => options.MaxAttempts = 3;
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 1 ? OperationOutcome.Rejected("no") : null;
        for (var run = 1; run <= 3; run++)
        {
            // Tried again alone in the same run where something went through: that counts once.
            var tried = await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, run, "a"));
            Assert.Equal((1L, run == 3), (tried.Counts.Rejected, Assert.Single(tried.Troubled).Parked));
        }

        _bench.Destination.Batches.Clear();
        var parked = await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, 3, "a"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 0L), (parked.Status, parked.Counts.Added, parked.Counts.Parked, parked.Counts.Planned));
        Assert.Equal([new TroubledOperation(OperationKind.Upsert, "Key { Id = 1 }", Outcome.Rejected, "no", true)], parked.Troubled);
        Assert.Empty(_bench.Destination.Batches);
        Assert.EndsWith(" parked=1 in 0.00 s", parked.ToString());

        var changed = await _bench.RunAsync(new Item(1, 2, "a"), new Item(2, 3, "a"));
        Assert.Equal((1L, false), (changed.Counts.Rejected, Assert.Single(changed.Troubled).Parked));
    }

    [Fact]
    public async Task AResyncTriesWhatIsParked()
    {
        _bench.Configure = options => options.MaxAttempts = 1;
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 1 ? OperationOutcome.Rejected("no") : null;
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Destination.Answer = null;
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Parked);
        await _bench.ResyncAsync();
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Succeeded);
    }

    [Fact]
    public async Task RejectLimitEndsDelivery()
    {
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        var report = await _bench.RunAsync(options => (options.RejectLimit, options.BatchSize) = (4, 2), ItemBench.Items(10));
        Assert.Equal((SyncStatus.Incomplete, 4L, 6L), (report.Status, report.Counts.Rejected, report.Counts.Deferred));
        Assert.Equal("4 operations in a row were rejected, and RejectLimit is 4. The reasons are in Troubled. What was not sent is deferred to the next run, which tries it before what was rejected now.", report.Message);
    }

    [Fact]
    public async Task ABatchThatIsLeftAtRejectLimitEndsDeliveryEvenWhereItIsTheLast()
    {
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id <= 4 ? OperationOutcome.Rejected("no") : new OperationOutcome(Outcome.Deferred, "left");
        var report = await _bench.RunAsync(options => options.RejectLimit = 4, ItemBench.Items(10));
        Assert.Equal((SyncStatus.Incomplete, 4L, 6L), (report.Status, report.Counts.Rejected, report.Counts.Deferred));
        Assert.StartsWith("4 operations in a row were rejected, and RejectLimit is 4.", report.Message, StringComparison.Ordinal);
        _bench.Destination.Answer = null;
        Assert.Equal((SyncStatus.Succeeded, 10L), ((report = await _bench.RunAsync(ItemBench.Items(10))).Status, report.Counts.Succeeded));
    }

    [Fact]
    public async Task MoreRowsThanRejectLimitThatWaitForALaterOneArriveOverAFewRuns()
    {
        // Children come before their parent, 20.
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id != 20 && !_bench.Ids.Contains(20) ? OperationOutcome.Rejected("no parent") : null;
        _bench.Configure = options => (options.RejectLimit, options.BatchSize, options.MaxAttempts) = (4, 2, 3);
        SyncReport report;
        var runs = 0;
        do
        {
            report = await _bench.RunAsync(ItemBench.Items(20));
            Assert.Equal(0, report.Counts.Parked);
        }
        while (++runs < 10 && report.Status != SyncStatus.Succeeded);

        Assert.Equal((5, 20), (runs, _bench.Records.Count));
    }

    [Fact]
    public async Task RejectedRowsAreTriedAgainHoweverManyTheyAre()
    {
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id < 12 && !_bench.Ids.Contains(12) ? OperationOutcome.Rejected("no parent") : null;
        var report = await _bench.RunAsync(options => (options.RejectLimit, options.BatchSize) = (4, 20), ItemBench.Items(12));
        Assert.Equal((SyncStatus.Succeeded, 12L), (report.Status, report.Counts.Succeeded));
        Assert.Equal([12, 11], _bench.Destination.Batches.Select(batch => batch.Length));
    }

    [Fact]
    public async Task WhatWasRejectedBeforeIsSentAfterTheRest()
    {
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 1 ? OperationOutcome.Rejected("no") : null;
        await _bench.RunAsync(ItemBench.Items(1));
        _bench.Destination.Batches.Clear();
        _bench.Destination.Answer = null;
        await _bench.RunAsync(ItemBench.Items(3));
        Assert.Equal(["Upsert Key { Id = 2 }", "Upsert Key { Id = 3 }", "Upsert Key { Id = 1 }"], Assert.Single(_bench.Destination.Batches));
    }

    [Fact]
    public async Task RefusedRemovalsKeepNoRowFromBeingSentAndAreTriedAgainAfterThem()
    {
        // A parent goes once its child points elsewhere: the deletes come first, and all are refused.
        _bench.Sync = _bench.Sync with { WhenRemoved = WhenRemoved.Delete };
        _bench.Configure = options => (options.RejectLimit, options.BatchSize) = (4, 2);
        await _bench.RunAsync([.. ItemBench.Items(10), .. Enumerable.Range(101, 10).Select(id => new Item(id, id - 100, "child"))]);
        _bench.Destination.Answer = (kind, key, _) => kind == OperationKind.Delete && _bench.Records.Values.Any(row => row.Name == "child" && row.Price == ((Item.Key)key).Id) ? OperationOutcome.Rejected("a child refers to it") : null;
        Item[] rows = [.. ItemBench.Items(Enumerable.Range(51, 10)), .. Enumerable.Range(101, 10).Select(id => new Item(id, id - 50, "child"))];
        SyncReport report;
        var runs = 0;
        do report = await _bench.RunAsync(options => options.AllowRemovals(10), rows);
        while (++runs < 10 && report.Status != SyncStatus.Succeeded);

        Assert.Equal((2, 20, 0L), (runs, _bench.Records.Count, report.Counts.Parked));
        Assert.DoesNotContain(_bench.Ids, id => id <= 10);
    }

    [Fact]
    public async Task RowsRefusedAgainAndAgainKeepNoOtherFromItsTurn()
    {
        _bench.Configure = options => (options.RejectLimit, options.BatchSize) = (4, 2);
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("down");
        for (var run = 0; run < 4; run++) await _bench.RunAsync(ItemBench.Items(16));
        // It heals for all but the first four.
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id <= 4 ? OperationOutcome.Rejected("bad row") : null;
        await _bench.RunAsync(ItemBench.Items(16));
        await _bench.RunAsync(ItemBench.Items(16));
        Assert.Equal(Enumerable.Range(5, 12), _bench.Ids);
    }

    [Fact]
    public async Task ASuccessStartsTheRejectLimitAnew()
    {
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id % 3 != 0 ? OperationOutcome.Rejected("no") : null;
        var report = await _bench.RunAsync(options => (options.RejectLimit, options.BatchSize) = (3, 1), ItemBench.Items(9));
        Assert.Equal((6L, 3L, 0L), (report.Counts.Rejected, report.Counts.Succeeded, report.Counts.Deferred));
    }

    [Fact]
    public async Task WhatMayNotBeRepeatedIsParkedWhenItIsNotAnswered()
    {
        _bench.Destination.Repeatable = OperationKinds.None;
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Unknown("timed out");
        var first = await _bench.RunAsync(ItemBench.Items(1));
        Assert.True(Assert.Single(first.Troubled).Parked);
        _bench.Destination.Answer = null;
        var second = await _bench.RunAsync(new Item(1, 2, "changed"));
        Assert.Equal((1L, 1L, 0L), (second.Counts.Changed, second.Counts.Parked, second.Counts.Planned));
        Assert.Equal([new TroubledOperation(OperationKind.Upsert, "Key { Id = 1 }", Outcome.Unknown, "timed out", true)], second.Troubled);
        Assert.Empty(_bench.Records);
    }

    private void RejectSharedNames()
        => _bench.Destination.Answer = (_, key, row) => _bench.Records.Values.FirstOrDefault(other => other.Name == ((Item)row!).Name && other.Id != ((Item.Key)key).Id) is { } other
            ? OperationOutcome.Rejected($"{other.Name} is taken by {other.Id}")
            : null;

    private async Task<Baseline> LoadAsync()
    {
        await using var session = await _bench.Store.OpenAsync("Tests.Item", StateAccess.Read, TimeProvider.System, default);
        return await Baseline.LoadAsync(session, "memory", "Tests.Item", Item.Schema, TestContext.Current.CancellationToken);
    }
}
