namespace Syncline;

/// <summary>What the rows of a file are.</summary>
internal enum FileChange
{
    /// <summary>Every row of the result.</summary>
    Snapshot,

    /// <summary>Rows whose key is new.</summary>
    Added,

    /// <summary>Rows that differ from the commit before, as they are now.</summary>
    Changed,

    /// <summary>Rows that left the result, as they were last.</summary>
    Removed,

    /// <summary>Events.</summary>
    Events,

    /// <summary>Every row of the result, in the one file that is replaced.</summary>
    All,
}

/// <summary>What a change is called in names and manifests.</summary>
internal static class FileChanges
{
    public static string Word(this FileChange change) => change switch
    {
        FileChange.Snapshot => "snapshot",
        FileChange.Added => "added",
        FileChange.Changed => "changed",
        FileChange.Removed => "removed",
        FileChange.Events => "events",
        _ => "all",
    };

    /// <summary>The files that a run of a sync may have.</summary>
    public static FileChange[] Of(SyncDefinition sync) => sync.Mode switch
    {
        _ when sync.Type == SyncType.Events => [FileChange.Events],
        SyncMode.Diff => [FileChange.Added, FileChange.Changed, FileChange.Removed],
        SyncMode.Snapshot => [FileChange.Snapshot],
        SyncMode.All => [FileChange.All],
        _ => [FileChange.Added],
    };

    public static FileChange Of(OperationKind kind) => kind switch
    {
        OperationKind.Snapshot => FileChange.Snapshot,
        OperationKind.Insert or OperationKind.DiffAdded => FileChange.Added,
        OperationKind.DiffChanged => FileChange.Changed,
        OperationKind.DiffRemoved => FileChange.Removed,
        OperationKind.Event => FileChange.Events,
        OperationKind.Mirror => FileChange.All,
        _ => throw new NotSupportedException($"Files do not take {kind}."),
    };
}
