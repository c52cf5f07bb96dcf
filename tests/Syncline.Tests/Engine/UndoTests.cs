using CsCheck;

namespace Syncline.Tests.Engine;

/// <summary>The inverse plan: back to what the destination was before the last run that delivered.</summary>
public sealed class UndoTests
{
    private readonly SyncBench<Wide, Wide.Key> _bench = new() { Sync = Sync(SyncMode.Upsert, WhenRemoved.Delete) };

    [Fact]
    public async Task WhatARunAddedChangedAndRemovedIsTakenBack()
    {
        Wide[] first = [Row(1, 10), Row(2, 20), Row(3, 30)];
        Wide[] second = [Row(1, 11), Row(3, 30), Row(4, 40)];
        await _bench.RunAsync(first);
        var did = await _bench.RunAsync(second);
        await using var plan = await _bench.PlanUndoAsync();
        Assert.Equal(
            [
                new SyncChange<Wide, Wide.Key>.Removed(OperationKind.Delete, new("t", 4), Row(4, 40), true),
                new SyncChange<Wide, Wide.Key>.Changed(OperationKind.Upsert, new("t", 1), Row(1, 11), Row(1, 10), [2], true),
                new SyncChange<Wide, Wide.Key>.Added(OperationKind.Upsert, new("t", 2), Row(2, 20)),
            ],
            plan.Changes.ToArray());

        var report = await plan.ApplyAsync(_bench.Destination);
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal($"What run {did.RunId} did was undone. The next run does it again unless the source is corrected first.", report.Message);
        Assert.Equal((3L, 1L, 1L, 1L, 1L, 3L), (report.Counts.Queried, report.Counts.Unchanged, report.Counts.Added, report.Counts.Changed, report.Counts.Removed, report.Counts.Succeeded));
        Assert.Equal(first, Rows());

        // The corrected source finds nothing to do; the uncorrected one does it again.
        Assert.Equal(3, (await _bench.RunAsync(first)).Counts.Unchanged);
        var again = await _bench.RunAsync(second);
        Assert.Equal((did.Counts.Added, did.Counts.Changed, did.Counts.Removed), (again.Counts.Added, again.Counts.Changed, again.Counts.Removed));
        Assert.Equal(second, Rows());
    }

    [Fact]
    public async Task ThePlanSaysFirstThatTheNextRunDoesItAgain()
    {
        await _bench.RunAsync(Row(1, 10));
        var run = await _bench.RunAsync(Row(1, 11));
        await using var plan = await _bench.PlanUndoAsync();
        var lines = plan.ToString().Split('\n');
        Assert.StartsWith($"Plan to undo run {run.RunId} of Wide.Sync: 1 operation", lines[0], StringComparison.Ordinal);
        Assert.Equal("  The next run does it again unless the source is corrected first.", lines[1]);
        Assert.DoesNotContain("somebody else", plan.ToString(), StringComparison.Ordinal);
        using var json = new MemoryStream();
        await plan.WriteJsonAsync(json, TestContext.Current.CancellationToken);
        json.Position = 0;
        Assert.Equal(run.RunId, System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("undoes").GetString());
    }

    [Fact]
    public async Task AnUndoIsNotUndoneForTheNextRunDoesItAgain()
    {
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        var run = await _bench.RunAsync(Row(1, 11), Row(3, 30));
        await UndoAsync();
        var error = await Assert.ThrowsAsync<StateException>(() => _bench.PlanUndoAsync());
        Assert.Equal($"There is nothing left to undo of run {run.RunId} of Wide.Sync: what it delivered is as it was before it. An undo itself is not undone: the next run does again what was taken back.", error.Message);
        Assert.Equal(3, (await _bench.RunAsync(Row(1, 11), Row(3, 30))).Counts.Succeeded);
        Assert.Equal([Row(1, 11), Row(3, 30)], Rows());
        await UndoAsync();
        Assert.Equal([Row(1, 10), Row(2, 20)], Rows());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AnUndoThatEndedMidwaySaysHowFarItCameAndIsTakenUp(bool triedInVainInBetween)
    {
        await _bench.RunAsync(Row(1, 10), Row(2, 20), Row(3, 30));
        var run = await _bench.RunAsync(Row(1, 11), Row(2, 21), Row(4, 40));
        if (triedInVainInBetween)
        {
            _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
            await _bench.RunAsync(Row(1, 12), Row(2, 21), Row(4, 40));
            _bench.Destination.Answer = null;
        }

        _bench.Configure = options => (options.BatchSize, options.FoldDue) = (1, 0);
        var sent = 0;
        _bench.Destination.BeforeBatch = (_, _) => sent++ == 2 ? throw new DestinationException("gone", FailureEffect.NothingPermanent) : default;
        var report = await UndoAsync();
        Assert.Equal((SyncStatus.Failed, 4L, 2L), (report.Status, report.Counts.Planned, report.Counts.Succeeded));
        Assert.Equal($"gone. Of run {run.RunId} 2 of 4 operations were undone; PlanUndoAsync plans what is left. The next run does again what was undone unless the source is corrected first.", report.Message);

        await using var rest = await _bench.PlanUndoAsync();
        Assert.Equal(2, rest.Counts.Planned);
        report = await rest.ApplyAsync(_bench.Destination);
        Assert.Equal((SyncStatus.Succeeded, 2L), (report.Status, report.Counts.Succeeded));
        Assert.Equal([Row(1, 10), Row(2, 20), Row(3, 30)], Rows());
        await Assert.ThrowsAsync<StateException>(() => _bench.PlanUndoAsync());
    }

    [Fact]
    public async Task WhatAnUndoWasNotAnsweredForIsPlannedAgainAndWhatIsParkedIsNot()
    {
        _bench.Sync = Sync(SyncMode.Insert, WhenRemoved.Delete);
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        await _bench.RunAsync(Row(1, 10));
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Unknown("?");
        await UndoAsync();
        await using (var again = await _bench.PlanUndoAsync()) Assert.Equal((new Wide.Key("t", 2), OperationKind.Upsert), (again.Changes.Single().Key, again.Changes.Single().Operation));
        _bench.Destination.Repeatable = OperationKinds.None;
        await UndoAsync();
        await Assert.ThrowsAsync<StateException>(() => _bench.PlanUndoAsync());
    }

    [Fact]
    public async Task ARecordThatAnUpsertMetIsDeletedAndThePlanSaysSo()
    {
        _bench.Records[new("t", 7)] = Row(7, 1);
        await _bench.RunAsync(Row(1, 10));
        await _bench.RunAsync(Row(1, 10), Row(7, 70), Row(8, 80));
        await using var plan = await _bench.PlanUndoAsync();
        Assert.Equal("  2 records that the run added are deleted; if one was there before the run, made by somebody else, that is not known and not brought back", plan.ToString().Split('\n')[2]);
        await plan.ApplyAsync(_bench.Destination);
        Assert.Equal([Row(1, 10)], Rows());
    }

    [Fact]
    public async Task ARunThatFoundNothingDoesNotStandInTheWay()
    {
        await _bench.RunAsync(Row(1, 10));
        await _bench.RunAsync(Row(1, 11));
        await _bench.RunAsync(Row(1, 11));
        await UndoAsync();
        Assert.Equal([Row(1, 10)], Rows());
    }

    [Fact]
    public async Task ARunOfWhichNothingWasDeliveredDoesNotStandInTheWay()
    {
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        await _bench.RunAsync(Row(1, 11), Row(2, 20));
        _bench.Destination.Answer = (_, _, _) => OperationOutcome.Rejected("no");
        await _bench.RunAsync(Row(1, 11), Row(2, 22), Row(3, 30));
        _bench.Destination.Answer = null;
        await UndoAsync();
        Assert.Equal([Row(1, 10), Row(2, 20)], Rows());
    }

    [Fact]
    public async Task WhatALaterRunOnlyNotedIsNotUndone()
    {
        _bench.Sync = _bench.Sync with { ActOn = SyncChanges.Added };
        await _bench.RunAsync(Row(1, 10));
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        var noted = await _bench.RunAsync(Row(1, 11), Row(2, 20));
        Assert.Equal((1L, 0L), (noted.Counts.IgnoredByMode, noted.Counts.Planned));
        await using var plan = await _bench.PlanUndoAsync();
        Assert.Equal(new Wide.Key("t", 2), Assert.Single(plan.Changes).Key);
        Assert.Equal(0, plan.Counts.Changed);
    }

    [Fact]
    public async Task WhatWasAcceptedByHandIsNotUndone()
    {
        _bench.Destination.Repeatable = OperationKinds.None;
        _bench.Destination.Answer = (_, key, _) => ((Wide.Key)key).Number == 2 ? OperationOutcome.Unknown("?") : null;
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        _bench.Destination.Answer = null;
        await SyncEngine.AcceptAsync<Wide, Wide.Key>(_bench.Sync, _bench.Store, new Wide.Key("t", 2), null, TestContext.Current.CancellationToken);
        await using var plan = await _bench.PlanUndoAsync();
        Assert.Equal(new Wide.Key("t", 1), Assert.Single(plan.Changes).Key);
    }

    [Fact]
    public async Task WhatWasRejectedIsNotUndone()
    {
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        _bench.Destination.Answer = (_, key, _) => ((Wide.Key)key).Number is 2 or 4 ? OperationOutcome.Rejected("no") : null;
        await _bench.RunAsync(Row(1, 11), Row(2, 22), Row(3, 30), Row(4, 40));
        _bench.Destination.Answer = null;
        var report = await UndoAsync();
        Assert.Equal((1L, 1L, 2L), (report.Counts.Changed, report.Counts.Removed, report.Counts.Succeeded));
        Assert.Equal([Row(1, 10), Row(2, 20)], Rows());
    }

    [Fact]
    public async Task WhatWasNotAnsweredIsUndoneToo()
    {
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        _bench.Destination.Answer = (_, key, _) => ((Wide.Key)key).Number is 2 or 4 ? OperationOutcome.Unknown("?") : null;
        await _bench.RunAsync(Row(1, 11), Row(2, 22), Row(4, 40));
        _bench.Destination.Answer = null;
        // Applied all the same, unknown to the run.
        (_bench.Records[new("t", 2)], _bench.Records[new("t", 4)]) = (Row(2, 22), Row(4, 40));
        var report = await UndoAsync();
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal([Row(1, 10), Row(2, 20)], Rows());
        Assert.Equal(2, (await _bench.RunAsync(Row(1, 10), Row(2, 20))).Counts.Unchanged);
    }

    [Fact]
    public async Task WhatIsRejectedWhileUndoingIsSaidAndTheRestIsUndone()
    {
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        await _bench.RunAsync(Row(1, 11), Row(2, 22));
        _bench.Destination.Answer = (_, key, _) => ((Wide.Key)key).Number == 2 ? OperationOutcome.Rejected("no") : null;
        var report = await UndoAsync();
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.StartsWith("1 rejected (see Troubled). Of run ", report.Message, StringComparison.Ordinal);
        Assert.Equal([Row(1, 10), Row(2, 22)], Rows());
    }

    [Fact]
    public async Task AFirstRunIsUndoneAsFarAsTheGuardOnRemovalsLets()
    {
        var rows = Enumerable.Range(1, 30).Select(i => Row(i, i)).ToArray();
        await _bench.RunAsync(rows);
        await using (var stopped = await _bench.PlanUndoAsync())
        {
            Assert.Equal("Removals", stopped.Guard?.Guard);
            Assert.Equal(SyncStatus.Stopped, (await stopped.ApplyAsync(_bench.Destination)).Status);
            Assert.Equal(rows, Rows());
        }

        await using var plan = await _bench.PlanUndoAsync(options => options.AllowRemovals(30));
        Assert.Equal(SyncStatus.Succeeded, (await plan.ApplyAsync(_bench.Destination)).Status);
        Assert.Empty(Rows());
        // The first run is still to be made.
        Assert.Equal(30, (await _bench.RunAsync(rows)).Counts.Succeeded);
    }

    [Fact]
    public async Task AnUndoneFirstRunActsOnAddedRowsAgainWhateverTheMode()
    {
        _bench.Sync = _bench.Sync with { ActOn = SyncChanges.Changed };
        await _bench.RunAsync(Row(1, 10));
        await UndoAsync();
        Assert.Empty(Rows());
        await _bench.RunAsync(Row(1, 10));
        Assert.Equal([Row(1, 10)], Rows());
    }

    [Fact]
    public async Task AnApprovedFingerprintLetsAnUndoPass()
    {
        await _bench.RunAsync([.. Enumerable.Range(1, 30).Select(i => Row(i, i))]);
        await using var stopped = await _bench.PlanUndoAsync();
        await using var plan = await _bench.PlanUndoAsync(options => options.Approve(stopped.Fingerprint));
        Assert.Null(plan.Guard);
    }

    [Theory]
    [InlineData(WhenRemoved.Clear)]
    [InlineData(WhenRemoved.Archive)]
    public async Task AClearedOrArchivedRecordGetsItsRowBackAndLosesItAgain(WhenRemoved whenRemoved)
    {
        _bench.Sync = Sync(SyncMode.Upsert, whenRemoved);
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        await _bench.RunAsync(Row(1, 10));
        await UndoAsync();
        Assert.Equal([Row(1, 10), Row(2, 20)], Rows());
        await _bench.RunAsync(Row(1, 10));
        await _bench.RunAsync(Row(1, 10), Row(2, 21));
        // Back after it had left: undone, it is as it was left, and not deleted.
        await using var plan = await _bench.PlanUndoAsync();
        Assert.Equal(whenRemoved == WhenRemoved.Clear ? OperationKind.Clear : OperationKind.Archive, Assert.Single(plan.Changes).Operation);
    }

    [Theory]
    [InlineData(WhenRemoved.Clear)]
    [InlineData(WhenRemoved.Archive)]
    public async Task ARecordThatTheRunCreatedIsDeletedWhateverBecomesOfRemovedOnes(WhenRemoved whenRemoved)
    {
        _bench.Sync = Sync(SyncMode.Upsert, whenRemoved);
        await _bench.RunAsync(Row(1, 10));
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        await using var plan = await _bench.PlanUndoAsync();
        Assert.Equal(OperationKind.Delete, Assert.Single(plan.Changes).Operation);
    }

    [Fact]
    public async Task AnUpdateIsUndoneAndWhatAFirstRunMetIsLeftAsItIs()
    {
        _bench.Sync = Sync(SyncMode.Update, WhenRemoved.Keep);
        _bench.Records[new("t", 1)] = Row(1, 1);
        await _bench.RunAsync(Row(1, 10));
        await using (var first = await _bench.PlanUndoAsync())
        {
            Assert.Empty(first.Changes);
            Assert.Contains("\n  1 record left as it is: what the run met there is not remembered\n", first.ToString(), StringComparison.Ordinal);
        }

        await _bench.RunAsync(Row(1, 11));
        await using var plan = await _bench.PlanUndoAsync();
        Assert.Equal(OperationKind.Update, Assert.Single(plan.Changes).Operation);
        await plan.ApplyAsync(_bench.Destination);
        Assert.Equal([Row(1, 10)], Rows());
    }

    [Fact]
    public async Task AnInsertTakesBackOnlyWhatItCreated()
    {
        _bench.Sync = Sync(SyncMode.Insert, WhenRemoved.Keep);
        _bench.Records[new("t", 1)] = Row(1, 1);
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        var report = await UndoAsync();
        Assert.Equal((1L, 1L), (report.Counts.Removed, report.Counts.Planned));
        Assert.Equal([Row(1, 1)], Rows());
    }

    [Fact]
    public async Task MembersGoOutAndComeBack()
    {
        _bench.Sync = new("Wide.Sync", "Tests.Wide", SyncType.Segments, SyncMode.Add) { WhenRemoved = WhenRemoved.RemoveMember };
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        await _bench.RunAsync(Row(2, 20), Row(3, 30));
        await UndoAsync();
        Assert.Equal([1, 2], _bench.Destination.Inner.Members<Wide, Wide.Key>().Keys.Select(key => key.Number).Order());
    }

    [Theory]
    [InlineData(SyncMode.Upsert, WhenRemoved.Delete, OperationKinds.Upsert | OperationKinds.Delete)]
    [InlineData(SyncMode.Upsert, WhenRemoved.Archive, OperationKinds.Upsert | OperationKinds.Delete | OperationKinds.Archive)]
    [InlineData(SyncMode.Update, WhenRemoved.Keep, OperationKinds.Update)]
    [InlineData(SyncMode.Insert, WhenRemoved.Keep, OperationKinds.Delete)]
    public async Task ADestinationHearsBeforehandOfEveryKindThatAnUndoMayAskFor(SyncMode mode, WhenRemoved whenRemoved, OperationKinds announced)
    {
        _bench.Sync = Sync(mode, whenRemoved);
        _bench.Records[new("t", 2)] = Row(2, 1);
        await _bench.RunAsync(Row(1, 10), Row(2, 20));
        await UndoAsync();
        Assert.Equal(announced, _bench.Destination.Announced);
    }

    [Fact]
    public async Task APlanOfAnUndoIsRefusedWhenTheStateMoved()
    {
        await _bench.RunAsync(Row(1, 10));
        await using var plan = await _bench.PlanUndoAsync();
        await _bench.RunAsync(Row(1, 11));
        var report = await plan.ApplyAsync(_bench.Destination);
        Assert.Equal(SyncStatus.Stopped, report.Status);
        Assert.Null(report.Guard);
        Assert.Equal([Row(1, 11)], Rows());
    }

    [Fact]
    public async Task FoldingNeverTakesTheLastRunFromAnUndo()
    {
        _bench.Configure = options => options.FoldDue = 0;
        for (var price = 10; price < 20; price++) await _bench.RunAsync(Row(1, price), Row(2, price));
        Assert.True(_bench.Store.Replacements > 2);
        await UndoAsync();
        Assert.Equal([Row(1, 18), Row(2, 18)], Rows());
    }

    [Fact]
    public async Task WithoutARunThereIsNothingToUndo()
    {
        var error = await Assert.ThrowsAsync<StateException>(() => _bench.PlanUndoAsync());
        Assert.Equal("There is nothing to undo: the state of Wide.Sync in memory remembers no run that delivered anything.", error.Message);
        await _bench.ResetAsync();
        await _bench.RunAsync(Row(1, 1));
        await Assert.ThrowsAsync<StateException>(() => _bench.PlanUndoAsync());
    }

    [Fact]
    public async Task WithoutKeptRowsTheWayOutIsNamed()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => new ItemBench().PlanUndoAsync());
        Assert.Equal("Item.Sync can't be undone: the state holds a hash of each row, and not the row. Set KeepRows = true on [SyncModel]; runs from then on can be.", error.Message);
    }

    [Theory]
    [InlineData(SyncType.Events, SyncMode.Insert, "Wide.Sync delivers Events, and what was sent can't be taken back.")]
    [InlineData(SyncType.Actions, default(SyncMode), "Wide.Sync delivers Actions, and what was sent can't be taken back.")]
    [InlineData(SyncType.Objects, SyncMode.Archive, "Wide.Sync has mode Archive, which remembers no row: correct the source and run again.")]
    [InlineData(SyncType.Objects, SyncMode.All, "Wide.Sync has mode All, which remembers no row: correct the source and run again.")]
    [InlineData(SyncType.Objects, SyncMode.Diff, "Wide.Sync has mode Diff, and a file that was handed over is not taken back.")]
    [InlineData(SyncType.Segments, SyncMode.Remove, "Wide.Sync has mode Remove, after which it is not known what stood there before: correct the source and run again.")]
    public async Task WhatHasNoWayBackIsSaidByName(SyncType type, SyncMode mode, string message)
    {
        _bench.Sync = new("Wide.Sync", "Tests.Wide", type, mode);
        Assert.Equal(message, (await Assert.ThrowsAsync<InvalidOperationException>(() => _bench.PlanUndoAsync())).Message);
    }

    [Fact]
    public void WhateverRunsDidAnUndoOfTheLastBringsBackWhatWasThereAndTheNextRunDoesItAgain()
    {
        var rows = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 3]).Array[0, 10].Select(cells => cells.DistinctBy(cell => cell.Item1).OrderBy(cell => cell.Item1).Select(cell => Row(cell.Item1, cell.Item2)).ToArray());
        Gen.Select(rows.Array[1, 6], Gen.Bool, Gen.Int[1, 4]).Sample((runs, folds, batch) =>
        {
            var bench = new SyncBench<Wide, Wide.Key>
            {
                Sync = Sync(SyncMode.Upsert, WhenRemoved.Delete),
                Configure = options => (options.FoldDue, options.BatchSize, options.StopOnEmptySource) = (folds ? 0 : int.MaxValue, batch, false),
            };
            Wide[] before = [];
            foreach (var run in runs)
            {
                var records = Rows(bench);
                if (bench.RunAsync(run).Result.Counts.Succeeded > 0) before = records;
            }

            if (bench.Destination.Batches.Count == 0) return;
            var plan = bench.PlanUndoAsync().Result;
            Assert.Equal(SyncStatus.Succeeded, plan.ApplyAsync(bench.Destination).Result.Status);
            plan.DisposeAsync().AsTask().Wait();
            Assert.Equal(before, Rows(bench));
            Assert.Equal(before.Length, bench.RunAsync(before).Result.Counts.Unchanged);
            Assert.Equal(SyncStatus.Succeeded, bench.RunAsync(runs[^1]).Result.Status);
            Assert.Equal(runs[^1], Rows(bench));
        }, iter: 300);
    }

    private static Wide[] Rows(SyncBench<Wide, Wide.Key> bench) => [.. bench.Records.Values.OrderBy(row => row.Number)];

    private static SyncDefinition Sync(SyncMode mode, WhenRemoved whenRemoved) => new("Wide.Sync", "Tests.Wide", SyncType.Objects, mode) { WhenRemoved = whenRemoved };

    private static Wide Row(long number, int price) => new("t", number, price, null, number / 2.0, null);

    private async Task<SyncReport> UndoAsync()
    {
        await using var plan = await _bench.PlanUndoAsync();
        return await plan.ApplyAsync(_bench.Destination);
    }

    private Wide[] Rows() => Rows(_bench);
}
