using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.EventKeys;

public sealed class EventKeyFixTests
{
    [Fact]
    public Task Own_id_of_the_event() => CheckFix.Makes(
        "SYNC201",
        "Use 'EventId' as the key",
        """
        /// <summary>A visit.</summary>
        [SyncModel(/* who */ nameof(UserId), KeepRows = true)] // Its key.
        [Sync(Type = SyncType.Events)]
        public partial record Visit(Guid EventId, int UserId, DateTime At);
        """,
        """
        /// <summary>A visit.</summary>
        [SyncModel(/* who */ nameof(EventId), KeepRows = true)] // Its key.
        [Sync(Type = SyncType.Events)]
        public partial record Visit(Guid EventId, int UserId, DateTime At);
        """);

    [Theory]
    [InlineData("nameof(UserId), nameof(PageId), KeepRows = true", "nameof(Id), KeepRows = true")]
    [InlineData("PrimaryKey = [nameof(UserId), nameof(PageId)], KeepRows = true", "PrimaryKey = [nameof(Id)], KeepRows = true")]
    [InlineData("PrimaryKey = new[] { nameof(UserId), nameof(PageId) }", "PrimaryKey = new[] { nameof(Id) }")]
    [InlineData("PrimaryKey = new string[] { \"UserId\", \"PageId\" }", "PrimaryKey = new string[] { nameof(Id) }")]
    [InlineData("PrimaryKey = new string[2] { nameof(UserId), nameof(PageId) }", "PrimaryKey = new string[] { nameof(Id) }")]
    [InlineData("[nameof(UserId), nameof(PageId)]", "[nameof(Id)]")]
    [InlineData("primaryKey: [nameof(UserId), nameof(PageId)]", "primaryKey: [nameof(Id)]")]
    public Task Own_id_in_the_form_the_key_has(string before, string after) => CheckFix.Makes(
        "SYNC204",
        "Use 'Id' as the key",
        $"[SyncModel({before})] [Sync(Type = SyncType.Events)] public partial record Visit(int UserId, int PageId, Guid Id);",
        $"[SyncModel({after})] [Sync(Type = SyncType.Events)] public partial record Visit(int UserId, int PageId, Guid Id);");

    [Theory]
    [InlineData("nameof(UserId)", "nameof(UserId), nameof(At), nameof(@event)")]
    [InlineData("nameof(UserId), KeepRows = true", "nameof(UserId), nameof(At), nameof(@event), KeepRows = true")]
    [InlineData("PrimaryKey = [nameof(UserId)]", "PrimaryKey = [nameof(UserId), nameof(At), nameof(@event)]")]
    [InlineData("PrimaryKey = [nameof(UserId),]", "PrimaryKey = [nameof(UserId), nameof(At), nameof(@event),]")]
    [InlineData("PrimaryKey = new string[1] { nameof(UserId) }", "PrimaryKey = new string[] { nameof(UserId), nameof(At), nameof(@event) }")]
    [InlineData("new string[/* one */ 1] { nameof(UserId) }", "new string[] { nameof(UserId), nameof(At), nameof(@event) }")]
    [InlineData("primaryKey: /* who */ nameof(UserId), KeepRows = true", "primaryKey: /* who */ [nameof(UserId), nameof(At), nameof(@event)], KeepRows = true")]
    [InlineData("primaryKey: [nameof(UserId)]", "primaryKey: [nameof(UserId), nameof(At), nameof(@event)]")]
    [InlineData("PrimaryKey = new[] { nameof(UserId) }, KeepRows = true", "PrimaryKey = new[] { nameof(UserId), nameof(At), nameof(@event) }, KeepRows = true")]
    public Task Columns_that_tell_apart(string before, string after) => CheckFix.Makes(
        "SYNC201",
        "Add 'At' and 'event' to the key",
        $"[SyncModel({before})] [Sync(Type = SyncType.Events)] public partial record Visit(int UserId, string @event, DateTime At);",
        $"[SyncModel({after})] [Sync(Type = SyncType.Events)] public partial record Visit(int UserId, string @event, DateTime At);");

    [Fact]
    public Task Own_id_where_the_parameter_is_named() => CheckFix.Makes(
        "SYNC201",
        "Use 'EventId' as the key",
        "[SyncModel(primaryKey: nameof(UserId))] [Sync(Type = SyncType.Events)] public partial record Visit(int UserId, Guid EventId);",
        "[SyncModel(primaryKey: nameof(EventId))] [Sync(Type = SyncType.Events)] public partial record Visit(int UserId, Guid EventId);");

    [Fact]
    public Task Columns_on_lines_of_their_own() => CheckFix.Makes(
        "SYNC204",
        "Add 'At' to the key",
        """
        [SyncModel(PrimaryKey = [
            nameof(UserId), // who
            nameof(PageId) // what
        ])]
        [Sync(Type = SyncType.Events)]
        public partial record Visit(int UserId, int PageId, DateTime At);
        """,
        """
        [SyncModel(PrimaryKey = [
            nameof(UserId), // who
            nameof(PageId), // what
            nameof(At)
        ])]
        [Sync(Type = SyncType.Events)]
        public partial record Visit(int UserId, int PageId, DateTime At);
        """);

    [Theory]
    [InlineData("SYNC201", "nameof(UserId)", "nameof(UserId), UniqueKey = true")]
    [InlineData("SYNC201", "PrimaryKey = [nameof(UserId)], UniqueKey = /* really */ false", "PrimaryKey = [nameof(UserId)], UniqueKey = /* really */ true")]
    [InlineData("SYNC204", "nameof(UserId), nameof(PageId), KeepRows = true", "nameof(UserId), nameof(PageId), KeepRows = true, UniqueKey = true")]
    [InlineData("SYNC205", "nameof(At)", "nameof(At), UniqueKey = true")]
    public Task Statement_that_the_key_is_unique(string id, string before, string after) => CheckFix.Makes(
        id,
        "State that the key is unique",
        $"[SyncModel({before})] [Sync(Type = SyncType.Events)] public partial record Visit(int UserId, int PageId, DateTime At);",
        $"[SyncModel({after})] [Sync(Type = SyncType.Events)] public partial record Visit(int UserId, int PageId, DateTime At);");

    [Fact]
    public Task Key_of_another_model() => CheckFix.Makes(
        "SYNC202",
        "Add 'At' to the key",
        "[SyncModel(nameof(Id))] public partial record Tour(int Id); [SyncModel(nameof(TourId)), Sync(Type = SyncType.Events)] public partial record Held(int TourId, DateTime At);",
        "[SyncModel(nameof(Id))] public partial record Tour(int Id); [SyncModel(nameof(TourId), nameof(At)), Sync(Type = SyncType.Events)] public partial record Held(int TourId, DateTime At);");

    [Fact]
    public Task Key_of_few_values() => CheckFix.Makes(
        "SYNC203",
        "Add 'UserId' and 'At' to the key",
        "[SyncModel(nameof(Day)), Sync(Type = SyncType.Events)] public partial record Visit(DateOnly Day, int UserId, DateTime At);",
        "[SyncModel(nameof(Day), nameof(UserId), nameof(At)), Sync(Type = SyncType.Events)] public partial record Visit(DateOnly Day, int UserId, DateTime At);");

    [Fact]
    public Task All_at_once_though_their_own_ids_differ() => CheckFix.MakesAll(
        "SYNC201",
        "Use 'EventId' as the key",
        """
        [SyncModel(nameof(UserId)), Sync(Type = SyncType.Events)]
        public partial record Visit(Guid EventId, int UserId);

        [SyncModel(PrimaryKey = [nameof(AccountId)]), Sync(Type = SyncType.Events)]
        public partial record Closed(Guid MessageId, int AccountId);
        """,
        """
        [SyncModel(nameof(EventId)), Sync(Type = SyncType.Events)]
        public partial record Visit(Guid EventId, int UserId);

        [SyncModel(PrimaryKey = [nameof(MessageId)]), Sync(Type = SyncType.Events)]
        public partial record Closed(Guid MessageId, int AccountId);
        """);

    [Theory]
    [InlineData("SYNC204", "Add 'At' to the key", "nameof(UserId), nameof(PageId), nameof(At)")]
    [InlineData("SYNC204", "State that the key is unique", "nameof(UserId), nameof(PageId), UniqueKey = true")]
    public Task All_at_once(string id, string title, string after) => CheckFix.MakesAll(
        id,
        title,
        Two("nameof(UserId), nameof(PageId)"),
        Two(after));

    [Theory]
    [InlineData("SYNC201", "nameof(UserId)", "int UserId, double Score, DateTime? At", "State that the key is unique")]
    [InlineData("SYNC203", "nameof(IsNew)", "bool IsNew, double Score", null)]
    [InlineData("SYNC205", "nameof(At)", "DateTime At, Guid EventId", "Use 'EventId' as the key|State that the key is unique")]
    public Task Offers_only_what_helps(string id, string key, string columns, string? titles) => CheckFix.Offers(
        TestSettings.Usual,
        id,
        $"[SyncModel({key}), Sync(Type = SyncType.Events)] public partial record Visit({columns});",
        titles?.Split('|') ?? []);

    private static string Two(string key) => $"""
        [SyncModel({key}), Sync(Type = SyncType.Events)]
        public partial record Visit(int UserId, int PageId, DateTime At);

        [SyncModel({key}), Sync(Type = SyncType.Events)]
        public partial record PageClicked(int UserId, int PageId, DateTime At);
        """;
}
