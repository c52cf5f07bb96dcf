using System.Text.Json.Nodes;
using Syncline;
using Syncline.ApiDoubles.Salesforce;

namespace AudienceSync;

/// <summary>What goes to Salesforce: contacts, and orders as platform events.</summary>
internal sealed class Salesforce(Shop shop, SqliteStateStore state, Runs runs, Action<HttpExchange> observer) : IService
{
    private readonly SalesforceDouble _org = new();
    private SalesforceAccount? _account;

    // Of one's own one gives the org's domain, and what its connected app is called.
    private SalesforceAccount Account => _account ??= new SalesforceAccount(_org.Address, "client", _org.ClientSecret) { Observer = observer };

    private SalesforceObject Contacts => new(Account, "Contact", externalId: "Customer_Id__c") { ArchiveFlag = "Archived__c" };

    public async Task StartAsync()
    {
        var contacts = _org.Add("Contact",
            new SObjectField("Customer_Id__c", "double") { IsExternalId = true, IsUnique = true },
            new SObjectField("FirstName", "string"),
            new SObjectField("LastName", "string") { IsRequired = true, Length = 80 },
            new SObjectField("Email", "email"),
            new SObjectField("MailingCountry", "string"),
            new SObjectField("Archived__c", "boolean"));
        _org.Add("Order_Placed__e", new SObjectField("Invoice_Id__c", "double"), new SObjectField("Customer_Id__c", "double"), new SObjectField("Total__c", "double"));
        // A former tool has left these.
        contacts.Create(new JsonObject { ["Customer_Id__c"] = 901, ["LastName"] = "Former" });
        contacts.Create(new JsonObject { ["Customer_Id__c"] = 902, ["LastName"] = "Gone" });
        await _org.StartAsync();
    }

    public async Task RunAsync()
    {
        await using (var plan = await Contact.Sync.PlanAsync(shop.Contacts, state)) await runs.ApplyAsync(plan, () => plan.ApplyAsync(Contacts));

        var orders = new SalesforceEvents(Account, "Order_Placed__e");
        await using (var plan = await OrderPlaced.Sync.PlanAsync(shop.Orders, state)) await runs.ApplyAsync(plan, () => plan.ApplyAsync(orders));
    }

    public async Task ArchiveAsync()
    {
        await using var plan = await FormerContact.Sync.PlanAsync(shop.FormerContacts, state);
        await runs.ApplyAsync(plan, () => plan.ApplyAsync(Contacts));
    }

    public void Check()
    {
        var contacts = _org.Objects["Contact"].Records.Values;
        runs.Same("contacts", contacts.Count(contact => !IsArchived(contact)), 59);
        runs.Same("archived contacts", contacts.Count(IsArchived), 3);
        runs.Same("events published", _org.Events.Count, 413);
    }

    public async ValueTask DisposeAsync()
    {
        _account?.Dispose();
        await _org.DisposeAsync();
    }

    private static bool IsArchived(JsonObject contact) => contact["Archived__c"]!.GetValue<bool>();
}
