namespace Syncline.Tests.Engine;

/// <summary>A process that dies at each step of a run in turn, state and destination apart: what the next run makes of it.</summary>
public sealed class CrashTests
{
    private const int Rows = 5;
    private const int BatchSize = 2;

    // Only to have a row when the others have left.
    private const int Last = 9;

    private static readonly Dictionary<string, SyncDefinition> Syncs = new()
    {
        ["Insert"] = Define(SyncType.Objects, SyncMode.Insert),
        ["Update"] = Define(SyncType.Objects, SyncMode.Update),
        ["Upsert"] = Define(SyncType.Objects, SyncMode.Upsert),
        ["Delete"] = Define(SyncType.Objects, SyncMode.Upsert, WhenRemoved.Delete),
        ["Clear"] = Define(SyncType.Objects, SyncMode.Upsert, WhenRemoved.Clear),
        ["Archive"] = Define(SyncType.Objects, SyncMode.Upsert, WhenRemoved.Archive),
        ["AddMember"] = Define(SyncType.Segments, SyncMode.Add),
        ["RemoveMember"] = Define(SyncType.Segments, SyncMode.Remove),
        ["RemoveMember of Add"] = Define(SyncType.Segments, SyncMode.Add, WhenRemoved.RemoveMember),
        ["Event"] = Define(SyncType.Events, SyncMode.Insert),
        ["Action"] = Define(SyncType.Actions, default),
    };

    public static TheoryData<string> All => [.. Syncs.Keys];

    public static TheoryData<string> Repeatable => [.. Syncs.Keys.Where(name => name != "Action")];

    [Theory]
    [MemberData(nameof(Repeatable))]
    public Task TheInMemoryDestinationGetsEverythingAndAtMostABatchTwice(string name)
        => ForEachStep(name, life => new Memory(life, isFilled: name == "Update"), (memory, done, parked) =>
        {
            AtLeastOnce(done, parked);
            Assert.Equal(name switch { "RemoveMember" => [], "Delete" or "Archive" or "RemoveMember of Add" => [Last], _ => [.. Ids, Last] }, memory.Holds);
        });

    [Fact]
    public Task AnActionInMemoryIsDoneAtMostOnce() => ForEachStep("Action", life => new Memory(life, isFilled: false), (_, done, parked) => AtMostOnce(done, parked));

    [Theory]
    [MemberData(nameof(All))]
    public Task ADestinationOfOnesOwnGetsEverythingAndAtMostABatchTwiceWhereItIsRepeatable(string name)
        => ForEachStep(name, life => new Own(life, (OperationKinds)~0), (own, done, parked) =>
        {
            AtLeastOnce(done, parked);
            // What comes twice can be told by what came with it.
            Assert.Equal(Rows + 1, own.IdempotencyKeys.Count);
        });

    [Theory]
    [MemberData(nameof(All))]
    public Task ADestinationOfOnesOwnGetsNothingTwiceWhereItIsNotRepeatable(string name)
        => ForEachStep(name, life => new Own(life, OperationKinds.None), (_, done, parked) => AtMostOnce(done, parked));

    [Theory]
    [InlineData(OperationKinds.None)]
    [InlineData(OperationKinds.Archive)]
    public async Task ModeArchiveDoesEveryRowAgainInTheNextRun(OperationKinds repeatable)
    {
        var sync = Define(SyncType.Objects, SyncMode.Archive);
        for (var deaths = 0; deaths < 2 * Rows; deaths++)
        {
            var own = new Own(new Life(deaths), repeatable);
            var store = new WatchedStore();
            Task<SyncReport> RunAsync() => DeliverAsync(sync, own, store, ItemBench.Items(Rows));
            own.Life = own.Mortal;
            await RunAsync();
            Assert.True(own.Mortal.IsOver);
            own.Life = null;
            own.Done.Clear();
            Assert.Equal(SyncStatus.Succeeded, (await RunAsync()).Status);
            Assert.Equal(Ids, own.Done);
        }
    }

    private static IEnumerable<int> Ids => Enumerable.Range(1, Rows);

    private static SyncDefinition Define(SyncType type, SyncMode mode, WhenRemoved whenRemoved = WhenRemoved.Keep) => new("Item.Sync", "Tests.Item", type, mode) { WhenRemoved = whenRemoved };

    private static void AtLeastOnce(IReadOnlyList<int> done, IReadOnlyList<int> parked)
    {
        Assert.Empty(parked);
        Assert.Equal(Ids, done.Distinct().Order());
        Assert.InRange(done.Count - Rows, 0, BatchSize);
        Assert.All(done.CountBy(id => id), times => Assert.InRange(times.Value, 1, 2));
    }

    private static void AtMostOnce(IReadOnlyList<int> done, IReadOnlyList<int> parked)
    {
        Assert.Equal(done.Distinct().Order(), done.Order());
        // What was not done is parked, and listed; so may be what was.
        Assert.Equal(Ids, done.Union(parked).Order());
        Assert.InRange(parked.Count, 0, BatchSize);
    }

    private static Task<SyncReport> DeliverAsync(SyncDefinition sync, Target target, WatchedStore store, Item[] rows)
        => SyncEngine.RunAsync<Item, Item.Key>(sync, SyncSource.From(rows), target.Destination, store, new SyncOptions { BatchSize = BatchSize, MaxWait = TimeSpan.Zero }, TestContext.Current.CancellationToken);

    private static async Task ForEachStep<TTarget>(string name, Func<Life, TTarget> make, Action<TTarget, IReadOnlyList<int>, IReadOnlyList<int>> check)
        where TTarget : Target
    {
        var sync = Syncs[name];
        var deaths = 0;
        for (var died = true; died; deaths++)
        {
            var target = make(new Life(deaths));
            var store = new WatchedStore();
            var rows = ItemBench.Items([.. Ids, Last]);
            Task<SyncReport> RunAsync(Item[] rows) => DeliverAsync(sync, target, store, rows);
            if (sync.WhenRemoved != WhenRemoved.Keep)
            {
                Assert.Equal(SyncStatus.Succeeded, (await RunAsync(rows)).Status);
                rows = ItemBench.Items([Last]);
                target.Done.Clear();
            }

            target.Life = target.Mortal;
            store.BeforeAppend = store.AfterAppend = _ => target.Mortal.Step();
            await RunAsync(rows);
            died = target.Mortal.IsOver;
            (target.Life, store.BeforeAppend, store.AfterAppend) = (null, null, null);
            Assert.Equal(SyncStatus.Succeeded, (await RunAsync(rows)).Status);
            var parked = await SyncEngine.ParkedAsync<Item, Item.Key>(sync, store, null, TestContext.Current.CancellationToken);
            check(target, [.. target.Done.Where(id => id != Last)], [.. parked.Select(operation => operation.Key.Id).Where(id => id != Last)]);
            Assert.Equal(0, (await RunAsync(rows)).Counts.Planned);
        }

        // Before and after each commit, and before and after each operation.
        Assert.InRange(deaths, 2 * Rows, 100);
    }

    /// <summary>A destination that dies between any two operations, and remembers what it did.</summary>
    private abstract class Target(Life mortal)
    {
        public Life Mortal => mortal;

        public Life? Life { get; set; }

        public abstract IDestination Destination { get; }

        public List<int> Done { get; } = [];

        protected void Do(int id)
        {
            Life?.Step();
            Done.Add(id);
        }
    }

    private sealed class Own : Target
    {
        public Own(Life mortal, OperationKinds repeatable)
            : base(mortal)
            => Destination = new OwnService
            {
                Repeatable = repeatable,
                Do = (id, idempotencyKey) =>
                {
                    Do(id);
                    IdempotencyKeys.Add((id, idempotencyKey));
                    Life?.Step();
                },
            };

        public override IDestination Destination { get; }

        public HashSet<(int Id, Guid Key)> IdempotencyKeys { get; } = [];
    }

    private sealed class Memory : Target
    {
        private readonly WatchedDestination _watched;

        public Memory(Life mortal, bool isFilled)
            : base(mortal)
        {
            _watched = new WatchedDestination
            {
                Answer = (_, key, _) =>
                {
                    Do(((Item.Key)key).Id);
                    return null;
                },
                AfterBatch = _ => Life?.Step(),
            };
            _watched.Repeatable = _watched.Inner.Repeatable;
            foreach (var item in isFilled ? ItemBench.Items([.. Ids, Last]) : []) _watched.Inner.Records<Item, Item.Key>()[new Item.Key(item.Id!.Value)] = item;
        }

        public override IDestination Destination => _watched;

        public IEnumerable<int> Holds
            => _watched.Inner.Records<Item, Item.Key>().Keys.Concat(_watched.Inner.Members<Item, Item.Key>().Keys).Concat(_watched.Inner.Events<Item, Item.Key>().Keys).Select(key => key.Id).Order();
    }
}
