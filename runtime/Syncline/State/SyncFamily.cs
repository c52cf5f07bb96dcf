namespace Syncline;

/// <summary>Modes that can share a state: switching inside a family needs no reset.</summary>
internal static class SyncFamily
{
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
