namespace Syncline.Mailchimp.Tests;

/// <summary>A member with two merge fields.</summary>
[SyncModel(nameof(Email))]
public sealed partial record Member([property: SyncColumn("email_address", IgnoreCase = true)] string Email, [property: SyncColumn("FNAME")] string? FirstName, [property: SyncColumn("LNAME", Nulls = NullPolicy.Skip)] string? LastName = null);

/// <summary>A member of whom everything is nobody's to see.</summary>
[SyncModel(nameof(Email))]
public sealed partial record Patient([property: SyncColumn(IgnoreCase = true), Sensitive] string Email, [property: Sensitive] string? FName);

/// <summary>A member whose status is the source's.</summary>
[SyncModel(nameof(Email))]
public sealed partial record Governed([property: SyncColumn(IgnoreCase = true)] string Email, string? Status, string? FName);

/// <summary>A member whose first status is the source's.</summary>
[SyncModel(nameof(Email))]
public sealed partial record Welcomed([property: SyncColumn(IgnoreCase = true)] string Email, [property: SyncColumn("status_if_new")] string First, string? FName);

/// <summary>Columns for every place that a member has.</summary>
[SyncModel(nameof(Email))]
public sealed partial record Everywhere(
    [property: SyncColumn(IgnoreCase = true)] string Email,
    string? Language,
    bool? Vip,
    string? EmailType,
    DateTimeOffset? TimestampSignup,
    [property: SyncColumn("interests.9143cf3bd1")] bool? Sport,
    [property: SyncColumn("location.latitude")] double? Latitude,
    [property: SyncColumn("ADDRESS.city")] string? City,
    [property: SyncColumn("ADDRESS.zip")] string? Zip,
    int? Points,
    decimal? Spent,
    bool? Active,
    DateOnly? Birthday,
    [property: SyncColumn("merge_fields.STATUS")] string? Standing);

/// <summary>A model that an audience can't take.</summary>
[SyncModel(nameof(Id))]
public sealed partial record ById(int Id, string Email);

/// <summary>A key that tells spellings apart.</summary>
[SyncModel(nameof(Email))]
public sealed partial record Spelled(string Email, string? FName);

/// <summary>Columns that don't fit.</summary>
[SyncModel(nameof(Email))]
public sealed partial record Misfit([property: SyncColumn(IgnoreCase = true)] string Email, string? Vip, byte[]? Photo, string? Nick, string? Status, [property: SyncColumn("interests.x")] int Interest);

/// <summary>A member with a number.</summary>
[SyncModel(nameof(Email))]
public sealed partial record Scored([property: SyncColumn(IgnoreCase = true)] string Email, [property: SyncColumn("FNAME")] double Score);

/// <summary>Something that a member did.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Purchase(string Id, string? Email, string? Name, DateTimeOffset? OccurredAt, decimal? Total, bool? Gift = null);

/// <summary>Something that a member did, whose address is nobody's to see.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Visit(string Id, [property: Sensitive] string Email);

/// <summary>An event with columns that don't fit.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Shapeless(string Id, string OccurredAt, byte[]? Photo);
