namespace Syncline.Benchmarks;

/// <summary>Found by a number.</summary>
[SyncModel(nameof(Id))]
[Sync(Mode = Upsert, WhenRemoved = WhenRemoved.Delete)]
[Sync("All", Mode = All)]
[Sync("Baseline", Mode = Upsert, WhenRemoved = WhenRemoved.Delete, FirstRun = FirstRunPolicy.Baseline)]
[Sync("Snapshot", Mode = Snapshot)]
[Sync("Ledger", Type = SyncType.Events, FirstRun = FirstRunPolicy.Baseline)]
internal sealed partial record Customer(int Id, string Email, string? Name, decimal LifetimeValue, DateTime UpdatedAt, bool Active, int? Age, double Score);
