using Syncline.Analyzers.Tests.Harness;

namespace Syncline.Analyzers.Tests.Sync;

/// <summary>SYNC110.</summary>
public sealed class DestinationKeyTests
{
    private const string Destinations = """


        [FindsRecordBy("external_id", "ExtId")] public abstract class ByExternalId : IUpserts, IEventDestination, IActionDestination { public abstract string Identity { get; } }

        public abstract class Heir : ByExternalId;

        [FindsRecordBy("code")] public abstract class ByCode : ByExternalId;

        [FindsRecordBy("code")] public interface IByCode : IUpserts;

        public abstract class OfInterface : IByCode { public abstract string Identity { get; } }

        [FindsRecordBy(null!)] public abstract class Unsaid : IUpserts { public abstract string Identity { get; } }
        """;

    [Theory]
    [InlineData("[SyncModel(\"Id\"), [|Sync<MailchimpAudience>(Mode = Upsert)|]] partial record Row(int Id, string Email);", "'MailchimpAudience' finds a record by the column 'email_address' or 'email' alone, but 'Row' is keyed by 'Id': key it by 'Email'")]
    [InlineData("[SyncModel(\"Email\", \"Id\"), [|Sync<MailchimpAudience>(Mode = Upsert)|]] partial record Row(int Id, string Email);", "'MailchimpAudience' finds a record by the column 'email_address' or 'email' alone, but 'Row' is keyed by 'Email' and 'Id': key it by 'Email'")]
    [InlineData("[SyncModel(\"Email\"), [|Sync<MailchimpTag>(Type = SyncType.Segments, Mode = Add)|]] partial record Row([SyncColumn(\"mail\")] string Email, [SyncColumn(\"Email_Address\")] string Address);", "'MailchimpTag' finds a record by the column 'email_address' or 'email' alone, but 'Row' is keyed by 'mail': key it by 'Address'")]
    [InlineData("[SyncModel(\"Id\"), [|Sync<ByExternalId>(Mode = Upsert)|]] partial record Row(int Id, string Name);", "'ByExternalId' finds a record by the column 'external_id' or 'ExtId' alone, but 'Row' is keyed by 'Id': add that column, or name one so with [SyncColumn], and key it by that")]
    [InlineData("[SyncModel(\"Id\"), [|Sync<Heir>(Mode = Upsert)|]] partial record Row(int Id, string ExternalId);", "'Heir' finds a record by the column 'external_id' or 'ExtId' alone, but 'Row' is keyed by 'Id': key it by 'ExternalId'")]
    [InlineData("[SyncModel(\"ExtId\"), [|Sync<ByCode>(Mode = Upsert)|]] partial record Row(int ExtId);", "'ByCode' finds a record by the column 'code' alone, but 'Row' is keyed by 'ExtId': add that column, or name one so with [SyncColumn], and key it by that")]
    [InlineData("[SyncModel(\"Id\"), [|Sync<OfInterface>(Mode = Upsert)|]] partial record Row(int Id, string Code);", "'OfInterface' finds a record by the column 'code' alone, but 'Row' is keyed by 'Id': key it by 'Code'")]
    [InlineData("[SyncModel(\"Id\"), [|Sync<IByCode>(Mode = Upsert)|]] partial record Row(int Id, string Code);", "'IByCode' finds a record by the column 'code' alone, but 'Row' is keyed by 'Id': key it by 'Code'")]
    [InlineData("[SyncModel(\"OrderId\", \"Line\"), [|Sync<SalesforceObject>(Mode = Upsert)|]] partial record Row(int OrderId, int Line);", "'SalesforceObject' finds a record by one column, but 'Row' is keyed by 'OrderId' and 'Line': key it by one, which the query makes of these if need be")]
    public Task Key_that_is_another_or_has_parts(string model, string message) => Check.Fires(model + Destinations, $"SYNC110: {message}");

    [Theory]
    [InlineData("string Email", "tells spellings of 'Email' apart that are one record there: add [SyncColumn(IgnoreCase = true)] to 'Email'")]
    [InlineData("[SyncColumn(\"email_address\")] string Email", "tells spellings of 'email_address' apart that are one record there: add [SyncColumn(IgnoreCase = true)] to 'Email'")]
    [InlineData("int Email", "is keyed by 'Email', which is no text: make it a string")]
    public Task Key_that_tells_spellings_of_one_record_apart(string column, string message)
        => Check.Fires($"[SyncModel(\"Email\"), [|Sync<MailchimpAudience>(Mode = Upsert)|]] partial record Row({column});", $"SYNC110: 'MailchimpAudience' finds a record by a text in whatever case, but 'Row' {message}");

    [Theory]
    [InlineData("[SyncModel(\"Email\"), Sync<MailchimpAudience>(Mode = Upsert)] partial record Row([SyncColumn(IgnoreCase = true)] string Email, string? FName);")]
    [InlineData("[SyncModel(\"EMailAddress\"), Sync<MailchimpSegment>(Type = SyncType.Segments, Mode = Add)] partial record Row([SyncColumn(IgnoreCase = true)] string EMailAddress);")]
    [InlineData("[SyncModel(\"Address\"), Sync<MailchimpAudience>(Mode = Upsert)] partial record Row([SyncColumn(\"EMAIL_ADDRESS\", IgnoreCase = true)] string Address);")]
    [InlineData("readonly record struct Email(string Value); [SyncModel(\"Address\"), Sync<MailchimpAudience>(Mode = Upsert)] partial record Row([SyncColumn(\"email\", IgnoreCase = true)] Email Address);")]
    [InlineData("[SyncModel(\"Anything\"), Sync<SalesforceObject>(Mode = Upsert)] partial record Row(int Anything);")]
    [InlineData("[SyncModel(\"EventId\"), Sync<MailchimpEvents>(Type = SyncType.Events)] partial record Row(Guid EventId, string Email);")]
    [InlineData("[SyncModel(\"EventId\"), Sync<ByExternalId>(Type = SyncType.Events)] partial record Row(Guid EventId);")]
    [InlineData("[SyncModel(\"Id\"), Sync<ByExternalId>(Type = SyncType.Actions, FirstRun = FirstRunPolicy.Refuse)] partial record Row(int Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync<Unsaid>(Mode = Upsert)] partial record Row(int Id);")]
    [InlineData("[SyncModel(\"Id\"), Sync(Mode = Upsert)] partial record Row(int Id);")]
    public Task Silent_where_a_run_takes_it_and_where_nothing_is_said(string model) => Check.Silent(model + Destinations);

    [Theory]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpAudience>(Mode = )] partial record Row(int Id);", "CS1525")]
    [InlineData("[SyncModel(\"Id\"), Sync<Mailchimp>(Mode = Upsert)] partial record Row(int Id);", "CS0246")]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpAudience>(Mode = Upsert)] partial record Row(Missing Id);", "CS0246")]
    [InlineData("[SyncModel(\"Id\"), Sync<Half>(Mode = Upsert)] partial record Row(int Id); [FindsRecordBy(Missing)] abstract class Half : IUpserts { public abstract string Identity { get; } }", "CS0103")]
    public Task Silent_on_what_is_half_typed(string model, string error) => Check.Silent(model, error);

    [Fact]
    public Task Fix_of_the_key() => CheckFix.Makes(
        "SYNC110",
        "Use 'ExternalId' as the primary key",
        "[SyncModel(nameof(Id)), Sync<ByExternalId>(Mode = Upsert)] partial record Row(int Id, string ExternalId);" + Destinations,
        "[SyncModel(nameof(ExternalId)), Sync<ByExternalId>(Mode = Upsert)] partial record Row(int Id, string ExternalId);" + Destinations);

    [Fact]
    public Task Fix_of_the_key_and_its_case() => CheckFix.Makes(
        "SYNC110",
        "Use 'Email' as the primary key, ignoring case",
        """
        [SyncModel(PrimaryKey = ["Email", "Id"])]
        [Sync<MailchimpAudience>(Mode = Upsert)]
        partial record Row(int Id, [property: Sensitive] string Email);
        """,
        """
        [SyncModel(PrimaryKey = [nameof(Email)])]
        [Sync<MailchimpAudience>(Mode = Upsert)]
        partial record Row(int Id, [SyncColumn(IgnoreCase = true)] [property: Sensitive] string Email);
        """);

    [Fact]
    public Task Fix_of_the_case() => CheckFix.Makes(
        "SYNC110",
        "Have 'Email' ignore case",
        """
        [SyncModel("Email")]
        [Sync<MailchimpAudience>(Mode = Upsert)]
        partial record Row
        {
            [SyncColumn("email_address")]
            public required string Email { get; init; }
        }
        """,
        """
        [SyncModel("Email")]
        [Sync<MailchimpAudience>(Mode = Upsert)]
        partial record Row
        {
            [SyncColumn("email_address", IgnoreCase = true)]
            public required string Email { get; init; }
        }
        """);

    [Fact]
    public Task Fix_all() => CheckFix.MakesAll(
        "SYNC110",
        "Have 'Email' ignore case",
        """
        [SyncModel("Email"), Sync<MailchimpAudience>(Mode = Upsert)] partial record One(string Email);
        [SyncModel("Email"), Sync<MailchimpAudience>(Mode = Upsert)] partial record Two(string Email);
        """,
        """
        [SyncModel("Email"), Sync<MailchimpAudience>(Mode = Upsert)] partial record One([SyncColumn(IgnoreCase = true)] string Email);
        [SyncModel("Email"), Sync<MailchimpAudience>(Mode = Upsert)] partial record Two([SyncColumn(IgnoreCase = true)] string Email);
        """);

    [Theory]
    [InlineData("[SyncModel(\"Id\"), Sync<ByCode>(Mode = Upsert)] partial record Row(int Id, string? Code);")]
    [InlineData("[SyncModel(\"Id\"), Sync<MailchimpAudience>(Mode = Upsert)] partial record Row(int Id, int Email);")]
    [InlineData("[SyncModel(\"A\", \"B\"), Sync<SalesforceObject>(Mode = Upsert)] partial record Row(int A, int B);")]
    [InlineData("[Sync<ByCode>(Mode = Upsert)] partial record Row; [SyncModel(\"Id\")] partial record Row(int Id, string Code);")]
    public Task Fix_offers_nothing_where_nothing_is_mechanical(string model) => CheckFix.Offers("SYNC110", model + Destinations);
}
