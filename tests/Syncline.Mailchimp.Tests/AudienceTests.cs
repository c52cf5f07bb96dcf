using Xunit;

namespace Syncline.Mailchimp.Tests;

/// <summary>Modes and removals of an audience.</summary>
public sealed class AudienceTests : Runs
{
    private static readonly Member Ada = new("Ada@example.com", "Ada");
    private static readonly Member Bob = new("bob@example.com", "Bob");

    [Fact]
    public async Task Upsert_creates_and_updates()
    {
        There.Add("ada@example.com", "subscribed", "old");
        var report = await RunAsync(Sync(SyncMode.Upsert), Audience(), Ada, Bob);
        Assert.Equal((SyncStatus.Succeeded, 2L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(["ada@example.com subscribed Ada", "bob@example.com subscribed Bob"], Held());
        Assert.Equal(0, (await RunAsync(Sync(SyncMode.Upsert), Audience(), Ada, Bob)).Counts.Planned);
    }

    [Fact]
    public async Task Insert_leaves_alone_who_is_there()
    {
        There.Add("ada@example.com", "unsubscribed", "old");
        var report = await RunAsync(Sync(SyncMode.Insert), Audience(), Ada, Bob);
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        Assert.Equal(["ada@example.com unsubscribed old", "bob@example.com subscribed Bob"], Held());
    }

    [Fact]
    public async Task Update_creates_nobody()
    {
        There.Add("ada@example.com", "unsubscribed", "old");
        var report = await RunAsync(Sync(SyncMode.Update), Audience(status: null), Ada, Bob);
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        Assert.Equal(["ada@example.com unsubscribed Ada"], Held());
    }

    [Fact]
    public async Task Members_go_500_in_a_request()
    {
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Audience(), Members(1_201)));
        Assert.Equal([201, 500, 500], Sent().Select(static request => Json(request)["members"]!.AsArray().Count).Order());
        Assert.Equal(1_201, There.Members.Count);
    }

    [Fact]
    public async Task Removed_rows_are_archived()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Archive);
        There.Add("eve@example.com");
        Succeeded(await RunAsync(sync, Audience(), Ada, Bob));
        var gone = await RunAsync(sync, Audience(), Bob);
        Assert.Equal((SyncStatus.Succeeded, 1L), (gone.Status, gone.Counts.Succeeded));
        Assert.Equal(["Ada@example.com archived Ada", "bob@example.com subscribed Bob", "eve@example.com subscribed -"], Held());
    }

    [Theory]
    [InlineData(SyncMode.Insert, false)]
    [InlineData(SyncMode.Update, false)]
    [InlineData(SyncMode.Upsert, false)]
    [InlineData(SyncMode.Upsert, true)]
    public async Task A_row_that_comes_back_comes_out_of_the_archive(SyncMode mode, bool archivedIsThere)
    {
        There.ArchivedIsThere = archivedIsThere;
        if (mode == SyncMode.Update) There.Add(Ada.Email);
        var (sync, audience) = (Sync(mode, WhenRemoved.Archive), Audience(MailchimpStatus.Transactional));
        Succeeded(await RunAsync(sync, audience, Ada));
        Succeeded(await RunAsync(sync, audience));
        Assert.Equal("archived", There.Find(Ada.Email)!.Status);
        Succeeded(await RunAsync(sync, audience, Ada));
        Assert.Equal("transactional", There.Find(Ada.Email)!.Status);
    }

    [Fact]
    public async Task Update_leaves_an_archived_member_there_where_nothing_says_how_it_comes_back()
    {
        There.Add(Ada.Email, "archived");
        var report = await RunAsync(Sync(SyncMode.Update), Audience(status: null), Ada);
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Skipped));
        Assert.Equal("archived", There.Find(Ada.Email)!.Status);
    }

    [Fact]
    public async Task Removed_rows_are_deleted_for_good_where_that_is_asked_for()
    {
        var (sync, audience) = (Sync(SyncMode.Upsert, WhenRemoved.Delete), new MailchimpAudience(Account, List) { NewMemberStatus = MailchimpStatus.Subscribed, PermanentDelete = true });
        Succeeded(await RunAsync(sync, audience, Ada, Bob));
        Succeeded(await RunAsync(sync, audience, Bob));
        Assert.Equal(["bob@example.com subscribed Bob"], Held());
        Assert.Single(There.Forgotten);
        // One that is gone already counts as done.
        There.Forget(ApiDoubles.MailchimpAudienceDouble.HashOf(Bob.Email));
        Succeeded(await RunAsync(sync, audience));
    }

    [Fact]
    public async Task Mode_archive_archives_every_row_and_again_is_done()
    {
        There.Add("ada@example.com");
        There.Add("bob@example.com");
        There.Add("eve@example.com");
        for (var time = 0; time < 2; time++)
        {
            var report = await RunAsync(Sync(SyncMode.Archive), Audience(status: null), Ada, Bob, new("nobody@example.com", null));
            Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
        }

        Assert.Equal(["archived", "archived", "subscribed"], There.Members.Select(static member => member.Status));
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("cleaned")]
    public async Task A_member_that_can_not_be_archived_is_rejected_with_its_status_and_the_words_of_the_api(string status)
    {
        There.Add("ada@example.com", status);
        var report = await RunAsync(Sync(SyncMode.Archive), Audience(status: null), Ada);
        var trouble = Assert.Single(report.Troubled);
        Assert.Equal(Outcome.Rejected, trouble.Outcome);
        Assert.Equal($"it is {status}: 127.0.0.1 answered 405 Method Not Allowed: This list member cannot be removed. Can not archive a contact that is bounced, pending or archived", trouble.Reason);
    }

    [Fact]
    public async Task A_null_clears_a_merge_field_and_one_that_is_left_out_does_not()
    {
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Audience(), new Member("a@example.com", "A", "Lovelace")));
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Audience(), new Member("a@example.com", null)));
        Assert.Equal(["LNAME: \"Lovelace\""], There.Find("a@example.com")!.MergeFields.Select(static field => $"{field.Key}: {field.Value}"));
    }

    [Fact]
    public async Task Columns_go_where_a_member_has_a_place_for_them()
    {
        foreach (var tag in new[] { "ADDRESS", "POINTS", "SPENT", "ACTIVE", "BIRTHDAY", "STATUS" }) There.MergeFields[tag] = false;
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2));
        var full = new Everywhere("a@example.com", "de", true, "html", at, true, 52.5, "Berlin", "10115", 7, 12.50m, true, new DateOnly(1815, 12, 10), "gold");
        Succeeded(await RunAsync<Everywhere, Everywhere.Key>(Sync(SyncMode.Upsert), Audience(), [full]));
        var body = Json(Sent().Single())["members"]![0]!.ToJsonString();
        Assert.Equal("""{"email_address":"a@example.com","status":"subscribed","language":"de","vip":true,"email_type":"html","timestamp_signup":"2026-03-01T10:00:00\u002B00:00","interests":{"9143cf3bd1":true},"location":{"latitude":52.5},"merge_fields":{"POINTS":7,"SPENT":12.50,"ACTIVE":"true","BIRTHDAY":"1815-12-10","STATUS":"gold","ADDRESS":{"city":"Berlin","zip":"10115"}}}""", body);
        var empty = new Everywhere("a@example.com", null, null, null, null, null, null, null, null, null, null, null, null, null);
        Succeeded(await RunAsync<Everywhere, Everywhere.Key>(Sync(SyncMode.Upsert), Audience(), [empty]));
        body = Json(Sent().Last())["members"]![0]!.ToJsonString();
        Assert.Equal("""{"email_address":"a@example.com","language":"","vip":false,"timestamp_signup":"","interests":{"9143cf3bd1":false},"location":{},"merge_fields":{"POINTS":"","SPENT":"","ACTIVE":"","BIRTHDAY":"","STATUS":"","ADDRESS":{"city":"","zip":""}}}""", body);
    }

    [Fact]
    public async Task Columns_find_their_merge_field_whatever_their_case()
    {
        Succeeded(await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Upsert), Audience(), [new("a@example.com", "Ada")]));
        Assert.Equal(["a@example.com subscribed Ada"], Held());
    }

    [Fact]
    public async Task A_required_merge_field_is_not_asked_for_where_that_is_said()
    {
        There.MergeFields["PHONE"] = true;
        var audience = new MailchimpAudience(Account, List) { NewMemberStatus = MailchimpStatus.Subscribed, SkipMergeValidation = true };
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), audience, Ada));
        Assert.EndsWith($"/lists/{List}?skip_merge_validation=true", Sent().Single().Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_spellings_are_one_key_and_named()
    {
        var report = await RunAsync(Sync(SyncMode.Upsert), Audience(), Ada, Ada with { Email = "ADA@example.com" }, Bob);
        Assert.Equal((SyncStatus.Incomplete, 2L, 1L), (report.Status, report.Counts.Duplicate, report.Counts.Succeeded));
        Assert.Equal([1L, 2L], report.InvalidRows.Select(static row => row.Position));
        Assert.All(report.InvalidRows, static row => Assert.Equal("Key { Email = ADA@example.com }", row.Key, ignoreCase: true));
        Assert.Equal(["bob@example.com subscribed Bob"], Held());
    }

    [Theory]
    [InlineData("", "email_address \"\" is empty")]
    [InlineData(" a@example.com", "email_address \" a@example.com\" begins or ends with a blank: trim it in the query")]
    [InlineData("a@example.com\n", "begins or ends with a blank")]
    [InlineData("half@example.com", "holds half of a surrogate pair")]
    public async Task A_key_that_is_no_address_is_rejected_alone(string email, string words)
    {
        // Half a pair gets lost among a test's data.
        var report = await RunAsync(Sync(SyncMode.Upsert), Audience(), new Member(email.Replace("half", "\ud800", StringComparison.Ordinal), "A"), Bob);
        Assert.Equal((1L, 1L), (report.Counts.Rejected, report.Counts.Succeeded));
        Assert.Contains(words, Assert.Single(report.Troubled).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_without_a_form_is_rejected_alone()
    {
        var report = await RunAsync(Sync(SyncMode.Upsert), Audience(), new Member("a@example.com", "\ud800"), Bob, new Member("c@example.com", "C\udc00"));
        Assert.Equal((2L, 1L), (report.Counts.Rejected, report.Counts.Succeeded));
        Assert.All(report.Troubled, static trouble => Assert.Equal("FNAME holds half of a surrogate pair, which Mailchimp has no form for", trouble.Reason));
        There.Add("n@example.com");
        foreach (var mode in new[] { SyncMode.Upsert, SyncMode.Update })
        {
            var none = await RunAsync<Scored, Scored.Key>(Sync(mode) with { Id = "scored" }, Audience(), [new("n@example.com", double.NaN)]);
            Assert.Equal("FNAME is no number, which Mailchimp has no form for", Assert.Single(none.Troubled).Reason);
        }
    }

    [Fact]
    public async Task Two_operations_on_one_member_are_both_rejected()
    {
        // No run makes such a batch, for the key ignores case.
        var context = new DeliveryContext(Sync(SyncMode.Upsert), SchemaOf<Member>(), OperationKinds.Upsert, "run");
        await using var delivery = await Audience().OpenAsync<Member, Member.Key>(context, Stop);
        Operation<Member, Member.Key>[] operations = [.. new[] { Ada, Ada with { Email = "ADA@example.com" }, Bob }.Select(static row => new Operation<Member, Member.Key>(OperationKind.Upsert, row.GetKey(), row))];
        await using var work = await delivery.ApplyAsync(new Batch<Member, Member.Key>(1, operations), Stop);
        Assert.Equal([Outcome.Rejected, Outcome.Rejected, Outcome.Succeeded], work.Outcomes.Select(static outcome => outcome.Outcome));
        Assert.Equal("\"ADA@example.com\" and \"Ada@example.com\" are two keys of the source and one member. Make the spellings alike.", work.Outcomes[0].Reason);
    }
}
