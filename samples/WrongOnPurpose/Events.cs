using Syncline;

namespace WrongOnPurpose;

public enum Level { Low, High }

[SyncModel(nameof(AccountId))]
[Sync(Type = SyncType.Events)]
public partial record PageViewed(Guid EventId, int AccountId, string Url, DateTimeOffset At);

[SyncModel(nameof(UserId))]
[Sync(Type = SyncType.Events)]
public partial record LoggedIn(Guid UserId, DateTimeOffset At);

[SyncModel(nameof(Level))]
[Sync(Type = SyncType.Events)]
public partial record AlarmRaised(Level Level, string DeviceId, DateTimeOffset At);

[SyncModel(nameof(AccountId), nameof(ProductId))]
[Sync(Type = SyncType.Events)]
public partial record ProductViewed(int AccountId, int ProductId, DateTimeOffset At);

[SyncModel(nameof(At))]
[Sync(Type = SyncType.Events)]
public partial record Clicked(DateTimeOffset At, int AccountId, string EventType);
