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

/// <summary>A record found by an instant.</summary>
[SyncModel(nameof(At))]
public sealed partial record AtInstant([property: SyncColumn("key")] DateTimeOffset At, string? Name);

/// <summary>A record found by a time without an offset.</summary>
[SyncModel(nameof(At))]
public sealed partial record AtTime([property: SyncColumn("key")] DateTime At, string? Name);

/// <summary>A record found by a day.</summary>
[SyncModel(nameof(Day))]
public sealed partial record OfDay([property: SyncColumn("key")] DateOnly Day, string? Name);

/// <summary>A record found by a time of day.</summary>
[SyncModel(nameof(Time))]
public sealed partial record OfTime([property: SyncColumn("key")] TimeOnly Time, string? Name);

/// <summary>A record found by a span of time.</summary>
[SyncModel(nameof(Span))]
public sealed partial record OfSpan([property: SyncColumn("key")] TimeSpan Span, string? Name);

/// <summary>A record found by a Guid.</summary>
[SyncModel(nameof(Id))]
public sealed partial record OfGuid([property: SyncColumn("key")] Guid Id, string? Name);

/// <summary>A record found by a decimal.</summary>
[SyncModel(nameof(Number))]
public sealed partial record OfDecimal([property: SyncColumn("key")] decimal Number, string? Name);

/// <summary>A record found by an integer.</summary>
[SyncModel(nameof(Number))]
public sealed partial record OfInteger([property: SyncColumn("key")] long Number, string? Name);

/// <summary>A record found by a truth.</summary>
[SyncModel(nameof(Truth))]
public sealed partial record OfTruth([property: SyncColumn("key")] bool Truth, string? Name);
