namespace Syncline;

/// <summary>Modes that can share a state: switching inside a family needs no reset.</summary>
internal static class SyncFamily
{
    /// <summary>Whether the state is a ledger of what was delivered, and not a baseline.</summary>
    public static bool IsLedger(SyncDefinition sync) => sync.Type is SyncType.Events or SyncType.Actions;

    /// <summary>Whether each run acts on every row, without a baseline.</summary>
    public static bool IsFull(SyncDefinition sync) => !IsLedger(sync) && sync.Mode is (SyncMode.Archive or SyncMode.All or SyncMode.Snapshot);

    /// <summary>Whether a row's values are compared with anything. Where they are not it is not hashed either.</summary>
    public static bool ComparesRows(SyncDefinition sync) => IsLedger(sync) || sync.Mode != SyncMode.Snapshot;

    /// <summary>Whether the state keeps whole rows: Diff's file of removed rows has them in full.</summary>
    public static bool KeepsRows(SyncDefinition sync, SyncSchema schema) => !IsLedger(sync) && !IsFull(sync) && (schema.KeepRows || sync.Mode == SyncMode.Diff);

    /// <summary>Whether the run's operations are delivered in one piece, all or none.</summary>
    public static bool IsWhole(SyncDefinition sync) => !IsLedger(sync) && sync.Mode is (SyncMode.All or SyncMode.Snapshot or SyncMode.Diff);

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
