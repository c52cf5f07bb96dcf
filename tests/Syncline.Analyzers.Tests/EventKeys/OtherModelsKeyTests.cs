using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.EventKeys;

public sealed class OtherModelsKeyTests
{
    private const string AddAt = "add 'At' to the key, or write 'UniqueKey = true' if no two events share it";

    [Fact]
    public Task Key_of_the_model_it_is_named_after() => Check.Fires(
        "[SyncModel(nameof(Id))] public partial record User(Guid Id); [SyncModel([|nameof(UserId)|]), Sync(Type = SyncType.Events)] public partial record LoggedIn(Guid UserId, DateTimeOffset At);",
        $"SYNC202: The key of event 'LoggedIn' is 'UserId', the key of 'User': events of one 'User' share it and are omitted; {AddAt}");

    [Fact]
    public Task Key_of_a_nested_model_by_name_and_type() => Check.Fires(
        "public partial class Crm { [SyncModel(nameof(BadgeText))] public partial record Colleague(string BadgeText); } [SyncModel(PrimaryKey = [[|nameof(BadgeText)|]]), Sync(Type = SyncType.Events)] public partial record DoorOpened(string BadgeText, DateTime At);",
        $"SYNC202: The key of event 'DoorOpened' is 'BadgeText', the key of 'Colleague': events of one 'Colleague' share it and are omitted; {AddAt}");

    [Fact]
    public Task Key_that_says_what_it_references() => Check.Fires(
        "public class Wallet; [SyncModel([|nameof(Holder)|]), Sync(Type = SyncType.Events)] public partial record Spent([References(typeof(Wallet))] int Holder, DateTime At);",
        $"SYNC202: The key of event 'Spent' is 'Holder', the key of 'Wallet': events of one 'Wallet' share it and are omitted; {AddAt}");

    [Fact]
    public Task Id_that_references_another_model_is_not_the_events_own() => Check.Fires(
        "public class Wallet; [SyncModel([|nameof(Id)|]), Sync(Type = SyncType.Events)] public partial record Spent([References(typeof(Wallet))] int Id, DateTime At);",
        $"SYNC202: The key of event 'Spent' is 'Id', the key of 'Wallet': events of one 'Wallet' share it and are omitted; {AddAt}");

    [Fact]
    public Task Key_by_its_own_type_whatever_it_is_called() => Check.Fires(
        "public readonly record struct TourId(int Value); [SyncModel(nameof(Id))] public partial record Tour(TourId Id); [SyncModel([|nameof(About)|]), Sync(Type = SyncType.Events)] public partial record Visit(TourId About, DateTime At);",
        $"SYNC202: The key of event 'Visit' is 'About', the key of 'Tour': events of one 'Tour' share it and are omitted; {AddAt}");

    [Fact]
    public Task Key_of_a_class_that_inherits_it() => Check.Fires(
        "public abstract class Base { [References(typeof(Uri))] public int Holder { get; set; } } [SyncModel([|nameof(Base.Holder)|])] [Sync(\"Log\", Type = SyncType.Events)] public partial class Spent : Base { public long Number { get; set; } }",
        "SYNC202: The key of event 'Spent' is 'Holder', the key of 'Uri': events of one 'Uri' share it and are omitted; add a column that tells two events apart, or write 'UniqueKey = true' if no two events share it");

    [Fact]
    public Task Key_of_several_parts() => Check.Fires(
        "[SyncModel(nameof(OrderId), nameof(LineNumber))] public partial record OrderLine(long OrderId, int LineNumber); [SyncModel([|nameof(OrderId), nameof(LineNumber)|]), Sync(Type = SyncType.Events)] public partial record OrderLinePicked(long OrderId, int LineNumber, DateTime At);",
        $"SYNC202: The key of event 'OrderLinePicked' is 'OrderId' and 'LineNumber', the key of 'OrderLine': events of one 'OrderLine' share it and are omitted; {AddAt}");

    [Theory]
    [InlineData("record User(int Id)", "nameof(Id)", "PageViewed(Guid EventId, int UserId)", "nameof(EventId)")]
    [InlineData("record Tour(int Id)", "nameof(Id)", "PageViewed(long TourId)", "nameof(TourId)")]
    [InlineData("record Order(int OrderId)", "nameof(OrderId)", "OrderPlaced(int OrderId)", "nameof(OrderId)")]
    [InlineData("record Tour(int Id)", "nameof(Id)", "Booked(int TourId, DateTime At)", "nameof(TourId), nameof(At)")]
    [InlineData("record Tour(int Id)", "nameof(Id)", "Booked(int TourId)", "nameof(TourId), UniqueKey = true")]
    [InlineData("record Tour(int Id, int Missing)", "\"Nowhere\"", "Booked(int TourId)", "nameof(TourId)")]
    public Task Silent_on_the_near_miss(string other, string otherKey, string events, string key) => Check.Silent(
        TestSettings.Usual with { EditorConfig = "dotnet_diagnostic.SYNC003.severity = none" },
        $"[SyncModel({otherKey})] public partial {other}; [SyncModel({key}), Sync(Type = SyncType.Events)] public partial record {events};");

    [Fact]
    public Task Silent_on_two_events_of_one_thing() => Check.Silent("""
        [SyncModel(nameof(TourId)), Sync(Type = SyncType.Events)] public partial record TourPrepared(int TourId);
        [SyncModel(nameof(TourId)), Sync(Type = SyncType.Events)] public partial record TourHeld(int TourId);
        """);

    [Fact]
    public Task Silent_on_a_reference_to_itself() => Check.Silent("[SyncModel(nameof(Number)), Sync(Type = SyncType.Events)] public partial record Spent([References(typeof(Spent))] int Number);");
}
