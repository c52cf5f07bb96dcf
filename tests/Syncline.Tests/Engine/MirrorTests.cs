namespace Syncline.Tests.Engine;

/// <summary>Mode All: afterwards the destination holds exactly the rows of the run.</summary>
public sealed class MirrorTests
{
    private readonly ItemBench _bench = new() { Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.All) };

    [Fact]
    public async Task TheDestinationHoldsExactlyTheRows()
    {
        Put(new Item(1, 1, "a"), new Item(2, 1, "other"), new Item(9, 1, "foreign"));
        var report = await _bench.RunAsync(ItemBench.Items(3));
        Assert.Equal((SyncStatus.Succeeded, 3L, 1L, 4L, 4L), (report.Status, report.Counts.Full, report.Counts.Foreign, report.Counts.Planned, report.Counts.Succeeded));
        Assert.Equal(ItemBench.Items(3), _bench.Records.Values.OrderBy(item => item.Id));
        Assert.Contains("foreign=1", report.ToString());
    }

    [Fact]
    public async Task AnUnchangedRecordIsNotWrittenAgain()
    {
        var same = new Item(1, 1, "a");
        Put(same, new Item(2, 2, "a"));
        await _bench.RunAsync(ItemBench.Items(2));
        Assert.Same(same, _bench.Records[new Item.Key(1)]);
        Assert.Equal(1, _bench.Records[new Item.Key(2)].Price);
    }

    [Fact]
    public async Task EachRunWatchesTheDestination()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Records.Remove(new Item.Key(1));
        Put(new Item(2, 5, "by hand"), new Item(3, 1, "by hand"));
        await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal(ItemBench.Items(2), _bench.Records.Values.OrderBy(item => item.Id));
    }

    [Fact]
    public async Task ASegmentIsMirroredToo()
    {
        _bench.Sync = new("Item.Sync", "Tests.Item", SyncType.Segments, SyncMode.All);
        var members = _bench.Destination.Inner.Members<Item, Item.Key>();
        members[new Item.Key(9)] = new Item(9, 1, "by hand");
        Assert.Equal((SyncStatus.Succeeded, 1L), await _bench.RunAsync(ItemBench.Items(2)) is var report ? (report.Status, report.Counts.Foreign) : default);
        Assert.Equal([1, 2], members.Keys.Select(key => key.Id).Order());
        Assert.Empty(_bench.Records);
    }

    [Fact]
    public async Task AnArchivedRecordComesBackWithItsRowAndAForeignOneGoes()
    {
        var archive = _bench.Destination.Inner.Archived<Item, Item.Key>();
        foreach (var item in ItemBench.Items(1, 9)) archive[new Item.Key(item.Id!.Value)] = item;
        await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal([1], _bench.Ids);
        Assert.Empty(archive);
    }

    [Fact]
    public async Task RecordsOfHeldBackRowsAreLeftAsTheyAre()
    {
        var held = new Item(1, 7, "as it was");
        Put(held, new Item(9, 1, "foreign"));
        var report = await _bench.RunAsync(new Item(1, 1, "a"), new Item(1, 2, "b"), new Item(2, 1, "a"));
        Assert.Equal((SyncStatus.Incomplete, 2L, 1L, 1L), (report.Status, report.Counts.Duplicate, report.Counts.Full, report.Counts.Foreign));
        Assert.Same(held, _bench.Records[new Item.Key(1)]);
        Assert.Equal([1, 2], _bench.Ids);
    }

    [Theory]
    [InlineData(DuplicateKeys.KeepFirst, 1)]
    [InlineData(DuplicateKeys.KeepLast, 2)]
    public async Task OneOfSeveralRowsIsDelivered(DuplicateKeys policy, int price)
    {
        Put(new Item(1, price, "x"), new Item(2, 1, "a"));
        var report = await _bench.RunAsync(options => options.DuplicateKeys = policy, new Item(1, 1, "x"), new Item(2, 1, "a"), new Item(1, 2, "x"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 2L), (report.Status, report.Counts.Superseded, report.Counts.Full));
        Assert.Equal([price, 1], _bench.Records.OrderBy(pair => pair.Key).Select(pair => pair.Value.Price!.Value));
    }

    [Fact]
    public async Task ARowWithoutAKeyProtectsNoRecord()
    {
        Put(new Item(9, 1, "foreign"));
        var report = await _bench.RunAsync(new Item(null, 1, "a"), new Item(1, 1, "a"));
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (report.Status, report.Counts.NullKey, report.Counts.Foreign));
        Assert.Equal([1], _bench.Ids);
    }

    [Fact]
    public async Task ASampleWritesAndDeletesNothing()
    {
        Put(new Item(9, 1, "not in the sample"));
        var report = await _bench.RunAsync(options => options.SampleRows = 1, ItemBench.Items(2));
        Assert.Equal((1L, 0L), (report.Counts.Full, report.Counts.Foreign));
        Assert.Equal([1, 9], _bench.Ids);
    }

    [Fact]
    public async Task ARejectedRowLeavesItsRecordAndIsTriedByTheNextRun()
    {
        Put(new Item(1, 7, "as it was"), new Item(9, 1, "foreign"));
        _bench.Destination.Answer = (_, key, _) => key.Equals(new Item.Key(1)) ? OperationOutcome.Rejected("too cheap") : null;
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Incomplete, 1L, 2L), (report.Status, report.Counts.Rejected, report.Counts.Succeeded));
        Assert.Equal(new TroubledOperation(OperationKind.Mirror, "Key { Id = 1 }", Outcome.Rejected, "too cheap", false), Assert.Single(report.Troubled));
        Assert.Equal((7, 2), (_bench.Records[new Item.Key(1)].Price, _bench.Records.Count));

        _bench.Destination.Answer = null;
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(ItemBench.Items(2))).Status);
        Assert.Equal(1, _bench.Records[new Item.Key(1)].Price);
    }

    [Fact]
    public async Task AForeignRecordThatCanNotBeDeletedIsNamed()
    {
        Put(new Item(9, 1, "foreign"));
        _bench.Destination.Answer = (kind, _, _) => kind == OperationKind.Delete ? OperationOutcome.Rejected("an order refers to it") : null;
        var report = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (report.Status, report.Counts.Foreign, report.Counts.Rejected));
        Assert.Equal((OperationKind.Delete, "Key { Id = 9 }"), Assert.Single(report.Troubled) is var trouble ? (trouble.Kind, trouble.Key) : default);
        Assert.Equal([1, 9], _bench.Ids);
    }

    [Fact]
    public async Task MoreForeignRecordsThanAllowedStopTheFirstRunToo()
    {
        Put(ItemBench.Items(Enumerable.Range(100, 21)));
        var stopped = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((SyncStatus.Stopped, "Foreign", 21L, 22L), (stopped.Status, stopped.Guard!.Guard, stopped.Counts.Foreign, stopped.Counts.Deferred));
        Assert.StartsWith("The run would delete 21 of the destination's 21 records, because the source has no row for them; without a word it deletes up to 20 (the larger of 20 rows and 30 %).", stopped.Message);
        Assert.Equal(21, _bench.Records.Count);

        Assert.Equal(SyncStatus.Stopped, (await _bench.RunAsync(options => options.AllowRemovals(20), ItemBench.Items(1))).Status);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(options => options.AllowRemovals(21), ItemBench.Items(1))).Status);
        Assert.Equal([1], _bench.Ids);
    }

    [Fact]
    public async Task AnApprovalIsForExactlyTheRecordsThatWereFound()
    {
        Put(ItemBench.Items(Enumerable.Range(100, 21)));
        var print = (await _bench.RunAsync(ItemBench.Items(1))).Guard!.Fingerprint;
        Put(ItemBench.Items([121]));
        var other = await _bench.RunAsync(options => options.Approve(print), ItemBench.Items(1));
        Assert.Equal((SyncStatus.Stopped, true), (other.Status, other.Guard!.Fingerprint != print));
        Assert.Contains($"The approved fingerprint {print} is of something else.", other.Message);
        _bench.Records.Remove(new Item.Key(121));
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(options => options.Approve(print), ItemBench.Items(1))).Status);
    }

    [Fact]
    public async Task AnEmptySourceStopsARunAfterOneThatWasNot()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        var stopped = await _bench.RunAsync();
        Assert.Equal((SyncStatus.Stopped, "EmptySource"), (stopped.Status, stopped.Guard!.Guard));
        Assert.StartsWith("The source returned no row, while the run before delivered 2.", stopped.Message);
        Assert.Equal([1, 2], _bench.Ids);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(options => options.AllowRemovals(2))).Status);
        Assert.Empty(_bench.Records);
        // The run before was empty.
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync()).Status);
    }

    [Fact]
    public async Task WithoutAValidRowNothingIsDeletedWithoutAWord()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        // Held back, all of them: a result that is broken, and no reason to empty the destination.
        Assert.Equal("EmptySource", (await _bench.RunAsync(new Item(9, 1, "a"), new Item(9, 2, "b"))).Guard?.Guard);
        Assert.Equal([1, 2], _bench.Ids);
    }

    [Fact]
    public async Task AFirstRunOfAnEmptySourceEmptiesNothing()
    {
        Put(ItemBench.Items(3));
        var stopped = await _bench.RunAsync();
        Assert.Equal((SyncStatus.Stopped, "Foreign"), (stopped.Status, stopped.Guard?.Guard));
        Assert.StartsWith("The run would delete 3 of the destination's 3 records, because the source has no valid row at all; without a word it deletes none then.", stopped.Message);
        Assert.Equal([1, 2, 3], _bench.Ids);
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(options => options.StopOnEmptySource = false)).Status);
    }

    [Fact]
    public async Task PermissionsAreSpentByTheRunThatPasses()
    {
        Put(ItemBench.Items(Enumerable.Range(100, 21)));
        var options = _bench.Options().AllowRemovals(21);
        await SyncEngine.RunAsync<Item, Item.Key>(_bench.Sync, SyncSource.From(ItemBench.Items(1)), _bench.Destination, _bench.Store, options, TestContext.Current.CancellationToken);
        Assert.Null(options.AllowedRemovals);
    }

    [Fact]
    public async Task RejectLimitUndoesEverything()
    {
        Put(new Item(9, 1, "foreign"));
        _bench.Destination.Answer = (kind, _, _) => kind == OperationKind.Mirror ? OperationOutcome.Rejected("no such column") : null;
        var report = await _bench.RunAsync(options => options.RejectLimit = 2, ItemBench.Items(3));
        Assert.Equal((SyncStatus.Incomplete, 4L, 0L), (report.Status, report.Counts.Deferred, report.Counts.Rejected));
        Assert.Contains("2 operations in a row were rejected, and RejectLimit is 2; everything was undone", report.Message);
        Assert.EndsWith("no such column", report.Message);
        Assert.Equal([9], _bench.Ids);
    }

    [Fact]
    public async Task ADestinationThatFailsLeavesEverythingAsItWas()
    {
        Put(new Item(9, 1, "foreign"));
        _bench.Destination.BeforeBatch = (_, _) => throw new DestinationException("The service is down.", FailureEffect.NothingTransient);
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Incomplete, 2L), (report.Status, report.Counts.Deferred));
        _bench.Destination.BeforeBatch = null;
        _bench.Destination.Committing = () => throw new InvalidOperationException("broken pipe");
        report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Failed, 3L), (report.Status, report.Counts.Unknown));
        Assert.Equal([9], _bench.Ids);
        _bench.Destination.Committing = null;
        Assert.Equal(SyncStatus.Succeeded, (await _bench.RunAsync(ItemBench.Items(2))).Status);
    }

    [Fact]
    public async Task ACancelledRunLeavesEverythingAsItWas()
    {
        using var cancel = new CancellationTokenSource();
        _bench.Destination.AfterBatch = _ => cancel.Cancel();
        var report = await _bench.RunAsync(SyncSource.From(ItemBench.Items(2)), cancellationToken: cancel.Token);
        Assert.Equal((SyncStatus.Cancelled, 2L), (report.Status, report.Counts.Deferred));
        Assert.Empty(_bench.Records);
    }

    [Fact]
    public async Task ADestinationThatNeverAnswersIsLeftBehindAndUndone()
    {
        using var cancel = new CancellationTokenSource();
        var answer = new TaskCompletionSource();
        _bench.Destination.BeforeBatch = async (_, _) =>
        {
            await cancel.CancelAsync();
            _bench.Time.Advance(TimeSpan.FromSeconds(23));
            await answer.Task;
        };
        var report = await _bench.RunAsync(SyncSource.From(ItemBench.Items(2)), cancellationToken: cancel.Token);
        Assert.Equal(SyncStatus.Cancelled, report.Status);
        answer.SetResult();
        Assert.Empty(_bench.Records);
    }

    [Fact]
    public async Task APlanShowsEveryRowAndIsApplied()
    {
        Put(new Item(9, 1, "foreign"));
        await using var plan = await _bench.PlanAsync(ItemBench.Items(2));
        Assert.Equal(2, plan.Changes.OfType<SyncChange<Item, Item.Key>.Full>().Count());
        var report = await plan.ApplyAsync(_bench.Destination);
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Foreign));
        Assert.Equal([1, 2], _bench.Ids);
    }

    [Fact]
    public async Task WithinTheToleranceOfARecordItIsNotWritten()
    {
        var bench = new SyncBench<Wide, Wide.Key> { Sync = new("Wide.Sync", "Tests.Wide", SyncType.Objects, SyncMode.All) };
        var (near, far) = (new Wide("a", 1, 1, "s", 1.0, "c"), new Wide("a", 2, 1, "s", 1.0, "c"));
        foreach (var row in new[] { near, far }) bench.Records[new Wide.Key(row.Tenant!, row.Number)] = row;
        await bench.RunAsync(near with { Score = 1.4, Comment = "not compared" }, far with { Score = 1.6 });
        Assert.Same(near, bench.Records[new Wide.Key("a", 1)]);
        Assert.Equal(1.6, bench.Records[new Wide.Key("a", 2)].Score);
    }

    private void Put(params Item[] items)
    {
        foreach (var item in items) _bench.Records[new Item.Key(item.Id!.Value)] = item;
    }
}
