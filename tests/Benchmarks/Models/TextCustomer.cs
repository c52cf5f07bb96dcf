namespace Syncline.Benchmarks;

/// <summary>Found by a text.</summary>
[SyncModel(nameof(Code))]
internal sealed partial record TextCustomer(string Code, string Email, string? Name, decimal LifetimeValue, DateTime UpdatedAt, bool Active, int? Age, double Score);
