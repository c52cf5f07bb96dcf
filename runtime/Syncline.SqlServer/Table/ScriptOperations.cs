namespace Syncline;

/// <summary>The operations that a sync may ask of a table.</summary>
internal static class ScriptOperations
{
    /// <exception cref="ArgumentException">The sync is none for a table.</exception>
    public static OperationKinds Of(SyncDefinition sync)
    {
        var write = (sync.Type, sync.Mode) switch
        {
            (SyncType.Events, _) => OperationKinds.Event,
            (SyncType.Actions, _) => OperationKinds.None,
            (_, SyncMode.Insert) => OperationKinds.Insert,
            (_, SyncMode.Update) => OperationKinds.Update,
            (_, SyncMode.Upsert) => OperationKinds.Upsert,
            (_, SyncMode.Add) => OperationKinds.AddMember,
            (_, SyncMode.Remove) => OperationKinds.RemoveMember,
            (_, SyncMode.Archive) => OperationKinds.Archive,
            (_, SyncMode.All) => OperationKinds.Mirror,
            _ => OperationKinds.None,
        };
        if (write == OperationKinds.None) throw new ArgumentException($"{sync.Name} has {(sync.Type == SyncType.Actions ? "type Actions" : $"mode {sync.Mode}")}, and a table takes no such sync.", nameof(sync));
        return write | sync.WhenRemoved switch
        {
            WhenRemoved.Delete => OperationKinds.Delete,
            WhenRemoved.Clear => OperationKinds.Clear,
            WhenRemoved.Archive => OperationKinds.Archive,
            WhenRemoved.RemoveMember => OperationKinds.RemoveMember,
            _ => OperationKinds.None,
        };
    }
}
