namespace Syncline;

/// <summary>Modes that can share a state: switching inside a family needs no reset.</summary>
internal static class SyncFamily
{
    /// <summary>Whether the state is a ledger of what was delivered, and not a baseline.</summary>
    public static bool IsLedger(SyncDefinition sync) => sync.Type is SyncType.Events or SyncType.Actions;

    /// <summary>Whether each run acts on every row, without a baseline.</summary>
    public static bool IsFull(SyncDefinition sync) => !IsLedger(sync) && sync.Mode is SyncMode.Archive or SyncMode.All or SyncMode.Snapshot;

    /// <summary>Whether a state of this family is a ledger.</summary>
    public static bool IsLedger(string family) => family is "Events" or "Actions";

    public static string Of(SyncDefinition sync) => (sync.Type, sync.Mode) switch
    {
        (SyncType.Events, _) => "Events",
        (SyncType.Actions, _) => "Actions",
        (_, SyncMode.Insert or SyncMode.Update or SyncMode.Upsert) => "Write",
        (_, SyncMode.Add) => "Add",
        (_, SyncMode.Remove) => "Remove",
        (_, SyncMode.Diff) => "Diff",
        _ => "Full",
    };
}
