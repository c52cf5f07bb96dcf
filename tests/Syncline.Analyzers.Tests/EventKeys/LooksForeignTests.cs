using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.EventKeys;

public sealed class LooksForeignTests
{
    [Fact]
    public Task Id_of_a_user_where_the_event_has_its_own() => Check.Fires(
        "[SyncModel([|nameof(UserId)|]), Sync(Type = SyncType.Events)] public partial record PageViewed(Guid EventId, int UserId, DateTimeOffset At);",
        "SYNC201: The key of event 'PageViewed' is 'UserId', which looks like the id of a user: events that share it are omitted; use 'EventId', the event's own id");

    [Fact]
    public Task Id_of_a_user_where_time_and_type_would_tell_apart() => Check.Fires(
        """[SyncModel(PrimaryKey = [[|"UserId"|]]), Sync(Type = SyncType.Events, Mode = Insert)] public partial record Visit(int UserId, string EventType, DateTime ReceivedAt, DateTime OccurredAt);""",
        "SYNC201: The key of event 'Visit' is 'UserId', which looks like the id of a user: events that share it are omitted; add 'OccurredAt' and 'EventType' to the key, or write 'UniqueKey = true' if no two events share it");

    [Fact]
    public Task Attribute_and_nothing_better() => Check.Fires(
        "[SyncModel([|nameof(Email)|]), Sync(Type = SyncType.Events)] public partial record Visit(string Email, DateTime? At) { [SyncIgnore] public int EventId { get; init; } }",
        "SYNC201: The key of event 'Visit' is 'Email', which looks like an attribute that many events share: events that share it are omitted; add a column that tells two events apart, or write 'UniqueKey = true' if no two events share it");

    [Fact]
    public Task Status_asks_for_whose_it_is_too() => Check.Fires(
        "[SyncModel([|nameof(Status)|]), Sync(Type = SyncType.Events)] public partial record StatusChanged(int OrderId, string Status, DateTime At);",
        "SYNC201: The key of event 'StatusChanged' is 'Status', which looks like an attribute that many events share: events that share it are omitted; add 'OrderId' and 'At' to the key, or write 'UniqueKey = true' if no two events share it");

    [Fact]
    public Task Type_that_wraps_the_id_of_something_else() => Check.Fires(
        "public readonly record struct CustomerId(int Value); [SyncModel([|nameof(Id)|]), Sync(Type = SyncType.Events)] public partial record Visit(CustomerId Id, DateTime At);",
        "SYNC201: The key of event 'Visit' is 'Id', which looks like the id of a customer: events that share it are omitted; add 'At' to the key, or write 'UniqueKey = true' if no two events share it");

    [Theory]
    [InlineData("AnonymousId", "the id of an anonymous visitor")]
    [InlineData("Sku", "the SKU of a product")]
    [InlineData("CreatedBy", "the id of a person")]
    [InlineData("Email", "an attribute that many events share")]
    public Task Says_in_words_what_it_looks_like(string column, string words) => Check.Fires(
        $"[SyncModel([|nameof({column})|]), Sync(Type = SyncType.Events)] public partial record Visit(string {column}, DateTime At);",
        $"SYNC201: The key of event 'Visit' is '{column}', which looks like {words}: events that share it are omitted; add 'At' to the key, or write 'UniqueKey = true' if no two events share it");

    [Fact]
    public Task Type_that_wraps_an_attribute() => Check.Fires(
        "public readonly record struct Email(string Value); [SyncModel([|nameof(Reference)|]), Sync(Type = SyncType.Events)] public partial record Visit(Email Reference, DateTime At);",
        "SYNC201: The key of event 'Visit' is 'Reference', which looks like an attribute that many events share: events that share it are omitted; add 'At' to the key, or write 'UniqueKey = true' if no two events share it");

    [Theory]
    [InlineData("public readonly record struct Email(string Value);", "NewsletterUnsubscribed(Email Subscriber)")]
    [InlineData("public readonly record struct Email(Guid Value);", "Delivered(Email Reference)")]
    [InlineData("public readonly record struct EmailId(string Value);", "Delivered(EmailId Reference)")]
    public Task Silent_on_types_that_wrap_what_is_the_events_own(string wrapper, string model) => Check.Silent(
        $"{wrapper} [SyncModel(\"{model.Split(' ')[1].TrimEnd(')')}\"), Sync(Type = SyncType.Events)] public partial record {model};");

    [Theory]
    [InlineData("nameof(EventId)", "Guid EventId, int UserId")]
    [InlineData("nameof(VisitId)", "long VisitId, int UserId")]
    [InlineData("nameof(Id)", "Ulid Id, int UserId")]
    [InlineData("nameof(UserId), nameof(At)", "int UserId, DateTime At")]
    [InlineData("nameof(UserId), UniqueKey = true", "int UserId")]
    [InlineData("nameof(Reference)", "string Reference, int UserId")]
    public Task Silent_on_the_near_miss(string key, string columns) => Check.Silent(
        $"public readonly record struct Ulid(Guid Value); [SyncModel({key}), Sync(Type = SyncType.Events)] public partial record Visit({columns});");

    [Fact]
    public Task Silent_on_models_of_things() => Check.Silent("[SyncModel(nameof(UserId)), Sync(Mode = Upsert)] public partial record Profile(int UserId, string Email); [SyncModel(nameof(UserId))] public partial record Account(int UserId);");

    [Theory]
    [InlineData("[property: System.ComponentModel.DataAnnotations.Key] int UserId", "")]
    [InlineData("int UserId", "[Microsoft.EntityFrameworkCore.Index(\"UserId\", IsUnique = true)]")]
    [InlineData("int UserId", "[Microsoft.EntityFrameworkCore.PrimaryKey(\"UserId\")]")]
    public Task Silent_where_Entity_Framework_says_it_is_unique(string column, string attribute) => Check.Silent(
        $"[SyncModel(nameof(UserId)), Sync(Type = SyncType.Events)] {attribute} public partial record Visit({column}, DateTime At);" + EntityFramework);

    [Theory]
    [InlineData("[Microsoft.EntityFrameworkCore.Index(\"UserId\")]")]
    [InlineData("[Microsoft.EntityFrameworkCore.Index(\"UserId\", \"At\", IsUnique = true)]")]
    public Task Index_that_does_not_make_the_key_unique(string attribute) => Check.Fires(
        $"[SyncModel([|nameof(UserId)|]), Sync(Type = SyncType.Events)] {attribute} public partial record Visit(int UserId, DateTime At);" + EntityFramework,
        "SYNC201: The key of event 'Visit' is 'UserId', which looks like the id of a user: events that share it are omitted; add 'At' to the key, or write 'UniqueKey = true' if no two events share it");

    [Fact]
    public Task Column_that_Entity_Framework_calls_unique_is_the_better_key() => Check.Fires(
        "[SyncModel([|nameof(UserId)|]), Sync(Type = SyncType.Events)] public partial record Visit(int UserId, [property: System.ComponentModel.DataAnnotations.Key] string Number);",
        "SYNC201: The key of event 'Visit' is 'UserId', which looks like the id of a user: events that share it are omitted; use 'Number', the event's own id");

    [Fact]
    public Task Own_ids_of_the_project() => Check.Silent(
        TestSettings.Usual with { EditorConfig = "syncline.event_key_own_ids = visitor_id, beacon" },
        "[SyncModel(nameof(VisitorId)), Sync(Type = SyncType.Events)] public partial record PageViewed(int VisitorId);");

    [Fact]
    public Task Foreign_ids_of_the_project() => Check.Fires(
        TestSettings.Usual with { EditorConfig = "syncline.event_key_foreign_ids = PolicyNo, meter_point" },
        "[SyncModel([|nameof(MeterPoint)|]), Sync(Type = SyncType.Events)] public partial record Reading(string MeterPoint, DateTime At);",
        "SYNC201: The key of event 'Reading' is 'MeterPoint', which looks like the id of something else: events that share it are omitted; add 'At' to the key, or write 'UniqueKey = true' if no two events share it");

    [Theory]
    [InlineData("syncline.event_key_own_ids =")]
    [InlineData("syncline.event_key_foreign_ids = ,")]
    public Task Empty_lists_change_nothing(string line) => Check.Silent(
        TestSettings.Usual with { EditorConfig = line },
        "[SyncModel(nameof(Reference)), Sync(Type = SyncType.Events)] public partial record Visit(string Reference);");

    private const string EntityFramework = """

        namespace Microsoft.EntityFrameworkCore
        {
            public sealed class IndexAttribute(string name, params string[] more) : System.Attribute { public bool IsUnique { get; set; } public string Names => name + more.Length; }
            public sealed class PrimaryKeyAttribute(string name, params string[] more) : System.Attribute { public string Names => name + more.Length; }
        }
        """;
}
