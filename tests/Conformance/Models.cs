namespace Syncline.Conformance;

/// <summary>A record as most are.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Contact(int Id, string? Email, string? Name);

/// <summary>Every kind of column.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Everything(
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
    TimeSpan? TimeSpan);

/// <summary>A column of bytes, which records compare by reference.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Document(int Id, ReadOnlyMemory<byte> Content);

/// <summary>Found by a text.</summary>
[SyncModel(nameof(Code))]
public sealed partial record ByText(string Code, int? Value);

/// <summary>Found by a Guid.</summary>
[SyncModel(nameof(Id))]
public sealed partial record ByGuid(Guid Id, int? Value);

/// <summary>Found by an instant.</summary>
[SyncModel(nameof(At))]
public sealed partial record ByInstant(DateTimeOffset At, int? Value);

/// <summary>Found by a day.</summary>
[SyncModel(nameof(Day))]
public sealed partial record ByDay(DateOnly Day, int? Value);

/// <summary>Found by a decimal.</summary>
[SyncModel(nameof(Amount))]
public sealed partial record ByDecimal(decimal Amount, int? Value);

/// <summary>Found by several parts, out of the columns' order.</summary>
[SyncModel(nameof(Line), nameof(Tenant), nameof(Flag))]
public sealed partial record ByParts(string Tenant, int? Value, bool Flag, long Line);

/// <summary>Nothing but its key.</summary>
[SyncModel(nameof(A), nameof(B))]
public sealed partial record KeyAlone(int A, string B);

/// <summary>Columns with names that have to be quoted.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Hostile(
    [property: SyncColumn("select")] int Id,
    [property: SyncColumn("a \"quoted\" name")] string? Quoted,
    [property: SyncColumn("x'); DROP TABLE y; --")] string? Injected,
    [property: SyncColumn("größe 😀")] string? Unicode,
    [property: SyncColumn("[brackets]")] string? Brackets);

/// <summary>A null that is left out of delivery.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Patch(int Id, [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Email, string? Name);
