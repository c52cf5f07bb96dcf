namespace Syncline.Benchmarks;

/// <summary>Found by a number.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
internal sealed partial record Customer(int Id, string Email, string? Name, decimal LifetimeValue, DateTime UpdatedAt, bool Active, int? Age, double Score);
