using Syncline.Generator.Model;

namespace Syncline.Generator.Parsing;

/// <summary>The one table of what a destination must be able to do for a sync. A later type, mode or removal is another row.</summary>
internal static class Capabilities
{
    private static readonly (SyncType Type, SyncMode Mode, string Interface)[] OfModes =
    [
        (SyncType.Objects, SyncMode.Insert, "IInserts"),
        (SyncType.Objects, SyncMode.Update, "IUpdates"),
        (SyncType.Objects, SyncMode.Upsert, "IUpserts"),
        (SyncType.Events, SyncMode.None, "IEventDestination"),
        (SyncType.Events, SyncMode.Insert, "IEventDestination"),
        (SyncType.Actions, SyncMode.None, "IActionDestination"),
        (SyncType.Segments, SyncMode.Add, "IAddsMembers"),
        (SyncType.Segments, SyncMode.Remove, "IRemovesMembers"),
    ];

    private static readonly (SyncType Type, SyncMode[] Modes, WhenRemoved WhenRemoved, string Interface)[] OfRemovals =
    [
        (SyncType.Objects, [SyncMode.Insert, SyncMode.Update, SyncMode.Upsert], WhenRemoved.Delete, "IDeletes"),
        (SyncType.Objects, [SyncMode.Insert, SyncMode.Update, SyncMode.Upsert], WhenRemoved.Clear, "IClears"),
        (SyncType.Objects, [SyncMode.Insert, SyncMode.Update, SyncMode.Upsert], WhenRemoved.Archive, "IArchives"),
        (SyncType.Segments, [SyncMode.Add], WhenRemoved.RemoveMember, "IRemovesMembers"),
    ];

    /// <summary>The interface that a type and mode need; <see langword="null"/> where they don't go together.</summary>
    public static string? OfMode(SyncType type, SyncMode mode)
        => OfModes.FirstOrDefault(row => row.Type == type && row.Mode == mode).Interface;

    /// <summary>Whether a type and mode take a setting for removed rows, and the interface that needs, if any.</summary>
    public static bool TryOfRemoval(SyncType type, SyncMode mode, WhenRemoved whenRemoved, out string? capability)
    {
        capability = OfRemovals.FirstOrDefault(row => row.Type == type && row.WhenRemoved == whenRemoved && row.Modes.Contains(mode)).Interface;
        return capability is not null || whenRemoved == WhenRemoved.Keep;
    }
}
