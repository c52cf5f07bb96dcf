namespace Syncline.Generator.Model;

// The runtime's enums as the generator knows them. Names and numbers are the runtime's; a test compares them.

internal enum ColumnKind : byte
{
    Boolean = 1,
    Byte = 2,
    SByte = 3,
    Int16 = 4,
    UInt16 = 5,
    Int32 = 6,
    UInt32 = 7,
    Int64 = 8,
    UInt64 = 9,
    Char = 10,
    Single = 11,
    Double = 12,
    Decimal = 13,
    Text = 14,
    Bytes = 15,
    Guid = 16,
    DateTime = 17,
    DateTimeOffset = 18,
    DateOnly = 19,
    TimeOnly = 20,
    TimeSpan = 21,
}

[Flags]
internal enum ColumnTraits
{
    None = 0,
    Nullable = 1,
    NotCompared = 2,
    IgnoreCase = 4,
    SkipNull = 8,
    Sensitive = 16,
}

internal enum SyncType
{
    Objects,
    Events,
    Segments,
    Actions,
}

internal enum SyncMode
{
    /// <summary>Not written. The runtime's enum has no such member on purpose.</summary>
    None = 0,
    Insert = 1,
    Update = 2,
    Upsert = 3,
    Add = 4,
    Remove = 5,
    Archive = 6,
    All = 7,
    Snapshot = 8,
    Diff = 9,
}

internal enum WhenRemoved
{
    Keep,
    Delete,
    Clear,
    Archive,
    RemoveMember,
}

internal enum FirstRunPolicy
{
    Backfill,
    Baseline,
    Refuse,
}

[Flags]
internal enum SyncChanges
{
    None = 0,
    Added = 1,
    Changed = 2,
}

internal enum ModelChange
{
    Resend,
    Rebaseline,
    Fail,
}

internal enum NullPolicy
{
    Send,
    Skip,
}

internal enum EnumStorage
{
    Number,
    Name,
}
