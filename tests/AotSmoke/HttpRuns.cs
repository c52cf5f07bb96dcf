using Syncline;

namespace AotSmoke;

/// <summary>What goes over HTTP: a destination of calls, and those of the three services.</summary>
internal static class HttpRuns
{
    private static readonly Subscriber[] Subscribers = [new("ada@example.com", "Lovelace")];

    public static async Task CheckAsync(Checks checks)
    {
        await CallsAsync(checks);
        await MailchimpAsync(checks);
        await IntercomAsync(checks);
        await SalesforceAsync(checks);
    }

    private static async Task CallsAsync(Checks checks)
    {
        using var api = new CannedApi(static _ => """{"done":true}""");
        using var client = new HttpClient(api, disposeHandler: false);
        var seen = new List<HttpExchange>();
        using var account = new HttpAccount("https://api.example.com/v2/") { Client = () => client, Authentication = HttpAuthentication.Bearer("hush"), Observer = seen.Add };
        var report = await Subscriber.Sync.RunAsync(SyncSource.From(Subscribers), new HttpDestination(account, "people") { Upsert = HttpCall.Put("people/{email}") }, new InMemoryStateStore());
        checks.Report(report, SyncStatus.Succeeded, 1, 1);
        checks.That("A call has its address and body", api.Requests is ["""PUT /v2/people/ada%40example.com {"email":"ada@example.com","FNAME":"Lovelace"}"""]);
        checks.That("An observer sees nothing sensitive", seen is [{ RequestBody: """{"email":"ada@example.com","FNAME":"***"}""" }]);
    }

    private static async Task MailchimpAsync(Checks checks)
    {
        using var api = new CannedApi(static asked => asked.StartsWith("GET", StringComparison.Ordinal)
            ? """{"merge_fields":[{"tag":"FNAME","required":false}]}"""
            : """{"new_members":[{"email_address":"ada@example.com","status":"subscribed"}],"updated_members":[],"errors":[]}""");
        using var client = new HttpClient(api, disposeHandler: false);
        using var account = new MailchimpAccount("0123456789abcdef-us3") { Client = () => client };
        var report = await Subscriber.Sync.RunAsync(SyncSource.From(Subscribers), new MailchimpAudience(account, "a1b2c3") { NewMemberStatus = MailchimpStatus.Subscribed }, new InMemoryStateStore());
        checks.Report(report, SyncStatus.Succeeded, 1, 1);
        checks.That("A member has its merge field", api.Requests[^1].Contains("\"FNAME\":\"Lovelace\"", StringComparison.Ordinal));
    }

    private static async Task IntercomAsync(Checks checks)
    {
        using var api = new CannedApi(static asked => asked switch
        {
            "GET /me" => """{"app":{"id_code":"abc12345"}}""",
            "POST /contacts" => """{"id":"5ba682d23d7cf92bef87bfd4","external_id":"u1"}""",
            _ => """{"data":[]}""",
        });
        using var client = new HttpClient(api, disposeHandler: false);
        using var account = new IntercomAccount("token", "abc12345") { Client = () => client };
        var report = await Lead.Sync.RunAsync(SyncSource.From([new Lead("u1", "Ada", DateTimeOffset.UnixEpoch)]), new IntercomContacts(account), new InMemoryStateStore());
        checks.Report(report, SyncStatus.Succeeded, 1, 1);
        checks.That("A contact has its name", api.Requests[^1].Contains("\"name\":\"Ada\"", StringComparison.Ordinal));
    }

    private static async Task SalesforceAsync(Checks checks)
    {
        const string Description = """
            {"name":"Contact","createable":true,"updateable":true,"deletable":true,"fields":[
            {"name":"ExtId__c","type":"string","createable":true,"updateable":true,"externalId":true,"unique":true,"caseSensitive":true,"nillable":true},
            {"name":"LastName","type":"string","createable":true,"updateable":true,"nillable":false},
            {"name":"Score__c","type":"double","createable":true,"updateable":true,"nillable":true}]}
            """;
        using var api = new CannedApi(static asked => asked.Contains("/describe", StringComparison.Ordinal) ? Description
            : asked.Contains("/jobs/ingest", StringComparison.Ordinal) ? """{"done":true,"records":[]}"""
            : """[{"id":"0035g00000ABCDEAA4","success":true,"created":true,"errors":[]}]""");
        using var client = new HttpClient(api, disposeHandler: false);
        using var account = new SalesforceAccount("https://acme.my.salesforce.com", HttpAuthentication.Bearer("token")) { Client = () => client };
        var report = await Account.Sync.RunAsync(SyncSource.From([new Account("a1", "Lovelace", 1.5)]), new SalesforceObject(account, "Contact", "ExtId__c"), new InMemoryStateStore());
        checks.Report(report, SyncStatus.Succeeded, 1, 1);
        checks.That("A record has its fields", api.Requests[^1].Contains("\"Score__c\":1.5", StringComparison.Ordinal));
    }
}
