namespace Syncline.Benchmarks;

/// <summary>Found by a Guid.</summary>
[SyncModel(nameof(Id))]
internal sealed partial record GuidCustomer(Guid Id, string Email, string? Name, decimal LifetimeValue, DateTime UpdatedAt, bool Active, int? Age, double Score);
