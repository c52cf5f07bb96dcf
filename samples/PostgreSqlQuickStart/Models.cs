using Syncline;

namespace PostgreSqlQuickStart;

/// <summary>A customer. One model with two syncs: the shop's table is filled by the first, the CRM's follows it by the second.</summary>
[SyncModel(PrimaryKey = [nameof(CustomerId)])]
[Sync("Shop", Mode = Insert)]
[Sync("Crm", Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
public sealed partial record Customer(
    int CustomerId,
    string FirstName,
    string LastName,
    string? Company,
    string? Country,
    [property: Sensitive] string Email);

/// <summary>An invoice. Whole rows are kept in the state, so that a plan shows what each column was before.</summary>
[SyncModel(nameof(InvoiceId), KeepRows = true)]
[Sync("Shop", Mode = Insert)]
[Sync("Crm", Mode = Upsert)]
public sealed partial record Invoice(
    int InvoiceId,
    int CustomerId,
    DateTime InvoiceDate,
    string? BillingCountry,
    decimal Total);
