using CsCheck;

namespace Syncline.Tests.Engine;

/// <summary>A ledger that is bounded: <c>KeepLedger</c> days after its delivery a key is forgotten, unless it is still in the result.</summary>
public sealed class KeepLedgerTests
{
    private const string Id = "Tests.Item";

    private readonly ItemBench _bench = new() { Sync = Bounded(30) };

    private int[] Sent => [.. _bench.Destination.Batches.SelectMany(batch => batch).Select(operation => int.Parse(operation.Split("Id = ")[1].TrimEnd(' ', '}'), System.Globalization.CultureInfo.InvariantCulture)).Order()];

    private static SyncDefinition Bounded(int days, SyncType type = SyncType.Events)
        => new("Item.Sync", Id, type, type == SyncType.Events ? SyncMode.Insert : default) { KeepLedger = days };

    [Theory]
    [InlineData(SyncType.Events)]
    [InlineData(SyncType.Actions)]
    public async Task AKeyOfThePastIsForgottenOnceItLeftTheResult(SyncType type)
    {
        _bench.Sync = Bounded(30, type);
        await _bench.RunAsync(ItemBench.Items(3));

        _bench.Time.Advance(TimeSpan.FromDays(30));
        var early = await _bench.RunAsync(ItemBench.Items([1]));
        Assert.Equal((SyncStatus.Succeeded, 3L, 2L, 0L, 3L), (early.Status, early.Counts.Known, early.Counts.Absent, early.Counts.Gone, early.Counts.KnownAfter));

        _bench.Time.Advance(TimeSpan.FromDays(1));
        var late = await _bench.RunAsync(ItemBench.Items([1]));
        Assert.Equal((SyncStatus.Succeeded, null), (late.Status, late.Message));
        Assert.Equal((3L, 2L, 2L, 1L), (late.Counts.Known, late.Counts.Absent, late.Counts.Gone, late.Counts.KnownAfter));

        // What comes back after that is delivered again; what never left is not.
        _bench.Destination.Batches.Clear();
        Assert.Equal((1L, 2L), ((await _bench.RunAsync(ItemBench.Items(3))) is var again ? (again.Counts.Known, again.Counts.Added) : default));
        Assert.Equal([2, 3], Sent);
    }

    [Fact]
    public async Task AKeyInTheResultIsKeptWhateverItsAge()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        for (var year = 0; year < 3; year++)
        {
            _bench.Time.Advance(TimeSpan.FromDays(365));
            var report = await _bench.RunAsync(ItemBench.Items(2));
            Assert.Equal((2L, 0L, 0L), (report.Counts.Unchanged, report.Counts.Planned, report.Counts.Gone));
        }

        // Its age counts from its delivery, not from when it was last seen.
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items([1]))).Counts.Gone);
    }

    [Fact]
    public async Task ALedgerWithoutABoundIsKeptForEver()
    {
        _bench.Sync = Bounded(0);
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Time.Advance(TimeSpan.FromDays(10_000));
        Assert.Equal((1L, 0L), (await _bench.RunAsync(ItemBench.Items([1]))) is var report ? (report.Counts.Absent, report.Counts.Gone) : default);
        Assert.All(await _bench.Store.SegmentsAsync(Id), segment => Assert.Equal(StateFormat.Plain, segment[4]));
    }

    [Fact]
    public async Task WhatIsOwedInDoubtOrParkedIsNeverForgotten()
    {
        _bench.Configure = options => options.MaxAttempts = 2;
        _bench.Destination.Repeatable = OperationKinds.None;
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id switch
        {
            1 => OperationOutcome.Rejected("no"),
            2 => OperationOutcome.Unknown("timed out"),
            _ => null,
        };
        await _bench.RunAsync(ItemBench.Items(3));
        _bench.Time.Advance(TimeSpan.FromDays(100));
        // In this run the rejected one is parked, too, so that the next has nothing left to try.
        await _bench.RunAsync(ItemBench.Items([4]));
        _bench.Time.Advance(TimeSpan.FromDays(100));
        _bench.Destination.Answer = null;
        var report = await _bench.RunAsync(ItemBench.Items([5]));
        Assert.Equal((SyncStatus.Succeeded, 2L, 2L), (report.Status, report.Counts.Parked, report.Counts.Gone));
        var parked = await SyncEngine.ParkedAsync<Item, Item.Key>(_bench.Sync, _bench.Store, null, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2], parked.Select(operation => operation.Key.Id).Order());
    }

    [Fact]
    public async Task AnEventThatWasOwedCountsFromItsDelivery()
    {
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 1 ? OperationOutcome.Rejected("no") : null;
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Destination.Answer = null;
        _bench.Time.Advance(TimeSpan.FromDays(31));
        var report = await _bench.RunAsync(ItemBench.Items([3]));
        Assert.Equal((1L, 2L, 1L), (report.Counts.Carried, report.Counts.Succeeded, report.Counts.Gone));
        _bench.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, (await _bench.RunAsync(ItemBench.Items([4]))).Counts.Gone);
        _bench.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items([4]))).Counts.Gone);
    }

    [Fact]
    public async Task OnlyARunThatReadAndDeliveredEverythingForgets()
    {
        await _bench.RunAsync(ItemBench.Items(5));
        _bench.Time.Advance(TimeSpan.FromDays(31));
        // An empty result may be a query that went wrong, a sample is a part, a row without a key may be any, and a rejected one leaves the run unfinished.
        Assert.Equal(0, (await _bench.RunAsync()).Counts.Gone);
        Assert.Equal(0, (await _bench.RunAsync(options => options.SampleRows = 1, ItemBench.Items(5))).Counts.Gone);
        Assert.Equal(0, (await _bench.RunAsync(new Item(1, 1, "a"), new Item(null, 1, "a"))).Counts.Gone);
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        Assert.Equal(0, (await _bench.RunAsync(ItemBench.Items([1, 6]))).Counts.Gone);
        _bench.Destination.Answer = null;
        Assert.Equal(4, (await _bench.RunAsync(ItemBench.Items([1, 6]))).Counts.Gone);
    }

    [Fact]
    public async Task KeysWithoutADayCountFromTheFirstRunThatIsBounded()
    {
        _bench.Sync = Bounded(0);
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Time.Advance(TimeSpan.FromDays(1_000));
        _bench.Sync = Bounded(30);
        Assert.Equal(0, (await _bench.RunAsync(ItemBench.Items([3]))).Counts.Gone);
        // The state says so from now on, in the format that can.
        Assert.Equal([1, 2], (await _bench.Store.SegmentsAsync(Id)).Select(segment => (int)segment[4]).Distinct());
        _bench.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, (await _bench.RunAsync(ItemBench.Items([3]))).Counts.Gone);
        _bench.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items([3]))).Counts.Gone);
    }

    [Fact]
    public async Task ATimeWithoutABoundStartsTheCountAnew()
    {
        await _bench.RunAsync(ItemBench.Items(1));
        _bench.Sync = Bounded(0);
        _bench.Time.Advance(TimeSpan.FromDays(100));
        // Delivered without a day: the first bound's day says nothing of it.
        await _bench.RunAsync(ItemBench.Items([2]));
        _bench.Sync = Bounded(30);
        _bench.Time.Advance(TimeSpan.FromDays(10));
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items([3]))).Counts.Gone);
        _bench.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items([3]))).Counts.Gone);
    }

    [Fact]
    public async Task AChangedModelMakesNoKeyYounger()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        var later = new SyncBench<ItemV2, Item.Key> { Sync = _bench.Sync, Store = _bench.Store, Destination = _bench.Destination };
        later.Time.Advance(TimeSpan.FromDays(20));
        await later.RunAsync(new ItemV2(1, 1, "a", true), new ItemV2(2, 1, "a", true));
        later.Time.Advance(TimeSpan.FromDays(11));
        Assert.Equal(1, (await later.RunAsync(new ItemV2(1, 1, "a", true))).Counts.Gone);
    }

    [Fact]
    public async Task WhatABaselineRunTookOverCountsFromThere()
    {
        await _bench.ResetAsync();
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.IgnoredByBaseline);
        _bench.Time.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items([1]))).Counts.Gone);
    }

    [Fact]
    public async Task WhatIsAcceptedCountsFromToday()
    {
        _bench.Destination.Repeatable = OperationKinds.None;
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Unknown("timed out");
        await _bench.RunAsync(ItemBench.Items(1));
        var before = LedgerTerm.DayOf(DateTimeOffset.UtcNow);
        await SyncEngine.AcceptAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(1), null, TestContext.Current.CancellationToken);
        var baseline = await LoadAsync();
        Assert.InRange(baseline.DayOf(0), before, LedgerTerm.DayOf(DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task KeysThatAreNotHeldInMemoryAreForgottenToo()
    {
        var wide = new SyncBench<Wide, Wide.Key> { Sync = new("Wide.Sync", "Tests.Wide", SyncType.Events, SyncMode.Insert) { KeepLedger = 1 } };
        Wide[] rows = [.. Enumerable.Range(1, 4).Select(number => new Wide("a tenant with a long name", number, 1, null, 0.5, null))];
        await wide.RunAsync(rows);
        wide.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal((3L, 1L), (await wide.RunAsync(rows[1])) is var report ? (report.Counts.Gone, report.Counts.KnownAfter) : default);
        Assert.Equal((3L, 1L), (await wide.RunAsync(rows)) is var again ? (again.Counts.Added, again.Counts.Unchanged) : default);
    }

    [Fact]
    public async Task FoldingKeepsTheDays()
    {
        _bench.Configure = options => options.FoldDue = 0;
        await _bench.RunAsync(ItemBench.Items(3));
        _bench.Time.Advance(TimeSpan.FromDays(10));
        for (var id = 4; id < 8; id++) await _bench.RunAsync(ItemBench.Items(id));
        Assert.True(_bench.Store.Replacements > 0, "nothing was folded");
        // A run without a bound folds what it has no use for.
        _bench.Sync = Bounded(0);
        await _bench.RunAsync(ItemBench.Items(9));
        _bench.Sync = Bounded(30);
        var first = LedgerTerm.DayOf(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var baseline = await LoadAsync();
        Assert.Equal([first, first, first, first + 10, first + 10, first + 10, first + 10, 0, 0], Enumerable.Range(1, 9).Select(id => baseline.DayOf(baseline.Table.Find((UInt128)(uint)id))));
    }

    [Fact]
    public async Task ALedgerThatCanNotBeShortenedIsToldAndStays()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        _bench.Time.Advance(TimeSpan.FromDays(31));
        var appends = _bench.Store.Appends;
        _bench.Store.BeforeAppend = number =>
        {
            if (number > appends) throw new StateException("The disk is full.");
        };
        var report = await _bench.RunAsync(ItemBench.Items([1]));
        Assert.Equal((SyncStatus.Succeeded, 0L, 3L), (report.Status, report.Counts.Gone, report.Counts.KnownAfter));
        Assert.Equal("The ledger could not be shortened, which the next run tries again: The disk is full.", report.Message);
        _bench.Store.BeforeAppend = null;
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items([1]))).Counts.Gone);
    }

    [Fact]
    public async Task AForgettingThatFailsAfterItTookEffectIsToldAndHolds()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        _bench.Time.Advance(TimeSpan.FromDays(31));
        _bench.Store.AfterAppend = _ => throw new StateException("No answer.");
        Assert.Equal((SyncStatus.Succeeded, "The ledger could not be shortened, which the next run tries again: No answer."), await _bench.RunAsync(ItemBench.Items([1])) is var report ? (report.Status, report.Message) : default);
        _bench.Store.AfterAppend = null;
        Assert.Equal((1L, 1L, 1L), await _bench.RunAsync(ItemBench.Items([1, 4])) is var next ? (next.Counts.Known, next.Counts.Added, next.Counts.Succeeded) : default);
        Assert.Equal((2L, 2L), await _bench.RunAsync(ItemBench.Items([1, 2, 3, 4])) is var back ? (back.Counts.Added, back.Counts.Unchanged) : default);
    }

    [Fact]
    public async Task ARunThatLostItsLeaseForgetsNothing()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        _bench.Time.Advance(TimeSpan.FromDays(31));
        _bench.Store.BeforeAppend = _ => throw new LeaseLostException("The lease was lost.");
        var report = await _bench.RunAsync(ItemBench.Items([1]));
        Assert.Equal((0L, 3L), (report.Counts.Gone, report.Counts.KnownAfter));
        _bench.Store.BeforeAppend = null;
        Assert.Equal(3, (await _bench.RunAsync(ItemBench.Items(3))).Counts.Unchanged);
    }

    [Fact]
    public async Task APlanForgetsWhenItIsApplied()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        _bench.Time.Advance(TimeSpan.FromDays(31));
        await using var plan = await _bench.PlanAsync(ItemBench.Items([1]));
        Assert.Equal(3, (await LoadAsync()).CountKnown());
        Assert.Equal((2L, 1L), await plan.ApplyAsync(_bench.Destination) is var report ? (report.Counts.Gone, report.Counts.KnownAfter) : default);
        Assert.Equal(1, (await LoadAsync()).CountKnown());
    }

    [Fact]
    public void ANegativeTermIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Bounded(-1));

    /// <summary>Against a dictionary from key to day of delivery, over random days and results.</summary>
    [Fact]
    public void EveryKeyIsRememberedAsLongAsItMustBe()
        => Gen.Select(Gen.Int[0, 4], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 7].Array[0, 6]).Array[1, 12]).Sample((term, runs) =>
        {
            var bench = new ItemBench { Sync = Bounded(term), Configure = options => options.FoldDue = 2 };
            var delivered = new Dictionary<int, int>();
            var today = 0;
            foreach (var (days, keys) in runs)
            {
                bench.Time.Advance(TimeSpan.FromDays(days));
                today += days;
                var rows = keys.Distinct().ToArray();
                var report = bench.RunAsync(ItemBench.Items(rows)).Result;
                Assert.Equal(rows.Count(key => !delivered.ContainsKey(key)), report.Counts.Planned);
                foreach (var key in rows) delivered.TryAdd(key, today);
                foreach (var (key, day) in delivered.ToArray())
                {
                    if (term > 0 && rows.Length > 0 && !rows.Contains(key) && today - day > term) delivered.Remove(key);
                }

                Assert.Equal(delivered.Count, report.Counts.KnownAfter);
                Assert.Null(report.Counts.FindImbalance());
            }
        });

    private async Task<Baseline> LoadAsync()
    {
        await using var session = await _bench.Store.OpenAsync(Id, StateAccess.Read, TimeProvider.System, TestContext.Current.CancellationToken);
        return await Baseline.LoadAsync(session, "memory", Id, Item.Schema, keepsDays: true, TestContext.Current.CancellationToken);
    }
}
