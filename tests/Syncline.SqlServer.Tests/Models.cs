namespace Syncline.SqlServer.Tests;

/// <summary>Every kind of column, each nullable, under a key of its own.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Reading(
    long Id,
    bool? Boolean,
    byte? Byte,
    sbyte? SByte,
    short? Int16,
    ushort? UInt16,
    int? Int32,
    uint? UInt32,
    long? Int64,
    ulong? UInt64,
    char? Char,
    float? Single,
    double? Double,
    decimal? Decimal,
    string? Text,
    Guid? Guid,
    DateTime? DateTime,
    DateTimeOffset? DateTimeOffset,
    DateOnly? DateOnly,
    TimeOnly? TimeOnly,
    TimeSpan? TimeSpan,
    byte[]? Bytes);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
public sealed partial record Visitor(int Id, string? Email, string? Name);

/// <summary>None nullable, one secret.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Patient(int Id, string Name, [property: Sensitive] int Secret, int Age);

/// <summary>Found by a text.</summary>
[SyncModel(nameof(Code), nameof(Part))]
[Sync(Mode = Upsert)]
public sealed partial record Article(string Code, int Part, string? Title);

public enum Mood
{
    Sad,
    Happy,
}

public readonly record struct RoomId(int Value)
{
    public int Value { get; } = Value <= 100 ? Value : throw new ArgumentException($"{Value} is no room.");
}

/// <summary>Columns of other types than their properties.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Guest([property: SyncColumn("room")] RoomId Id, [property: SyncColumn(EnumAs = EnumStorage.Name)] Mood? Mood);

/// <summary>Nothing that the driver makes an object of.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Measure(
    int Id,
    bool? A,
    byte? B,
    int? C,
    long? D,
    decimal? E,
    double? F,
    Guid? G,
    DateTime? H,
    DateOnly? I,
    TimeOnly? J);
