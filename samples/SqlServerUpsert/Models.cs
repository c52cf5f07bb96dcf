using Syncline;

namespace SqlServerUpsert;

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

/// <summary>A line of an invoice, whose key has two parts.</summary>
[SyncModel(nameof(InvoiceId), nameof(InvoiceLineId))]
[Sync(Mode = SyncMode.Upsert)]
public sealed partial record InvoiceLine(
    int InvoiceId,
    int InvoiceLineId,
    int TrackId,
    decimal UnitPrice,
    int Quantity);
