using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.EventKeys;

public sealed class FewValuesTests
{
    [Fact]
    public Task Enum() => Check.Fires(
        "public enum Level { Low, High } [SyncModel([|nameof(Level)|]), Sync(Type = SyncType.Events)] public partial record Alarm(Level Level, string DeviceId, DateTime At);",
        "SYNC203: The key of event 'Alarm' is 'Level', of types that have few values: events that share it are omitted; add 'DeviceId' and 'At' to the key, or write 'UniqueKey = true' if no two events share it");

    [Fact]
    public Task Several_of_them() => Check.Fires(
        "[SyncModel(PrimaryKey = [[|nameof(IsOpen), nameof(Day), nameof(Hour)|]]), Sync(Type = SyncType.Events)] public partial record Alarm(bool IsOpen, DateOnly Day, byte Hour);",
        "SYNC203: The key of event 'Alarm' is 'IsOpen', 'Day' and 'Hour', of types that have few values: events that share it are omitted; add a column that tells two events apart, or write 'UniqueKey = true' if no two events share it");

    [Fact]
    public Task Id_of_a_byte() => Check.Fires(
        "[SyncModel([|nameof(Id)|]), Sync(Type = SyncType.Events)] public partial record Alarm(byte Id, Guid EventId);",
        "SYNC203: The key of event 'Alarm' is 'Id', of types that have few values: events that share it are omitted; use 'EventId', the event's own id");

    [Theory]
    [InlineData("Alarm(bool IsOpen, int Number)", "nameof(IsOpen), nameof(Number)")]
    [InlineData("DailyTotal(DateOnly Date)", "nameof(Date)")]
    [InlineData("Alarm(DateOnly Day)", "nameof(Day), UniqueKey = true")]
    [InlineData("Alarm(short Number)", "nameof(Number)")]
    public Task Silent_on_the_near_miss(string model, string key) => Check.Silent($"[SyncModel({key}), Sync(Type = SyncType.Events)] public partial record {model};");
}
