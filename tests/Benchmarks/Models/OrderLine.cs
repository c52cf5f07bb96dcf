namespace Syncline.Benchmarks;

/// <summary>Found by two numbers.</summary>
[SyncModel(nameof(OrderId), nameof(LineNumber))]
internal sealed partial record OrderLine(long OrderId, int LineNumber, string Email, string? Name, decimal LifetimeValue, DateTime UpdatedAt, bool Active, int? Age, double Score);
