namespace Syncline.Tests.Engine;

public sealed class SegmentTests
{
    private readonly ItemBench _bench = new() { Sync = Segment(SyncMode.Add) };

    private IDictionary<Item.Key, Item> Members => _bench.Destination.Inner.Members<Item, Item.Key>();

    [Fact]
    public async Task AddPutsAMemberInOncePerEntryIntoTheResult()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        Members.Remove(new Item.Key(1));
        // It does not watch the destination, and a changed row is the same member.
        var unchanged = await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, 2, "b"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 0L), (unchanged.Status, unchanged.Counts.Changed, unchanged.Counts.IgnoredByMode, unchanged.Counts.Planned));
        await _bench.RunAsync(ItemBench.Items([2]));
        var again = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((1L, 1L), (again.Counts.Added, again.Counts.Succeeded));
        Assert.Equal([1, 2], Members.Keys.Select(key => key.Id).Order());
        Assert.Empty(_bench.Records);
    }

    [Fact]
    public async Task AddTakesOutOnlyMembersItPutIn()
    {
        _bench.Sync = Segment(SyncMode.Add) with { WhenRemoved = WhenRemoved.RemoveMember };
        Members[new Item.Key(9)] = new Item(9, 1, "put in by hand");
        await _bench.RunAsync(ItemBench.Items(2));
        var report = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (report.Status, report.Counts.Removed, report.Counts.Succeeded));
        Assert.Equal([1, 9], Members.Keys.Select(key => key.Id).Order());
        Assert.Equal("RemoveMember Key { Id = 2 }", Assert.Single(_bench.Destination.Batches[^1]));
    }

    [Fact]
    public async Task RemoveTakesMembersOutAndForgetsThemWhenTheyLeaveTheResult()
    {
        _bench.Sync = Segment(SyncMode.Remove);
        foreach (var item in ItemBench.Items(3)) Members[new Item.Key(item.Id!.Value)] = item;
        await _bench.RunAsync(ItemBench.Items([1, 2]));
        Assert.Equal([3], Members.Keys.Select(key => key.Id));

        var gone = await _bench.RunAsync(ItemBench.Items([2]));
        Assert.Equal((SyncStatus.Succeeded, 1L, 0L, 1L), (gone.Status, gone.Counts.Removed, gone.Counts.Planned, gone.Counts.IgnoredByKeep));
        Assert.Equal(1, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Succeeded);
    }

    [Fact]
    public async Task ARejectedRemoveIsTriedAgain()
    {
        _bench.Sync = Segment(SyncMode.Remove);
        _bench.Configure = options => options.MaxAttempts = 2;
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("the list is locked");
        await _bench.RunAsync(ItemBench.Items(1));
        var second = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((1L, true), (second.Counts.Rejected, Assert.Single(second.Troubled).Parked));
    }

    [Fact]
    public async Task ActOnLetsAChangedRowBePutInAgain()
    {
        _bench.Sync = Segment(SyncMode.Add) with { ActOn = SyncChanges.Added | SyncChanges.Changed };
        await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal(1, (await _bench.RunAsync(new Item(1, 2, "b"))).Counts.Succeeded);
    }

    [Fact]
    public async Task AnArchivedRecordIsLeftAndComesBackWithItsRow()
    {
        _bench.Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Update) { WhenRemoved = WhenRemoved.Archive };
        foreach (var item in ItemBench.Items(2)) _bench.Records[new Item.Key(item.Id!.Value)] = item;
        await _bench.RunAsync(ItemBench.Items(2));
        var gone = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((SyncStatus.Succeeded, 1L), (gone.Status, gone.Counts.Gone));
        Assert.Equal([2], _bench.Destination.Inner.Archived<Item, Item.Key>().Keys.Select(key => key.Id));

        // Update acts on changed rows alone, but on what left it acts whatever it is.
        var back = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((1L, 1L), (back.Counts.Added, back.Counts.Succeeded));
        Assert.Equal([1, 2], _bench.Ids);
        Assert.Empty(_bench.Destination.Inner.Archived<Item, Item.Key>());
    }

    [Fact]
    public async Task ModeArchiveActsOnEveryRowInEachRunAndRemembersNone()
    {
        _bench.Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Archive);
        foreach (var item in ItemBench.Items(3)) _bench.Records[new Item.Key(item.Id!.Value)] = item;
        for (var run = 0; run < 2; run++)
        {
            var report = await _bench.RunAsync([.. ItemBench.Items(2), new Item(null, 1, null), new Item(2, 5, "shares")]);
            Assert.Equal((SyncStatus.Incomplete, 4L, 1L, 1L, 2L, 1L, 0L), (report.Status, report.Counts.Queried, report.Counts.Full, report.Counts.NullKey, report.Counts.Duplicate, report.Counts.Succeeded, report.Counts.KnownAfter));
            Assert.Contains(" ignored=0 full=1 in ", report.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal([2, 3], _bench.Ids);
        // No row means nothing to archive, and no accident.
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync()).Status);
        await using var plan = await _bench.PlanAsync(ItemBench.Items([3]));
        Assert.Contains("= archive    Key { Id = 3 }  Price=1  Name=\"a\"", plan.ToString(), StringComparison.Ordinal);
        Assert.Single(plan.Changes.OfType<SyncChange<Item, Item.Key>.Full>());
    }

    [Fact]
    public async Task ARejectedArchivingIsTriedByEveryRun()
    {
        _bench.Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Archive);
        _bench.Configure = options => options.MaxAttempts = 1;
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("locked by its owner");
        for (var run = 0; run < 3; run++) Assert.Equal((1L, 0L), ((await _bench.RunAsync(ItemBench.Items(1))) is var report ? report.Counts.Rejected : 0, report.Counts.Parked));
        var other = await SyncEngine.RunAsync<Item, Item.Key>(_bench.Sync with { Mode = SyncMode.Upsert }, SyncSource.From(ItemBench.Items(1)), _bench.Destination, _bench.Store, _bench.Options(), TestContext.Current.CancellationToken);
        Assert.Equal(SyncStatus.Stopped, other.Status);
    }

    private static SyncDefinition Segment(SyncMode mode) => new("Item.Sync", "Tests.Item", SyncType.Segments, mode);
}
