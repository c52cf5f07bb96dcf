using System.Collections.Immutable;
using CsCheck;
using Tweak = System.Func<Syncline.Tests.Engine.Oracle.RunSpec, Syncline.Tests.Engine.Oracle.RunSpec>;

namespace Syncline.Tests.Engine.Oracle;

/// <summary>Random scripts.</summary>
internal static class ScriptGen
{
    private static readonly Gen<int> AnyKey = Gen.Int[0, 6];

    private static readonly Gen<Row> AnyRow = Gen.Frequency(
        (40, Gen.Select(AnyKey, Gen.Int[1, 3], (key, value) => new Row(key, value))),
        (2, Gen.Select(AnyKey, key => new Row(key, null))),
        (1, Gen.Int[1, 3].Select(value => new Row(null, value))),
        (1, Gen.Const(new Row(0, 0, IsUnreadable: true))));

    /// <summary>Mostly rows of distinct keys.</summary>
    private static readonly Gen<ImmutableArray<Row>> AnyRows = Gen.Select(AnyRow.Array[0, 9], Gen.Int[0, 5], (rows, mayShare) =>
        mayShare == 0 ? rows.ToImmutableArray() : [.. rows.DistinctBy(row => row.Key ?? -1 - row.Value)]);

    /// <summary>What a sync is: rather the same in all runs.</summary>
    private static readonly Gen<Tweak> Declared = Gen.Frequency(
        (3, Of(Any(SyncMode.Insert, SyncMode.Update), (spec, x) => spec with { Mode = x })),
        (5, Of(Any(WhenRemoved.Delete, WhenRemoved.Clear, WhenRemoved.Archive), (spec, x) => spec with { WhenRemoved = x })),
        (1, Of(Any(SyncChanges.Added, SyncChanges.Changed, SyncChanges.Added | SyncChanges.Changed), (spec, x) => spec with { ActOn = x })),
        (1, Of(Any(FirstRunPolicy.Baseline, FirstRunPolicy.Refuse), (spec, x) => spec with { FirstRun = x })),
        (1, Of(Any(ModelChange.Rebaseline, ModelChange.Fail), (spec, x) => spec with { OnModelChange = x })),
        (2, Of(Gen.Int[2, 3], (spec, x) => spec with { RemoveAfterRuns = x })),
        (2, Of(Gen.Const(false), (spec, x) => spec with { Repeatable = x })),
        (2, Of(AnyKey, (spec, x) => spec with { Answers = spec.Answers.SetItem(x, Answer.Reject), MaxAttempts = 2 })),
        (4, Of(Gen.Int[1, 4], (spec, x) => spec with { BatchSize = x })),
        (2, Of(Gen.Int[1, 3], (spec, x) => spec with { MaxAttempts = x })),
        (2, Of(Gen.Int[1, 2], (spec, x) => spec with { KeepLedger = x })),
        (1, Of(Any(DuplicateKeys.KeepFirst, DuplicateKeys.KeepLast, DuplicateKeys.Fail), (spec, x) => spec with { DuplicateKeys = x })),
        (1, Of(Gen.Const(UnreadableRows.HoldBack), (spec, x) => spec with { UnreadableRows = x })),
        (3, Of(Gen.Int[0, 6], (spec, x) => spec with { FoldDue = x })));

    /// <summary>What one run is told, and what befalls it.</summary>
    private static readonly Gen<Tweak> Events = Gen.Frequency(
        (3, Declared),
        (2, Of(Gen.Const(2), (spec, x) => spec with { Version = x })),
        (3, Of(Gen.Int[1, 3], (spec, x) => spec with { DaysBefore = x })),
        (1, Of(Gen.Const("B"), (spec, x) => spec with { Destination = x })),
        (1, Of(Gen.Int[1, 3], (spec, x) => spec with { RejectLimit = x })),
        (1, Of(Gen.Int[0, 2], (spec, x) => spec with { RemovalLimitRows = x })),
        (1, Of(Any(0.0, 0.5, 1.0), (spec, x) => spec with { RemovalLimitShare = x, RemovalLimitRows = 0 })),
        (2, Of(Gen.Const(false), (spec, x) => spec with { StopOnEmptySource = x })),
        (1, Of(Gen.Long[0, 3], (spec, x) => spec with { AddedLimit = x })),
        (1, Of(Gen.Long[0, 2], (spec, x) => spec with { ChangedLimit = x })),
        (1, Of(Gen.Long[0, 7], (spec, x) => spec with { AllowRemovals = x })),
        (2, Of(Gen.Const(true), (spec, x) => spec with { ApproveLastStop = x })),
        (2, Of(Gen.Const(true), (spec, x) => spec with { ViaPlan = x })),
        (12, Of(Gen.Select(AnyKey, Gen.Enum<Answer>()), (spec, x) => spec with { Answers = spec.Answers.SetItem(x.Item1, x.Item2) })),
        (4, Of(Gen.Select(Gen.Int[1, 3], Gen.Enum<BatchFault>()), (spec, x) => spec with { BatchFails = x })),
        (3, Of(Gen.Select(Gen.Int[1, 4], Gen.Enum<AppendFault>()), (spec, x) => spec with { AppendFails = x })),
        (6, Of(Gen.Int[1, 20], (spec, x) => spec with { DiesAtStep = x })),
        (2, Of(Gen.Int[1, 20], (spec, x) => spec with { LosesLeaseAtStep = x })),
        (1, Of(Gen.Int[0, 5], (spec, x) => spec with { CancelledAtRow = x })),
        (2, Of(Gen.Int[1, 3], (spec, x) => spec with { CancelledInBatch = x })),
        (1, Of(Gen.Int[0, 5], (spec, x) => spec with { SourceFailsAfter = x })));

    private static readonly Gen<Act> Acts = Gen.Frequency(
        (20, Gen.Select(AnyRows, Events.Array[0, 4], (rows, tweaks) => (Act)new Act.Run(rows, [.. tweaks]))),
        (1, Gen.Const((Act)new Act.Reset())),
        (2, Gen.Const((Act)new Act.Resync())));

    public static Gen<Script> Scripts { get; } = Gen.Select(
        Any("Item", "Item", "Wide"),
        Gen.Frequency(
            (8, Gen.Const((SyncType.Objects, SyncMode.Upsert))),
            (1, Gen.Const((SyncType.Objects, SyncMode.Archive))),
            (1, Gen.Const((SyncType.Segments, SyncMode.Add))),
            (1, Gen.Const((SyncType.Segments, SyncMode.Remove))),
            (3, Gen.Const((SyncType.Events, SyncMode.Insert))),
            (2, Gen.Const((SyncType.Actions, default(SyncMode))))),
        Any(CommitWay.Marked, CommitWay.Marked, CommitWay.Joined, CommitWay.Prepared, CommitWay.Prepared),
        Declared.Array[0, 4],
        Acts.Array[1, 8],
        (family, type, way, tweaks, acts) => new Script(family, type.Item1, type.Item2, way, [.. tweaks], [.. acts]));

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Tweak> Of<T>(Gen<T> gen, Func<RunSpec, T, RunSpec> set) => gen.Select(value => (Tweak)(spec => set(spec, value)));
}
