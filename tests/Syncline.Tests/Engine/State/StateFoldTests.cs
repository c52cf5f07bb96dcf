using CsCheck;

namespace Syncline.Tests.Engine;

/// <summary>Folding a log, and reading one back, change nothing of what it says.</summary>
public sealed class StateFoldTests
{
    private static readonly Gen<Wide[]> Rows = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 2], Gen.Double[0, 2], (key, value, score) => new Wide("a tenant with a long name", key, value, "s", score, null))
        .Array[0, 8].Select(rows => rows.DistinctBy(row => row.Number).ToArray());

    [Fact]
    public void AFoldedStateSaysTheSame()
        => Gen.Select(Rows.Array[1, 7], Gen.Int[0, 7], Gen.Int[0, 7]).Sample((runs, rejected, unknown) =>
        {
            var (folded, plain) = (Bench(rejected, unknown, foldDue: 0), Bench(rejected, unknown, foldDue: int.MaxValue));
            foreach (var rows in runs)
            {
                var (one, other) = (folded.RunAsync(rows).Result, plain.RunAsync(rows).Result);
                Assert.Equal(other.Counts, one.Counts);
                Assert.Equal(State(plain), State(folded));
            }

            Assert.Equal(0, plain.Store.Replacements);
        });

    [Fact]
    public async Task ALogIsFoldedWhenMostOfItIsOfNoMoreUse()
    {
        var bench = Bench(-1, -1, foldDue: 4_096);
        var rows = Enumerable.Range(0, 3_000).Select(i => new Wide("t", i, 0, null, null, null)).ToArray();
        await bench.RunAsync(rows);
        Assert.Equal(0, bench.Store.Replacements);
        for (var run = 1; bench.Store.Replacements == 0; run++)
        {
            Assert.True(run < 5, "the log grows without end");
            await bench.RunAsync([.. rows.Select(row => row with { Price = run })]);
        }

        var segments = await bench.Store.SegmentsAsync("Tests.Wide");
        Assert.Equal(3_000, State(bench).Length);
        // An unchanged run reads what was folded and writes nothing.
        var report = await bench.RunAsync([.. bench.Records.Values]);
        Assert.Equal(3_000, report.Counts.Unchanged);
        Assert.Equal(segments, await bench.Store.SegmentsAsync("Tests.Wide"));
    }

    [Fact]
    public async Task AFoldThatFailsIsToldAndChangesNothing()
    {
        var bench = Bench(-1, -1, foldDue: 0);
        await bench.RunAsync(new Wide("t", 1, 1, null, null, null), new Wide("t", 2, 1, null, null, null));
        var readings = 0;
        bench.Store.Reading = () =>
        {
            if (++readings > 1) throw new StateException("The disk is gone.");
        };
        var report = await bench.RunAsync(new Wide("t", 1, 2, null, null, null), new Wide("t", 2, 1, null, null, null));
        Assert.Equal((SyncStatus.Succeeded, "The state could not be folded, and stays as it is: The disk is gone."), (report.Status, report.Message));
    }

    [Fact]
    public void TheStateInMemoryIsTheOneReadBack()
    {
        var operation = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, 63], Gen.Int[0, 3]);
        operation.Array[0, 12].Array[1, 6].Sample(commits =>
        {
            var store = new WatchedStore();
            var session = store.OpenAsync("Tests.Item", StateAccess.Run, TimeProvider.System, default).AsTask().Result;
            var baseline = Baseline.LoadAsync(session, "memory", "Tests.Item", Item.Schema, default).Result;
            var head = new StateHead("Tests.Item", "Write", "Id Int32", null, StatePhase.First, ["Id:Int32;Price:Int32?;Name:Text?"], 0, 0);
            var journal = new StateJournal(baseline, head, headIsNew: true);
            foreach (var commit in commits)
            {
                foreach (var (kind, key, flags, attempts) in commit) Write(journal, baseline, kind, key, (EntryFlags)flags, attempts);
                session.AppendAsync(journal.Take(), null, default).AsTask().Wait();
                journal.Confirm();
                var reread = Baseline.LoadAsync(session, "memory", "Tests.Item", Item.Schema, default).Result;
                Assert.Equal(Lines(baseline), Lines(reread));
                Assert.Equal(baseline.CountKnown(), reread.CountKnown());
            }
        });
    }

    [Fact]
    public void WhatWasPreparedForACommitCountsExactlyWhenItTookEffect()
    {
        var operation = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, 63], Gen.Int[0, 3]);
        Gen.Select(operation.Array[0, 6], operation.Array[0, 12], Gen.Bool).Array[1, 6].Sample(commits =>
        {
            var store = new WatchedStore();
            var session = store.OpenAsync("Tests.Item", StateAccess.Run, TimeProvider.System, default).AsTask().Result;
            Baseline Read() => Baseline.LoadAsync(session, "memory", "Tests.Item", Item.Schema, keepsDays: true, default).Result;
            var baseline = Read();
            var head = new StateHead("Tests.Item", "Write", "Id Int32", null, StatePhase.First, ["Id:Int32;Price:Int32?;Name:Text?"], 0, 0);
            var journal = new StateJournal(baseline, head, headIsNew: true);
            string? last = null;
            for (var i = 0; i < commits.Length; i++)
            {
                var (before, prepared, tookEffect) = commits[i];
                var commit = CommitName.Of("run", i);
                foreach (var (kind, key, flags, attempts) in before) Write(journal, baseline, kind, key, (EntryFlags)flags, attempts, 20_000 + i);
                journal.Prepare(commit);
                foreach (var (kind, key, flags, attempts) in prepared) Write(journal, baseline, kind, key, (EntryFlags)flags, attempts, 30_000 + i);
                journal.Head(head with { Phase = StatePhase.Steady, Entries = i });
                session.AppendAsync(journal.Take(), null, default).AsTask().Wait();
                journal.Prepared();
                // Read now, it says what stood before, and which commit is open.
                var open = Read();
                Assert.Equal(Lines(baseline), Lines(open));
                Assert.Equal((commit, last), (open.Commits.Open, open.LastCommit));
                journal.Settle(tookEffect);
                session.AppendAsync(journal.Take(), null, default).AsTask().Wait();
                journal.Confirm();
                var settled = Read();
                Assert.Equal(Lines(baseline), Lines(settled));
                last = tookEffect ? commit : last;
                Assert.Equal((null, last, last), (settled.Commits.Open, settled.LastCommit, baseline.LastCommit));
                Assert.Equal((baseline.State!.Phase, baseline.State.Entries), (settled.State!.Phase, settled.State.Entries));
                Assert.Equal(!tookEffect, settled.Commits.IsDropped(commit));
            }
        });
    }

    private static void Write(StateJournal journal, Baseline baseline, int kind, int key, EntryFlags flags, int attempts, int? day = null)
    {
        var bytes = BitConverter.GetBytes(key);
        var entry = baseline.Table.GetOrAdd((UInt128)(uint)key, out _);
        if (kind == 0) journal.Drop(entry, bytes);
        else if (kind == 1) journal.Mark(entry, flags, bytes, attempts == 0 ? null : new EntryNote(OperationKind.Upsert, attempts, attempts, 7, "run", null));
        else journal.Put(entry, flags & (EntryFlags.Known | EntryFlags.Owned), new SpooledChange(new PlannedChange { Entry = entry, Hash = (ulong)attempts }, [], bytes, []), keepRow: false, day);
    }

    private static string[] Lines(Baseline baseline)
        => [.. Enumerable.Range(0, baseline.Table.Count)
            .Where(entry => baseline.FlagsOf(entry) != 0)
            .Select(entry => $"{baseline.Table.ImageOf(entry)} {baseline.FlagsOf(entry)} {baseline.NoteOf(entry)} {baseline.DayOf(entry)}")
            .Order(StringComparer.Ordinal)];

    private static SyncBench<Wide, Wide.Key> Bench(int rejected, int unknown, int foldDue)
    {
        var bench = new SyncBench<Wide, Wide.Key>
        {
            Sync = new("Wide.Sync", "Tests.Wide", SyncType.Objects, SyncMode.Upsert) { WhenRemoved = WhenRemoved.Delete, RemoveAfterRuns = 2 },
            Configure = options => (options.FoldDue, options.BatchSize, options.StopOnEmptySource) = (foldDue, 3, false),
        };
        bench.Destination.Answer = (_, key, _) => ((Wide.Key)key).Number == rejected ? OperationOutcome.Rejected("no") : ((Wide.Key)key).Number == unknown ? OperationOutcome.Unknown("?") : null;
        return bench;
    }

    /// <summary>All that a state says: flags, notes, hashes, tolerance values and kept rows.</summary>
    private static string[] State(SyncBench<Wide, Wide.Key> bench)
    {
        var session = bench.Store.Inner.OpenAsync("Tests.Wide", StateAccess.Read, TimeProvider.System, default).AsTask().Result;
        var baseline = Baseline.LoadAsync(session, "memory", "Tests.Wide", Wide.Schema, default).Result;
        var rows = new Dictionary<int, string>();
        var fetch = new StateFetch(baseline, Wide.Schema, _ => true, (entry, key, row) => rows[entry] = $"{Convert.ToHexString(key)} {Convert.ToHexString(row)}");
        fetch.RunAsync(session, "memory", "Tests.Wide", default).Wait();
        return [.. Enumerable.Range(0, baseline.Table.Count)
            .Where(entry => baseline.FlagsOf(entry) != 0)
            .Select(entry => $"{rows[entry]} {baseline.FlagsOf(entry)} {Text(baseline.NoteOf(entry))} {Hash(baseline, entry)}")
            .Order(StringComparer.Ordinal)];
    }

    private static string Text(EntryNote? note) => note is null ? "" : $"{note with { SentInRun = null }}";

    /// <summary>Where there is a baseline: a key that is only in doubt or rejected has none.</summary>
    private static string Hash(Baseline baseline, int entry)
        => (baseline.FlagsOf(entry) & EntryFlags.Known) != 0 && baseline.Table.HashOf(entry) != 0 ? $"{baseline.Table.HashOf(entry):x} {string.Join(' ', baseline.TolerancesOf(entry).ToArray())}" : "";
}
