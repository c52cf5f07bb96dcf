using System.Text.Json.Nodes;
using Syncline.ApiDoubles.Salesforce;
using Syncline.Tests;
using Xunit;

namespace Syncline.Salesforce.Tests;

/// <summary>Runs syncs against an org with contacts and an event.</summary>
public abstract class Runs : ApiRuns, IAsyncLifetime
{
    private SalesforceAccount? _account;

    protected SalesforceDouble Org { get; } = new();

    protected SObject Contacts { get; private set; } = null!;

    protected List<HttpExchange> Exchanges { get; } = [];

    protected SalesforceAccount Account => _account!;

    public async ValueTask InitializeAsync()
    {
        Contacts = Org.Add("Contact",
            new SObjectField("ExtId__c", "string") { IsExternalId = true, IsUnique = true, IsCaseSensitive = true },
            new SObjectField("Code__c", "string") { IsExternalId = true, IsUnique = true },
            new SObjectField("Number__c", "double") { IsExternalId = true, IsUnique = true },
            new SObjectField("Loose__c", "string") { IsExternalId = true, IsCaseSensitive = true },
            new SObjectField("LastName", "string") { IsRequired = true, Length = 80 },
            new SObjectField("Email", "email"),
            new SObjectField("Score__c", "double"),
            new SObjectField("Seen__c", "datetime"),
            new SObjectField("Archived__c", "boolean"));
        Org.Add("Order_Placed__e", new SObjectField("Order_Id__c", "string"), new SObjectField("Total__c", "double"), new SObjectField("Key__c", "string") { Length = 36 });
        await Org.StartAsync();
        _account = NewAccount();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Account.Dispose();
        await Org.DisposeAsync();
    }

    protected SalesforceAccount NewAccount(TimeSpan? timeout = null, int connections = 5) => new(Org.Address, "client", "s3cret")
    {
        Timeout = timeout ?? TimeSpan.FromMinutes(2),
        MaxConnections = connections,
        Observer = exchange =>
        {
            lock (Exchanges) Exchanges.Add(exchange);
        },
    };

    protected SalesforceObject To(int threshold = 2_000, string? flag = null, string externalId = "ExtId__c", SalesforceAccount? account = null) => new(account ?? Account, "Contact", externalId) { BulkThreshold = threshold, ArchiveFlag = flag };

    protected Task<SyncReport> RunAsync(SyncDefinition sync, IDestination destination, params Person[] rows) => RunAsync<Person, Person.Key>(sync, destination, rows);

    protected override void Configure(SyncOptions options) => Hasty(options);

    protected JsonObject? Record(string key, string field = "ExtId__c") => Contacts.Records.Values.FirstOrDefault(record => record[field]?.ToString() == key);

    protected string? NameOf(string key, string field = "ExtId__c") => Record(key, field)?["LastName"]?.GetValue<string>();

    protected string Put(string key, string name, string field = "ExtId__c")
    {
        var result = Contacts.Create(new JsonObject { [field] = key, ["LastName"] = name });
        return result.Id!;
    }

    protected IEnumerable<string> Sent(string method, string what) => Org.Requests.Where(request => request.Method == method && request.Target.Contains(what, StringComparison.Ordinal)).Select(static request => request.Target);

    protected static Person[] People(int count, string suffix = "") => [.. Enumerable.Range(1, count).Select(i => new Person($"p{i:0000}", $"Name {i}{suffix}", $"p{i}@example.com", i, null))];

    protected static string Reason(SyncReport report, string key) => report.Troubled.Single(trouble => trouble.Key.Contains(key, StringComparison.Ordinal)).Reason ?? "";
}
