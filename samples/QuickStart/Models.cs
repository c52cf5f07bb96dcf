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

// SYNC202 finds this key as it is typed. The sample shows what it comes to where nobody listens.
#pragma warning disable SYNC202
/// <summary>A purchase as an event, with a key that looks good for as long as nobody buys twice.</summary>
[SyncModel(nameof(CustomerId))]
[Sync(Type = SyncType.Events)]
public sealed partial record PurchaseByCustomer(int InvoiceId, int CustomerId, decimal Total);
#pragma warning restore SYNC202

/// <summary>A purchase as an event, delivered once and never changed. An invoice is one purchase, so its key is unique.</summary>
[SyncModel(nameof(InvoiceId), UniqueKey = true)]
[Sync(Type = SyncType.Events)]
public sealed partial record Purchase(int InvoiceId, int CustomerId, decimal Total);

/// <summary>A member of a list that customers enter and leave by what they spend.</summary>
[SyncModel(nameof(CustomerId))]
[Sync(Type = SyncType.Segments, Mode = Add, WhenRemoved = WhenRemoved.RemoveMember)]
public sealed partial record BigSpender(int CustomerId, string Name);

/// <summary>A letter to each customer who becomes a big spender; not to those who are when the sync begins.</summary>
[SyncModel(nameof(CustomerId))]
[Sync(Type = SyncType.Actions, FirstRun = FirstRunPolicy.Baseline)]
public sealed partial record ThankYou(int CustomerId, string Name);
