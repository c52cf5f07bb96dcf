using Syncline;

namespace QuickStart;

/// <summary>A customer as the CRM is to know it. The e-mail reaches the CRM, but no log, plan or error text.</summary>
[SyncModel(PrimaryKey = [nameof(CustomerId)])]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
public sealed partial record Customer(
    int CustomerId,
    string FirstName,
    string LastName,
    string? Company,
    string? Country,
    [property: Sensitive] string Email);

/// <summary>An invoice. Whole rows are kept in the state, so that a plan shows what each column was before.</summary>
[SyncModel(nameof(InvoiceId), KeepRows = true)]
[Sync(Mode = SyncMode.Upsert)]
public sealed partial record Invoice(
    int InvoiceId,
    int CustomerId,
    DateTime InvoiceDate,
    string? BillingCountry,
    decimal Total);
