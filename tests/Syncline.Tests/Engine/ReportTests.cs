namespace Syncline.Tests.Engine;

public sealed class ReportTests
{
    [Fact]
    public void TheLineHasTheCountersInTheirOrder()
    {
        var report = Report(new SyncCounts { Queried = 59, Added = 59, Planned = 59, Succeeded = 59 });
        Assert.Equal(
            "Customer.Sync Succeeded queried=59 unchanged=0 added=59 changed=0 removed=0 invalid=0 planned=59 succeeded=59 skipped=0 rejected=0 unknown=0 deferred=0 ignored=0 in 0.12 s",
            report.ToString());
    }

    [Fact]
    public void FurtherCountersFollowWhereTheyAreNotZero()
    {
        var report = Report(new SyncCounts
        {
            Queried = 1,
            Full = 2,
            Superseded = 3,
            Waiting = 4,
            Held = 5,
            Absent = 6,
            Carried = 7,
            Foreign = 8,
            Parked = 9,
            NullKey = 10,
            Duplicate = 11,
            IgnoredByMode = 1,
            IgnoredByKeep = 2,
            IgnoredNotOurs = 3,
            IgnoredByBaseline = 4,
            IgnoredByLedger = 5,
        });
        Assert.EndsWith(
            " invalid=21 planned=0 succeeded=0 skipped=0 rejected=0 unknown=0 deferred=0 ignored=15 full=2 superseded=3 waiting=4 held=5 absent=6 carried=7 foreign=8 parked=9 in 0.12 s",
            report.ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(SyncCounts.Queried), "rows")]
    [InlineData(nameof(SyncCounts.Known), "keys")]
    [InlineData(nameof(SyncCounts.Carried), "work")]
    [InlineData(nameof(SyncCounts.Succeeded), "operations")]
    [InlineData(nameof(SyncCounts.Entered), "state")]
    public void BooksThatDoNotBalanceAreNamed(string counter, string equation)
    {
        var counts = new SyncCounts();
        Assert.Null(counts.FindImbalance());
        typeof(SyncCounts).GetProperty(counter)!.SetValue(counts, 1L);
        Assert.StartsWith($"{equation}: ", counts.FindImbalance());
    }

    [Fact]
    public async Task WhatIsNotCleanIsSummedUp()
    {
        var bench = new ItemBench
        {
            Destination =
            {
                Answer = (_, key, _) => ((Item.Key)key).Id switch
                {
                    1 => OperationOutcome.Rejected("too long"),
                    2 => OperationOutcome.Unknown("timed out"),
                    3 => OperationOutcome.Deferred("busy"),
                    _ => null,
                },
            },
        };
        var report = await bench.RunAsync(new Item(1, 1, null), new Item(2, 1, null), new Item(3, 1, null), new Item(4, 1, null), new Item(null, 1, null));
        Assert.Equal(SyncStatus.Incomplete, report.Status);
        Assert.Equal("1 invalid row (see InvalidRows), 1 rejected (see Troubled), 1 not answered (see Troubled), 1 deferred to the next run (see Troubled).", report.Message);
        Assert.Equal(
            [
                new(OperationKind.Upsert, "Key { Id = 1 }", Outcome.Rejected, "too long", false),
                new(OperationKind.Upsert, "Key { Id = 2 }", Outcome.Unknown, "timed out", false),
                new TroubledOperation(OperationKind.Upsert, "Key { Id = 3 }", Outcome.Deferred, "busy", false),
            ],
            report.Troubled);
        Assert.Equal([new InvalidRow(5, null, "a part of the key (Id) is null")], report.InvalidRows);
        Assert.Null(report.Error);
    }

    [Fact]
    public async Task WhatIsLeftBecauseDeliveryEndedIsNotListed()
    {
        var bench = new ItemBench();
        bench.Destination.BeforeBatch = static (_, _) => throw new DestinationException("busy", FailureEffect.NothingTransient);
        var report = await bench.RunAsync(ItemBench.Items(3));
        Assert.Equal(("busy. What was not sent is deferred to the next run.", 3L), (report.Message, report.Counts.Deferred));
        Assert.Empty(report.Troubled);
    }

    [Fact]
    public async Task ListsAreCutAndCountsAreNot()
    {
        var bench = new ItemBench { Destination = { Answer = (_, key, _) => ((Item.Key)key).Id > 2 ? OperationOutcome.Rejected("no") : null } };
        var rows = ItemBench.Items(10).Concat(Enumerable.Repeat(new Item(null, 1, null), 5)).ToArray();
        var report = await bench.RunAsync(options => options.ReportRows = 3, rows);
        Assert.Equal((8L, 3, 5L, 3), (report.Counts.Rejected, report.Troubled.Length, report.Counts.NullKey, report.InvalidRows.Length));
    }

    [Fact]
    public async Task RunTimeAndDurationComeFromTheClock()
    {
        var bench = new ItemBench();
        bench.Destination.BeforeBatch = (_, _) =>
        {
            bench.Time.Advance(TimeSpan.FromMilliseconds(1234));
            return default;
        };
        var report = await bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero), TimeSpan.FromMilliseconds(1234)), (report.Started, report.Duration));
        Assert.EndsWith(" in 1.23 s", report.ToString());
        Assert.StartsWith("20260101T120000000Z-", report.RunId);
    }

    [Fact]
    public async Task ProgressTellsPhasesAtABoundedRate()
    {
        var heard = new List<SyncProgress>();
        var bench = new ItemBench();
        var report = await bench.RunAsync(
            options =>
            {
                options.Progress = new Listener(heard.Add);
                options.BatchSize = 1;
            },
            ItemBench.Items(3_000));
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        // The clock stands still: one report a phase.
        Assert.Equal([SyncPhase.Loading, SyncPhase.Reading, SyncPhase.Delivering, SyncPhase.Finished], heard.Select(progress => progress.Phase));
        Assert.Equal(("Item.Sync", 3_000L, 3_000L, 3_000L), (heard[^1].Sync, heard[^1].Done, heard[^1].Total, heard[^1].Counts.Succeeded));
        Assert.Null(heard[1].Total);
    }

    [Fact]
    public async Task ProgressIsHeardAgainWhenTimeHasPassed()
    {
        var heard = new List<SyncProgress>();
        var bench = new ItemBench();
        bench.Destination.BeforeBatch = (_, _) =>
        {
            bench.Time.Advance(TimeSpan.FromMilliseconds(60));
            return default;
        };
        await bench.RunAsync(
            options =>
            {
                options.Progress = new Listener(heard.Add);
                options.BatchSize = 1;
            },
            ItemBench.Items(4));
        Assert.Equal([0, 2, 4], heard.Where(progress => progress.Phase == SyncPhase.Delivering).Select(progress => progress.Done));
    }

    [Fact]
    public async Task AListenerThatThrowsHearsNoMoreAndTheRunGoesOn()
    {
        var bench = new ItemBench();
        var heard = 0;
        var report = await bench.RunAsync(
            options =>
            {
                options.BatchSize = 1;
                options.Progress = new Listener(progress =>
                {
                    heard++;
                    bench.Time.Advance(TimeSpan.FromSeconds(1));
                    if (progress is { Phase: SyncPhase.Delivering, Done: 0 }) throw new InvalidOperationException("the bar is broken");
                });
            },
            ItemBench.Items(5));
        Assert.Equal((SyncStatus.Succeeded, 5L, 2), (report.Status, report.Counts.Succeeded, heard));
        Assert.Equal("The listener of progress threw, and was told no more of the run: the bar is broken.", report.Message);
        Assert.IsType<InvalidOperationException>(report.Error);
    }

    [Fact]
    public async Task AListenerThatThrowsWhileAPlanIsMadeIsHeardOfByItsCaller()
    {
        var bench = new ItemBench();
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => bench.PlanAsync(options => options.Progress = new Listener(_ => throw new InvalidOperationException("the bar is broken")), ItemBench.Items(2)));
        Assert.Equal("the bar is broken", thrown.Message);
    }

    [Fact]
    public async Task WordsOfOthersEndAsSentencesBeforeOursFollow()
    {
        var bench = new ItemBench();
        bench.Destination.BeforeBatch = (_, _) => throw new DestinationException("http 500", FailureEffect.NothingPermanent);
        Assert.Equal("http 500. What was not sent is deferred to the next run.", (await bench.RunAsync(ItemBench.Items(1))).Message);
    }

    private static SyncReport Report(SyncCounts counts)
        => new() { Sync = "Customer.Sync", RunId = "1", Status = SyncStatus.Succeeded, Counts = counts, Started = default, Duration = TimeSpan.FromMilliseconds(123) };

    private sealed class Listener(Action<SyncProgress> hear) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value) => hear(value);
    }
}
