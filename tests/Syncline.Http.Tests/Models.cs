namespace Syncline.Http.Tests;

/// <summary>A record found by one text.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Person([property: SyncColumn("id")] string Id, [property: SyncColumn("name")] string? Name, [property: SyncColumn("age", Nulls = NullPolicy.Skip)] int? Age);

/// <summary>A record whose columns are nobody's to see.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Patient([property: SyncColumn("id")] string Id, [property: SyncColumn("email"), Sensitive] string Email, [property: SyncColumn("name"), Sensitive] string? Name);

/// <summary>A record found by two columns.</summary>
[SyncModel(nameof(Order), nameof(Line))]
public sealed partial record OrderLine(int Order, int Line, string? Sku);

/// <summary>A record with instants that are nobody's to see.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Visit([property: SyncColumn("id")] string Id, [property: SyncColumn("at"), Sensitive] DateTimeOffset At, [property: SyncColumn("born"), Sensitive] DateTime Born);

/// <summary>A record whose key ignores case.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Blind([property: SyncColumn("id", IgnoreCase = true)] string Id, [property: SyncColumn("name")] string? Name);
