using Xunit;

namespace Syncline.Salesforce.Tests;

/// <summary>The code of docs/destinations/salesforce.md.</summary>
public sealed class PageTests
{
    [Fact]
    public void The_example_of_the_page_compiles_and_opens()
    {
        const string clientId = "id", clientSecret = "secret";
        using var account = new SalesforceAccount("https://acme.my.salesforce.com", clientId, clientSecret);
        var contacts = new SalesforceObject(account, "Contact", externalId: "ExtId__c")
        {
            ArchiveFlag = "Archived__c",
        };
        var orders = new SalesforceEvents(account, "Order_Placed__e")
        {
            IdempotencyField = "Idempotency_Key__c",
        };
        Assert.Equal("salesforce:acme.my.salesforce.com/Contact/ExtId__c", contacts.Identity);
        Assert.Equal(OperationKinds.Event, orders.Repeatable);
    }
}
