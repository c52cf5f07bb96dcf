namespace Syncline.Benchmarks;

/// <summary>A member of an audience.</summary>
[SyncModel(nameof(Email))]
[Sync(Mode = Upsert)]
internal sealed partial record Subscriber([property: SyncColumn(IgnoreCase = true)] string Email, string FName, string LName, string City);
