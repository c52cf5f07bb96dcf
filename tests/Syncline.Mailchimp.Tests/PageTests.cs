using Xunit;

namespace Syncline.Mailchimp.Tests;

/// <summary>The code of docs/destinations/mailchimp.md.</summary>
public sealed class PageTests
{
    [Fact]
    public void The_example_of_the_page_compiles()
    {
        const string apiKey = "0123-us3";
        using var account = new MailchimpAccount(apiKey);
        var audience = new MailchimpAudience(account, "a1b2c3d4e5") { NewMemberStatus = MailchimpStatus.Pending };
        var vips = new MailchimpSegment(account, "a1b2c3d4e5", 49377);
        var gold = new MailchimpTag(account, "a1b2c3d4e5", "Gold");
        var events = new MailchimpEvents(account, "a1b2c3d4e5") { EventName = "purchase" };
        Assert.Equal(OperationKinds.None, ((IDestination)events).Repeatable);
        Assert.Equal(["mailchimp:us3/a1b2c3d4e5", "mailchimp:us3/a1b2c3d4e5/segments/49377", "mailchimp:us3/a1b2c3d4e5/tags/gold", "mailchimp:us3/a1b2c3d4e5/events/purchase"], new IDestination[] { audience, vips, gold, events }.Select(static place => place.Identity));
    }
}
