namespace Syncline.TestModels;

[SyncModel(PrimaryKey = [nameof(Id)])]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
public sealed partial record Customer(int Id, string Email, string? Name, decimal LifetimeValue, DateTime UpdatedAt, bool IsActive, int? Age, double Score);

[SyncModel(PrimaryKey = [nameof(OrderId), nameof(LineNumber)])]
[Sync("Warehouse", Mode = Upsert)]
[Sync("Ledger", Mode = Insert)]
public partial record OrderLine(long OrderId, int LineNumber, string Sku, int Quantity);

[SyncModel(nameof(Code))]
[Sync(Mode = Update, WhenRemoved = WhenRemoved.Clear)]
public partial record Product
{
    public required string Code { get; init; }

    public string? Title { get; init; }

    public decimal? Price { get; set; }

    public DateTimeOffset? ChangedAt { get; init; }
}
