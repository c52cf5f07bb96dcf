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

        [FindsRecordBy("code", TellsSpellingsApart = true)] public abstract class BySpelling : IUpserts { public abstract string Identity { get; } }

        [FindsRecordBy("code", IgnoresCase = true, TellsSpellingsApart = true)] public abstract class ByBoth : IUpserts { public abstract string Identity { get; } }

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
    [InlineData("IntercomContacts", "ExternalId", "Sync<IntercomContacts>(Mode = Upsert)")]
    [InlineData("IntercomTag", "UserId", "Sync<IntercomTag>(Type = SyncType.Segments, Mode = Add)")]
    [InlineData("IntercomCompanies", "CompanyId", "Sync<IntercomCompanies>(Mode = Upsert)")]
    [InlineData("BySpelling", "Code", "Sync<BySpelling>(Mode = Upsert)")]
    public Task Key_that_takes_spellings_of_several_records_for_one(string destination, string column, string sync)
        => Check.Fires(
            $"[SyncModel(\"{column}\"), [|{sync}|]] partial record Row([SyncColumn(IgnoreCase = true)] string {column});" + Destinations,
            $"SYNC110: '{destination}' finds a record by a text as it is spelled, but 'Row' takes spellings of '{column}' for one that may be several records there: take IgnoreCase off '{column}', and make the spellings alike in the query");

    [Theory]
    [InlineData("MailchimpAudience", "return Row.Sync.To([|to|]);", "'MailchimpAudience' finds a record by the column 'email_address' or 'email' alone, but 'Row' is keyed by 'Id': key it by 'Email'")]
    [InlineData("SalesforceObject", "return Row.Sync.RunAsync(source, [|to|], state);", null)]
    [InlineData("IntercomContacts", "return plan.ApplyAsync([|to|]);", "'IntercomContacts' takes nothing without the column 'external_id' or 'user_id', which 'Row' lacks: add it, or name a column so with [SyncColumn], and key the model by it")]
    [InlineData("ByCode", "return Row.Sync.RunAsync(state: state, source: source, destination: [|to|]);", "'ByCode' finds a record by the column 'code' alone, but 'Row' is keyed by 'Id': key it by 'Code'")]
    public Task Key_that_is_another_where_the_destination_is_known_by_the_call(string destination, string statement, string? message)
    {
        var code = $$"""
            [SyncModel("Id"), Sync(Mode = Upsert)] public partial record Row(int Id, string Email, string Code);

            public static class Caller
            {
                public static object Call({{destination}} to, ISyncSource<Row> source, IStateStore state, Row.Sync.Plan plan) { {{statement}} }
            }
            """ + Destinations;
        return message is null ? Check.Silent(code.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)) : Check.Fires(code, $"SYNC{(message.Contains("nothing", StringComparison.Ordinal) ? 111 : 110)}: {message}");
    }

    [Fact]
    public Task Fix_is_offered_where_the_model_stands_and_not_at_a_call() => CheckFix.Offers("SYNC110", """
        [SyncModel("Id"), Sync(Mode = Upsert)] partial record Row(int Id, string Code);

        [SyncModel("Id")] partial record Other(int Id, string Code) { internal static object Bind(ByCode to) => Row.Sync.To(to); }
        """ + Destinations);

    [Theory]
    [InlineData("[SyncModel(\"Code\"), Sync<BySpelling>(Mode = Upsert)] partial record Row(string Code, [SyncColumn(IgnoreCase = true)] string Name);")]
    [InlineData("[SyncModel(\"Code\"), Sync<BySpelling>(Mode = Upsert)] partial record Row(int Code);")]
    [InlineData("[SyncModel(\"Code\"), Sync<ByBoth>(Mode = Upsert)] partial record Row([SyncColumn(IgnoreCase = true)] string Code);")]
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

    [Theory]
    [InlineData("([SyncColumn(IgnoreCase = true)] string Code)", "(string Code)")]
    [InlineData("([property: Sensitive, SyncColumn(IgnoreCase = true)] string Code)", "([property: Sensitive] string Code)")]
    [InlineData("([SyncColumn(\"code\", IgnoreCase = true)] string Code)", "([SyncColumn(\"code\")] string Code)")]
    [InlineData("\n{\n    // the code\n    [SyncColumn(IgnoreCase = true)]\n    public required string Code { get; init; }\n}", "\n{\n    // the code\n    public required string Code { get; init; }\n}")]
    public Task Fix_that_minds_case(string before, string after) => CheckFix.Makes(
        "SYNC110",
        "Have 'Code' mind case",
        $"[SyncModel(\"Code\"), Sync<BySpelling>(Mode = Upsert)] partial record Row{before}{(before.EndsWith('}') ? "" : ";")}" + Destinations,
        $"[SyncModel(\"Code\"), Sync<BySpelling>(Mode = Upsert)] partial record Row{after}{(after.EndsWith('}') ? "" : ";")}" + Destinations);

    [Fact]
    public Task Fix_of_the_key_that_minds_case() => CheckFix.Makes(
        "SYNC110",
        "Use 'Code' as the primary key, minding case",
        "[SyncModel(nameof(Id)), Sync<BySpelling>(Mode = Upsert)] partial record Row(int Id, [SyncColumn(IgnoreCase = true)] string Code);" + Destinations,
        "[SyncModel(nameof(Code)), Sync<BySpelling>(Mode = Upsert)] partial record Row(int Id, string Code);" + Destinations);

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
    [InlineData("[SyncModel(\"Code\"), Sync<BySpelling>(Mode = Upsert)] partial record Row([SyncColumn(IgnoreCase = true) /* as typed */] string Code);")]
    [InlineData("[SyncModel(\"A\", \"B\"), Sync<SalesforceObject>(Mode = Upsert)] partial record Row(int A, int B);")]
    [InlineData("[Sync<ByCode>(Mode = Upsert)] partial record Row; [SyncModel(\"Id\")] partial record Row(int Id, string Code);")]
    public Task Fix_offers_nothing_where_nothing_is_mechanical(string model) => CheckFix.Offers("SYNC110", model + Destinations);
}
