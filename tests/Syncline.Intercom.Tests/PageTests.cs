using Xunit;

namespace Syncline.Intercom.Tests;

/// <summary>The code of docs/destinations/intercom.md.</summary>
public sealed class PageTests
{
    [Fact]
    public void The_example_of_the_page_compiles()
    {
        const string token = "dG9rOg==";
        using var account = new IntercomAccount(token, "abc12345", IntercomRegion.Europe);
        var contacts = new IntercomContacts(account);
        var companies = new IntercomCompanies(account);
        var gold = new IntercomTag(account, "Gold");
        var events = new IntercomEvents(account) { EventName = "placed-order" };
        Assert.Equal(OperationKinds.Event, events.Repeatable);
        Assert.Equal(["intercom:abc12345/contacts", "intercom:abc12345/companies", "intercom:abc12345/tags/gold", "intercom:abc12345/events/placed-order"], new IDestination[] { contacts, companies, gold, events }.Select(static place => place.Identity));
    }
}
