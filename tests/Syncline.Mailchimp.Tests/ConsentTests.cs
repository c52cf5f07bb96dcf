using Xunit;

namespace Syncline.Mailchimp.Tests;

/// <summary>What members have agreed to is theirs to say.</summary>
public sealed class ConsentTests : Runs
{
    [Theory]
    [InlineData(SyncMode.Insert)]
    [InlineData(SyncMode.Update)]
    [InlineData(SyncMode.Upsert)]
    public async Task Nobody_who_is_there_is_subscribed_again(SyncMode mode)
    {
        foreach (var status in new[] { "subscribed", "unsubscribed", "cleaned", "pending", "transactional" }) There.Add($"{status}@example.com", status);
        var rows = There.Members.Select(static member => new Member(member.Email, "new")).ToArray();
        Succeeded(await RunAsync(Sync(mode), Audience(), rows));
        Succeeded(await RunAsync(Sync(mode), Audience(), [.. rows.Select(static row => row with { FirstName = "newer" })]));
        Assert.All(There.Members, static member => Assert.Equal($"{member.Status}@example.com", member.Email));
        var expected = mode == SyncMode.Insert ? "-" : "newer";
        Assert.All(Held(), held => Assert.EndsWith($" {expected}", held, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_unsubscribes_between_two_runs_stays_unsubscribed()
    {
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Audience(), Members(3)));
        There.Find("m0002@example.com")!.Status = "unsubscribed";
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Audience(), Members(3, "Other")));
        Assert.Equal(["m0001@example.com subscribed Other 1", "m0002@example.com unsubscribed Other 2", "m0003@example.com subscribed Other 3"], Held());
    }

    [Theory]
    [InlineData(MailchimpStatus.Subscribed, "subscribed")]
    [InlineData(MailchimpStatus.Pending, "pending")]
    [InlineData(MailchimpStatus.Unsubscribed, "unsubscribed")]
    [InlineData(MailchimpStatus.Transactional, "transactional")]
    [InlineData(MailchimpStatus.Cleaned, "cleaned")]
    public async Task New_members_have_the_status_that_was_said(MailchimpStatus status, string expected)
    {
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Audience(status), Members(1)));
        Assert.Equal(expected, There.Members.Single().Status);
    }

    [Fact]
    public async Task A_column_says_it_for_each_new_member_alone()
    {
        There.Add("a@example.com", "unsubscribed");
        Succeeded(await RunAsync<Welcomed, Welcomed.Key>(Sync(SyncMode.Upsert), Audience(status: null), [new("a@example.com", "subscribed", "A"), new("b@example.com", "pending", "B")]));
        Assert.Equal(["a@example.com unsubscribed A", "b@example.com pending B"], Held());
    }

    [Theory]
    [InlineData(SyncMode.Update)]
    [InlineData(SyncMode.Upsert)]
    public async Task The_source_says_it_for_all_where_that_is_asked_for(SyncMode mode)
    {
        There.Add("a@example.com", "subscribed");
        There.Add("b@example.com", "unsubscribed");
        var audience = new MailchimpAudience(Account, List) { ChangeStatus = true, NewMemberStatus = MailchimpStatus.Pending };
        Succeeded(await RunAsync<Governed, Governed.Key>(Sync(mode), audience, [new("a@example.com", "unsubscribed", "A"), new("b@example.com", null, "B"), new("c@example.com", null, "C")]));
        Assert.Equal(mode == SyncMode.Update ? ["a@example.com unsubscribed A", "b@example.com unsubscribed B"] : ["a@example.com unsubscribed A", "b@example.com unsubscribed B", "c@example.com pending C"], Held());
    }
}
