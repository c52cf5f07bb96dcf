using Syncline;

namespace LakeExport;

/// <summary>A customer: three files a run, of those added, changed and removed.</summary>
[SyncModel(PrimaryKey = [nameof(CustomerId)])]
[Sync("Changes", Mode = Diff)]
public sealed partial record Customer(int CustomerId, string FirstName, string LastName, string? Company, string? Country, [property: Sensitive] string Email);

/// <summary>An invoice: a file of all of them a run.</summary>
[SyncModel(PrimaryKey = [nameof(InvoiceId)])]
[Sync("Full", Mode = Snapshot)]
public sealed partial record Invoice(long InvoiceId, int CustomerId, DateTime InvoiceDate, string? BillingCountry, decimal Total);

/// <summary>A purchase: an event, in a file once and never again. An invoice is one purchase, so its key is unique.</summary>
[SyncModel(PrimaryKey = [nameof(InvoiceId)], UniqueKey = true)]
[Sync(Type = SyncType.Events)]
public sealed partial record Purchase(long InvoiceId, int CustomerId, decimal Total);
