namespace Syncline.Files.Tests;

/// <summary>None nullable, one secret.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
public sealed partial record Person(int Id, string Name, [property: Sensitive] string Secret, int Age);

/// <summary>Found by a secret.</summary>
[SyncModel(nameof(Code))]
[Sync(Mode = Upsert)]
public sealed partial record SecretProduct([property: Sensitive] string Code, int Count);

/// <summary>Found by two parts, of which a file may lack one.</summary>
[SyncModel(nameof(Order), nameof(Line))]
[Sync(Mode = Upsert)]
public sealed partial record Booked(string? Order, int? Line, string? Note);

/// <summary>Columns of other names and types than their properties.</summary>
[SyncModel(nameof(Number))]
[Sync(Mode = Upsert)]
public sealed partial record Account(
    [property: SyncColumn("account")] AccountId Number,
    Tier Tier,
    [property: SyncColumn(EnumAs = EnumStorage.Name)] Tier? Wished);

public readonly record struct AccountId(int Value);

public readonly record struct Percent(int Value)
{
    public int Value { get; } = Value <= 100 ? Value : throw new ArgumentException($"{Value} is no percentage.");
}

/// <summary>Its constructors refuse values.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Share(int Id, Percent Part);

/// <summary>One column.</summary>
[SyncModel(nameof(Text))]
[Sync(Mode = Upsert)]
public sealed partial record Word(string Text);

/// <summary>Texts, of which one may be null.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert)]
public sealed partial record Texts(int Id, string Required, string? Optional);
