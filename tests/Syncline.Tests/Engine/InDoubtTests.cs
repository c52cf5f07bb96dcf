namespace Syncline.Tests.Engine;

/// <summary>What a destination is told of operations that were sent before and not answered.</summary>
public sealed class InDoubtTests
{
    private readonly ItemBench _bench = new() { Configure = static options => (options.TimeProvider, options.MaxWait) = (new HastyClock(), TimeSpan.FromMinutes(1)) };

    [Theory]
    [InlineData(FailureEffect.Unknown, true)]
    [InlineData(FailureEffect.NothingTransient, false)]
    public async Task ASecondAttemptOfARunKnowsWhetherTheFirstMayHaveTakenEffect(FailureEffect effect, bool isInDoubt)
    {
        var numbers = new List<int>();
        _bench.Destination.BeforeBatch = (number, _) =>
        {
            numbers.Add(number);
            return numbers.Count == 1 ? throw new DestinationException("no luck", effect) : default;
        };
        await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal([[], isInDoubt ? ["Upsert Key { Id = 1 }", "Upsert Key { Id = 2 }"] : []], _bench.Destination.InDoubt);
        Assert.Equal([1, 1], numbers);
    }

    [Fact]
    public async Task OfAPartOfABatchOnlyWhatWasNotAnsweredIsInDoubt()
    {
        _bench.Destination.Answer = static (_, key, _) => ((Item.Key)key).Id == 2 ? OperationOutcome.Unknown("timed out") : null;
        await _bench.RunAsync(ItemBench.Items(3));
        _bench.Destination.Answer = null;
        await _bench.RunAsync(ItemBench.Items(4));
        Assert.Equal([[], ["Upsert Key { Id = 2 }"]], _bench.Destination.InDoubt);
        Assert.Equal(["Upsert Key { Id = 2 }", "Upsert Key { Id = 4 }"], _bench.Destination.Batches[1].Order());
        await _bench.RunAsync(new Item(2, 9, "b"));
        Assert.Empty(_bench.Destination.InDoubt[2]);
    }

    [Fact]
    public async Task WhatIsReplayedIsInDoubtStill()
    {
        _bench.Sync = new("Item.Sync", "Tests.Item", SyncType.Actions, default);
        _bench.Destination.Repeatable = OperationKinds.None;
        _bench.Destination.Answer = static (_, _, _) => OperationOutcome.Unknown("timed out");
        await _bench.RunAsync(ItemBench.Items(1));
        await SyncEngine.ReplayAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(1), null, TestContext.Current.CancellationToken);
        await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal([[], ["Action Key { Id = 1 }"]], _bench.Destination.InDoubt);
    }

    [Fact]
    public async Task WhatIsUnknownForGoodIsParkedThoughItMayBeRepeated()
    {
        _bench.Destination.Answer = static (_, _, _) => OperationOutcome.Unknown("sent before, and now refused") with { IsFinal = true };
        var report = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((1L, true), (report.Counts.Unknown, report.Troubled[0].Parked));
        Assert.Equal(1L, (await _bench.RunAsync(ItemBench.Items(1))).Counts.Parked);
        Assert.Single(_bench.Destination.Batches);
        await SyncEngine.AcceptAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(1), null, TestContext.Current.CancellationToken);
        Assert.Equal(0L, (await _bench.RunAsync(ItemBench.Items(1))).Counts.Parked);
        Assert.Single(_bench.Destination.Batches);
    }

    [Fact]
    public async Task ARemovalIsNotInDoubtBecauseTheRowBeforeItIs()
    {
        _bench.Sync = _bench.Sync with { WhenRemoved = WhenRemoved.Delete };
        _bench.Configure += static options => (options.RemovalLimitShare, options.StopOnEmptySource) = (1, false);
        _bench.Destination.Answer = static (_, _, _) => OperationOutcome.Unknown("timed out");
        await _bench.RunAsync(ItemBench.Items(1));
        await _bench.RunAsync(ItemBench.Items(0));
        await _bench.RunAsync(ItemBench.Items(0));
        Assert.Equal(["Upsert Key { Id = 1 }", "Delete Key { Id = 1 }", "Delete Key { Id = 1 }"], _bench.Destination.Batches.SelectMany(static batch => batch));
        Assert.Equal([[], [], ["Delete Key { Id = 1 }"]], _bench.Destination.InDoubt);
    }

    [Theory]
    [InlineData(FailureEffect.NothingTransient)]
    [InlineData(FailureEffect.NothingPermanent)]
    public async Task WhatAnEarlierAttemptLeftOpenIsNotSettledByOneThatSurelyDidNothing(FailureEffect effect)
    {
        var tries = 0;
        var service = new OwnService { Repeatable = OperationKinds.Upsert, Do = (_, _) => throw (++tries == 1 ? new DestinationException("timed out", FailureEffect.Unknown) : new DestinationException("no", effect) { RetryAfter = TimeSpan.FromHours(1) }) };
        var report = await _bench.RunAsync(service, ItemBench.Items(2));
        Assert.Equal((2L, 0L, 2), (report.Counts.Unknown, report.Counts.Deferred, tries));
        Assert.Equal("timed out", report.Troubled[0].Reason);
    }

    [Fact]
    public async Task AnInsertHasOneIdempotencyKeyWhileItIsInDoubtAndElseOneForEachRun()
    {
        _bench.Sync = _bench.Sync with { Mode = SyncMode.Insert, WhenRemoved = WhenRemoved.Delete };
        _bench.Configure = static options => (options.MaxWait, options.RemovalLimitShare, options.StopOnEmptySource) = (TimeSpan.Zero, 1, false);
        var (keys, outcomes) = (new List<Guid>(), new Queue<Action>([Lose, Lose, Nothing, Nothing, Refuse, Nothing]));
        var inserts = new Inserts
        {
            Inserting = batch =>
            {
                keys.Add(batch.IdempotencyKey(0));
                outcomes.Dequeue()();
            },
        };
        await _bench.RunAsync(inserts, new Item(1, 1, "a"));
        await _bench.RunAsync(inserts, new Item(1, 2, "b"));
        await _bench.RunAsync(inserts, new Item(1, 3, "c"));
        await _bench.RunAsync(inserts);
        await _bench.RunAsync(inserts, new Item(1, 3, "c"));
        await _bench.RunAsync(inserts);
        await _bench.RunAsync(inserts, new Item(1, 4, "bad"));
        await _bench.RunAsync(inserts, new Item(1, 5, "good"));
        Assert.DoesNotContain(Guid.Empty, keys);
        Assert.Equal((6, keys[0], keys[0]), (keys.Count, keys[1], keys[2]));
        Assert.Equal(4, keys.Distinct().Count());

        static void Lose() => throw new DestinationException("timed out", FailureEffect.Unknown);
        static void Refuse() => throw new DestinationException("bad", FailureEffect.NothingRefused);
        static void Nothing()
        {
        }
    }

    private sealed class Inserts : IInserts<Item>, IDeletes<Item.Key>
    {
        public string Identity => "inserts";

        public OperationKinds Repeatable => OperationKinds.Insert | OperationKinds.Delete;

        public required Action<RowBatch<Item>> Inserting { get; init; }

        public ValueTask InsertAsync(RowBatch<Item> batch, CancellationToken cancellationToken)
        {
            Inserting(batch);
            return default;
        }

        public ValueTask DeleteAsync(KeyBatch<Item.Key> batch, CancellationToken cancellationToken) => default;
    }
}
