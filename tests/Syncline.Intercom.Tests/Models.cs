namespace Syncline.Intercom.Tests;

/// <summary>A contact with a name.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Person([property: SyncColumn("external_id")] string Id, string? Name);

/// <summary>A contact with an address, by which another may be in its way.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Addressed([property: SyncColumn("external_id")] string Id, string? Email, [property: SyncColumn(Nulls = NullPolicy.Skip)] string? Phone = null);

/// <summary>A contact of whom everything is nobody's to see.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Patient([property: SyncColumn("user_id"), Sensitive] string Id, [property: Sensitive] string? Email);

/// <summary>A contact and its role.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Ranked([property: SyncColumn("external_id")] long Id, string? Role, string? Name);

/// <summary>A contact with attributes of the workspace that are called like fields.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Namesake([property: SyncColumn("external_id")] string Id, [property: SyncColumn("custom_attributes.role")] string? Role, [property: SyncColumn("custom_attributes.email")] string? Email);

/// <summary>A contact that is a key alone.</summary>
[SyncModel(nameof(ExternalId))]
public sealed partial record Bare(Guid ExternalId);

/// <summary>Columns for every place that a contact has.</summary>
[SyncModel(nameof(ExternalId))]
public sealed partial record Everywhere(
    int ExternalId,
    string? Email,
    string? Phone,
    string? Name,
    string? Avatar,
    DateTimeOffset? SignedUpAt,
    DateTime? LastSeenAt,
    int? OwnerId,
    bool? UnsubscribedFromEmails,
    string? Plan,
    int? Seats,
    decimal? Spent,
    bool? Vip,
    DateOnly? Born,
    [property: SyncColumn("custom_attributes.name")] string? Nick);

/// <summary>A model that contacts can't be made of.</summary>
[SyncModel(nameof(Email))]
public sealed partial record ByEmail(string Email);

/// <summary>A key whose spellings are one to us.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Loose([property: SyncColumn("external_id", IgnoreCase = true)] string Id);

/// <summary>Columns that don't fit.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Misfit([property: SyncColumn("external_id")] DateOnly Id, int SignedUpAt, string? UnsubscribedFromEmails, byte[]? Name, string? Nick, decimal Seats);

/// <summary>A contact with a number.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Scored([property: SyncColumn("external_id")] string Id, double Score);

/// <summary>A company.</summary>
[SyncModel(nameof(CompanyId))]
public sealed partial record Company(string CompanyId, string? Name, long? MonthlySpend = null, DateTimeOffset? RemoteCreatedAt = null, string? Tier = null);

/// <summary>A company whose spending Intercom would cut.</summary>
[SyncModel(nameof(CompanyId))]
public sealed partial record Spending(string CompanyId, decimal MonthlySpend);

/// <summary>Something that a contact did.</summary>
[SyncModel(nameof(EventId))]
public sealed partial record Order([property: SyncColumn("order_id")] string EventId, string? UserId, string? EventName, DateTimeOffset? CreatedAt, decimal? Total = null, DateTimeOffset? DueDate = null);

/// <summary>Something that a contact did, whose address is nobody's to see.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Visit([property: Sensitive] string Id, [property: Sensitive] string Email, DateTimeOffset OccurredAt);

/// <summary>An event that might be several contacts', at several times.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Ambiguous(string Id, string UserId, string? Email, DateTimeOffset CreatedAt, DateTimeOffset OccurredAt);

/// <summary>An event with columns that don't fit.</summary>
[SyncModel(nameof(Id))]
public sealed partial record Shapeless(string Id, string OccurredAt, byte[]? Photo, int A, int B, int C, int D, int E, int F, int G, int H, int I);
