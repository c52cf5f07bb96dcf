namespace Syncline.Tests.Engine;

public sealed class SharedKeyTests
{
    private static readonly Item[] Rows = [new(1, 1, "a"), new(2, 1, "first"), new(2, 2, "second"), new(3, 1, "a"), new(2, 2, "third")];
    private readonly ItemBench _bench = new();

    [Fact]
    public async Task HeldBackRowsAreListedWithKeyPositionsAndColumns()
    {
        var report = await _bench.RunAsync(Rows);
        Assert.Equal((SyncStatus.Incomplete, 3L, 2L), (report.Status, report.Counts.Duplicate, report.Counts.Succeeded));
        Assert.Equal(
            [
                new(2, "Key { Id = 2 }", "shares its key with row 3"),
                new(3, "Key { Id = 2 }", "shares its key with row 2; they differ in Price, Name"),
                new InvalidRow(5, "Key { Id = 2 }", "shares its key with earlier rows"),
            ],
            report.InvalidRows);
        Assert.Equal([1, 3], _bench.Ids);
    }

    [Fact]
    public async Task IdenticalRowsAreHeldBackToo()
    {
        var report = await _bench.RunAsync(new Item(1, 1, "a"), new Item(1, 1, "a"));
        Assert.Equal(2, report.Counts.Duplicate);
        Assert.Equal("shares its key with row 1; no compared column differs", report.InvalidRows[1].Reason);
    }

    [Fact]
    public async Task WhatIsKnownOfAHeldBackKeyStays()
    {
        _bench.Sync = _bench.Sync with { WhenRemoved = WhenRemoved.Delete };
        await _bench.RunAsync(ItemBench.Items(2));
        var report = await _bench.RunAsync(new Item(1, 1, "a"), new Item(2, 1, "a"), new Item(2, 9, "a"));
        Assert.Equal((1L, 1L, 0L), (report.Counts.Held, report.Counts.Unchanged, report.Counts.Removed));
        // The first of them was unchanged, and then its place in the source is not known any more.
        Assert.Equal([new(null, "Key { Id = 2 }", "shares its key with row 3"), new InvalidRow(3, "Key { Id = 2 }", "shares its key with an earlier row, unchanged since the last run")], report.InvalidRows);
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Unchanged);
    }

    [Theory]
    [InlineData(DuplicateKeys.KeepFirst, "first")]
    [InlineData(DuplicateKeys.KeepLast, "third")]
    public async Task KeepingOneDeliversItAndCountsTheOthers(DuplicateKeys policy, string kept)
    {
        var report = await _bench.RunAsync(options => options.DuplicateKeys = policy, Rows);
        Assert.Equal((SyncStatus.Succeeded, 2L, 3L), (report.Status, report.Counts.Superseded, report.Counts.Succeeded));
        Assert.Equal(kept, _bench.Records[new(2)].Name);
        Assert.Empty(report.InvalidRows);
        // What was kept is what the next run compares with.
        Assert.Equal(3, (await _bench.RunAsync(options => options.DuplicateKeys = policy, Rows)).Counts.Unchanged);
    }

    [Fact]
    public async Task KeepingTheLastOfThreeTakesBackWhatWasPlanned()
    {
        await _bench.RunAsync(ItemBench.Items(1));
        var report = await _bench.RunAsync(options => options.DuplicateKeys = DuplicateKeys.KeepLast, new Item(1, 5, "a"), new Item(1, 6, "a"), new Item(1, 1, "a"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 2L, 0L), (report.Status, report.Counts.Unchanged, report.Counts.Superseded, report.Counts.Planned));
    }

    [Fact]
    public async Task FailStopsTheRunAndNamesBothRows()
    {
        var report = await _bench.RunAsync(options => options.DuplicateKeys = DuplicateKeys.Fail, Rows);
        Assert.Equal((SyncStatus.Stopped, 3L), (report.Status, report.Counts.Queried));
        Assert.Equal("Rows 2 and 3 share the key Key { Id = 2 }. Make the key unique, or choose another DuplicateKeys policy.", report.Message);
        Assert.Empty(_bench.Ids);
    }

    [Fact]
    public async Task ANullKeyPartMakesTheRowInvalidAndProtectsNothing()
    {
        _bench.Sync = _bench.Sync with { WhenRemoved = WhenRemoved.Delete };
        await _bench.RunAsync(ItemBench.Items(2));
        var report = await _bench.RunAsync(new Item(1, 1, "a"), new Item(null, 1, "a"), new Item(null, 2, "b"));
        Assert.Equal((SyncStatus.Incomplete, 2L, 0L, 1L), (report.Status, report.Counts.NullKey, report.Counts.Duplicate, report.Counts.Removed));
        Assert.Equal([1], _bench.Ids);
    }
}
