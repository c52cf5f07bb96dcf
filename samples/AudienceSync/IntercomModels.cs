using Syncline;

namespace AudienceSync;

/// <summary>A customer as a contact of Intercom's, found by the external id.</summary>
[SyncModel(nameof(CustomerId))]
[Sync<IntercomContacts>(Mode = Upsert, WhenRemoved = WhenRemoved.Archive)]
public sealed partial record AppUser([property: SyncColumn("external_id")] int CustomerId, string Name, string Email);

/// <summary>A customer who has spent more than 40, by a tag.</summary>
[SyncModel(nameof(CustomerId))]
[Sync<IntercomTag>(Type = SyncType.Segments, Mode = Add, WhenRemoved = WhenRemoved.RemoveMember)]
public sealed partial record TopBuyer([property: SyncColumn("external_id")] int CustomerId);

/// <summary>An order as an event of a contact. Intercom tells events of one contact and name apart by the second.</summary>
[SyncModel(nameof(InvoiceId), UniqueKey = true)]
[Sync<IntercomEvents>(Type = SyncType.Events)]
public sealed partial record Ordered(int InvoiceId, [property: SyncColumn("user_id")] int CustomerId, DateTime CreatedAt, decimal Total);

/// <summary>A contact that a former tool left in the workspace.</summary>
[SyncModel(nameof(CustomerId))]
[Sync<IntercomContacts>(Mode = Archive)]
public sealed partial record FormerUser([property: SyncColumn("external_id")] int CustomerId);
