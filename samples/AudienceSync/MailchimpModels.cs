using Syncline;

namespace AudienceSync;

/// <summary>A customer as a member of the audience, found by the address. Who leaves the shop is archived.</summary>
[SyncModel(nameof(Email))]
[Sync<MailchimpAudience>(Mode = Upsert, WhenRemoved = WhenRemoved.Archive)]
public sealed partial record Subscriber(
    [property: SyncColumn("email_address", IgnoreCase = true)] string Email,
    [property: SyncColumn("FNAME")] string FirstName,
    [property: SyncColumn("LNAME")] string LastName,
    [property: SyncColumn("COUNTRY")] string? Country);

/// <summary>A customer who has spent more than 40, as a member of a segment: put in, and taken out again.</summary>
[SyncModel(nameof(Email))]
[Sync<MailchimpSegment>(Type = SyncType.Segments, Mode = Add, WhenRemoved = WhenRemoved.RemoveMember)]
public sealed partial record BigSpender([property: SyncColumn(IgnoreCase = true)] string Email);

/// <summary>A purchase as an event of a member, delivered once. An invoice is one purchase, so its key is unique.</summary>
[SyncModel(nameof(InvoiceId), UniqueKey = true)]
[Sync<MailchimpEvents>(Type = SyncType.Events)]
public sealed partial record Purchase(int InvoiceId, string Email, DateTime OccurredAt, decimal Total);

/// <summary>Someone whom a former tool left in the audience. Syncline removes only what it delivered; a list archives the others.</summary>
[SyncModel(nameof(Email))]
[Sync<MailchimpAudience>(Mode = Archive)]
public sealed partial record FormerSubscriber([property: SyncColumn(IgnoreCase = true)] string Email);
