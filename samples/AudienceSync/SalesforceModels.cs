using Syncline;

namespace AudienceSync;

/// <summary>A customer as a contact. The key is the external id, whatever it is called; every other column is the field of its name.</summary>
[SyncModel(nameof(CustomerId))]
[Sync<SalesforceObject>(Mode = Upsert, WhenRemoved = WhenRemoved.Archive)]
public sealed partial record Contact(int CustomerId, string FirstName, string LastName, string Email, [property: SyncColumn("MailingCountry")] string? Country);

/// <summary>An order as a platform event, published once.</summary>
[SyncModel(nameof(InvoiceId), UniqueKey = true)]
[Sync<SalesforceEvents>(Type = SyncType.Events)]
public sealed partial record OrderPlaced(
    [property: SyncColumn("Invoice_Id__c")] int InvoiceId,
    [property: SyncColumn("Customer_Id__c")] int CustomerId,
    [property: SyncColumn("Total__c")] decimal Total);

/// <summary>A contact that a former tool left in the org.</summary>
[SyncModel(nameof(CustomerId))]
[Sync<SalesforceObject>(Mode = Archive)]
public sealed partial record FormerContact(int CustomerId);
