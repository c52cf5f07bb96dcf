using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Sync;

/// <summary>SYNC111.</summary>
public sealed class NeededColumnTests
{
    private const string Destinations = """


        [NeedsColumn("unit"), NeedsColumn("price", "list_price")] public abstract class Warehouse : IUpserts { public abstract string Identity { get; } }

        [NeedsColumn("shelf")] public abstract class Heir : Warehouse;

        [NeedsColumn("unit")] public interface INeeds : IUpserts;

        public abstract class OfInterface : INeeds { public abstract string Identity { get; } }

        [FindsRecordBy("code"), NeedsColumn("unit")] public abstract class ByCode : IUpserts { public abstract string Identity { get; } }

        [NeedsColumn("at", Kinds = [ColumnKind.DateTimeOffset, ColumnKind.DateOnly]), NeedsColumn("sku", "code", Kinds = new[] { ColumnKind.Text })] public abstract class Shelf : IUpserts { public abstract string Identity { get; } }

        [NeedsColumn("at", Kinds = [])] public abstract class AnyKind : IUpserts { public abstract string Identity { get; } }

        [NeedsColumn("at", IsOptional = true, OnlyOne = true, Kinds = [ColumnKind.DateTimeOffset])] public abstract class MayLack : IUpserts { public abstract string Identity { get; } }

        [NeedsColumn] public abstract class NeedsNone : IUpserts { public abstract string Identity { get; } }
        """;

    [Theory]
    [InlineData("[SyncModel(\"Id\"), [|Sync<MailchimpEvents>(Type = SyncType.Events)|]] partial record Row(Guid Id, string Mail);", "'MailchimpEvents' takes nothing without the column 'email_address' or 'email', which 'Row' lacks: add it, or name a column so with [SyncColumn]")]
    [InlineData("[SyncModel(\"Id\"), [|Sync<MailchimpAudience>(Mode = Upsert)|]] partial record Row(int Id, string Name);", "'MailchimpAudience' takes nothing without the column 'email_address' or 'email', which 'Row' lacks: add it, or name a column so with [SyncColumn], and key the model by it")]
    [InlineData("[SyncModel(\"Id\"), [|Sync<MailchimpAudience>(Mode = Upsert)|]] partial record Row(int Id, [property: SyncIgnore] string Email = \"\");", "'MailchimpAudience' takes nothing without the column 'email_address' or 'email', which 'Row' lacks: take [SyncIgnore] off 'Email', and key the model by it")]
    [InlineData("[SyncModel(\"Id\"), [|Sync<Warehouse>(Mode = Upsert)|]] partial record Row(int Id, string Unit, [SyncColumn(\"cost\")] decimal Price);", "'Warehouse' takes nothing without the column 'price' or 'list_price', which 'Row' lacks: add it, or name a column so with [SyncColumn]")]
    [InlineData("[SyncModel(\"Id\"), [|Sync<Heir>(Mode = Upsert)|]] partial record Row(int Id, string Unit, decimal ListPrice);", "'Heir' takes nothing without the column 'shelf', which 'Row' lacks: add it, or name a column so with [SyncColumn]")]
    [InlineData("[SyncModel(\"Id\"), [|Sync<OfInterface>(Mode = Upsert)|]] partial record Row(int Id);", "'OfInterface' takes nothing without the column 'unit', which 'Row' lacks: add it, or name a column so with [SyncColumn]")]
    public Task Column_that_is_missing(string model, string message) => Check.Fires(model + Destinations, $"SYNC111: {message}");

    [Fact]
    public Task Each_column_that_is_missing() => Check.Fires(
        "[SyncModel(\"Id\"), [|[|Sync<Warehouse>(Mode = Upsert)|]|]] partial record Row(int Id);" + Destinations,
        "SYNC111: 'Warehouse' takes nothing without the column 'unit', which 'Row' lacks: add it, or name a column so with [SyncColumn]",
        "SYNC111: 'Warehouse' takes nothing without the column 'price' or 'list_price', which 'Row' lacks: add it, or name a column so with [SyncColumn]");

    [Fact]
    public Task Key_is_spoken_of_beside_another_column() => Check.Fires(
        "[SyncModel(\"Id\"), [|[|Sync<ByCode>(Mode = Upsert)|]|]] partial record Row(int Id, string Code);" + Destinations,
        "SYNC110: 'ByCode' finds a record by the column 'code' alone, but 'Row' is keyed by 'Id': key it by 'Code'",
        "SYNC111: 'ByCode' takes nothing without the column 'unit', which 'Row' lacks: add it, or name a column so with [SyncColumn]");

    [Theory]
    [InlineData("IntercomEvents", "string UserId, string? Email, DateTimeOffset CreatedAt", "'user_id', 'external_id', 'contact_id' or 'email', but 'Row' has 'UserId' and 'Email'")]
    [InlineData("IntercomEvents", "string UserId, DateTimeOffset CreatedAt, DateTimeOffset OccurredAt", "'created_at' or 'occurred_at', but 'Row' has 'CreatedAt' and 'OccurredAt'")]
    [InlineData("MailchimpEvents", "string Email, [SyncColumn(\"EMAIL_ADDRESS\")] string Other", "'email_address' or 'email', but 'Row' has 'Email' and 'EMAIL_ADDRESS'")]
    public Task Column_that_is_there_several_times(string destination, string columns, string message) => Check.Fires(
        $"[SyncModel(\"Id\"), [|Sync<{destination}>(Type = SyncType.Events)|]] partial record Row(Guid Id, {columns});",
        $"SYNC111: '{destination}' takes one of the columns {message}: keep one of them, and leave the others out by [SyncIgnore] or name them otherwise by [SyncColumn]");

    [Theory]
    [InlineData("Sync<IntercomEvents>(Type = SyncType.Events)", "string UserId, DateOnly OccurredAt", "'IntercomEvents' takes the column 'OccurredAt' as DateTimeOffset or DateTime, but 'Row' has it as DateOnly")]
    [InlineData("Sync<IntercomEvents>(Type = SyncType.Events)", "string UserId, [SyncColumn(\"created_at\")] long? At", "'IntercomEvents' takes the column 'created_at' as DateTimeOffset or DateTime, but 'Row' has it as long")]
    [InlineData("Sync<MailchimpEvents>(Type = SyncType.Events)", "byte[] Email", "'MailchimpEvents' takes the column 'Email' as string, but 'Row' has it as byte[]")]
    [InlineData("Sync<MailchimpEvents>(Type = SyncType.Events)", "string Email, DateOnly OccurredAt", "'MailchimpEvents' takes the column 'OccurredAt' as DateTimeOffset or DateTime, but 'Row' has it as DateOnly")]
    [InlineData("Sync<MayLack>(Mode = Upsert)", "int At", "'MayLack' takes the column 'At' as DateTimeOffset, but 'Row' has it as int")]
    [InlineData("Sync<Shelf>(Mode = Upsert)", "DateTime At, int Sku, string Code", "'Shelf' takes the column 'At' as DateTimeOffset or DateOnly, but 'Row' has it as DateTime")]
    public Task Column_of_another_type(string sync, string columns, string message) => Check.Fires(
        $"[SyncModel(\"Id\"), [|{sync}|]] partial record Row(Guid Id, {columns});" + Destinations,
        $"SYNC111: {message}: change its type, or name another column so with [SyncColumn]");

    [Theory]
    [InlineData("Sync<IntercomContacts>(Mode = Upsert)", "ExternalId", "DateOnly")]
    [InlineData("Sync<IntercomContacts>(Mode = Upsert)", "UserId", "decimal")]
    [InlineData("Sync<IntercomTag>(Type = SyncType.Segments, Mode = Add)", "ExternalId", "bool")]
    [InlineData("Sync<IntercomCompanies>(Mode = Upsert)", "CompanyId", "char")]
    public Task Key_of_another_type(string sync, string key, string type) => Check.Fires(
        $"[SyncModel(\"{key}\"), [|{sync}|]] partial record Row({type} {key});",
        $"SYNC111: '{sync[5..sync.IndexOf('>', StringComparison.Ordinal)]}' takes the column '{key}' as string, Guid, byte, sbyte, short, ushort, int, uint, long or ulong, but 'Row' has it as {type}: change its type, or name another column so with [SyncColumn]");

    [Theory]
    [InlineData("return Row.Sync.To([|at|]);")]
    [InlineData("return Row.Sync.RunAsync(source, [|at|], state);")]
    [InlineData("return plan.ApplyAsync(destination: [|at|]);")]
    [InlineData("return Row.BoundSync.To([|at|]);")]
    public Task Column_that_is_missing_where_the_destination_is_known_by_the_call(string statement)
        => Check.Fires(Caller(statement), "SYNC111: 'OfInterface' takes nothing without the column 'unit', which 'Row' lacks: add it, or name a column so with [SyncColumn]");

    [Theory]
    [InlineData("return Row.BoundSync.To(none);")]
    [InlineData("return Row.Sync.To(none);")]
    [InlineData("return Row.Sync.TryTo(at, out _);")]
    [InlineData("return Row.Sync.To(missing);", "CS0103")]
    public Task Silent_where_the_call_tells_nothing_new(string statement, string? error = null) => Check.Silent(Caller(statement), error is null ? [] : [error]);

    [Fact]
    public Task At_the_declaration_alone_where_the_sync_is_bound_to_it() => Check.Fires(
        "[SyncModel(\"Id\"), [|Sync<OfInterface>(Mode = Upsert)|]] partial record Row(int Id) { internal static object Bind(OfInterface at) => Sync.To(at); }" + Destinations,
        "SYNC111: 'OfInterface' takes nothing without the column 'unit', which 'Row' lacks: add it, or name a column so with [SyncColumn]");

    private static string Caller(string statement) => $$"""
        [SyncModel("Id"), Sync(Mode = Upsert), Sync<NeedsNone>("Bound", Mode = Upsert)] public partial record Row(int Id);

        public static class Caller
        {
            public static object Call(OfInterface at, NeedsNone none, ISyncSource<Row> source, IStateStore state, Row.Sync.Plan plan)
            {
                {{statement}}
            }
        }
        """ + Destinations;

    [Theory]
    [InlineData("[SyncModel(\"Id\"), Sync<IntercomEvents>(Type = SyncType.Events)] partial record Row(Guid Id, string? Email, DateTime? OccurredAt, string EventName);")]
    [InlineData("[SyncModel(\"Id\"), Sync<Shelf>(Mode = Upsert)] partial record Row(int Id, DateOnly? At, int Sku, string Code);")]
    [InlineData("[SyncModel(\"Id\"), Sync<AnyKind>(Mode = Upsert)] partial record Row(int Id, int At);")]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpEvents>(Type = SyncType.Events)] partial record Row(Guid Id, string? E_Mail);")]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpEvents>(Type = SyncType.Events)] partial record Row(Guid Id, [SyncColumn(\"EMAIL_ADDRESS\")] string Contact);")]
    [InlineData("[SyncModel(\"Id\"), Sync<Heir>(Mode = Upsert)] partial record Row(int Id, string Unit, decimal ListPrice, int Shelf);")]
    [InlineData("[SyncModel(\"Unit\"), Sync<OfInterface>(Mode = Upsert)] partial record Row(int Unit);")]
    [InlineData("[SyncModel(\"Id\"), Sync<NeedsNone>(Mode = Upsert)] partial record Row(int Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert)] partial record Row(int Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync<MayLack>(Mode = Upsert)] partial record Row(int Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpEvents>(Type = SyncType.Events)] partial record Row(Guid Id, string Email, DateTime? OccurredAt);")]
    [InlineData("[SyncModel(\"ExternalId\"), Sync<IntercomContacts>(Mode = Upsert)] partial record Row(Guid ExternalId);")]
    [InlineData("[SyncModel(\"CompanyId\"), Sync<IntercomCompanies>(Mode = Upsert)] partial record Row(ulong CompanyId, string Name);")]
    public Task Silent_where_it_is_there(string model) => Check.Silent(model + Destinations);

    [Theory]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpEvents>(Type = )] partial record Row(Guid Id);", "CS1525")]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpEvents>(Type = SyncType.Events)] partial record Row(Guid Id, Missing Email);", "CS0246")]
    [InlineData("[SyncModel(\"Id\"), Sync<Half>(Mode = Upsert)] partial record Row(int Id); [NeedsColumn(Missing)] abstract class Half : IUpserts { public abstract string Identity { get; } }", "CS0103")]
    [InlineData("[SyncModel(\"Id\"), Sync<Half>(Mode = Upsert)] partial record Row(int Id, int At); [NeedsColumn(\"at\", Kinds = [ColumnKind.Missing])] abstract class Half : IUpserts { public abstract string Identity { get; } }", "CS0117")]
    public Task Silent_on_what_is_half_typed(string model, string error) => Check.Silent(model, error);
}
