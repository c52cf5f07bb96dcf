namespace Syncline.PostgreSql.Tests.Tables;

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
[Sync("Insert", Mode = SyncMode.Insert)]
[Sync("Update", Mode = SyncMode.Update)]
[Sync("Clear", Mode = Upsert, WhenRemoved = WhenRemoved.Clear)]
[Sync("All", Mode = All)]
public sealed partial record Customer(int Id, string? Email, string? Name);

/// <summary>Every kind of column, each nullable, under a key of its own.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear)]
[Sync("All", Mode = All)]
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
    byte[]? Bytes,
    Guid? Guid,
    DateTime? DateTime,
    DateTimeOffset? DateTimeOffset,
    DateOnly? DateOnly,
    TimeOnly? TimeOnly,
    TimeSpan? TimeSpan);

/// <summary>Found by a text; its parts stand in another order than its columns.</summary>
[SyncModel(nameof(Code), nameof(Shop))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
[Sync("All", Mode = All)]
public sealed partial record Product(int Shop, string? Title, string Code);

[SyncModel(nameof(Code))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
[Sync("All", Mode = All)]
public sealed partial record FoldedProduct([property: SyncColumn(IgnoreCase = true)] string Code, string? Title);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
[Sync("Insert", Mode = SyncMode.Insert)]
[Sync("All", Mode = All)]
public sealed partial record Patch(
    int Id,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Email,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] int? Score);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Secret(int Id, [property: Sensitive] string Value, int? Level);

[SyncModel(nameof(Id))]
[Sync(Type = SyncType.Events)]
public sealed partial record SignUp(int Id, string Email);

[SyncModel(nameof(Id))]
[Sync("Join", Type = SyncType.Segments, Mode = Add, WhenRemoved = WhenRemoved.RemoveMember)]
[Sync("Leave", Type = SyncType.Segments, Mode = Remove)]
[Sync("All", Type = SyncType.Segments, Mode = All)]
public sealed partial record Member(int Id, string? Email);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Archive)]
[Sync("All", Mode = All)]
public sealed partial record Contact(int Id, string? Email);

/// <summary>Nothing but a key.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
[Sync("Insert", Mode = SyncMode.Insert)]
[Sync("Update", Mode = SyncMode.Update)]
public sealed partial record Tag(int Id);

/// <summary>Names that want quoting.</summary>
[SyncModel(nameof(Number))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Clear)]
[Sync("All", Mode = All)]
public sealed partial record Hostile(
    [property: SyncColumn("select")] int Number,
    [property: SyncColumn("a \"quoted\" name")] string? Quoted,
    [property: SyncColumn("'; DROP TABLE victims; --")] string? Injected,
    [property: SyncColumn("Größe 漢字")] string? Unicode,
    [property: SyncColumn("excluded")] string? Excluded,
    [property: SyncColumn("t")] string? T,
    [property: SyncColumn("$1")] string? Parameter,
    [property: SyncColumn(":name @name")] string? Named);

[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
[Sync("All", Mode = All)]
public sealed partial record Node(int Id, int? Parent, string? Label);

/// <summary>Texts that the server parses.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
[Sync("All", Mode = All)]
public sealed partial record Parsed(int Id, string? Json, string? Mood);

[SyncModel(nameof(At))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
public sealed partial record ByInstant(DateTimeOffset At, string? Title);

/// <summary>Columns that are left out where they are null.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Sparse(
    int Id,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] DateTime? At,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] decimal? Number,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Text,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Short,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Mood);
