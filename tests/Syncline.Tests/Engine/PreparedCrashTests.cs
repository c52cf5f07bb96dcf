namespace Syncline.Tests.Engine;

/// <summary>A process that dies at each step of a run in turn, and another that dies at each step of taking it up, with a destination that can tell whether a commit took effect: everything is there once.</summary>
public sealed class PreparedCrashTests
{
    private static readonly Dictionary<string, SyncDefinition> Syncs = new()
    {
        ["Insert"] = Define(SyncType.Objects, SyncMode.Insert),
        ["Upsert"] = Define(SyncType.Objects, SyncMode.Upsert),
        ["Delete"] = Define(SyncType.Objects, SyncMode.Upsert) with { WhenRemoved = WhenRemoved.Delete },
        ["AddMember"] = Define(SyncType.Segments, SyncMode.Add),
        ["Event"] = Define(SyncType.Events, SyncMode.Insert),
        ["Bounded event"] = Define(SyncType.Events, SyncMode.Insert) with { KeepLedger = 1 },
        ["Action"] = Define(SyncType.Actions, default),
        ["Diff"] = Define(SyncType.Objects, SyncMode.Diff),
        ["Snapshot"] = Define(SyncType.Objects, SyncMode.Snapshot),
        ["All"] = Define(SyncType.Objects, SyncMode.All),
        ["Archive"] = Define(SyncType.Objects, SyncMode.Archive),
    };

    private static readonly Item[] First = ItemBench.Items(4);

    // One is gone, one changed, one new: more than a batch.
    private static readonly Item[] Second = [new(1, 1, "a"), new(2, 2, "b"), new(4, 1, "a"), new(5, 1, "a")];

    public static TheoryData<string> All => [.. Syncs.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public async Task EveryCommitIsMadeOnceAndNamesTheOneBeforeWhereverTheProcessDies(string name)
    {
        var deaths = 0;
        for (var died = true; died; deaths++)
        {
            died = await DieAsync(name, deaths, int.MaxValue);
            for (var again = 0; died && await DieAsync(name, deaths, again); again++) Assert.InRange(again, 0, 100);
        }

        // Before and after each append, before and after each commit.
        Assert.InRange(deaths, 7, 100);
    }

    private static SyncDefinition Define(SyncType type, SyncMode mode) => new("Item.Sync", "Tests.Item", type, mode);

    /// <summary>Lets a run die at a step, and the next one too.</summary>
    /// <returns>Whether the last of the two that was to die did.</returns>
    private static async Task<bool> DieAsync(string name, int step, int nextStep)
    {
        var (sync, folder, store) = (Syncs[name], new CommitFolder(), new WatchedStore());
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(First)).Status);
        var isOver = await MortalRunAsync(step);
        if (nextStep != int.MaxValue) isOver = await MortalRunAsync(nextStep);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(Second)).Status);
        Check(sync, folder);
        var commits = folder.Commits.Count;
        var unchanged = await RunAsync(Second);
        Assert.Equal(SyncStatus.Succeeded, unchanged.Status);
        // Files come with every run; elsewhere nothing is left to do.
        if (!SyncFamily.IsWhole(sync) && !SyncFamily.IsFull(sync)) Assert.Equal((0L, commits), (unchanged.Counts.Planned, folder.Commits.Count));
        Check(sync, folder);
        return isOver;

        Task<SyncReport> RunAsync(Item[] rows)
            => SyncEngine.RunAsync<Item, Item.Key>(sync, SyncSource.From(rows), folder, store, new SyncOptions { BatchSize = 2, MaxWait = TimeSpan.Zero, FoldDue = 0 }, TestContext.Current.CancellationToken);

        async Task<bool> MortalRunAsync(int steps)
        {
            var life = new Life(steps);
            store.BeforeAppend = store.AfterAppend = _ => life.Step();
            folder.Applying = _ => life.Step();
            folder.BeforeCommit = folder.AfterCommit = folder.Asking = life.Step;
            await RunAsync(Second);
            (store.BeforeAppend, store.AfterAppend, folder.Applying, folder.BeforeCommit, folder.AfterCommit, folder.Asking) = (null, null, null, null, null, null);
            return life.IsOver;
        }
    }

    private static void Check(SyncDefinition sync, CommitFolder folder)
    {
        folder.CheckChain();
        var operations = folder.Commits.SelectMany(commit => commit.Operations).ToList();
        if (SyncFamily.IsFull(sync) && SyncFamily.IsWhole(sync))
        {
            // Each is the whole result.
            Assert.All(folder.Commits.Skip(1), commit => Assert.Equal(["1 1", "2 2", "4 1", "5 1"], commit.Operations.Select(operation => operation.Split(' ', 2)[1])));
            return;
        }

        // An archive acts on every row in every run, as far as it gets.
        if (SyncFamily.IsFull(sync)) return;
        Assert.Equal(operations.Distinct(), operations);
        var gone = sync.Mode == SyncMode.Diff || sync.WhenRemoved == WhenRemoved.Delete;
        Assert.Equal(gone ? [1, 2, 4, 5] : [1, 2, 3, 4, 5], folder.View().Keys);
        Assert.Equal(sync.Mode is SyncMode.Upsert or SyncMode.Diff ? 2 : 1, folder.View()[2]);
    }
}
