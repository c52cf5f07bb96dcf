using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Mailchimp.Tests;

/// <summary>Static segments and tags.</summary>
public sealed class SegmentTests : Runs
{
    private const long Id = 49377;

    private static readonly SyncDefinition Add = Sync(SyncMode.Add, WhenRemoved.RemoveMember, SyncType.Segments);

    public SegmentTests() => There.Segments[Id] = ("VIPs", "static");

    private MailchimpSegment Segment => new(Account, List, Id);

    [Fact]
    public async Task Members_come_and_go_500_in_a_request()
    {
        foreach (var member in Members(1_100)) There.Add(member.Email);
        Succeeded(await RunAsync(Add, Segment, Members(1_100)));
        Assert.Equal([100, 500, 500], Sent().Select(static request => Json(request)["members_to_add"]!.AsArray().Count).Order());
        Assert.Equal(1_100, InIt());
        Succeeded(await RunAsync(Add, Segment, Members(10)));
        Assert.Equal(10, InIt());
        var taken = await RunAsync(Sync(SyncMode.Remove, type: SyncType.Segments), Segment, [.. Members(4), new("nobody@example.com", null)]);
        Assert.Equal((SyncStatus.Succeeded, 5L), (taken.Status, taken.Counts.Succeeded));
        Assert.Equal(6, InIt());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Addresses_that_are_passed_over_in_silence_are_found(bool namesKnownMembers)
    {
        There.NamesKnownMembers = namesKnownMembers;
        There.Add("a@example.com");
        There.Add("in@example.com").Tags[Id] = "VIPs";
        There.Add("gone@example.com", "archived");
        var report = await RunAsync(Add, Segment, new("A@example.com", null), new("in@example.com", null), new("gone@example.com", null), new("nobody@example.com", null));
        Assert.Equal((SyncStatus.Incomplete, 2L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(["gone@example.com: the member is archived (127.0.0.1 passed over it without a word)", "nobody@example.com: the audience has no such member (127.0.0.1 passed over it without a word)"], report.Troubled.Select(static trouble => $"{trouble.Key[14..^2]}: {trouble.Reason}").Order(StringComparer.Ordinal));
        // Once it is there, it is added.
        There.Add("nobody@example.com");
        There.Find("gone@example.com")!.Status = "subscribed";
        Succeeded(await RunAsync(Add, Segment, new("A@example.com", null), new("in@example.com", null), new("gone@example.com", null), new("nobody@example.com", null)));
        Assert.Equal(4, InIt());
    }

    [Fact]
    public async Task Members_that_are_refused_are_rejected_in_the_words_of_the_api()
    {
        There.Add("a@example.com");
        Api.Before = static async (http, request) => request.Method == "POST" && await MailchimpDouble.AnswerAsync(http, 200, """{"members_added":[],"members_removed":[],"errors":[{"email_addresses":["a@example.com"],"error":"Something about this address"}],"error_count":1}""");
        var report = await RunAsync(Add, Segment, new Member("A@example.com", null));
        Assert.Equal("127.0.0.1: Something about this address", Assert.Single(report.Troubled).Reason);
        // Of one that is to be taken out, and is not in it, nothing is to be said.
        Succeeded(await RunAsync(Sync(SyncMode.Remove, type: SyncType.Segments), Segment, new Member("A@example.com", null)));
    }

    [Fact]
    public async Task A_segment_that_goes_in_the_middle_ends_delivery()
    {
        Api.Before = async (http, request) =>
        {
            There.Segments.Remove(request.Method == "POST" ? Id : 0);
            return await Task.FromResult(false);
        };
        var report = await RunAsync(Add, Segment, Members(3));
        Assert.Equal((SyncStatus.Failed, 3L), (report.Status, report.Counts.Deferred));
        Assert.Contains("mailchimp:us3/a1b2c3/segments/49377 is not there any more", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_refused_as_a_whole_is_sent_in_halves()
    {
        foreach (var member in Members(9)) There.Add(member.Email);
        Api.Before = static async (http, request) => request.Body.Contains("m0005@", StringComparison.Ordinal) && await MailchimpDouble.AnswerAsync(http, 400, """{"title":"Invalid Resource","detail":"No."}""");
        var report = await RunAsync(Add, Segment, Members(9));
        Assert.Equal((8L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("Key { Email = m0005@example.com }", Assert.Single(report.Troubled).Key);
    }

    [Fact]
    public async Task Tags_are_put_on_and_taken_off()
    {
        There.Add("a@example.com");
        There.Add("b@example.com");
        var tag = new MailchimpTag(Account, List, "Gold");
        Member[] rows = [new("A@example.com", null), new("b@example.com", null)];
        Succeeded(await RunAsync(Add, tag, rows));
        Assert.All(There.Members, static member => Assert.Equal(["Gold"], member.Tags.Values));
        Assert.Equal("""{"tags":[{"name":"Gold","status":"active"}],"is_syncing":false}""", Sent().First().Body);
        Succeeded(await RunAsync(Add, tag, rows[1]));
        Assert.Equal([0, 1], There.Members.OrderBy(static member => member.Email).Select(static member => member.Tags.Count));
        // In another case it is the same tag, and the same state.
        Assert.Equal(0, (await RunAsync(Add, new MailchimpTag(Account, List, "GOLD"), rows[1])).Counts.Planned);
    }

    [Fact]
    public async Task Who_is_not_in_the_audience_gets_no_tag_and_has_none()
    {
        var tag = new MailchimpTag(Account, List, "Gold") { IsSyncing = true };
        var report = await RunAsync(Add, tag, new Member("nobody@example.com", null));
        Assert.Equal("the audience has no such member: 127.0.0.1 answered 404 Not Found: The requested resource could not be found", Assert.Single(report.Troubled).Reason);
        Succeeded(await RunAsync(Sync(SyncMode.Remove, type: SyncType.Segments), tag, new Member("nobody@example.com", null)));
        Assert.EndsWith("\"is_syncing\":true}", Sent().First().Body, StringComparison.Ordinal);
    }

    private int InIt() => There.Members.Count(static member => member.Tags.ContainsKey(Id));
}
