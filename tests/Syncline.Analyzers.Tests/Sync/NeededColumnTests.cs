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
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpEvents>(Type = SyncType.Events)] partial record Row(Guid Id, string? E_Mail);")]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpEvents>(Type = SyncType.Events)] partial record Row(Guid Id, [SyncColumn(\"EMAIL_ADDRESS\")] string Contact);")]
    [InlineData("[SyncModel(\"Id\"), Sync<Heir>(Mode = Upsert)] partial record Row(int Id, string Unit, decimal ListPrice, int Shelf);")]
    [InlineData("[SyncModel(\"Unit\"), Sync<OfInterface>(Mode = Upsert)] partial record Row(int Unit);")]
    [InlineData("[SyncModel(\"Id\"), Sync<NeedsNone>(Mode = Upsert)] partial record Row(int Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert)] partial record Row(int Id);")]
    public Task Silent_where_it_is_there(string model) => Check.Silent(model + Destinations);

    [Theory]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpEvents>(Type = )] partial record Row(Guid Id);", "CS1525")]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpEvents>(Type = SyncType.Events)] partial record Row(Guid Id, Missing Email);", "CS0246")]
    [InlineData("[SyncModel(\"Id\"), Sync<Half>(Mode = Upsert)] partial record Row(int Id); [NeedsColumn(Missing)] abstract class Half : IUpserts { public abstract string Identity { get; } }", "CS0103")]
    public Task Silent_on_what_is_half_typed(string model, string error) => Check.Silent(model, error);
}
