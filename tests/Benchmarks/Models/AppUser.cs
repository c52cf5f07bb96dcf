namespace Syncline.Benchmarks;

/// <summary>A contact of a workspace.</summary>
[SyncModel(nameof(UserId))]
[Sync(Mode = Upsert)]
internal sealed partial record AppUser(string UserId, string Name, string Plan);
