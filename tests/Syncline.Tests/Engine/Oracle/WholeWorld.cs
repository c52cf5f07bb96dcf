namespace Syncline.Tests.Engine.Oracle;

/// <summary>A destination and a state that whole runs follow one another on, and what they must come to.</summary>
internal sealed class WholeWorld(SyncType type, SyncMode mode, CommitWay way)
{
    private readonly World _world = new(way);
    private readonly InMemoryDestination _destination = new();
    private readonly SyncDefinition _sync = new("Oracle.Sync", ActualState.StateId, type, mode);

    // What a reader of the diffs holds, and which of its keys may be as an undone or doubled run left them.
    private readonly SortedDictionary<int, Row> _view = [];
    private int _read;
    private int _previous;
    private int _snapshots;

    private IDictionary<Item.Key, Item> Records => type == SyncType.Segments ? _destination.Members<Item, Item.Key>() : _destination.Records<Item, Item.Key>();

    public void Play(WholeAct act)
    {
        if (mode == SyncMode.All) Meddle(act);
        var before = new SortedDictionary<int, Row>(Records.ToDictionary(pair => pair.Key.Id, pair => ItemKit.Back(pair.Value)));
        var fate = new Fate(_world, RunSpec.Default with { DiesAtStep = act.DiesAtStep == 0 ? null : act.DiesAtStep, SourceFailsAfter = act.Fault == WholeFault.SourceFails ? act.Rows.Length / 2 : null, AppendFails = act.Fault == WholeFault.AppendFails ? (1, AppendFault.Before) : null });
        _destination.Answer = (kind, key, _) => kind == OperationKind.Mirror && ((Item.Key)key).Id == act.Rejected ? OperationOutcome.Rejected("told to") : null;
        var options = new SyncOptions { TimeProvider = _world.Time, MaxWait = TimeSpan.Zero, StopTimeout = TimeSpan.Zero, UnreadableRows = UnreadableRows.HoldBack, DuplicateKeys = act.Duplicates, RemovalLimitRows = act.Limit, RemovalLimitShare = 0 };
        var destination = new FaultyWhole(_destination, fate, act.Fault);
        var report = SyncEngine.RunAsync<Item, Item.Key>(_sync, new ScriptedSource<Item, Item.Key, ItemKit>(fate, act.Rows), destination, new ScriptedStore(fate), options, fate.Cancellation.Token).GetAwaiter().GetResult();
        if (fate.IsDead) _world.Time.Advance(TimeSpan.FromSeconds(61));
        else _world.Holder = 0;
        // A run that ends before its plan is complete reports what it queried, and nothing else.
        if (!fate.IsDead && report.Counts != new SyncCounts { Queried = report.Counts.Queried }) Assert.Null(report.Counts.FindImbalance());
        Judge(act, fate.IsDead ? null : report, destination.IsCommitted, before);
    }

    private void Meddle(WholeAct act)
    {
        if (act.How == 1) Records.Remove(new Item.Key(act.Meddled));
        if (act.How == 2) Records[new Item.Key(act.Meddled)] = ItemKit.Make(new Row(act.Meddled, 9));
    }

    private void Judge(WholeAct act, SyncReport? report, bool committed, SortedDictionary<int, Row> before)
    {
        var groups = act.Rows.Where(row => !row.IsUnreadable && row.Key is not null).GroupBy(row => row.Key!.Value).ToList();
        var held = act.Duplicates == DuplicateKeys.HoldBack ? groups.Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet() : [];
        var standing = groups.Where(group => !held.Contains(group.Key)).ToDictionary(group => group.Key, group => act.Duplicates == DuplicateKeys.KeepLast ? group.Last() : group.First());
        var invalid = act.Rows.Count(row => row.IsUnreadable || row.Key is null) + groups.Where(group => held.Contains(group.Key)).Sum(group => group.Count());
        var keepsUnseen = act.Rows.Any(row => row.IsUnreadable);
        if (report is { Status: SyncStatus.Succeeded }) Assert.True(committed && invalid == 0);
        if (report is { Status: SyncStatus.Incomplete } && act.Fault is WholeFault.None) Assert.True(committed && invalid + report.Counts.Rejected > 0);
        if (report is not null && act.Fault == WholeFault.None && report.Guard is null) Assert.True(committed, report.Message);
        switch (mode)
        {
            case SyncMode.All: JudgeAll(act, report, committed, before, standing, held, keepsUnseen); break;
            case SyncMode.Snapshot: JudgeSnapshot(act, report, committed, standing); break;
            default: JudgeDiff(report, committed, standing, held, keepsUnseen); break;
        }
    }

    private void JudgeAll(WholeAct act, SyncReport? report, bool committed, SortedDictionary<int, Row> before, Dictionary<int, Row> standing, HashSet<int> held, bool keepsUnseen)
    {
        var foreign = keepsUnseen ? [] : before.Keys.Where(key => !standing.ContainsKey(key) && !held.Contains(key)).ToList();
        var expected = new SortedDictionary<int, Row>(before);
        if (committed)
        {
            foreach (var key in foreign) expected.Remove(key);
            foreach (var (key, row) in standing.Where(pair => pair.Key != act.Rejected)) expected[key] = row;
            Assert.True(foreign.Count <= (standing.Count == 0 ? 0 : act.Limit), "the guard let too many go");
        }

        Assert.Equal(expected, new SortedDictionary<int, Row>(Records.ToDictionary(pair => pair.Key.Id, pair => ItemKit.Back(pair.Value))));
        if (report is { Guard.Guard: "Foreign" }) Assert.True(foreign.Count > (standing.Count == 0 ? 0 : act.Limit));
        JudgeEmptySource(report, standing.Count, committed);
        if (report is null || !committed || report.Status == SyncStatus.Failed) return;
        Assert.Equal((foreign.Count, standing.Count), ((int)report.Counts.Foreign, (int)report.Counts.Full));
        if (act.Fault == WholeFault.None) Assert.Equal(standing.TryGetValue(act.Rejected, out var refused) && before.GetValueOrDefault(act.Rejected) != refused ? 1 : 0, report.Counts.Rejected);
    }

    private void JudgeSnapshot(WholeAct act, SyncReport? report, bool committed, Dictionary<int, Row> standing)
    {
        var snapshots = _destination.Snapshots<Item>();
        Assert.Equal(_snapshots + (committed ? 1 : 0), snapshots.Length);
        _snapshots = snapshots.Length;
        if (committed) Assert.Equal(act.Rows.Where(row => standing.Values.Any(one => ReferenceEquals(one, row))), snapshots[^1].Select(ItemKit.Back));
        JudgeEmptySource(report, standing.Count, committed);
    }

    /// <summary>An empty source after a run that was not is stopped.</summary>
    private void JudgeEmptySource(SyncReport? report, int rows, bool committed)
    {
        if (report is { Guard.Guard: "EmptySource" }) Assert.True(_previous > 0 && rows == 0);
        var actual = ActualState.Load(_world, "Item").Head;
        // What was committed apart from the state may have been all that a dying or failing run did.
        if (committed && (_world.Confirms || actual?.Entries == rows)) _previous = rows;
        Assert.Equal(_previous, (int)(actual?.Entries ?? 0));
        if (report is { Status: SyncStatus.Succeeded }) Assert.Equal(rows, _previous);
    }

    /// <summary>Who applies the diffs one after the other holds what the source held, at the end of every run that was delivered.</summary>
    private void JudgeDiff(SyncReport? report, bool committed, Dictionary<int, Row> standing, HashSet<int> held, bool keepsUnseen)
    {
        var diffs = _destination.Diffs<Item>();
        Assert.Equal(_read + (committed ? 1 : 0), diffs.Length);
        for (; _read < diffs.Length; _read++)
        {
            if (_world.IsAtomic)
            {
                // Delivered once: nothing is added that is there, and nothing changed or removed that is not.
                Assert.All(diffs[_read].Added, row => Assert.DoesNotContain(row.Id!.Value, _view.Keys));
                Assert.All(diffs[_read].Changed.Concat(diffs[_read].Removed), row => Assert.Contains(row.Id!.Value, _view.Keys));
            }

            foreach (var row in diffs[_read].Removed) _view.Remove(row.Id!.Value);
            foreach (var row in diffs[_read].Added.Concat(diffs[_read].Changed)) _view[row.Id!.Value] = ItemKit.Back(row);
            var keys = diffs[_read].Removed.Concat(diffs[_read].Added).Concat(diffs[_read].Changed).Select(row => row.Id).ToList();
            Assert.Equal(keys.Count, keys.Distinct().Count());
        }

        if (!committed) return;
        foreach (var (key, row) in standing) Assert.Equal(row, _view.GetValueOrDefault(key));
        var surplus = _view.Keys.Where(key => !standing.ContainsKey(key) && !held.Contains(key)).ToList();
        if (!keepsUnseen) Assert.Empty(surplus);
        if (report is { Status: SyncStatus.Succeeded }) Assert.Equal(standing.Count, _view.Count);
    }
}

/// <summary>The in-memory destination, failing as told.</summary>
internal sealed class FaultyWhole(InMemoryDestination inner, Fate fate, WholeFault fault) : IMirrors, IMirrorsMembers, ISnapshots, IDiffs
{
    public string Identity => inner.Identity;

    public bool IsCommitted { get; private set; }

    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        fate.Step();
        var opened = (IWholeDelivery<TModel, TKey>)await inner.OpenAsync<TModel, TKey>(context, cancellationToken);
        return fate.World.Confirms ? new ConfirmingDelivery<TModel, TKey>(this, opened) : new Delivery<TModel, TKey>(this, opened);
    }

    private async ValueTask<IWholeWork> ApplyAsync<TModel, TKey>(IWholeDelivery<TModel, TKey> delivery, WholeRun<TModel, TKey> run)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        fate.Step();
        if (fault == WholeFault.ApplyIsRefused) throw new DestinationException("The destination is busy.", FailureEffect.NothingTransient);
        if (fault == WholeFault.ApplyHasABug) throw new InvalidOperationException("The destination has a bug.");
        var work = await delivery.ApplyAsync(run, default);
        if (fault == WholeFault.Cancelled) fate.Cancel();
        fate.Step();
        return new Work(this, work, run.Commit, run.PreviousCommit);
    }

    /// <summary>One that can tell what became of a commit, unless the process dies of it.</summary>
    private sealed class ConfirmingDelivery<TModel, TKey>(FaultyWhole owner, IWholeDelivery<TModel, TKey> inner) : Delivery<TModel, TKey>(owner, inner), IConfirmsCommits
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        public ValueTask<bool> IsCommittedAsync(string commit, CancellationToken cancellationToken)
        {
            Owner.Fate.Step();
            if (Owner.Fault == WholeFault.AskingFails) throw new IOException("The destination can't be reached.");
            var isThere = Owner.Fate.World.Commits.Contains(commit);
            if (!isThere) Owner.Fate.World.Denied.Add(commit);
            return new(isThere);
        }
    }

    private class Delivery<TModel, TKey>(FaultyWhole owner, IWholeDelivery<TModel, TKey> inner) : IWholeDelivery<TModel, TKey>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        protected FaultyWhole Owner => owner;

        public int BatchSize => 10;

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken) => inner.ApplyAsync(batch, cancellationToken);

        public ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken) => owner.ApplyAsync(inner, run);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    internal sealed class Work(FaultyWhole owner, IWholeWork inner, string commit, string? previous) : IWholeWork, IScriptedWork
    {
        private List<byte[]> _segments = [];

        public IReadOnlyList<OperationOutcome> Outcomes => inner.Outcomes;

        public long Records => inner.Records;

        public IReadOnlyList<ForeignRecord> Foreign => inner.Foreign;

        public void Take(List<byte[]> segments) => _segments = segments;

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            owner.Fate.Step();
            if (owner.Fault == WholeFault.CommitIsRefused) throw new DestinationException("The commit was refused.", FailureEffect.NothingTransient);
            if (owner.Fault is WholeFault.CommitIsNotAnswered or WholeFault.AskingFails) throw new DestinationException("The commit was not answered.", FailureEffect.Unknown);
            var world = owner.Fate.World;
            Assert.DoesNotContain(commit, world.Denied);
            if (world.Confirms) Assert.Equal(world.LastCommit, previous);
            await inner.CommitAsync(cancellationToken);
            owner.IsCommitted = true;
            Assert.True(world.Commits.Add(commit), $"{commit} was made before");
            world.LastCommit = commit;
            owner.Fate.World.Segments.AddRange(_segments);
            owner.Fate.World.Version += _segments.Count;
            if (owner.Fault == WholeFault.CommitIsNotAnsweredAndDone) throw new DestinationException("The commit was not answered.", FailureEffect.Unknown);
            owner.Fate.Step();
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private Fate Fate => fate;

    private WholeFault Fault => fault;
}
