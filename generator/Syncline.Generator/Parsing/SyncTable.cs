using Syncline.Generator.Model;

namespace Syncline.Generator.Parsing;

/// <summary>Which modes a sync type has, and what each takes: the table of types and modes in the design.</summary>
internal static class SyncTable
{
    private static readonly WhenRemoved[] OfRecords = [WhenRemoved.Keep, WhenRemoved.Delete, WhenRemoved.Clear, WhenRemoved.Archive];

    /// <summary>The modes of a type, the most usual first. Actions have none.</summary>
    public static IReadOnlyList<SyncMode> Modes(SyncType type) => type switch
    {
        SyncType.Objects => [SyncMode.Upsert, SyncMode.Insert, SyncMode.Update, SyncMode.Archive, SyncMode.All, SyncMode.Snapshot, SyncMode.Diff],
        SyncType.Events => [SyncMode.Insert],
        SyncType.Segments => [SyncMode.Add, SyncMode.Remove, SyncMode.All],
        _ => [],
    };

    /// <summary>The settings for removed rows that a type and mode take; none where the mode sees no removed rows or has a rule of its own for them.</summary>
    public static IReadOnlyList<WhenRemoved> Removals(SyncType type, SyncMode mode) => (type, mode) switch
    {
        (SyncType.Objects, SyncMode.Insert or SyncMode.Update or SyncMode.Upsert) => OfRecords,
        (SyncType.Segments, SyncMode.Add) => [WhenRemoved.Keep, WhenRemoved.RemoveMember],
        _ => [],
    };

    /// <summary>Whether a sync of the type keeps a ledger of the keys it delivered.</summary>
    public static bool HasLedger(SyncType type) => type is SyncType.Events or SyncType.Actions;

    /// <summary>Whether <c>ActOn</c> may override what the mode acts on.</summary>
    public static bool TakesActOn(SyncType type, SyncMode mode) => (type, mode) is
        (SyncType.Objects, SyncMode.Insert or SyncMode.Update or SyncMode.Upsert) or (SyncType.Segments, SyncMode.Add or SyncMode.Remove);

    /// <summary>Whether a row that left the result is noticed, be it kept: what is known of it is forgotten then. A ledger keeps its keys, and who delivers every row in each run remembers none.</summary>
    public static bool SeesRowsLeave(SyncType type, SyncMode mode)
        => type is SyncType.Objects or SyncType.Segments && mode is not (SyncMode.Archive or SyncMode.All or SyncMode.Snapshot);
}
