using System.Collections.Immutable;

namespace Syncline.Tests.Engine.Oracle;

/// <summary>Plays a script against the engine and against SPEC, and compares after every act.</summary>
internal sealed class OracleRunner(Script script)
{
    private readonly World _world = new(script.Way);
    private NaiveState _state = new();
    private int _run;
    private int? _today;
    private (string Fingerprint, object Plan)? _lastStop;

    public void Play()
    {
        for (var i = 0; i < script.Acts.Length; i++)
        {
            try
            {
                Play(script.Acts[i]);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"At act {i + 1}: {e.Message}", e);
            }
        }
    }

    private void Play(Act act)
    {
        if (act is Act.Run run)
        {
            var spec = run.Spec(script);
            if (script.Family == "Wide") Run<Wide, Wide.Key, WideKit>(spec, run.Rows);
            else if (spec.Version == 1) Run<Item, Item.Key, ItemKit>(spec, run.Rows);
            else Run<ItemV2, Item.Key, ItemV2Kit>(spec, run.Rows);
            return;
        }

        var store = new ScriptedStore(new Fate(_world, RunSpec.Default));
        var sync = OracleChecks.Definition(RunSpec.Default with { Type = script.Type, Mode = script.Mode });
        if (script.Family == "Wide") Await(act is Act.Reset ? SyncEngine.ResetAsync<Wide, Wide.Key>(sync, store, null, default) : SyncEngine.ResyncAsync<Wide, Wide.Key>(sync, store, true, null, default));
        else Await(act is Act.Reset ? SyncEngine.ResetAsync<Item, Item.Key>(sync, store, null, default) : SyncEngine.ResyncAsync<Item, Item.Key>(sync, store, true, null, default));
        if (act is Act.Reset) _world.LastCommit = null;
        _state = act is Act.Reset ? _state.Reset(1) : _state.Resync(1);
        CheckState(_state);
    }

    private void Run<TModel, TKey, TKit>(RunSpec spec, ImmutableArray<Row> rows)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        where TKit : IRowKit<TModel, TKey>
    {
        _run++;
        _world.Time.Advance(TimeSpan.FromDays(spec.DaysBefore));
        _today = spec.KeepLedger > 0 && (spec.Type is SyncType.Events or SyncType.Actions) ? LedgerTerm.DayOf(_world.Time.GetUtcNow()) : null;
        var fate = new Fate(_world, spec);
        var destination = new ScriptedDestination(fate, sent => CheckMarks(spec, sent));
        var source = new ScriptedSource<TModel, TKey, TKit>(fate, rows);
        var records = Copy();
        var segments = _world.Segments.ToArray();
        var open = ActualState.OpenCommit(_world, script.Family);
        var report = Deliver<TModel, TKey>(spec, fate, source, destination);
        if (!fate.IsDead && _world.Segments.SequenceEqual(segments) && _world.Version != segments.Length && segments.Length == 0) Assert.Fail("the version moved without a segment");
        Judge(spec, fate, rows, report, (records, segments, open));
        if (fate.IsDead) _world.Time.Advance(TimeSpan.FromSeconds(61));
        else _world.Holder = 0;
    }

    private SyncReport? Deliver<TModel, TKey>(RunSpec spec, Fate fate, ISyncSource<TModel> source, ScriptedDestination destination)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var options = Options(spec);
        var store = new ScriptedStore(fate);
        if (!spec.ViaPlan) return Await(SyncEngine.RunAsync<TModel, TKey>(OracleChecks.Definition(spec), source, destination, store, options, fate.Cancellation.Token));
        try
        {
            var planned = Await(SyncEngine.PlanAsync<TModel, TKey>(OracleChecks.Definition(spec), source, store, options, fate.Cancellation.Token));
            return Await(new TestPlan<TModel, TKey>(planned).ApplyAsync(destination, fate.Cancellation.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SourceException or StateException or DeathException)
        {
            // A plan that can't be made throws; there is no report.
            return null;
        }
    }

    private void Judge(RunSpec spec, Fate fate, ImmutableArray<Row> rows, SyncReport? report, (Dictionary<string, SortedDictionary<int, Row>> Records, byte[][] Segments, string? Open) before)
    {
        var (records, segments, open) = before;
        var (opened, stop) = _state.Open(spec, spec.ViaPlan ? null : $"scripted:{spec.Destination}", _today);
        var died = fate.IsDead;
        if (stop is not null)
        {
            if (!died && report is not null) OracleChecks.EarlyEnd(report, SyncStatus.Stopped, 0);
            CheckNothingHappened(fate, records, segments);
            return;
        }

        if (open is not null)
        {
            if (!IsSettled(spec, fate, report, records)) return;
            if (_world.Segments.Count > segments.Length) segments = [.. segments, _world.Segments[segments.Length]];
        }

        if (OracleChecks.EndsWhileReading(spec, rows) is var (status, queried))
        {
            if (!died && report is not null) OracleChecks.EarlyEnd(report, status, queried);
            CheckNothingHappened(fate, records, segments);
            return;
        }

        var plan = new NaivePlan(opened!, spec, _run, rows, script.Family == "Wide", _today);
        if (plan.NeedsEarlierModel)
        {
            if (!died && report is not null) OracleChecks.EarlyEnd(report, SyncStatus.Stopped, rows.Length);
            CheckNothingHappened(fate, records, segments);
            return;
        }

        if (spec.ViaPlan)
        {
            var (reopened, refused) = _state.Open(spec, $"scripted:{spec.Destination}", _today);
            if (refused is not null || reopened!.Generation != opened!.Generation)
            {
                if (!died) OracleChecks.EarlyEnd(report!, SyncStatus.Stopped, rows.Length);
                CheckNothingHappened(fate, records, segments);
                return;
            }

            plan = new NaivePlan(reopened, spec, _run, rows, script.Family == "Wide", _today);
        }

        if (IsStopped(spec, plan))
        {
            if (!died) CheckStop(spec, report!, plan);
            CheckNothingHappened(fate, records, segments);
            return;
        }

        if (report is null && !died) Assert.Fail("no report, and nobody knows why");
        var replay = new Replay(plan, fate);
        if (!plan.RecordsOnly) replay.Run(died);
        CheckRecords(spec, fate, records);
        Conclude(spec, fate, plan, replay, died ? null : report, segments);
    }

    /// <summary>A run asks what became of an open commit before anything else, and writes the verdict down.</summary>
    /// <returns>Whether it went on from there.</returns>
    private bool IsSettled(RunSpec spec, Fate fate, SyncReport? report, Dictionary<string, SortedDictionary<int, Row>> records)
    {
        var verdict = fate.Log.OfType<Happening.Append>().FirstOrDefault();
        if (verdict is { HadEffect: true, Threw: false } && !spec.ViaPlan)
        {
            fate.Log.Remove(verdict);
            return true;
        }

        // Without it nothing is delivered; and a plan was made before it.
        Assert.Empty(fate.Log.OfType<Happening.Batch>());
        foreach (var (name, rows) in records) Assert.Equal(rows, _world.Records[name]);
        CheckState(_state);
        if (fate.IsDead || report is null) return false;
        Assert.Equal(verdict is { LostLease: true } or { Threw: false } ? SyncStatus.Stopped : SyncStatus.Failed, report.Status);
        return false;
    }

    /// <summary>Says how the run must have ended, and takes over what the state is now.</summary>
    private void Conclude(RunSpec spec, Fate fate, NaivePlan plan, Replay replay, SyncReport? report, byte[][] segments)
    {
        var records = plan.RecordsOnly && plan.HasValidRow;
        var isDone = plan.RecordsOnly ? records : plan.State.Phase != NaivePhase.Steady && replay.Deferred == 0 && plan.HasValidRow;
        var after = plan.State.Copy() with { Exists = true, Phase = isDone ? NaivePhase.Steady : plan.State.Phase };
        if (plan.RecordsOnly && !plan.HasValidRow) after = _state;
        else foreach (var (key, entry) in plan.RecordsOnly ? plan.LeftAlone : replay.Now) Set(after, key, entry);

        if (report is { Status: SyncStatus.Succeeded }) foreach (var key in plan.Forgotten.ToArray()) Set(after, key, null);
        var failed = fate.IsDead || replay.CommitsFailed;
        var before = Keys(_state);
        if (report is not null) OracleChecks.Report(plan, replay, report, fate, failed);
        if (failed) Adopt(plan, replay, after, segments, fate.IsDead ? Math.Min(spec.BatchSize, 50) : int.MaxValue);
        else _state = after;
        CheckState(_state);
        // A commit that threw after it took effect is the one thing a run can't know of.
        if (report is null || fate.Log.OfType<Happening.Append>().Any(append => append is { HadEffect: true, Threw: true })) return;
        var now = Keys(_state);
        Assert.Equal((now.Count, now.Except(before).Count(), before.Except(now).Count()), (report.Counts.KnownAfter, report.Counts.Entered, report.Counts.Gone));
    }

    /// <summary>After a death or a failed commit several states are right: takes over the one that is there.</summary>
    private void Adopt(NaivePlan plan, Replay replay, NaiveState after, byte[][] segments, int batchSize)
    {
        if (_world.Segments.SequenceEqual(segments))
        {
            // Nothing was committed: then nothing may have been delivered that would be remembered.
            foreach (var key in replay.Reached) Assert.Contains(_state.Entries.GetValueOrDefault(key), replay.Allowed[key].Skip(2));
            return;
        }

        var actual = ActualState.Load(_world, script.Family);
        var adopted = plan.State.Copy() with { Exists = true };
        var inDoubt = 0;
        foreach (var (key, candidates) in replay.Allowed)
        {
            var allowed = replay.Reached.Contains(key) ? candidates.Skip(2).ToList() : candidates;
            var found = allowed.FindIndex(candidate => actual.Differs(key, candidate, adopted.Generation) is null);
            if (found < 0) Assert.Fail($"key {key} is remembered as none of {string.Join(" | ", allowed.Select(candidate => $"{actual.Differs(key, candidate, adopted.Generation)}"))}");
            Set(adopted, key, allowed[found]);
            if (allowed[found] is { InDoubt: true } && _state.Entries.GetValueOrDefault(key) is not { InDoubt: true } && replay.Now[key] is not { InDoubt: true }) inDoubt++;
        }

        // Who dies at the end may have forgotten already: all of it, or nothing.
        if (plan.Forgotten.ToArray() is { Length: > 0 } gone && actual.FlagsOf(gone[0]) == EntryFlags.None) foreach (var key in gone) Set(adopted, key, null);
        Assert.True(inDoubt <= batchSize, $"{inDoubt} keys are in doubt, more than a batch");
        var phase = (NaivePhase)actual.Head!.Phase;
        Assert.True(phase == adopted.Phase || phase == after.Phase, $"phase {phase}");
        _state = adopted with { Phase = phase };
    }

    private static void Set(NaiveState state, int key, NaiveEntry? entry)
    {
        if (entry is null) state.Entries.Remove(key);
        else state.Entries[key] = entry;
    }

    private bool IsStopped(RunSpec spec, NaivePlan plan)
    {
        var limit = Math.Max(spec.RemovalLimitRows, Math.Floor(plan.Known * spec.RemovalLimitShare + 1e-9));
        var stops = (spec.StopOnEmptySource && !plan.IsLedger && plan.Known > 0 && !plan.HasValidRow && plan.Held < plan.Known && (spec.AllowRemovals ?? -1) < plan.Known)
            || plan.FirstTimeRemoved > Math.Max(limit, spec.AllowRemovals ?? -1)
            || plan.FirstTimeAdded > spec.AddedLimit
            || plan.FirstTimeChanged > spec.ChangedLimit;
        return stops && !(spec.ApproveLastStop && _lastStop is var (_, stopped) && OracleChecks.Same(stopped, OracleChecks.Fingerprinted(spec, plan)));
    }

    private void CheckStop(RunSpec spec, SyncReport report, NaivePlan plan)
    {
        Assert.Equal(SyncStatus.Stopped, report.Status);
        Assert.NotNull(report.Guard);
        OracleChecks.PlanCounts(plan, report.Counts);
        Assert.Equal((0L, plan.Planned, plan.Known), (report.Counts.Succeeded, report.Counts.Deferred, report.Counts.KnownAfter));
        Assert.Null(report.Counts.FindImbalance());
        _lastStop = (report.Guard.Fingerprint, OracleChecks.Fingerprinted(spec, plan));
    }

    private static HashSet<int> Keys(NaiveState state) => [.. state.Entries.Where(entry => entry.Value.Known).Select(entry => entry.Key)];

    private void CheckNothingHappened(Fate fate, Dictionary<string, SortedDictionary<int, Row>> records, byte[][] segments)
    {
        Assert.Empty(fate.Log.OfType<Happening.Batch>());
        Assert.True(_world.Segments.SequenceEqual(segments), "the state moved");
        foreach (var (name, before) in records) Assert.Equal(before, _world.Records[name]);
    }

    /// <summary>Applies what was sent to a copy of the records, the slow way.</summary>
    private void CheckRecords(RunSpec spec, Fate fate, Dictionary<string, SortedDictionary<int, Row>> records)
    {
        var expected = records[spec.Destination];
        foreach (var batch in fate.Log.OfType<Happening.Batch>())
        {
            if (_world.IsAtomic ? !batch.IsCommitted : batch.Fault is not (null or BatchFault.UnknownAfter or BatchFault.BugAfter or BatchFault.CommitThrowsAfter)) continue;
            for (var i = 0; i < batch.Sent.Length; i++)
            {
                var isApplied = batch.Answers[i].Outcome is Outcome.Succeeded or Outcome.Skipped
                    || (batch.Answers[i].Outcome == Outcome.Unknown && spec.Answers[batch.Sent[i].Key] != Answer.UnknownNotApplied);
                if (isApplied) ScriptedDestination.Apply(batch.Sent[i], expected);
            }
        }

        foreach (var (name, rows) in records) Assert.Equal(rows, _world.Records[name]);
    }

    /// <summary>With two databases every key of a batch stands in the state as in doubt before the batch is applied.</summary>
    private void CheckMarks(RunSpec spec, Sent[] sent)
    {
        Assert.Equal(sent.Length, sent.DistinctBy(operation => operation.Key).Count());
        // Nothing is remembered of rows that every run acts on.
        if (_world.IsAtomic || spec.Mode == SyncMode.Archive) return;
        var actual = ActualState.Load(_world, script.Family);
        foreach (var operation in sent)
        {
            var flags = actual.FlagsOf(operation.Key);
            Assert.True((flags & EntryFlags.InDoubt) != 0, $"key {operation.Key} is sent without being in doubt");
            Assert.True(spec.Repeatable || (flags & EntryFlags.Parked) != 0, $"key {operation.Key} may not be repeated, and is not parked");
        }
    }

    private void CheckState(NaiveState expected)
    {
        Assert.Equal(expected.Exists, _world.Segments.Count > 0);
        if (!expected.Exists) return;
        var actual = ActualState.Load(_world, script.Family);
        Assert.Equal((expected.Phase.ToString(), expected.Destination, expected.DatedSince ?? 0), (actual.Head!.Phase.ToString(), actual.Head.Destination, actual.Head.DatedSince));
        for (var key = 0; key <= 6; key++)
        {
            if (actual.Differs(key, expected.Entries.GetValueOrDefault(key), expected.Generation) is { } difference) Assert.Fail($"key {key}: {difference}");
        }

        Assert.Equal(expected.Entries.Count, actual.Alive);
    }

    private SyncOptions Options(RunSpec spec)
    {
        var options = new SyncOptions
        {
            TimeProvider = _world.Time,
            MaxWait = TimeSpan.Zero,
            DuplicateKeys = spec.DuplicateKeys,
            UnreadableRows = spec.UnreadableRows,
            MaxAttempts = spec.MaxAttempts,
            RejectLimit = spec.RejectLimit,
            BatchSize = spec.BatchSize,
            FoldDue = spec.FoldDue,
            RemovalLimitRows = spec.RemovalLimitRows,
            RemovalLimitShare = spec.RemovalLimitShare,
            StopOnEmptySource = spec.StopOnEmptySource,
            AddedLimit = spec.AddedLimit,
            ChangedLimit = spec.ChangedLimit,
        };
        if (spec.AllowRemovals is { } rows) options.AllowRemovals(rows);
        if (spec.ApproveLastStop && _lastStop is var (fingerprint, _)) options.Approve(fingerprint);
        return options;
    }

    private Dictionary<string, SortedDictionary<int, Row>> Copy() => _world.Records.ToDictionary(records => records.Key, records => new SortedDictionary<int, Row>(records.Value));

    // Everything scripted completes at once, so nothing is waited for.
    private static T Await<T>(Task<T> task)
    {
        Assert.True(task.IsCompleted, "the engine waits for something");
        return task.GetAwaiter().GetResult();
    }

    private static void Await(Task task)
    {
        Assert.True(task.IsCompleted, "the engine waits for something");
        task.GetAwaiter().GetResult();
    }
}
