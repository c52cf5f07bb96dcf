namespace Syncline.Tests.Engine;

/// <summary>State advances only for what the destination acknowledged, per batch, durably; with two databases.</summary>
public sealed class CommitTests
{
    private readonly ItemBench _bench = new() { Configure = options => options.BatchSize = 2 };

    [Fact]
    public async Task KeysAreInDoubtBeforeTheyAreSentAndAcknowledgedWithTheNextBatch()
    {
        var seen = new List<string>();
        _bench.Destination.BeforeBatch = async (_, _) => seen.Add(await FlagsAsync());
        await _bench.RunAsync(ItemBench.Items(4));
        seen.Add(await FlagsAsync());
        Assert.Equal(
            [
                "1: Known, InDoubt; 2: Known, InDoubt",
                "1: Known, Owned; 2: Known, Owned; 3: Known, InDoubt; 4: Known, InDoubt",
                "1: Known, Owned; 2: Known, Owned; 3: Known, Owned; 4: Known, Owned",
            ],
            seen);
        Assert.Equal(3, _bench.Store.Appends);
    }

    [Fact]
    public async Task AnUnchangedRunCommitsNothing()
    {
        await _bench.RunAsync(ItemBench.Items(4));
        var appends = _bench.Store.Appends;
        await _bench.RunAsync(ItemBench.Items(4));
        Assert.Equal(appends, _bench.Store.Appends);
    }

    [Theory]
    [InlineData(1, 0, 4, 4)]
    [InlineData(2, 2, 2, 4)]
    [InlineData(3, 4, 0, 2)]
    public async Task AStateThatCanNotBeWrittenEndsDelivery(int append, long succeeded, long deferred, long sentAgain)
    {
        _bench.Store.BeforeAppend = number =>
        {
            if (number >= append) throw new StateException("The disk is full.");
        };
        var report = await _bench.RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Failed, succeeded, deferred), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Equal("The state could not be written: The disk is full. What was answered since its last commit is in doubt: what may not be repeated is parked, and the rest sent again.", report.Message);
        // Written or not is not known after a failure, so nothing more is written.
        Assert.Equal(append, _bench.Store.Appends);

        _bench.Store.BeforeAppend = null;
        var next = await _bench.RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Succeeded, sentAgain), (next.Status, next.Counts.Succeeded));
    }

    [Theory]
    [InlineData(1, 0, 4)]
    [InlineData(2, 2, 2)]
    [InlineData(3, 4, 0)]
    public async Task ACommitThatTookEffectBeforeItFailedIsFoundInTheNextRun(int append, long succeeded, long sentAgain)
    {
        _bench.Store.AfterAppend = number =>
        {
            if (number == append) throw new StateException("The connection broke.");
        };
        var report = await _bench.RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Failed, succeeded), (report.Status, report.Counts.Succeeded));
        var next = await _bench.RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Succeeded, sentAgain, 4L), (next.Status, next.Counts.Succeeded, next.Counts.KnownAfter));
    }

    [Fact]
    public async Task AnAnswerForTooFewOperationsLeavesTheBatchInDoubt()
    {
        var report = await _bench.RunAsync(new Miscounting(), ItemBench.Items(4));
        Assert.Equal((SyncStatus.Failed, 2L, 2L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.StartsWith("Miscounting answered for 1 operation of 2, so that it can't be told which is which.", report.Message);
    }

    [Fact]
    public async Task WhatGoesWrongWhileClosingIsToldAndChangesNothing()
    {
        _bench.Destination.Closing = () => throw new IOException("the socket is gone");
        _bench.Store.Closing = () => throw new StateException("the lease could not be released");
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, 2L), (report.Status, report.Counts.Succeeded));
        Assert.Equal("Closing failed after the run: the socket is gone. Closing failed after the run: the lease could not be released.", report.Message);
        Assert.IsType<IOException>(report.Error);
    }

    [Fact]
    public async Task ADestinationThatCanNotBeOpenedFailsTheRun()
    {
        _bench.Destination.Opening = () => throw new DestinationException("The table orders has no column Price.", FailureEffect.NothingPermanent);
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, "The table orders has no column Price."), (report.Status, report.Message));
        Assert.Empty(await _bench.Store.SegmentsAsync("Tests.Item"));
    }

    private async Task<string> FlagsAsync()
    {
        await using var session = await _bench.Store.Inner.OpenAsync("Tests.Item", StateAccess.Read, TimeProvider.System, default);
        var baseline = await Baseline.LoadAsync(session, "memory", "Tests.Item", Item.Schema, default);
        return string.Join("; ", Enumerable.Range(0, baseline.Table.Count).Select(entry => $"{(int)baseline.Table.ImageOf(entry)}: {baseline.FlagsOf(entry) & ~EntryFlags.HasNote}"));
    }

    private sealed class Miscounting : IUpserts
    {
        public string Identity => "miscounting";

        public ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
            where TModel : ISyncModel<TModel, TKey>
            where TKey : struct, ISyncKey<TKey>
            => new(new Delivery<TModel, TKey>());

        private sealed class Delivery<TModel, TKey> : IDelivery<TModel, TKey>, IBatchWork
            where TModel : ISyncModel<TModel, TKey>
            where TKey : struct, ISyncKey<TKey>
        {
            public int BatchSize => 10;

            public IReadOnlyList<OperationOutcome> Outcomes => [OperationOutcome.Succeeded];

            public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken) => new(this);

            public ValueTask CommitAsync(CancellationToken cancellationToken) => default;

            public ValueTask DisposeAsync() => default;
        }
    }
}
