using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Mailchimp.Tests;

/// <summary>What each error of the API's makes of a row.</summary>
public sealed class OutcomeTests : Runs
{
    private static readonly Member Good = new("good@example.com", "G");

    [Theory]
    [InlineData("forgotten", "forgotten@example.com was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.")]
    [InlineData("quota", "quota@example.com has signed up to a lot of lists very recently; we're not allowing more signups for now.")]
    [InlineData("fake", "fake@example.com looks fake or invalid, please enter a real email address.")]
    [InlineData("compliance", "compliance@example.com is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.")]
    public async Task A_member_that_mailchimp_does_not_take_is_rejected_in_its_words(string who, string words)
    {
        Prepare();
        var report = await RunAsync(Sync(SyncMode.Upsert), Audience(), new Member($"{who}@example.com", "X"), Good);
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (report.Status, report.Counts.Rejected, report.Counts.Succeeded));
        Assert.Equal($"127.0.0.1 refused it: {words}", Assert.Single(report.Troubled).Reason);
        // Nor is it asked for a second time in the same run.
        Assert.Single(Sent());
    }

    [Fact]
    public async Task A_member_that_others_delete_between_the_two_requests_is_created()
    {
        There.LetsBackIn = true;
        There.Add("good@example.com", firstName: "old");
        Api.Before = (_, request) =>
        {
            // The second says that the member is there.
            if (request.Body.Contains("\"update_existing\":true", StringComparison.Ordinal)) There.Forget(MailchimpAudienceDouble.HashOf("good@example.com"));
            return Task.FromResult(false);
        };
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Audience(), Good));
        Assert.Equal(["good@example.com subscribed G"], Held());
        Assert.Equal(3, Sent().Count());
    }

    [Fact]
    public async Task An_address_that_is_none_is_rejected_in_its_words()
    {
        var report = await RunAsync(Sync(SyncMode.Insert), Audience(), new Member("nobody", "X"), Good);
        Assert.Equal("127.0.0.1 refused it: Please provide a valid email address.", Assert.Single(report.Troubled).Reason);
        Assert.Equal(1L, report.Counts.Succeeded);
    }

    [Fact]
    public async Task Merge_fields_that_are_not_taken_reject_their_row()
    {
        There.MergeFields["PHONE"] = true;
        var audience = new MailchimpAudience(Account, List) { NewMemberStatus = MailchimpStatus.Subscribed, SkipMergeValidation = true };
        // It became required after the sync was opened, as far as the sync can tell.
        Api.Before = async (http, request) => request.Method == "POST" && await MailchimpDouble.AnswerAsync(http, 200, """{"new_members":[],"updated_members":[],"errors":[{"email_address":"GOOD@example.com","error":"Your merge fields were invalid.","error_code":"ERROR_GENERIC","field":"PHONE"}]}""");
        var report = await RunAsync(Sync(SyncMode.Upsert), audience, Good);
        Assert.Equal("127.0.0.1 refused it: Your merge fields were invalid.", Assert.Single(report.Troubled).Reason);
    }

    [Theory]
    [InlineData("Invalid Resource", "Your merge fields were invalid.")]
    [InlineData("Member In Compliance State", "bob@example.com is in a compliance state")]
    public async Task An_update_that_is_refused_is_rejected_in_its_words(string title, string detail)
    {
        There.Add("bob@example.com");
        Api.Before = async (http, request) => request.Method == "PATCH" && await MailchimpDouble.AnswerAsync(http, 400, $$"""{"title":"{{title}}","status":400,"detail":"{{detail}}"}""");
        var report = await RunAsync(Sync(SyncMode.Update), Audience(), new Member("bob@example.com", "Bob"));
        Assert.Equal($"127.0.0.1 answered 400 Bad Request: {detail}", Assert.Single(report.Troubled).Reason.TrimEnd('.') + (detail.EndsWith('.') ? "." : ""));
    }

    [Fact]
    public async Task A_member_that_does_not_come_back_out_of_the_archive_is_rejected()
    {
        There.ArchivedIsThere = true;
        There.Add("compliance@example.com", "archived");
        There.InCompliance.Add("compliance@example.com");
        var report = await RunAsync(Sync(SyncMode.Upsert), Audience(), new Member("compliance@example.com", "X"));
        Assert.StartsWith("it is archived, and does not come back: 127.0.0.1 answered 400 Bad Request: compliance@example.com is in a compliance state", Assert.Single(report.Troubled).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_is_refused_as_a_whole_is_sent_in_halves()
    {
        Api.Before = async (http, request) => request.Body.Contains("m0007@", StringComparison.Ordinal) && await MailchimpDouble.AnswerAsync(http, 400, """{"title":"Invalid Resource","detail":"The resource submitted could not be validated.","errors":[{"field":"members.item:6.language","message":"Data presented is not one of the accepted values."}]}""");
        var report = await RunAsync(Sync(SyncMode.Upsert), Audience(), Members(20));
        Assert.Equal((19L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        var trouble = Assert.Single(report.Troubled);
        Assert.Equal("Key { Email = m0007@example.com }", trouble.Key);
        Assert.Contains("members.item:6.language: Data presented is not one of the accepted values", trouble.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_member_that_the_answer_says_nothing_of_nobody_knows()
    {
        There.PassedOver.Add("silent@example.com");
        var report = await RunAsync(Sync(SyncMode.Upsert), Audience(), new Member("silent@example.com", "S"), Good);
        Assert.Equal((1L, 1L), (report.Counts.Unknown, report.Counts.Succeeded));
        Assert.Equal("127.0.0.1 answered 200 without a word of this member", Assert.Single(report.Troubled).Reason);
        There.PassedOver.Clear();
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Audience(), new Member("silent@example.com", "S"), Good));
        Assert.Equal(2, There.Members.Count);
    }

    [Fact]
    public async Task An_answer_of_other_members_is_none_of_these()
    {
        Api.Before = static async (http, request) => request.Method == "POST" && await MailchimpDouble.AnswerAsync(http, 200, """{"new_members":[{"email_address":"else@example.com","status":"subscribed"}],"updated_members":[],"errors":[]}""");
        var report = await RunAsync(Sync(SyncMode.Insert), Audience(), Members(3));
        Assert.Equal((3L, 0L), (report.Counts.Unknown, report.Counts.Succeeded));
    }

    [Fact]
    public async Task A_permission_that_lacks_ends_delivery_in_its_words()
    {
        Api.Before = static async (http, request) => request.Method == "POST" && await MailchimpDouble.AnswerAsync(http, 403, """{"title":"Forbidden","status":403,"detail":"You don't have permission to access the requested resource."}""");
        var report = await RunAsync(Sync(SyncMode.Upsert), Audience(), Members(3));
        Assert.Equal((SyncStatus.Failed, 3L), (report.Status, report.Counts.Deferred));
        Assert.Contains("You don't have permission to access the requested resource. Look at what the account may do.", report.Message, StringComparison.Ordinal);
        Assert.Single(Sent());
    }

    [Fact]
    public async Task An_audience_that_goes_in_the_middle_ends_delivery()
    {
        Api.Before = static async (http, request) => request.Method == "POST" && await MailchimpDouble.AnswerAsync(http, 404, """{"title":"Resource Not Found","detail":"The requested resource could not be found."}""");
        var report = await RunAsync(Sync(SyncMode.Upsert), Audience(), Members(3));
        Assert.Equal((SyncStatus.Failed, 3L), (report.Status, report.Counts.Deferred));
        Assert.Contains("mailchimp:us3/a1b2c3 is not there any more", report.Message, StringComparison.Ordinal);
    }

    private void Prepare()
    {
        There.Forgotten.Add(MailchimpAudienceDouble.HashOf("forgotten@example.com"));
        There.SignedUpALot.Add("quota@example.com");
        There.InCompliance.Add("compliance@example.com");
    }
}
