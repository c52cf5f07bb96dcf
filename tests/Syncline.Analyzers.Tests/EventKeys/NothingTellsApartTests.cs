using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.EventKeys;

public sealed class NothingTellsApartTests
{
    [Fact]
    public Task Ids_of_others() => Check.Fires(
        "[SyncModel([|nameof(UserId), nameof(ProductId)|]), Sync(Type = SyncType.Events)] public partial record ProductViewed(int UserId, int ProductId, DateTimeOffset At);",
        "SYNC204: The key of event 'ProductViewed' is 'UserId' and 'ProductId', and nothing in it tells two events of one entity apart: events that share it are omitted; add 'At' to the key, or write 'UniqueKey = true' if no two events share it");

    [Fact]
    public Task User_and_kind_of_event() => Check.Fires(
        "[SyncModel([|nameof(UserId), nameof(EventName)|]), Sync(Type = SyncType.Events)] public partial record Track(int UserId, string EventName, Guid MessageId);",
        "SYNC204: The key of event 'Track' is 'UserId' and 'EventName', and nothing in it tells two events of one entity apart: events that share it are omitted; use 'MessageId', the event's own id");

    [Theory]
    [InlineData("ProductViewed(int UserId, int ProductId, DateTime At)", "nameof(UserId), nameof(ProductId), nameof(At)")]
    [InlineData("ProductViewed(int SessionId, int Sequence)", "nameof(SessionId), nameof(Sequence)")]
    [InlineData("CourseCompleted(int UserId, int CourseId)", "nameof(UserId), nameof(CourseId)")]
    [InlineData("UserRole(int UserId, int RoleId)", "nameof(UserId), nameof(RoleId)")]
    [InlineData("OrderDetail(int OrderId, int ProductId)", "nameof(OrderId), nameof(ProductId)")]
    [InlineData("ProductViewed(int UserId, int ProductId)", "nameof(UserId), nameof(ProductId), UniqueKey = true")]
    public Task Silent_on_the_near_miss(string model, string key) => Check.Silent($"[SyncModel({key}), Sync(Type = SyncType.Events)] public partial record {model};");
}
