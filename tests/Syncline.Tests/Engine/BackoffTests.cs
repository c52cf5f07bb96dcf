namespace Syncline.Tests.Engine;

public sealed class BackoffTests
{
    // The system's clock, and waits of a millisecond.
    private readonly ItemBench _bench = new() { Configure = options => (options.TimeProvider, options.MaxWait) = (TimeProvider.System, TimeSpan.FromSeconds(20)) };
    private int _failures;

    [Theory]
    [InlineData(FailureEffect.NothingTransient)]
    [InlineData(FailureEffect.Unknown)]
    public async Task WhatFailsInPassingIsTriedAgainInTheSameRun(FailureEffect effect)
    {
        Fail(effect, times: 3);
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, 2L, 4), (report.Status, report.Counts.Succeeded, _bench.Destination.Batches.Count));
        Assert.Null(report.Message);
    }

    [Fact]
    public async Task WhatWasNotAnsweredAndMayNotBeRepeatedIsNotTriedAgain()
    {
        _bench.Destination.Repeatable = OperationKinds.None;
        Fail(FailureEffect.Unknown, times: 1);
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Incomplete, 2L, 1), (report.Status, report.Counts.Unknown, _bench.Destination.Batches.Count));
    }

    [Fact]
    public async Task WhatWasNotAnsweredOnceStaysInDoubtWhateverALaterTrySays()
    {
        var tries = 0;
        _bench.Destination.BeforeBatch = (_, _) => throw new DestinationException("no luck", ++tries == 1 ? FailureEffect.Unknown : FailureEffect.NothingPermanent);
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Incomplete, 2L, 0L, 2), (report.Status, report.Counts.Unknown, report.Counts.Deferred, tries));
    }

    [Fact]
    public async Task WhatWontWorkIsNotTriedAgain()
    {
        Fail(FailureEffect.NothingPermanent, times: 1);
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, 2L, 1), (report.Status, report.Counts.Deferred, _bench.Destination.Batches.Count));
    }

    [Fact]
    public async Task ALongerWaitThanMaxWaitEndsDelivery()
    {
        Fail(FailureEffect.NothingTransient, times: 9, TimeSpan.FromMinutes(2));
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Incomplete, 2L, 1), (report.Status, report.Counts.Deferred, _bench.Destination.Batches.Count));
        Assert.Equal("busy. It asks to be left alone for 120 s, longer than MaxWait has left. What was not sent is deferred to the next run.", report.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-5 * TimeSpan.TicksPerSecond)]
    [InlineData(-TimeSpan.TicksPerHour)]
    public async Task AskedToWaitForNoTimeItWaitsAsIfItWereNotAsked(long ticks)
    {
        var clock = new HastyClock();
        _bench.Configure = options => (options.TimeProvider, options.MaxWait) = (clock, TimeSpan.FromMinutes(1));
        // Without a pause it would be asked until it lets go.
        Fail(FailureEffect.NothingTransient, times: 10_000, new TimeSpan(ticks));
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Incomplete, 2L), (report.Status, report.Counts.Deferred));
        Assert.Equal("busy. What was not sent is deferred to the next run.", report.Message);
        Assert.InRange(_bench.Destination.Batches.Count, 2, 60);
        Assert.All(clock.Waits, wait => Assert.True(wait > TimeSpan.Zero));
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(20)]
    [InlineData(300)]
    public async Task AllWaitsTogetherAreNoLongerThanMaxWait(double seconds)
    {
        var clock = new HastyClock();
        _bench.Configure = options => (options.TimeProvider, options.MaxWait) = (clock, TimeSpan.FromSeconds(seconds));
        _bench.Destination.BeforeBatch = (_, _) => throw new DestinationException("busy", FailureEffect.NothingTransient);
        await _bench.RunAsync(ItemBench.Items(2));
        Assert.NotEmpty(clock.Waits);
        Assert.True(clock.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait) <= TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public async Task ACancelEndsAWaitAndTheBatchIsWhatItsLastTryLeftBehind()
    {
        using var stop = new CancellationTokenSource();
        _bench.Destination.BeforeBatch = (_, _) =>
        {
            stop.CancelAfter(TimeSpan.FromMilliseconds(20));
            throw new DestinationException("busy", FailureEffect.NothingTransient) { RetryAfter = TimeSpan.FromSeconds(15) };
        };
        var report = await _bench.RunAsync(SyncSource.From(ItemBench.Items(2)), cancellationToken: stop.Token);
        Assert.Equal((SyncStatus.Cancelled, 2L, 1), (report.Status, report.Counts.Deferred, _bench.Destination.Batches.Count));
        Assert.True(report.Duration < TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ABatchRefusedAsAWholeIsSplitUntilTheBadRowsStandAlone(bool inDoubtFirst)
    {
        var bad = new HashSet<int> { 3, 8 };
        var destination = new Refusing(bad);
        if (inDoubtFirst) destination.FailOnce = true;
        var report = await _bench.RunAsync(destination, options => options.BatchSize = 10, ItemBench.Items(10));
        Assert.Equal((SyncStatus.Incomplete, 8L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(["Key { Id = 3 }", "Key { Id = 8 }"], report.Troubled.Select(trouble => trouble.Key).Order());
        Assert.Equal("malformed", report.Troubled[0].Reason);
        Assert.Equal(8, destination.Rows.Count);

        bad.Clear();
        Assert.Equal(2, (await _bench.RunAsync(destination, null, ItemBench.Items(10))).Counts.Succeeded);
    }

    private void Fail(FailureEffect effect, int times, TimeSpan? retryAfter = null)
        => _bench.Destination.BeforeBatch = (_, _) => _failures++ < times
            ? throw new DestinationException("busy", effect) { RetryAfter = retryAfter ?? TimeSpan.FromMilliseconds(1) }
            : default;

    private sealed class Refusing(HashSet<int> bad) : IUpserts<Item>
    {
        public Dictionary<int, Item> Rows { get; } = [];

        public bool FailOnce { get; set; }

        public string Identity => "refusing";

        public OperationKinds Repeatable => OperationKinds.Upsert;

        public ValueTask UpsertAsync(RowBatch<Item> batch, CancellationToken cancellationToken)
        {
            if (FailOnce)
            {
                FailOnce = false;
                throw new DestinationException("timed out", FailureEffect.Unknown) { RetryAfter = TimeSpan.FromMilliseconds(1) };
            }

            if (batch.Rows.Any(row => bad.Contains(row.Id!.Value))) throw new DestinationException("malformed", FailureEffect.NothingRefused);
            foreach (var row in batch.Rows) Rows[row.Id!.Value] = row;
            return default;
        }
    }
}
