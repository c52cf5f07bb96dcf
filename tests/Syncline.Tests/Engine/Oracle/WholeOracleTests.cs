using System.Collections.Immutable;
using CsCheck;

namespace Syncline.Tests.Engine.Oracle;

/// <summary>All, Snapshot and Diff in random worlds: rows that flicker, share keys or have none, rejections, faults and deaths, against what SPEC says of them in a few lines.</summary>
public sealed class WholeOracleTests
{
    private static readonly long Scripts = long.Parse(Environment.GetEnvironmentVariable("SYNCLINE_TEST_SCRIPTS") ?? "4000", System.Globalization.CultureInfo.InvariantCulture) / 2;

    private static readonly (SyncType, SyncMode)[] Kinds = [(SyncType.Objects, SyncMode.All), (SyncType.Segments, SyncMode.All), (SyncType.Objects, SyncMode.Snapshot), (SyncType.Objects, SyncMode.Diff), (SyncType.Objects, SyncMode.Diff)];

    private static readonly Gen<Row> AnyRow = Gen.Frequency(
        (30, Gen.Select(Gen.Int[0, 6], Gen.Int[1, 2], (key, value) => new Row(key, value))),
        (1, Gen.Const(new Row(null, 1))),
        (1, Gen.Const(new Row(0, 0, IsUnreadable: true))));

    private static readonly Gen<WholeAct> AnyAct = Gen.Select(
        AnyRow.Array[0, 8],
        Gen.Frequency((6, Gen.Const(WholeFault.None)), (4, Gen.Enum<WholeFault>())),
        Gen.Frequency((8, Gen.Const(-1)), (2, Gen.Int[0, 6])),
        Gen.Frequency((8, Gen.Const(0)), (2, Gen.Int[1, 8])),
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 3], Gen.Enum<DuplicateKeys>(), (meddled, what, policy) => (meddled, what, policy == DuplicateKeys.Fail ? DuplicateKeys.HoldBack : policy)),
        Gen.Frequency((6, Gen.Const(20)), (1, Gen.Int[0, 2])),
        (rows, fault, rejected, dies, other, limit) => new WholeAct([.. rows], fault, rejected, dies, other.meddled, other.what, other.Item3, limit));

    [Fact]
    public void EveryWholeRunDoesWhatTheSpecificationSays()
        => Gen.Select(Gen.Int[0, Kinds.Length - 1].Select(i => Kinds[i]), Gen.Enum<CommitWay>(), AnyAct.Array[1, 8])
            .Sample((kind, way, acts) => Play(kind, way, acts), iter: Scripts, threads: 2);

    private static void Play((SyncType Type, SyncMode Mode) kind, CommitWay way, WholeAct[] acts)
    {
        var shown = $"{kind.Type} {kind.Mode}{(way == CommitWay.Marked ? "" : $", {way}")}\n{string.Join('\n', acts.Select((act, i) => $"  {i + 1}. {act}"))}";
        var world = new WholeWorld(kind.Type, kind.Mode, way);
        for (var i = 0; i < acts.Length; i++)
        {
            try
            {
                world.Play(acts[i]);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"At act {i + 1}: {e.Message}\n{shown}", e);
            }
        }
    }
}

/// <summary>What befalls a whole run.</summary>
internal enum WholeFault
{
    None,
    ApplyIsRefused,
    ApplyHasABug,
    CommitIsRefused,
    CommitIsNotAnswered,
    CommitIsNotAnsweredAndDone,
    AskingFails,
    AppendFails,
    SourceFails,
    Cancelled,
}

/// <summary>One run.</summary>
/// <param name="Rows">The source.</param>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Rejected">The key that the destination refuses, or -1.</param>
/// <param name="DiesAtStep">The step of store or destination at which the process dies; 0 for none.</param>
/// <param name="Meddled">The key of a record that somebody touched before.</param>
/// <param name="How">1: removed, 2: written.</param>
/// <param name="Duplicates">The policy for rows that share a key.</param>
/// <param name="Limit">RemovalLimitRows.</param>
internal sealed record WholeAct(ImmutableArray<Row> Rows, WholeFault Fault, int Rejected, int DiesAtStep, int Meddled, int How, DuplicateKeys Duplicates, int Limit)
{
    public override string ToString() => $"[{string.Join(' ', Rows)}] {Fault}{(Rejected < 0 ? "" : $" rejects {Rejected}")}{(DiesAtStep == 0 ? "" : $" dies at {DiesAtStep}")}{How switch { 1 => $" {Meddled} was removed", 2 => $" {Meddled} was written", _ => "" }} {Duplicates} limit {Limit}";
}
