using Xunit;

namespace Syncline.Conformance;

public abstract partial class DestinationConformance
{
    /// <summary>How many rows the large case has where SYNCLINE_CONFORMANCE_ROWS does not say it.</summary>
    /// <value>Default: 20,000.</value>
    protected virtual int ManyRows => 20_000;

    private int Many => int.TryParse(Environment.GetEnvironmentVariable("SYNCLINE_CONFORMANCE_ROWS"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var rows) ? rows : ManyRows;

    /// <summary>Many rows arrive, change and go.</summary>
    [Fact]
    public async Task Many_rows_arrive_change_and_go()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        var rows = Contacts(Many);
        await DeliversAsync<Contact, Contact.Key>(sync, rows);
        await HoldsAsync(rows);
        Contact[] next = [.. rows.Where(row => row.Id % 10 != 3).Select(row => row.Id % 10 == 5 ? row with { Name = "changed" } : row), .. Enumerable.Range(Many + 1, 7).Select(i => new Contact(i, null, null))];
        var report = await RunAsync(sync, next);
        Succeeded(report);
        Assert.Equal(((Many + 7) / 10L, (Many + 5) / 10L, 7L), (report.Counts.Removed, report.Counts.Changed, report.Counts.Added));
        await HoldsAsync(next);
    }

    /// <summary>One row arrives, changes and goes.</summary>
    [Fact]
    public async Task One_row_arrives_changes_and_goes()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        await DeliversAsync<Contact, Contact.Key>(sync, Before[..1]);
        Succeeded(await RunAsync(sync, Before[0] with { Name = null }));
        await HoldsAsync(Before[0] with { Name = null });
        Succeeded(await RunAsync(sync));
        await HoldsAsync();
    }

    /// <summary>A cancelled run is taken up by the next.</summary>
    [Fact]
    public async Task A_cancelled_run_is_taken_up()
    {
        var sync = Sync(SyncMode.Upsert);
        if (Target.Lacks(sync) is { } reason) Skip(reason);
        using var cancel = new CancellationTokenSource();
        var progress = new CancelAfter(cancel, SyncPhase.Delivering);
        var report = await SyncEngine.RunAsync<Contact, Contact.Key>(sync, SyncSource.From(Contacts(500)), Target.Open<Contact, Contact.Key>(_place), Target.State, new SyncOptions { BatchSize = 50, Progress = progress }, cancel.Token);
        Assert.Equal(SyncStatus.Cancelled, report.Status);
        Succeeded(await RunAsync(sync, Contacts(500)));
        await HoldsAsync(Contacts(500));
    }

    /// <summary>A run that is cut off, before the state learns of a batch or after, is taken up: nothing is lost, and no more than the batch on its way is sent again.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task A_run_that_is_cut_off_is_taken_up(int commit, bool after)
    {
        const int Batch = 50;
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        if (((int)Target.Open<Contact, Contact.Key>(_place).Repeatable & (int)OperationKinds.Upsert) == 0) Skip("what is not answered is parked, for it may not be sent again");
        var rows = Contacts(500);
        var cut = await RunAsync<Contact, Contact.Key>(sync, rows, options => options.BatchSize = Batch, new CutOffStateStore(Target.State, commit, after));
        Assert.True(cut.Status == SyncStatus.Failed, Said(cut));
        var there = (await ThereAsync()).Count;
        var next = await RunAsync<Contact, Contact.Key>(sync, rows, options => options.BatchSize = Batch);
        Succeeded(next);
        await HoldsAsync(rows);
        Assert.InRange(next.Counts.Planned, rows.Length - there, rows.Length - there + Batch);
        Assert.Equal(0, (await RunAsync(sync, rows)).Counts.Planned);
        // The state knows each of them as delivered.
        Succeeded(await RunAsync(sync));
        await HoldsAsync();
    }

    /// <summary>A batch and what the state knows of it are one commit: a run that is cut off leaves both or neither, and the next one sends exactly what is missing.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task A_batch_and_its_state_are_one_commit(int commit, bool after)
    {
        if (!Target.JoinsState) Skip("records and state are in two places");
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        var rows = Contacts(500);
        var cut = await RunAsync<Contact, Contact.Key>(sync, rows, options => options.BatchSize = 50, new CutOffStateStore(Target.State, commit, after));
        Assert.True(cut.Status == SyncStatus.Failed, Said(cut));
        var there = (await ThereAsync()).Count;
        Assert.Equal(0, there % 50);
        var next = await RunAsync<Contact, Contact.Key>(sync, rows, options => options.BatchSize = 50);
        Succeeded(next);
        Assert.Equal(rows.Length - there, next.Counts.Planned);
        await HoldsAsync(rows);
    }

    /// <summary>What a run did is undone, and the destination is as it was before.</summary>
    [Fact]
    public async Task A_run_is_undone()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        Kept[] rows = [new(1, "a"), new(2, "b"), new(3, "c")];
        Succeeded(await RunAsync<Kept, Kept.Key>(sync, rows));
        Succeeded(await RunAsync<Kept, Kept.Key>(sync, [new(1, "a"), new(2, "B"), new(4, "d")]));
        await using var plan = new AnyPlan(await SyncEngine.PlanUndoAsync<Kept, Kept.Key>(sync, Target.State, new SyncOptions { RemovalLimitShare = 1 }, Stop));
        Succeeded(await plan.ApplyAsync(Target.Open<Kept, Kept.Key>(_place), Stop));
        await HoldsAsync<Kept, Kept.Key>(rows);
    }

    /// <summary>A first run that records a baseline sends nothing, and what changes later is sent.</summary>
    [Fact]
    public async Task A_baseline_sends_nothing()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete) with { FirstRun = FirstRunPolicy.Baseline };
        await PutAsync(new Contact(1, "by hand", null), new Contact(2, "by hand", null));
        var first = await RunAsync(sync, Before);
        Assert.Equal((SyncStatus.Succeeded, 0L), (first.Status, first.Counts.Planned));
        await HoldsAsync(new(1, "by hand", null), new(2, "by hand", null));
        Succeeded(await RunAsync(sync, Before[0] with { Name = "new" }));
        await HoldsAsync(Before[0] with { Name = "new" });
    }

    /// <summary>A first run that is refused sends nothing.</summary>
    [Fact]
    public async Task A_first_run_that_is_refused_sends_nothing()
    {
        await PutAsync(Before);
        var sync = Sync(SyncMode.Upsert) with { FirstRun = FirstRunPolicy.Refuse };
        Assert.Equal(SyncStatus.Stopped, (await RunAsync(sync, new Contact(3, "c", "C"))).Status);
        await HoldsAsync(Before);
    }

    /// <summary>A resync writes every row again, and a reset takes them as delivered.</summary>
    [Fact]
    public async Task A_resync_writes_again_and_a_reset_does_not()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        Succeeded(await RunAsync(sync, [.. Before, new(3, "c", "C")]));
        await PutAsync(new Contact(1, "by hand", null));
        Assert.Equal(0, (await RunAsync(sync, [.. Before, new(3, "c", "C")])).Counts.Planned);
        await SyncEngine.ResyncAsync<Contact, Contact.Key>(sync, Target.State, null, Stop);
        var again = await RunAsync(sync, Before);
        Assert.True((again.Status, again.Counts.Planned) == (SyncStatus.Succeeded, 3), Said(again));
        await HoldsAsync(Before);
        await SyncEngine.ResetAsync<Contact, Contact.Key>(sync, Target.State, null, Stop);
        Assert.Equal(0, (await RunAsync(sync, Before[0] with { Name = "not sent" }, Before[1])).Counts.Planned);
        await HoldsAsync(Before);
    }

    /// <summary>Instances of one sync have a state each, and remove nothing of each other's.</summary>
    [Fact]
    public async Task Instances_leave_each_other_alone()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        foreach (var tenant in new[] { 1, 2 })
        {
            Contact[] rows = [new(tenant * 10, "a", "A"), new(tenant * 10 + 1, "b", "B")];
            Succeeded(await RunAsync<Contact, Contact.Key>(sync, rows, options => options.Instance = $"tenant {tenant}"));
        }

        Succeeded(await RunAsync<Contact, Contact.Key>(sync, [new(10, "a", "A")], options => options.Instance = "tenant 1"));
        await HoldsAsync(new(10, "a", "A"), new(20, "a", "A"), new(21, "b", "B"));
    }

    /// <summary>The records, or none where the place was not made yet.</summary>
    private Task<IReadOnlyList<Contact>> ThereAsync() => Target.ReadAsync<Contact, Contact.Key>(_place, SyncType.Objects);

    private sealed class CancelAfter(CancellationTokenSource source, SyncPhase phase) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value)
        {
            if (value.Phase == phase) source.Cancel();
        }
    }

    private sealed class AnyPlan(PlannedRun<Kept, Kept.Key> run) : SyncPlan<Kept, Kept.Key>(run)
    {
        public Task<SyncReport> ApplyAsync(IDestination destination, CancellationToken cancellationToken) => ApplyToAsync(destination, cancellationToken);
    }
}
