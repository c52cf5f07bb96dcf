namespace Syncline.Tests.Engine;

/// <summary>A destination that can't be opened is waited for as one that does not take a batch.</summary>
public sealed class OpeningTests
{
    private readonly HastyClock _clock = new();
    private readonly ItemBench _bench = new();
    private int _tries;

    public OpeningTests() => _bench.Configure = options => (options.TimeProvider, options.MaxWait) = (_clock, TimeSpan.FromMinutes(1));

    [Theory]
    [InlineData(FailureEffect.NothingTransient)]
    [InlineData(FailureEffect.Unknown)]
    public async Task WhatFailsInPassingIsTriedAgain(FailureEffect effect)
    {
        // It makes nothing visible, so that what may be repeated plays no part.
        _bench.Destination.Repeatable = OperationKinds.None;
        Fail(effect, times: 3);
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, 2L, 4), (report.Status, report.Counts.Succeeded, _tries));
    }

    [Fact]
    public async Task APlanThatIsAppliedWaitsToo()
    {
        Fail(FailureEffect.NothingTransient, times: 3);
        await using var plan = await _bench.PlanAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, 4), ((await plan.ApplyAsync(_bench.Destination)).Status, _tries));
    }

    [Fact]
    public async Task AllWaitsTogetherAreNoLongerThanMaxWait()
    {
        Fail(FailureEffect.NothingTransient, times: int.MaxValue);
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, "memory:default could not be opened: busy. It was tried again for as long as MaxWait lets, 60 s. Nothing was sent: run again when it is there."), (report.Status, report.Message));
        Assert.InRange(_clock.Waits.Aggregate(TimeSpan.Zero, static (sum, wait) => sum + wait), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task ALongerWaitThanMaxWaitIsNotBegun()
    {
        Fail(FailureEffect.NothingTransient, times: int.MaxValue, TimeSpan.FromHours(1));
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Incomplete, 1, 0L), (report.Status, _tries, report.Counts.Planned));
        Assert.Equal("memory:default could not be opened: busy. It asks to be left alone for 3600 s, longer than MaxWait lets, 60 s. Nothing was sent, and all is deferred to the next run: run again after that time, or with a longer MaxWait.", report.Message);
        Assert.Equal(TimeSpan.FromHours(1), Assert.IsType<DestinationException>(report.Error, exactMatch: false).RetryAfter);
        _bench.Destination.Opening = null;
        Assert.Equal((SyncStatus.Succeeded, 2L), (await _bench.RunAsync(ItemBench.Items(2)) is var next ? next.Status : default, next.Counts.Succeeded));
    }

    [Fact]
    public async Task AnErrorThatNamesTheDestinationNamesItOnce()
    {
        _bench.Destination.Opening = () => throw new DestinationException("memory:default is busy", FailureEffect.NothingTransient) { RetryAfter = TimeSpan.FromHours(1) };
        Assert.StartsWith("memory:default is busy. It asks to be left alone for 3600 s", (await _bench.RunAsync(ItemBench.Items(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatWontWorkIsNotTriedAgain()
    {
        Fail(FailureEffect.NothingPermanent, times: int.MaxValue);
        Assert.Equal((SyncStatus.Failed, 1), ((await _bench.RunAsync(ItemBench.Items(2))).Status, _tries));
    }

    [Fact]
    public async Task ACancelEndsTheWait()
    {
        using var stop = new CancellationTokenSource();
        _bench.Configure = static options => (options.TimeProvider, options.MaxWait) = (TimeProvider.System, TimeSpan.FromHours(1));
        _bench.Destination.Opening = () =>
        {
            stop.CancelAfter(TimeSpan.FromMilliseconds(20));
            throw new DestinationException("busy", FailureEffect.NothingTransient) { RetryAfter = TimeSpan.FromMinutes(30) };
        };
        var report = await _bench.RunAsync(SyncSource.From(ItemBench.Items(2)), cancellationToken: stop.Token);
        Assert.Equal(SyncStatus.Cancelled, report.Status);
    }

    private void Fail(FailureEffect effect, int times, TimeSpan? retryAfter = null)
        => _bench.Destination.Opening = () => _tries++ < times ? throw new DestinationException("busy", effect) { RetryAfter = retryAfter } : default;
}
