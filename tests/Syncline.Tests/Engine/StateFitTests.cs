namespace Syncline.Tests.Engine;

/// <summary>A state belongs to one sync and one destination.</summary>
public sealed class StateFitTests
{
    private readonly ItemBench _bench = new() { Sync = new("Item.Sync", "Tests.Item", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete } };

    [Fact]
    public async Task AnotherDestinationStopsTheRun()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Destination = new WatchedDestination("other");
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal(SyncStatus.Stopped, report.Status);
        Assert.Equal(
            "The state of Item.Sync in memory does not fit: it remembers what was delivered to memory:default, and this run delivers to memory:other. A state belongs to one sync and one destination. "
            + "Use another state or Instance; or call ResetAsync to take the source as delivered, or ResyncAsync to deliver every row.",
            report.Message);
        Assert.Empty(_bench.Destination.Batches);
    }

    [Fact]
    public async Task AResyncMovesToAnotherDestinationAndRemovesNothingItDidNotDeliverThere()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        _bench.Destination = new WatchedDestination("other");
        _bench.Records[new(3)] = new Item(3, 99, "a stranger's");
        await _bench.ResyncAsync();
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, 2L, 1L, 1L), (report.Status, report.Counts.Changed, report.Counts.Removed, report.Counts.IgnoredNotOurs));
        Assert.Equal([1, 2, 3], _bench.Ids);
        // From here on it is as ever.
        await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal([1, 3], _bench.Ids);
    }

    [Fact]
    public async Task AResetTakesTheSourceAsDeliveredElsewhere()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        _bench.Destination = new WatchedDestination("other");
        await _bench.ResetAsync();
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((SyncStatus.Succeeded, 2L, 2L, 0L), (report.Status, report.Counts.Added, report.Counts.IgnoredByBaseline, report.Counts.Planned));
        Assert.Empty(_bench.Destination.Batches);
        // Taken over means ours: what is removed then is removed.
        _bench.Records[new(2)] = new Item(2, 1, "a");
        var next = await _bench.RunAsync(ItemBench.Items(1));
        Assert.Equal((1L, 1L), (next.Counts.Unchanged, next.Counts.Succeeded));
        Assert.Empty(_bench.Ids);
    }

    [Fact]
    public async Task AnotherFamilyStopsTheRun()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        await RewriteHeadAsync(head => head with { Family = "Add" });
        Assert.Contains("it was written by a sync of family Add, and this one is of family Write", (await _bench.RunAsync(ItemBench.Items(2))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherKeyStopsTheRunAndAResyncStartsAnew()
    {
        var wide = new SyncBench<Wide, Wide.Key> { Sync = _bench.Sync, Store = _bench.Store, Destination = _bench.Destination };
        await _bench.RunAsync(ItemBench.Items(2));
        var report = await wide.RunAsync(new Wide("t", 1, null, null, null, null));
        Assert.Contains("does not fit: its key is Id Int32, the model's Tenant Text; Number Int64.", report.Message, StringComparison.Ordinal);
        await wide.ResyncAsync();
        Assert.Equal((SyncStatus.Succeeded, 1L, 0L), Summary(await wide.RunAsync(new Wide("t", 1, null, null, null, null))));
    }

    [Fact]
    public async Task ModesOfOneFamilyShareAState()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        _bench.Sync = _bench.Sync with { Mode = SyncMode.Insert };
        Assert.Equal((SyncStatus.Succeeded, 1L, 0L), Summary(await _bench.RunAsync(ItemBench.Items(3))));
    }

    [Fact]
    public async Task InstancesAndSyncsHaveStatesOfTheirOwn()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal(2, (await _bench.RunAsync(options => options.Instance = "tenant 2", ItemBench.Items(2))).Counts.Added);
        _bench.Sync = _bench.Sync with { Id = "Tests.Item/Other" };
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(2))).Counts.Added);
    }

    [Fact]
    public async Task AModelChangeCanFailResendOrRebaseline()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        foreach (var (policy, status, planned) in new[] { (ModelChange.Fail, SyncStatus.Stopped, 0L), (ModelChange.Rebaseline, SyncStatus.Succeeded, 0L), (ModelChange.Resend, SyncStatus.Succeeded, 2L) })
        {
            var later = new SyncBench<ItemV2, Item.Key> { Sync = _bench.Sync with { OnModelChange = policy }, Destination = _bench.Destination };
            await later.Store.ReplaceAsync("Tests.Item", await _bench.Store.SegmentsAsync("Tests.Item"));
            var report = await later.RunAsync(new ItemV2(1, 1, "a", true), new ItemV2(2, 1, "a", false));
            Assert.Equal((status, planned), (report.Status, report.Counts.Planned));
            Assert.Equal(
                policy switch
                {
                    ModelChange.Fail => "The model of Item.Sync changed, and ModelChange.Fail stops the run: column 'Active' was added (Boolean?). Change it back, or choose Resend or Rebaseline.",
                    ModelChange.Rebaseline => "The model changed (column 'Active' was added (Boolean?)), so 2 known rows are recorded anew, and not sent.",
                    _ => "The model changed (column 'Active' was added (Boolean?)), so 2 known rows compare as changed.",
                },
                report.Message);
            if (policy == ModelChange.Fail) continue;
            var next = await later.RunAsync(new ItemV2(1, 1, "a", true), new ItemV2(2, 1, "a", false));
            Assert.Equal((2L, null), (next.Counts.Unchanged, next.Message));
        }
    }

    [Fact]
    public async Task APlanSaysThatTheModelChanged()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        var later = new SyncBench<ItemV2, Item.Key> { Sync = _bench.Sync, Store = _bench.Store, Destination = _bench.Destination };
        // A row that is new, and one held back for its key, compare with no earlier version.
        await using var plan = await later.PlanAsync(new ItemV2(1, 1, "a", true), new ItemV2(3, 1, "a", true), new ItemV2(3, 1, "b", true), new ItemV2(4, 1, "a", true));
        const string Sentence = "The model changed (column 'Active' was added (Boolean?)), so 1 known row compares as changed.";
        Assert.Contains($"\n  {Sentence}\n", plan.ToString(), StringComparison.Ordinal);
        using var json = new MemoryStream();
        await plan.WriteJsonAsync(json, TestContext.Current.CancellationToken);
        Assert.Equal(Sentence, System.Text.Json.JsonDocument.Parse(json.ToArray()).RootElement.GetProperty("modelChange").GetString());
    }

    [Fact]
    public async Task ALedgerTakesTheNewHashesAndSaysSo()
    {
        _bench.Sync = new("Item.Sync", "Tests.Item", SyncType.Events, SyncMode.Insert);
        await _bench.RunAsync(ItemBench.Items(2));
        var later = new SyncBench<ItemV2, Item.Key> { Sync = _bench.Sync, Store = _bench.Store, Destination = _bench.Destination };
        var report = await later.RunAsync(new ItemV2(1, 1, "a", true));
        Assert.Equal((SyncStatus.Succeeded, 0L), (report.Status, report.Counts.Planned));
        Assert.Equal("The model changed (column 'Active' was added (Boolean?)), so 1 delivered key takes a new hash, and nothing is sent again for it.", report.Message);
        Assert.Null((await later.RunAsync(new ItemV2(1, 1, "a", true))).Message);
    }

    [Fact]
    public async Task AResyncIsNoChangeOfTheModel()
    {
        await _bench.RunAsync(ItemBench.Items(2));
        await _bench.ResyncAsync();
        var report = await _bench.RunAsync(ItemBench.Items(2));
        Assert.Equal((2L, null), (report.Counts.Changed, report.Message));
    }

    [Fact]
    public async Task AnInterruptedResendGoesOn()
    {
        await _bench.RunAsync(ItemBench.Items(4));
        var later = new SyncBench<ItemV2, Item.Key> { Sync = _bench.Sync, Destination = _bench.Destination, Store = _bench.Store };
        var rows = Enumerable.Range(1, 4).Select(id => new ItemV2(id, 1, "a", true)).ToArray();
        _bench.Destination.BeforeBatch = (number, _) => number == 2 ? throw new DestinationException("busy", FailureEffect.NothingTransient) : default;
        var first = await later.RunAsync(options => options.BatchSize = 1, rows);
        Assert.Equal((SyncStatus.Incomplete, 1L, 3L), (first.Status, first.Counts.Succeeded, first.Counts.Deferred));
        Assert.StartsWith("busy", first.Message, StringComparison.Ordinal);
        Assert.EndsWith(" The model changed (column 'Active' was added (Boolean?)), so 4 known rows compare as changed.", first.Message, StringComparison.Ordinal);
        _bench.Destination.BeforeBatch = null;
        var second = await later.RunAsync(rows);
        Assert.Equal((SyncStatus.Succeeded, 3L, 0L), Summary(second));
        Assert.Equal("The model changed (column 'Active' was added (Boolean?)), so 3 known rows compare as changed.", second.Message);
    }

    [Fact]
    public async Task AResyncThatIsInterruptedGoesOn()
    {
        await _bench.RunAsync(ItemBench.Items(3));
        await _bench.ResyncAsync();
        _bench.Destination.Answer = (_, key, _) => ((Item.Key)key).Id == 2 ? OperationOutcome.Deferred("busy") : null;
        Assert.Equal(2, (await _bench.RunAsync(ItemBench.Items(3))).Counts.Succeeded);
        _bench.Destination.Answer = null;
        var next = await _bench.RunAsync(ItemBench.Items(3));
        Assert.Equal((1L, 2L), (next.Counts.Succeeded, next.Counts.Unchanged));
        Assert.Equal(3, (await _bench.RunAsync(ItemBench.Items(3))).Counts.Unchanged);
    }

    private static (SyncStatus, long, long) Summary(SyncReport report) => (report.Status, report.Counts.Succeeded, report.Counts.Removed);

    private async Task RewriteHeadAsync(Func<StateHead, StateHead> change)
    {
        var heads = new HeadRecorder();
        var reader = new StateReader("memory", "Tests.Item");
        foreach (var segment in await _bench.Store.SegmentsAsync("Tests.Item")) reader.Read(segment, heads);
        var writer = new StateWriter("Tests.Item", 0);
        writer.Head(change(heads.Last!));
        await _bench.Store.ReplaceAsync("Tests.Item", writer.Take().Select(segment => segment.ToArray()));
    }

    private sealed class HeadRecorder : IStateRecords
    {
        public StateHead? Last { get; private set; }

        public void Head(StateHead head) => Last = head;

        public void Put(int generation, EntryFlags flags, ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> tolerances, ReadOnlySpan<byte> row, bool hasRow)
        {
        }

        public void Mark(EntryFlags flags, ReadOnlySpan<byte> key, EntryNote? note)
        {
        }

        public void Drop(ReadOnlySpan<byte> key)
        {
        }
    }
}
