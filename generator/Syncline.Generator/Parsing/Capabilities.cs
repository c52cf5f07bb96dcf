using Syncline.Generator.Model;
using Syncline.Generator.Text;

namespace Syncline.Generator.Parsing;

/// <summary>The one table of what a destination must be able to do for a sync. A later type, mode or removal is another row.</summary>
internal static class Capabilities
{
    private static readonly (SyncType Type, SyncMode Mode, string Interface)[] OfModes =
    [
        (SyncType.Objects, SyncMode.Insert, "IInserts"),
        (SyncType.Objects, SyncMode.Update, "IUpdates"),
        (SyncType.Objects, SyncMode.Upsert, "IUpserts"),
        (SyncType.Objects, SyncMode.Archive, "IArchives"),
        (SyncType.Objects, SyncMode.All, "IMirrors"),
        (SyncType.Objects, SyncMode.Snapshot, "ISnapshots"),
        (SyncType.Objects, SyncMode.Diff, "IDiffs"),
        (SyncType.Events, SyncMode.Insert, "IEventDestination"),
        (SyncType.Actions, SyncMode.None, "IActionDestination"),
        (SyncType.Segments, SyncMode.Add, "IAddsMembers"),
        (SyncType.Segments, SyncMode.Remove, "IRemovesMembers"),
        (SyncType.Segments, SyncMode.All, "IMirrorsMembers"),
    ];

    private static readonly (SyncType Type, WhenRemoved WhenRemoved, string? Interface)[] OfRemovals =
    [
        (SyncType.Objects, WhenRemoved.Keep, null),
        (SyncType.Events, WhenRemoved.Keep, null),
        (SyncType.Actions, WhenRemoved.Keep, null),
        (SyncType.Segments, WhenRemoved.Keep, null),
        (SyncType.Segments, WhenRemoved.RemoveMember, "IRemovesMembers"),
        (SyncType.Objects, WhenRemoved.Delete, "IDeletes"),
        (SyncType.Objects, WhenRemoved.Clear, "IClears"),
        (SyncType.Objects, WhenRemoved.Archive, "IArchives"),
    ];

    /// <summary>The interface that a type and mode need; <see langword="null"/> where they don't go together.</summary>
    public static string? OfMode(SyncType type, SyncMode mode)
        => OfModes.FirstOrDefault(row => row.Type == type && row.Mode == mode).Interface;

    /// <summary>The interfaces that a sync that is right needs, none redundant.</summary>
    public static EquatableArray<string> Of(Sync sync)
    {
        var forRows = OfMode(sync.Type, sync.Mode)!;
        TryOfRemoval(sync.Type, sync.WhenRemoved, out var forRemovals);
        return new EquatableArray<string>(forRemovals is null || forRemovals == forRows ? [forRows] : [forRows, forRemovals]);
    }

    /// <summary>Whether a type takes a setting for removed rows, and the interface that needs, if any.</summary>
    public static bool TryOfRemoval(SyncType type, WhenRemoved whenRemoved, out string? capability)
    {
        foreach (var row in OfRemovals)
        {
            if (row.Type != type || row.WhenRemoved != whenRemoved) continue;
            capability = row.Interface;
            return true;
        }

        capability = null;
        return false;
    }
}
