namespace Syncline.Tests.Engine;

/// <summary>A destination that can tell whether a commit took effect: the state is prepared, the commit is made, and settled. Nothing is ever in doubt.</summary>
public sealed class PreparedCommitTests
{
    private const string Id = "Tests.Item";
    private readonly ItemBench _bench = new() { Configure = options => options.BatchSize = 2 };
    private readonly CommitFolder _folder = new();

    [Fact]
    public async Task NothingIsMarkedAndABatchIsOneAppend()
    {
        var seen = new List<string>();
        _folder.BeforeCommit = () => seen.Add(Flags());
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Succeeded, 4L), (report.Status, report.Counts.Succeeded));
        // Prepared, and not counted before the commit.
        Assert.Equal(["", "1: Known, Owned; 2: Known, Owned"], seen);
        Assert.Equal("1: Known, Owned; 2: Known, Owned; 3: Known, Owned; 4: Known, Owned", Flags());
        Assert.Equal(3, _bench.Store.Appends);
        Assert.Equal([$"{report.RunId}-000001", $"{report.RunId}-000002"], _folder.Commits.Select(commit => commit.Name));
        Assert.Empty(_folder.Asked);
        _folder.CheckChain();
    }

    [Theory]
    [InlineData(SyncMode.Diff)]
    [InlineData(SyncMode.Snapshot)]
    [InlineData(SyncMode.All)]
    public async Task AWholeRunIsOneCommitThatNamesTheOneBeforeThoughTheStateIsFolded(SyncMode mode)
    {
        _bench.Sync = Of(mode);
        _bench.Configure = options => options.FoldDue = 0;
        for (var run = 1; run <= 4; run++) Assert.Equal(SyncStatus.Succeeded, (await RunAsync(ItemBench.Items(run))).Status);
        Assert.Equal(4, _folder.Commits.Count);
        _folder.CheckChain();
        Assert.InRange(_bench.Store.Replacements, 1, 4);
        // What a fold keeps of a run that remembers no row.
        Assert.Equal("EmptySource", (await RunAsync()).Guard!.Guard);
    }

    [Theory]
    [InlineData(SyncMode.Snapshot)]
    [InlineData(SyncMode.Archive)]
    public async Task AStateThatRemembersNoRowDoesNotGrowForEver(SyncMode mode)
    {
        _bench.Sync = Of(mode);
        _bench.Configure = options => options.FoldDue = 10;
        for (var run = 0; run < 20; run++) Assert.Equal(SyncStatus.Succeeded, (await RunAsync(ItemBench.Items(3))).Status);
        Assert.InRange((await _bench.Store.SegmentsAsync(Id)).Count, 1, 15);
        _folder.CheckChain();
    }

    [Fact]
    public async Task WhatFollowsARecordedBaselineDoesNotStartFromNothing()
    {
        _bench.Sync = Of(SyncMode.Diff) with { FirstRun = FirstRunPolicy.Baseline };
        var recorded = await RunAsync(ItemBench.Items(2));
        Assert.Empty(_folder.Commits);
        await RunAsync(ItemBench.Items(3));
        _folder.CheckChain($"{recorded.RunId}-000000");
        await _bench.ResetAsync();
        var reset = await RunAsync(ItemBench.Items(3));
        await RunAsync(ItemBench.Items(4));
        Assert.Equal($"{reset.RunId}-000000", _folder.Commits[^1].Previous);
    }

    [Fact]
    public async Task ACommitThatSurelyFailedIsUndone()
    {
        _folder.BeforeCommit = Once(() => new DestinationException("The disk is full.", FailureEffect.NothingTransient), at: 2);
        var report = await RunAsync(ItemBench.Items(6));
        Assert.Equal((SyncStatus.Incomplete, 2L, 4L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.Unknown));
        Assert.Equal("The disk is full. What was not sent is deferred to the next run.", report.Message);
        Assert.Empty(_folder.Asked);
        await RestIsDeliveredAsync(2, of: 6, asked: 0);
    }

    [Theory]
    [InlineData(true, 2, 2)]
    [InlineData(false, 1, 4)]
    public async Task ACommitThatWasNotAnsweredIsAskedFor(bool tookEffect, int commits, long deferred)
    {
        var lost = Once(() => new DestinationException("The connection broke.", FailureEffect.Unknown), at: 2);
        if (tookEffect) _folder.AfterCommit = lost;
        else _folder.BeforeCommit = lost;
        var report = await RunAsync(ItemBench.Items(6));
        Assert.Equal((SyncStatus.Incomplete, commits * 2L, deferred, 0L, commits * 2L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.Unknown, report.Counts.KnownAfter));
        Assert.Equal($"{(tookEffect ? "A commit reported an error but went through: " : "")}The connection broke. What was not sent is deferred to the next run.", report.Message);
        Assert.Equal([$"{report.RunId}-000002"], _folder.Asked);
        await RestIsDeliveredAsync(commits * 2, of: 6, asked: 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhenItCanNotBeAskedForTheNextRunDoes(bool tookEffect)
    {
        var lost = Once(() => new InvalidOperationException("a bug"), at: 2);
        if (tookEffect) _folder.AfterCommit = lost;
        else _folder.BeforeCommit = lost;
        _folder.Asking = () => throw new IOException("the network is gone");
        var report = await RunAsync(ItemBench.Items(6));
        Assert.Equal((SyncStatus.Failed, 2L, 2L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal($"Commit {report.RunId}-000002 was not answered (a bug), and the destination can't be asked whether it took effect (the network is gone). The next run asks.", report.Message);

        // As long as it can't, nothing is delivered.
        var next = await RunAsync(ItemBench.Items(6));
        Assert.Equal((SyncStatus.Failed, $"Commit {report.RunId}-000002 of an earlier run was begun, and CommitFolder could not say whether it took effect: the network is gone. Nothing is delivered before it does; the next run asks again."), (next.Status, next.Message));
        Assert.Equal(new SyncCounts(), next.Counts);
        _folder.Asking = null;
        await RestIsDeliveredAsync(tookEffect ? 4 : 2, of: 6, asked: 3);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    public async Task AStateThatCanNotBeWrittenUndoesTheBatchAndTheNextRunFindsOut(int append, int succeeded)
    {
        _bench.Store.BeforeAppend = number =>
        {
            if (number >= append) throw new StateException("The disk is full.");
        };
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Failed, (long)succeeded, 4L - succeeded), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Equal($"The state could not be written: The disk is full. {(append < 3 ? "The batch was undone." : "What was committed before is found out by the next run, which asks the destination.")}", report.Message);
        Assert.Equal(append, _bench.Store.Appends);
        await RestIsDeliveredAsync(succeeded, of: 4, asked: append == 1 ? 0 : 1);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    public async Task AStateThatWasWrittenBeforeItFailedIsTakenUp(int append, int succeeded)
    {
        _bench.Store.AfterAppend = number =>
        {
            if (number == append) throw new StateException("The connection broke.");
        };
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Failed, (long)succeeded), (report.Status, report.Counts.Succeeded));
        await RestIsDeliveredAsync(succeeded, of: 4, asked: append == 3 ? 0 : 1);
    }

    [Fact]
    public async Task ARunThatSleptAndLostItsLeaseMakesNoCommitThatWasPrepared()
    {
        _bench.Store.AfterAppend = number =>
        {
            if (number != 1) return;
            // A minute passes between the state's commit and the destination's, and another run begins.
            _bench.Store.AfterAppend = null;
            _bench.Time.Advance(TimeSpan.FromSeconds(60));
            _bench.Store.StealAsync().Wait();
        };
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Stopped, 0L, 4L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Empty(_folder.Commits);
        await RestIsDeliveredAsync(0, of: 4, asked: 1);
    }

    [Fact]
    public async Task ARunThatIsStoppedByAnotherInTheMiddleOfItsCommitIsRefused()
    {
        // The other run asks while this one is about to commit; from then on the commit is void.
        SyncReport? other = null;
        _folder.BeforeCommit = () =>
        {
            _folder.BeforeCommit = null;
            _bench.Store.StealAsync().Wait();
            other = RunAsync(ItemBench.Items(4)).Result;
        };
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal(SyncStatus.Succeeded, other!.Status);
        Assert.Equal((0L, 4L), (report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Equal(2, _folder.Commits.Count);
        await RestIsDeliveredAsync(4, of: 4, asked: 1);
    }

    [Fact]
    public async Task CancelledBeforeItsCommitABatchIsAnsweredAndTheRestDeferred()
    {
        using var stop = new CancellationTokenSource();
        _folder.BeforeCommit = stop.Cancel;
        var report = await SyncEngine.RunAsync<Item, Item.Key>(_bench.Sync, SyncSource.From(ItemBench.Items(4)), _folder, _bench.Store, _bench.Options(), stop.Token);
        Assert.Equal((SyncStatus.Cancelled, 2L, 2L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.Unknown));
        await RestIsDeliveredAsync(2, of: 4, asked: 0);
    }

    [Fact]
    public async Task CancelledWhileItIsAppliedABatchIsUndone()
    {
        using var stop = new CancellationTokenSource();
        _folder.Applying = commit =>
        {
            if (!commit.EndsWith("-000002", StringComparison.Ordinal)) return;
            stop.Cancel();
            throw new OperationCanceledException();
        };
        var report = await SyncEngine.RunAsync<Item, Item.Key>(_bench.Sync, SyncSource.From(ItemBench.Items(4)), _folder, _bench.Store, _bench.Options(), stop.Token);
        Assert.Equal((SyncStatus.Cancelled, 2L, 2L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.Unknown));
        _folder.Applying = null;
        await RestIsDeliveredAsync(2, of: 4, asked: 0);
    }

    [Fact]
    public async Task ABatchRefusedAsAWholeIsSplitAndEachPartIsACommit()
    {
        _bench.Configure = options => options.BatchSize = 4;
        _folder.Answer = (_, id) => id == 2 ? throw new DestinationException("malformed", FailureEffect.NothingRefused) : null;
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Incomplete, 3L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal([1, 3, 4], _folder.View().Keys);
        _folder.CheckChain();
        _folder.Answer = null;
        Assert.Equal(1, (await RunAsync(ItemBench.Items(4))).Counts.Succeeded);
        _folder.CheckChain();
    }

    [Fact]
    public async Task WhatWasAnsweredForOneHalfStaysThoughTheOtherIsAnsweredAfterIt()
    {
        _bench.Configure = options => options.BatchSize = 8;
        _folder.Answer = (_, id) => id switch
        {
            3 => OperationOutcome.Rejected("no") with { IsFinal = true },
            4 => OperationOutcome.Skipped("as it is"),
            6 => throw new DestinationException("malformed", FailureEffect.NothingRefused),
            _ => null,
        };
        var report = await RunAsync(ItemBench.Items(8));
        Assert.Equal((5L, 1L, 2L), (report.Counts.Succeeded, report.Counts.Skipped, report.Counts.Rejected));
        Assert.Equal(["Key { Id = 3 }: no", "Key { Id = 6 }: malformed"], report.Troubled.Select(operation => $"{operation.Key}: {operation.Reason}").Order());
        Assert.Equal([1, 2, 5, 7, 8], _folder.View().Keys);
    }

    [Fact]
    public async Task WhatIsRejectedIsTriedAgainInACommitOfItsOwn()
    {
        var tries = 0;
        _folder.Answer = (_, id) => id == 1 && tries++ == 0 ? OperationOutcome.Rejected("not yet") : null;
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Succeeded, 4L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(3, _folder.Commits.Count);
        _folder.CheckChain();
        Assert.Equal(4, (await RunAsync(ItemBench.Items(4))).Counts.Unchanged);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task APlanCountsWhatAnOpenCommitDeliveredAsInDoubtAndIsNotApplied(bool tookEffect)
    {
        _bench.Sync = Of(SyncMode.Diff);
        await RunAsync(ItemBench.Items(3));
        _folder.Answer = (_, id) => id == 6 ? OperationOutcome.Rejected("no") : null;
        var commit = await LeaveOpenAsync(tookEffect, new Item(1, 1, "a"), new Item(2, 2, "b"), new Item(4, 1, "a"), new Item(6, 1, "a"));
        // Known before and changed, gone; new in the open commit, and gone again, or refused there; and new.
        await using var plan = await _bench.PlanAsync(new Item(1, 1, "a"), new Item(2, 2, "b"), new Item(5, 1, "a"), new Item(6, 1, "a"));
        Assert.Equal((1L, 1L, 2L, 2L), (plan.Counts.Unchanged, plan.Counts.Changed, plan.Counts.Added, plan.Counts.Removed));
        Assert.Equal(
            ["DiffRemoved 3 with its row", "DiffRemoved 4 with its row", "DiffChanged 2 with its row", "DiffAdded 5 with its row", "DiffAdded 6 with its row"],
            plan.Changes.Select(change => $"{change.Operation} {change.Key.Id} {(change is SyncChange<Item, Item.Key>.Removed { HasRow: false } ? "without" : "with")} its row"));
        Assert.Contains($"Whether commit {commit} of an earlier run took effect is not known here, so what it delivered counts as in doubt. The next run, or applying this plan, asks the destination; then plan again.", plan.ToString(), StringComparison.Ordinal);
        using var json = new MemoryStream();
        await plan.WriteJsonAsync(json, TestContext.Current.CancellationToken);
        Assert.Contains($"\"openCommit\": \"Whether commit {commit} of an earlier run", System.Text.Encoding.UTF8.GetString(json.ToArray()), StringComparison.Ordinal);

        var report = await plan.ApplyAsync(_folder);
        Assert.Equal((SyncStatus.Stopped, $"The plan of Item.Sync was made before it was known that commit {commit} {(tookEffect ? "took effect" : "did not take effect")}. Now it is; plan again."), (report.Status, report.Message));
        await using var again = await _bench.PlanAsync(new Item(1, 1, "a"), new Item(2, 2, "b"), new Item(4, 1, "a"));
        Assert.DoesNotContain("Whether commit", again.ToString(), StringComparison.Ordinal);
        Assert.Equal(tookEffect ? 0 : 3, again.Counts.Planned);
        Assert.Equal(SyncStatus.Succeeded, (await again.ApplyAsync(_folder)).Status);
        Assert.Equal([1, 2, 4], _folder.View().Keys);
        _folder.CheckChain();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AResyncOverAnOpenCommitActsOnEveryRowAndStillAsks(bool tookEffect)
    {
        _bench.Sync = Of(SyncMode.Diff);
        await RunAsync(ItemBench.Items(2));
        var commit = await LeaveOpenAsync(tookEffect, ItemBench.Items([2, 3]));
        await _bench.ResyncAsync();
        await _bench.ResyncAsync();
        var report = await RunAsync(ItemBench.Items([2, 4]));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L, 1L), (report.Status, report.Counts.Added, report.Counts.Changed, report.Counts.Removed));
        Assert.Equal([commit], _folder.Asked);
        Assert.Equal([tookEffect ? "DiffRemoved 3 1" : "DiffRemoved 1 1", "DiffChanged 2 1", "DiffAdded 4 1"], _folder.Commits[^1].Operations);
        _folder.CheckChain();
        Assert.Equal(2, (await RunAsync(ItemBench.Items([2, 4]))).Counts.Unchanged);
    }

    [Fact]
    public async Task AResyncToAnotherDestinationDoesNotAskItOfWhatItCanNotKnow()
    {
        await RunAsync(ItemBench.Items(2));
        await LeaveOpenAsync(tookEffect: true, ItemBench.Items(4));
        var other = new CommitFolder("other");
        Assert.Equal(SyncStatus.Stopped, (await _bench.RunAsync(other, ItemBench.Items(4))).Status);
        await _bench.ResyncAsync();
        Assert.Equal((SyncStatus.Succeeded, 4L), await _bench.RunAsync(other, ItemBench.Items(4)) is var report ? (report.Status, report.Counts.Succeeded) : default);
        Assert.Empty(other.Asked);
        Assert.Equal([1, 2, 3, 4], other.View().Keys);
        // It starts from nothing.
        other.CheckChain();
    }

    [Fact]
    public async Task AResetForgetsAnOpenCommit()
    {
        await RunAsync(ItemBench.Items(2));
        await LeaveOpenAsync(tookEffect: false, ItemBench.Items(4));
        await _bench.ResetAsync();
        Assert.Equal(4, (await RunAsync(ItemBench.Items(4))).Counts.IgnoredByBaseline);
        Assert.Equal(4, (await RunAsync(ItemBench.Items(4))).Counts.Unchanged);
        Assert.Empty(_folder.Asked);
    }

    [Fact]
    public async Task WhatIsParkedIsListedAndNotSettledBeforeAnOpenCommitIs()
    {
        _bench.Configure = options => options.MaxAttempts = 1;
        _folder.Answer = (_, id) => id == 2 ? OperationOutcome.Rejected("no") : null;
        await RunAsync(ItemBench.Items(2));
        var commit = await LeaveOpenAsync(tookEffect: true, ItemBench.Items(3));
        var token = TestContext.Current.CancellationToken;
        Assert.Equal(2, Assert.Single(await SyncEngine.ParkedAsync<Item, Item.Key>(_bench.Sync, _bench.Store, null, token)).Key.Id);
        var refused = await Assert.ThrowsAsync<StateException>(() => SyncEngine.ReplayAsync<Item, Item.Key>(_bench.Sync, _bench.Store, new Item.Key(2), null, token));
        Assert.Equal($"Commit {commit} of Item.Sync was begun, and whether it took effect is not known to the state in memory. Run the sync first: it asks the destination. Or call ResetAsync to take the source as delivered.", refused.Message);
    }

    [Fact]
    public async Task ADestinationThatCanNotTellStopsTheRun()
    {
        await RunAsync(ItemBench.Items(2));
        var commit = await LeaveOpenAsync(tookEffect: true, ItemBench.Items(4));
        _folder.Confirms = false;
        var report = await RunAsync(ItemBench.Items(4));
        Assert.Equal((SyncStatus.Stopped, $"Commit {commit} of Item.Sync was begun, and CommitFolder can't tell whether it took effect: its delivery is no IConfirmsCommits. Run with the destination that it was made at; or call ResetAsync to take the source as delivered."), (report.Status, report.Message));
        _folder.Confirms = true;
        await RestIsDeliveredAsync(4, of: 4, asked: 1);
    }

    [Fact]
    public async Task CancelledWhileItIsAskedTheCommitStaysOpen()
    {
        await RunAsync(ItemBench.Items(2));
        await LeaveOpenAsync(tookEffect: true, ItemBench.Items(4));
        using var stop = new CancellationTokenSource();
        _folder.Asking = () =>
        {
            stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
        };
        var report = await SyncEngine.RunAsync<Item, Item.Key>(_bench.Sync, SyncSource.From(ItemBench.Items(4)), _folder, _bench.Store, _bench.Options(), stop.Token);
        Assert.Equal(SyncStatus.Cancelled, report.Status);
        _folder.Asking = null;
        await RestIsDeliveredAsync(4, of: 4, asked: 2);
    }

    [Fact]
    public async Task WhatOnlyAnOpenCommitDeliveredIsNotExpectedToBeThere()
    {
        _bench.Sync = Of(SyncMode.Diff);
        await LeaveOpenAsync(tookEffect: false, ItemBench.Items(2));
        await RunAsync(ItemBench.Items(2));
        Assert.False(_folder.ExpectedRecords);
        await RunAsync(ItemBench.Items(2));
        Assert.True(_folder.ExpectedRecords);
    }

    [Fact]
    public async Task AnEmptySourceAfterASnapshotThatTookEffectIsStopped()
    {
        _bench.Sync = Of(SyncMode.Snapshot);
        await LeaveOpenAsync(tookEffect: true, ItemBench.Items(2));
        Assert.Equal("EmptySource", (await RunAsync()).Guard!.Guard);
        Assert.Single(_folder.Commits);
    }

    [Fact]
    public async Task ARunThatCanBeUndoneIsNotUndoneBeforeAnOpenCommitIsSettled()
    {
        var bench = new SyncBench<Wide, Wide.Key>();
        await bench.RunAsync(_folder, new Wide("t", 1, 1, null, null, null));
        _folder.Asking = _folder.BeforeCommit = () => throw new IOException("no answer");
        var failed = await bench.RunAsync(_folder, new Wide("t", 1, 2, null, null, null), new Wide("t", 2, 1, null, null, null));
        Assert.Equal((SyncStatus.Failed, 2L), (failed.Status, failed.Counts.Unknown));
        Assert.Contains("Run the sync first", (await Assert.ThrowsAsync<StateException>(() => bench.PlanUndoAsync())).Message, StringComparison.Ordinal);
        _folder.Asking = _folder.BeforeCommit = null;
        // It did not take effect, so the run that delivered last is the first: nothing stood before it.
        await bench.RunAsync(_folder, new Wide("t", 1, 1, null, null, null));
        await using var plan = await bench.PlanUndoAsync();
        Assert.Equal((1L, 1L), (plan.Counts.Removed, plan.Counts.Planned));
    }

    private static SyncDefinition Of(SyncMode mode) => new("Item.Sync", Id, SyncType.Objects, mode);

    private Task<SyncReport> RunAsync(params Item[] rows) => _bench.RunAsync(_folder, rows);

    /// <summary>A run whose one commit was made, or not, and nobody was told.</summary>
    private async Task<string> LeaveOpenAsync(bool tookEffect, params Item[] rows)
    {
        _folder.Asking = () => throw new IOException("no answer");
        var lost = Once(() => new IOException("no answer"), at: 1);
        if (tookEffect) _folder.AfterCommit = lost;
        else _folder.BeforeCommit = lost;
        var report = await RunAsync(rows);
        Assert.True(report.Counts.Unknown > 0, $"{report}");
        (_folder.AfterCommit, _folder.BeforeCommit, _folder.Asking) = (null, null, null);
        var commit = Assert.Single(_folder.Asked);
        _folder.Asked.Clear();
        return commit;
    }

    /// <summary>The next run delivers what is missing, once, after it asked for what it has to.</summary>
    private async Task RestIsDeliveredAsync(int delivered, int of, int asked)
    {
        (_folder.BeforeCommit, _folder.AfterCommit, _bench.Store.BeforeAppend, _bench.Store.AfterAppend) = (null, null, null, null);
        Assert.Equal(delivered, _folder.View().Count);
        var next = await RunAsync(ItemBench.Items(of));
        Assert.Equal((SyncStatus.Succeeded, (long)delivered, (long)of - delivered, 0L), (next.Status, next.Counts.Unchanged, next.Counts.Added, next.Counts.Changed));
        Assert.Equal(asked, _folder.Asked.Count);
        Assert.Equal(Enumerable.Range(1, of), _folder.View().Keys);
        _folder.CheckChain();
        Assert.Equal(of, (await RunAsync(ItemBench.Items(of))).Counts.Unchanged);
        Assert.Equal(asked, _folder.Asked.Count);
    }

    private static Action Once(Func<Exception> error, int at)
    {
        var calls = 0;
        return () =>
        {
            if (++calls == at) throw error();
        };
    }

    private string Flags()
    {
        var session = _bench.Store.Inner.OpenAsync(Id, StateAccess.Read, TimeProvider.System, default).AsTask().Result;
        var baseline = Baseline.LoadAsync(session, "memory", Id, Item.Schema, default).Result;
        return string.Join("; ", Enumerable.Range(0, baseline.Table.Count).Where(entry => baseline.FlagsOf(entry) != 0).Select(entry => $"{baseline.Table.ImageOf(entry)}: {baseline.FlagsOf(entry)}"));
    }
}
