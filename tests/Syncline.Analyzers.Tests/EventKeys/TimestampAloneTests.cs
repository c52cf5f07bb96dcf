using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.EventKeys;

public sealed class TimestampAloneTests
{
    [Fact]
    public Task Time() => Check.Fires(
        "[SyncModel([|nameof(At)|]), Sync(Type = SyncType.Events)] public partial record Visit(DateTimeOffset At, int UserId, string EventType);",
        "SYNC205: The key of event 'Visit' is 'At', a time alone: events of one moment share it and are omitted; add 'UserId' and 'EventType' to the key, or write 'UniqueKey = true' if no two events share it");

    [Fact]
    public Task Number_that_is_called_a_time() => Check.Fires(
        "[SyncModel([|nameof(event_timestamp)|]), Sync(Type = SyncType.Events)] public partial record Visit(long event_timestamp);",
        "SYNC205: The key of event 'Visit' is 'event_timestamp', a time alone: events of one moment share it and are omitted; add a column that tells two events apart, or write 'UniqueKey = true' if no two events share it");

    [Theory]
    [InlineData("Visit(DateTime At, int UserId)", "nameof(At), nameof(UserId)")]
    [InlineData("HourlyTotal(DateTime Hour)", "nameof(Hour)")]
    [InlineData("Visit(DateTime At)", "nameof(At), UniqueKey = true")]
    [InlineData("Visit(TimeSpan Offset)", "nameof(Offset)")]
    public Task Silent_on_the_near_miss(string model, string key) => Check.Silent($"[SyncModel({key}), Sync(Type = SyncType.Events)] public partial record {model};");
}
