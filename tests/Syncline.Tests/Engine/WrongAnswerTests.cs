namespace Syncline.Tests.Engine;

/// <summary>Destinations that break the contract: what they did wrong is said by name, and the books hold.</summary>
public sealed class WrongAnswerTests
{
    private readonly ItemBench _bench = new();

    [Fact]
    public async Task NullForTheWorkOfABatchIsSaidByName()
    {
        var report = await _bench.RunAsync(new Faulty { Apply = _ => null! }, ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, 2L), (report.Status, report.Counts.Unknown));
        Assert.Equal("Faulty gave null where it was to give an IBatchWork. Return one that holds an outcome for each operation.", report.Message);
    }

    [Fact]
    public async Task NullForTheWorkOfAWholeRunIsSaidByName()
    {
        _bench.Sync = _bench.Sync with { Mode = SyncMode.Snapshot };
        var report = await _bench.RunAsync(new Faulty { Apply = _ => null! }, ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, 2L), (report.Status, report.Counts.Deferred));
        Assert.StartsWith("Faulty gave null where it was to give an IWholeWork.", report.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SyncMode.Upsert)]
    [InlineData(SyncMode.Snapshot)]
    public async Task NullForTheOutcomesIsSaidByName(SyncMode mode)
    {
        _bench.Sync = _bench.Sync with { Mode = mode };
        var report = await _bench.RunAsync(new Faulty { Apply = _ => new Work(null!) }, ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, 2L), (report.Status, report.Counts.Unknown + report.Counts.Deferred));
        Assert.StartsWith("Faulty gave null for the Outcomes of a batch of 2.", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NullForTheDeliveryIsSaidByName()
    {
        var report = await _bench.RunAsync(new Faulty { Open = () => null }, ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, "Faulty gave null where OpenAsync was to give an IDelivery."), (report.Status, report.Message));
    }

    [Fact]
    public async Task AnOutcomeThatIsNoneIsSaidByNameAndNothingIsKnownOfTheBatch()
    {
        var report = await _bench.RunAsync(new Faulty { Apply = count => new Work([.. Enumerable.Repeat(new OperationOutcome((Outcome)77), count)]) }, ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, 2L, 0L), (report.Status, report.Counts.Unknown, report.Counts.Rejected));
        Assert.StartsWith("Faulty answered with outcome 77, which is none. Answer with one of Unknown, Succeeded, Skipped, Rejected, Deferred.", report.Message, StringComparison.Ordinal);
        Assert.All(report.Troubled, trouble => Assert.Equal(Outcome.Unknown, trouble.Outcome));
    }

    [Fact]
    public async Task AnOperationThatWasGivenNoOutcomeIsNotAnsweredAndNamed()
    {
        var report = await _bench.RunAsync(new Faulty { Apply = count => new Work(count > 1 ? [OperationOutcome.Succeeded, .. new OperationOutcome[count - 1]] : new OperationOutcome[count]) }, ItemBench.Items(3));
        Assert.Equal((SyncStatus.Incomplete, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown));
        Assert.All(report.Troubled, trouble => Assert.Equal((Outcome.Unknown, "Faulty gave no outcome for this operation"), (trouble.Outcome, trouble.Reason)));
    }

    [Theory]
    [InlineData(SyncMode.Upsert)]
    [InlineData(SyncMode.Snapshot)]
    public async Task WhatWasCommittedStaysSoWhenItCanNotBeClosed(SyncMode mode)
    {
        _bench.Sync = _bench.Sync with { Mode = mode };
        var destination = new Faulty { Apply = count => new Work([.. Enumerable.Repeat(OperationOutcome.Succeeded, count)]) { Closing = () => throw new IOException("the handle is gone") } };
        var report = await _bench.RunAsync(destination, options => options.BatchSize = 1, ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, 2L), (report.Status, report.Counts.Succeeded));
        Assert.Equal("Closing failed after a batch: the handle is gone.", report.Message);
        Assert.IsType<IOException>(report.Error);
        if (mode == SyncMode.Upsert) Assert.Equal(2, (await _bench.RunAsync(destination, ItemBench.Items(2))).Counts.Unchanged);
    }

    public static TheoryData<Exception> OfAState() => [new StateException("of another sync"), new LeaseHeldException("of another sync"), new LeaseLostException("of another sync")];

    [Theory]
    [MemberData(nameof(OfAState), DisableDiscoveryEnumeration = true)]
    public async Task AnErrorOfAStateThatIsNotOursIsTheDestinations(Exception e)
    {
        foreach (var mode in new[] { SyncMode.Upsert, SyncMode.Snapshot })
        {
            _bench.Sync = _bench.Sync with { Mode = mode };
            _bench.Store = new();
            var report = await _bench.RunAsync(new Faulty { Apply = _ => throw e }, ItemBench.Items(2));
            Assert.Equal((SyncStatus.Failed, $"The destination threw {e.GetType().Name}: of another sync.{Rest(report)}"), (report.Status, report.Message));
            report = await _bench.RunAsync(new Faulty { Apply = count => new Work([.. Enumerable.Repeat(OperationOutcome.Succeeded, count)]) { Committing = () => throw e } }, ItemBench.Items(3));
            Assert.Equal((SyncStatus.Failed, $"The destination threw {e.GetType().Name}: of another sync.{Rest(report)}"), (report.Status, report.Message));
            Assert.True(report.Counts.Unknown > 0);
        }

        var opening = await _bench.RunAsync(new Faulty { Open = () => throw e }, ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, $"The destination threw {e.GetType().Name}: of another sync"), (opening.Status, opening.Message));
    }

    /// <summary>Nothing is said of what is deferred where nothing is.</summary>
    private static string Rest(SyncReport report) => report.Counts.Deferred == 0 ? "" : " What was not sent is deferred to the next run.";

    private sealed class Faulty : IUpserts, ISnapshots
    {
        public Func<int, Work> Apply { get; init; } = _ => null!;

        public Func<object?>? Open { get; init; }

        public string Identity => "faulty";

        public ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
            where TModel : ISyncModel<TModel, TKey>
            where TKey : struct, ISyncKey<TKey>
            => new(Open is null ? new Delivery<TModel, TKey>(Apply) : (IDelivery<TModel, TKey>)Open()!);
    }

    private sealed class Delivery<TModel, TKey>(Func<int, Work> apply) : IWholeDelivery<TModel, TKey>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        public int BatchSize => 100;

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken) => new(apply(batch.Count));

        public ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken) => new(apply(run.Count));

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Work(OperationOutcome[] outcomes) : IWholeWork
    {
        public Action? Closing { get; init; }

        public Action? Committing { get; init; }

        public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

        public long Records => 0;

        public IReadOnlyList<ForeignRecord> Foreign => [];

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            Committing?.Invoke();
            return default;
        }

        public ValueTask DisposeAsync()
        {
            Closing?.Invoke();
            return default;
        }
    }
}
