namespace Syncline.Tests.Engine;

public sealed class GuardTests
{
    private readonly ItemBench _bench = new() { Sync = Definition(WhenRemoved.Delete) };

    [Fact]
    public async Task TwentyRemovalsPassAndTwentyOneDoNot()
    {
        await _bench.RunAsync(ItemBench.Items(30));
        var stopped = await _bench.RunAsync(ItemBench.Items(9));
        Assert.Equal(SyncStatus.Stopped, stopped.Status);
        Assert.Equal("Removals", stopped.Guard!.Guard);
        Assert.Equal(
            "The run would remove 21 of 30 known keys; without a word it removes up to 20 (the larger of 20 rows and 30 %). If that is meant, run with AllowRemovals(21). "
            + $"To make exactly this, run with Approve(\"{stopped.Guard.Fingerprint}\").",
            stopped.Message);
        Assert.Equal((21L, 21L, 0L, 30L), (stopped.Counts.Planned, stopped.Counts.Deferred, stopped.Counts.Succeeded, stopped.Counts.KnownAfter));
        Assert.Equal(30, _bench.Records.Count);

        var passed = await _bench.RunAsync(ItemBench.Items(10));
        Assert.Equal((SyncStatus.Succeeded, 20L), (passed.Status, passed.Counts.Removed));
    }

    [Theory]
    [InlineData(100, 70, 30)]
    [InlineData(100, 69, 30)]
    [InlineData(90, 63, 27)]
    public async Task ThirtyPercentOfTheKnownKeysPassAndOneMoreDoesNot(int known, int left, int limit)
    {
        await _bench.RunAsync(ItemBench.Items(known));
        var report = await _bench.RunAsync(ItemBench.Items(left));
        Assert.Equal(known - left > limit, report.Status == SyncStatus.Stopped);
    }

    [Fact]
    public async Task AShareIsTakenExactly()
    {
        await _bench.RunAsync(ItemBench.Items(100));
        // 100 × 0.29 is 28.999… in binary.
        var report = await _bench.RunAsync(options => options.RemovalLimitShare = 0.29, ItemBench.Items(71));
        Assert.Equal(SyncStatus.Succeeded, report.Status);
    }

    [Fact]
    public async Task AnEmptySourceStops()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        var report = await _bench.RunAsync();
        Assert.Equal((SyncStatus.Stopped, "EmptySource"), (report.Status, report.Guard?.Guard));
        Assert.StartsWith("The source returned no row, while 3 keys are known. Look whether the query or the source is right; if it is, run with AllowRemovals(3).", report.Message);
        Assert.Equal(3, _bench.Records.Count);
    }

    [Fact]
    public async Task ASourceOfInvalidRowsIsEmptyToo()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        var report = await _bench.RunAsync(new Item(null, 1, null), new Item(9, 1, null), new Item(9, 2, null));
        Assert.StartsWith("The source returned no valid row (3 invalid), while 3 keys are known.", report.Message);
    }

    [Fact]
    public async Task AnEmptySourceStopsWhereRemovedRowsAreKept()
    {
        // The records would stay, but the baseline would be gone and everything be sent again.
        _bench.Sync = Definition(WhenRemoved.Keep);
        await _bench.RunAsync(ItemBench.Items(3));
        Assert.Equal("EmptySource", (await _bench.RunAsync()).Guard?.Guard);
    }

    [Fact]
    public async Task AnEmptySourceOverNothingIsFine() => Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync()).Status);

    [Fact]
    public async Task AKeyThatIsHeldBackIsNotMissing()
    {
        await _bench.RunAsync(ItemBench.Items(1));
        var report = await _bench.RunAsync(new Item(1, 2, null), new Item(1, 3, null));
        Assert.Equal((SyncStatus.Incomplete, 1L, 2L), (report.Status, report.Counts.Held, report.Counts.Duplicate));
    }

    [Fact]
    public async Task AllowRemovalsLetsThatManyGo()
    {
        await _bench.RunAsync(ItemBench.Items(30));
        Assert.Equal(SyncStatus.Stopped, (await _bench.RunAsync(options => options.AllowRemovals(29))).Status);
        Assert.Equal(SyncStatus.Stopped, (await _bench.RunAsync(options => options.AllowRemovals(24), ItemBench.Items(5))).Status);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(options => options.AllowRemovals(25), ItemBench.Items(5))).Status);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(options => options.AllowRemovals(5))).Status);
        Assert.Empty(_bench.Records);
    }

    [Fact]
    public async Task WhatIsAllowedIsAllowedForOneRun()
    {
        await _bench.RunAsync(ItemBench.Items(60));
        var options = _bench.Options(options => options.AllowRemovals(25));
        Task<SyncReport> RunAsync(int count) => SyncEngine.RunAsync<Item, Item.Key>(_bench.Sync, SyncSource.From(ItemBench.Items(count)), _bench.Destination, _bench.Store, options, TestContext.Current.CancellationToken);

        // Neither a look at the plan nor a run that stops uses it up.
        await using (var plan = new TestPlan<Item, Item.Key>(await SyncEngine.PlanAsync<Item, Item.Key>(_bench.Sync, SyncSource.From(ItemBench.Items(35)), _bench.Store, options, TestContext.Current.CancellationToken))) Assert.Null(plan.Guard);
        Assert.Equal(SyncStatus.Stopped, (await RunAsync(34)).Status);
        Assert.Equal((SyncStatus.Succeeded, 25L), ((await RunAsync(35)) is var first ? first.Status : default, first.Counts.Removed));
        Assert.Equal(SyncStatus.Stopped, (await RunAsync(10)).Status);

        var approved = (await RunAsync(10)).Guard!.Fingerprint;
        options.Approve(approved);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(10)).Status);
        await RunAsync(35);
        Assert.Equal(SyncStatus.Stopped, (await RunAsync(10)).Status);
    }

    [Fact]
    public async Task LimitsAsSharesOfTheKnownKeysStop()
    {
        // A first run knows no keys.
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(options => options.AddedLimitShare = 0.1, ItemBench.Items(10))).Status);
        var added = await _bench.RunAsync(options => options.AddedLimitShare = 0.1, ItemBench.Items(12));
        Assert.StartsWith("The run would act on 2 added rows, with 10 known keys; AddedLimitShare is 10 %. If that is meant, raise it for this run.", added.Message);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(options => options.AddedLimitShare = 0.1, ItemBench.Items(11))).Status);
        var changed = await _bench.RunAsync(options => options.ChangedLimitShare = 0.5, [.. Enumerable.Range(1, 11).Select(id => new Item(id, 2, "b"))]);
        Assert.Equal("Changed", changed.Guard?.Guard);
    }

    [Fact]
    public async Task ASampleRemovesNothingAndDoesNotEndAFirstRun()
    {
        _bench.Sync = _bench.Sync with { Mode = SyncMode.Update, WhenRemoved = WhenRemoved.Delete };
        foreach (var item in ItemBench.Items(40)) _bench.Records[new Item.Key(item.Id!.Value)] = item with { Name = "old" };
        var sample = await _bench.RunAsync(options => options.SampleRows = 5, ItemBench.Items(40));
        Assert.Equal((SyncStatus.Succeeded, 5L, 5L), (sample.Status, sample.Counts.Queried, sample.Counts.Succeeded));
        // The first run goes on: Update still acts on rows it has never seen.
        Assert.Equal(35, (await _bench.RunAsync(ItemBench.Items(40))).Counts.Succeeded);

        var later = await _bench.RunAsync(options => options.SampleRows = 5, ItemBench.Items(40));
        Assert.Equal((SyncStatus.Succeeded, 5L, 35L, 0L), (later.Status, later.Counts.Unchanged, later.Counts.Held, later.Counts.Removed));
        Assert.Equal(40, _bench.Records.Count);
    }

    [Fact]
    public async Task ASampleIsNoBaseline()
    {
        _bench.Sync = _bench.Sync with { FirstRun = FirstRunPolicy.Baseline };
        var report = await _bench.RunAsync(options => options.SampleRows = 2, ItemBench.Items(3));
        Assert.Equal(SyncStatus.Stopped, report.Status);
        Assert.StartsWith("A sample can't be recorded as the baseline of Item.Sync", report.Message);
        Assert.Equal(3, (await _bench.RunAsync(ItemBench.Items(3))).Counts.IgnoredByBaseline);
    }

    [Fact]
    public async Task SettingsThatCanNotBeMeantAreRefused()
    {
        Action<SyncOptions>[] wrong = [o => o.AddedLimit = -1, o => o.ChangedLimit = -1, o => o.DuplicateKeys = (DuplicateKeys)9, o => o.UnreadableRows = (UnreadableRows)9, o => o.MaxWait = TimeSpan.FromSeconds(-1)];
        foreach (var set in wrong) await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _bench.RunAsync(set, ItemBench.Items(1)));
        foreach (var instance in new[] { "\ud800", "a\udc00", "a\0b" }) await Assert.ThrowsAsync<ArgumentException>(() => _bench.RunAsync(o => o.Instance = instance, ItemBench.Items(1)));
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(o => o.Instance = "caf\u00e9 \ud83d\ude00", ItemBench.Items(1))).Status);
    }

    [Fact]
    public async Task AllowingFewerThanTheLimitDoesNotLowerIt()
    {
        await _bench.RunAsync(ItemBench.Items(30));
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(options => options.AllowRemovals(0), ItemBench.Items(20))).Status);
    }

    [Fact]
    public async Task AnApprovedFingerprintPassesWithExactlyThat()
    {
        await _bench.RunAsync(ItemBench.Items(30));
        var stopped = await _bench.RunAsync(ItemBench.Items(1));
        var print = stopped.Guard!.Fingerprint;

        var other = await _bench.RunAsync(options => options.Approve(print), ItemBench.Items(2));
        Assert.Equal(SyncStatus.Stopped, other.Status);
        Assert.Contains($"The approved fingerprint {print} is of another plan.", other.Message, StringComparison.Ordinal);

        var same = await _bench.RunAsync(options => options.Approve($" {print} "), ItemBench.Items(1));
        Assert.Equal((SyncStatus.Succeeded, 29L), (same.Status, same.Counts.Succeeded));
    }

    [Fact]
    public async Task LimitsOnAddedAndChangedStop()
    {
        var added = await _bench.RunAsync(options => options.AddedLimit = 2, ItemBench.Items(3));
        Assert.StartsWith("The run would act on 3 added rows; AddedLimit is 2. If that is meant, raise it for this run.", added.Message);
        await _bench.RunAsync(options => options.AddedLimit = 3, ItemBench.Items(3));
        var changed = await _bench.RunAsync(options => options.ChangedLimit = 0, new Item(1, 2, "a"), new Item(2, 1, "a"), new Item(3, 1, "a"));
        Assert.Equal("Changed", changed.Guard?.Guard);
    }

    [Fact]
    public async Task RetriesAreNotCountedAgain()
    {
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        await _bench.RunAsync(ItemBench.Items(3));
        var again = await _bench.RunAsync(options => options.AddedLimit = 0, ItemBench.Items(3));
        Assert.Equal((SyncStatus.Incomplete, 3L), (again.Status, again.Counts.Planned));
    }

    [Fact]
    public async Task ARemovalAfterAnUnansweredWriteIsPlannedForTheFirstTime()
    {
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Unknown("no answer");
        await _bench.RunAsync(ItemBench.Items(30));
        _bench.Destination.Answer = null;
        var report = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal("Removals", report.Guard?.Guard);
    }

    private static SyncDefinition Definition(WhenRemoved whenRemoved)
        => new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = whenRemoved };
}
