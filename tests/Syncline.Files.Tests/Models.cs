namespace Syncline.Files.Tests;

/// <summary>Every kind of column, each nullable, under a key of its own.</summary>
[SyncModel(nameof(Id))]
[Sync("Lake", Mode = Snapshot)]
[Sync("Changes", Mode = Diff)]
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

/// <summary>Delivered in every way that files can be.</summary>
[SyncModel(nameof(Id))]
[Sync("Lake", Mode = Snapshot)]
[Sync("Changes", Mode = Diff)]
[Sync("New", Mode = SyncMode.Insert)]
[Sync("All", Mode = All)]
public sealed partial record Customer(int Id, string? Email, string? Name)
{
    /// <summary>The id of the sync All, for versions of the model.</summary>
    public const string AllId = "Syncline.Files.Tests.Customer/All";
}

/// <summary>A customer as a later version of the model has it: without the name, and with a nullable column more.</summary>
[SyncModel(nameof(Id))]
[Sync("All", Id = Customer.AllId, Mode = All)]
public sealed partial record Guest(int Id, string? Email, int? Visits);

/// <summary>A customer as a later version of the model has it: with its texts the other way around.</summary>
[SyncModel(nameof(Id))]
[Sync("All", Id = Customer.AllId, Mode = All)]
public sealed partial record Swapped(int Id, string? Name, string? Email);

/// <summary>A customer as a later version of the model has it: with a column more that is never null.</summary>
[SyncModel(nameof(Id))]
[Sync("All", Id = Customer.AllId, Mode = All)]
public sealed partial record Regular(int Id, string? Email, int Visits);

/// <summary>Found by a text.</summary>
[SyncModel(nameof(Code))]
[Sync(Mode = Snapshot)]
public sealed partial record Product(string Code, string? Title);

/// <summary>With texts and numbers that a reader which guesses types gets wrong.</summary>
[SyncModel(nameof(CustomerId))]
[Sync("Changes", Mode = Diff)]
public sealed partial record Buyer(int CustomerId, string? Name, decimal? Balance);

/// <summary>An event.</summary>
[SyncModel(nameof(Id))]
[Sync(Type = SyncType.Events)]
public sealed partial record SignUp(int Id, string Plan);

/// <summary>A name of its own, a null that is left out, an enum by name.</summary>
[SyncModel(nameof(Id))]
[Sync("Lake", Mode = Snapshot)]
public sealed partial record Patch(
    int Id,
    [property: SyncColumn("e \"mail\"")] string? Email,
    [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Note,
    [property: SyncColumn(EnumAs = EnumStorage.Name)] Tier Tier);

public enum Tier
{
    Free,
    Pro,
}

/// <summary>Found by a time.</summary>
[SyncModel(nameof(At))]
[Sync("All", Mode = All)]
public sealed partial record Moment(DateTime At, string? Text);

/// <summary>A column whose name a spreadsheet would take for a formula.</summary>
[SyncModel(PrimaryKey = [nameof(Id)])]
[Sync("Lake", Mode = All)]
public sealed partial record Reading(int Id, [property: SyncColumn("@timestamp")] string? At);

/// <summary>A text comes first.</summary>
[SyncModel(PrimaryKey = [nameof(Title)])]
[Sync("Lake", Mode = Snapshot)]
public sealed partial record Note(string Title, string? Text);
