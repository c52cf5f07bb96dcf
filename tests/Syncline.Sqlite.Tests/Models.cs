namespace Syncline.Sqlite.Tests;

/// <summary>Every kind of column, each nullable, under a key of its own.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear)]
[Sync("All", Mode = All)]
public sealed partial record AllKinds(
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
    byte[]? Bytes,
    Guid? Guid,
    DateTime? DateTime,
    DateTimeOffset? DateTimeOffset,
    DateOnly? DateOnly,
    TimeOnly? TimeOnly,
    TimeSpan? TimeSpan);

/// <summary>None nullable, one secret.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
public sealed partial record Person(int Id, string Name, [property: Sensitive] string Secret, int Age);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
[Sync("Insert", Mode = SyncMode.Insert)]
[Sync("Update", Mode = SyncMode.Update)]
[Sync("Clear", Mode = Upsert, WhenRemoved = WhenRemoved.Clear)]
[Sync("All", Mode = All)]
public sealed partial record Customer(int Id, string? Email, string? Name);

/// <summary>Found by a text.</summary>
[SyncModel(nameof(Code))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
[Sync("All", Mode = All)]
public sealed partial record Product(string Code, string? Title);

[SyncModel(nameof(Code))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
[Sync("All", Mode = All)]
public sealed partial record FoldedProduct([property: SyncColumn(IgnoreCase = true)] string Code, string? Title);

[SyncModel(nameof(Shop), nameof(Code), nameof(Name))]
[Sync(Mode = Upsert)]
public sealed partial record ShopProduct(
    int Shop,
    [property: SyncColumn(IgnoreCase = true)] string Code,
    [property: SyncColumn(IgnoreCase = true)] string Name,
    string? Title);

[SyncModel(nameof(Code))]
[Sync(Mode = Upsert)]
public sealed partial record SecretProduct([property: Sensitive] string Code, string? Title);

[SyncModel(nameof(Order), nameof(Line))]
[Sync(Mode = Upsert)]
public sealed partial record KeyOnly(string? Order, int? Line);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
[Sync("All", Mode = All)]
public sealed partial record Patch(
    int Id,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Email,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Name);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record WidePatch(
    int Id,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] int? A,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] int? B,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] int? C,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] int? D,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] int? E,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] int? F,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] int? G,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] int? H);

[SyncModel(nameof(At))]
[Sync(Mode = Upsert)]
public sealed partial record ByInstant(DateTimeOffset At, string? Title);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record ByGuid(Guid Id, string? Title);

[SyncModel(nameof(Amount))]
[Sync(Mode = Upsert)]
public sealed partial record ByAmount(decimal Amount, double? Ratio);

[SyncModel(nameof(Number))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
public sealed partial record ByNumber(ulong Number, ulong? Count, [property: Sensitive] ulong Secret);

[SyncModel(nameof(Code))]
[Sync(Mode = Upsert)]
public sealed partial record Numbered(string Code, int Title);

[SyncModel(nameof(Code))]
[Sync(Mode = Upsert)]
public sealed partial record ByAnything(Guid Code, string? Title);

public enum Tier : short
{
    Free,
    Pro,
}

public readonly record struct AccountId(int Value);

/// <summary>Columns of other types than their properties.</summary>
[SyncModel(nameof(Number))]
[Sync(Mode = Upsert)]
public sealed partial record Account(
    [property: SyncColumn("account")] AccountId Number,
    Tier Tier,
    [property: SyncColumn(EnumAs = EnumStorage.Name)] Tier? Wished);

public readonly record struct Percent(int Value)
{
    public int Value { get; } = Value <= 100 ? Value : throw new ArgumentException($"{Value} is no percentage.");
}

/// <summary>Its constructors refuse values.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Share(Percent Id, Percent Part);

/// <summary>Something that happened, and must not be written as a record that can change.</summary>
[SyncModel(nameof(Id))]
[Sync(Type = SyncType.Events)]
public sealed partial record SignUp(int Id, string Email);

/// <summary>A member of a list.</summary>
[SyncModel(nameof(Id))]
[Sync("Add", Type = SyncType.Segments, Mode = Add)]
[Sync("Join", Type = SyncType.Segments, Mode = Add, WhenRemoved = WhenRemoved.RemoveMember)]
[Sync("Leave", Type = SyncType.Segments, Mode = Remove)]
[Sync("All", Type = SyncType.Segments, Mode = All)]
public sealed partial record Member(int Id, string? Email);

/// <summary>A record that is put out of the way when its row is gone.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Archive)]
[Sync("Insert", Mode = SyncMode.Insert, WhenRemoved = WhenRemoved.Archive)]
[Sync("Update", Mode = SyncMode.Update, WhenRemoved = WhenRemoved.Archive)]
public sealed partial record Contact(int Id, [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Email);

/// <summary>Nothing but a key.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Archive)]
public sealed partial record Tag(int Id);

/// <summary>A mail to send once.</summary>
[SyncModel(nameof(Id))]
[Sync(Type = SyncType.Actions, FirstRun = FirstRunPolicy.Backfill)]
public sealed partial record Mail(int Id, string To);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record NulColumn(int Id, [property: SyncColumn("a\0b")] string? Name);

/// <summary>Names that want quoting.</summary>
[SyncModel(nameof(Key_))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear)]
public sealed partial record Hostile(
    [property: SyncColumn("select")] int Key_,
    [property: SyncColumn("a \"quoted\" name")] string? Quoted,
    [property: SyncColumn("'; DROP TABLE victims; --")] string? Injected,
    [property: SyncColumn("Größe 漢字")] string? Unicode,
    [property: SyncColumn("excluded")] string? Excluded,
    [property: SyncColumn("k")] string? K);
