namespace Syncline.Conformance;

/// <summary>A record as most are.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Contact(int Id, string? Email, string? Name);

/// <summary>A record whose rows the state keeps.</summary>
[SyncModel(nameof(Id), KeepRows = true)]
public sealed partial record Kept(int Id, string? Name);

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

/// <summary>Columns of bytes.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Document(int Id, ReadOnlyMemory<byte> Content, byte[]? Attachment);

/// <summary>Enums by number and by name, single values in types of their own, and a converter's.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Mapped(
    int Id,
    Level Level,
    Level? Next,
    [property: SyncColumn(EnumAs = EnumStorage.Name)] Level Named,
    [property: SyncColumn(EnumAs = EnumStorage.Name)] Level? NamedNext,
    Sku Sku,
    Sku? OldSku,
    [property: SyncColumn(Converter = typeof(VersionNumbers))] Version? Version);

/// <summary>A column for each way to compare.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Compared(
    int Id,
    [property: SyncColumn(Compare = false)] string? SeenAt,
    [property: SyncColumn(Tolerance = 0.5)] double? Score,
    [property: SyncColumn(IgnoreCase = true)] string? City,
    string? Name);

/// <summary>A null that is left out of delivery.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Patch(int Id, [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Email, [property: SyncColumn(Nulls = NullPolicy.Skip)] int? Age, string? Name);

/// <summary>A record that refers to another of its kind.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Node(int Id, int? ParentId);

/// <summary>Columns with names that have to be quoted.</summary>
[SyncModel(nameof(Id), nameof(Part))]
public sealed partial record Hostile(
    [property: SyncColumn("select")] int Id,
    [property: SyncColumn("the \"key\"; [it's] `100%`")] string Part,
    [property: SyncColumn("a \"quoted\" name")] string? Quoted,
    [property: SyncColumn("x'); DROP TABLE y; --")] string? Injected,
    [property: SyncColumn("größe 😀")] string? Unicode,
    [property: SyncColumn("[brackets]]")] string? Brackets,
    [property: SyncColumn("back\\slash\\")] string? Backslash,
    [property: SyncColumn("100% {0} %s")] string? Percent,
    [property: SyncColumn("@p :p $1 ?1 ?")] string? Parameter,
    [property: SyncColumn("two\nlines\tand a tab")] string? Lines,
    [property: SyncColumn("/* remark */ -- remark")] string? Remark,
    [property: SyncColumn("c1")] string? Own,
    [property: SyncColumn("o")] string? Number,
    [property: SyncColumn("a.b")] string? Dotted,
    [property: SyncColumn(" blank ")] string? Blank,
    [property: SyncColumn("excluded")] string? Excluded);

/// <summary>Columns whose names differ in their last characters alone.</summary>
[SyncModel(nameof(Id))]
public sealed partial record LongNamed(
    int Id,
    [property: SyncColumn("a column whose name is so long that a destination may not take it, and that differs from another only here: one")] string? One,
    [property: SyncColumn("a column whose name is so long that a destination may not take it, and that differs from another only here: two")] string? Two);

/// <summary>An enum with a value below zero and one that two names have.</summary>
public enum Level : short
{
    /// <summary>0.</summary>
    None = 0,

    /// <summary>5.</summary>
    High = 5,

    /// <summary>5, too.</summary>
    Upper = High,

    /// <summary>The least.</summary>
    Least = short.MinValue,
}

/// <summary>A text with a type of its own.</summary>
/// <param name="Text">The text.</param>
public readonly record struct Sku(string Text);

/// <summary>A version as a number.</summary>
public readonly struct VersionNumbers : IColumnConverter<Version, long>
{
    /// <inheritdoc/>
    public static long ToColumn(Version value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return ((long)value.Major << 32) + value.Minor;
    }

    /// <inheritdoc/>
    public static Version FromColumn(long value) => new((int)(value >> 32), (int)(value & int.MaxValue));
}
