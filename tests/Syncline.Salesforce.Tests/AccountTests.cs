using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Salesforce.Tests;

/// <summary>Log-in, sessions, and where requests go.</summary>
public sealed class AccountTests : Runs
{
    [Fact]
    public async Task One_log_in_does_for_all_requests()
    {
        await RunAsync(Sync(SyncMode.Upsert), To(), People(1_000));
        Assert.Equal(1, Org.LogIns);
    }

    [Fact]
    public async Task A_session_that_ended_is_begun_again_and_nothing_is_lost()
    {
        var left = 3;
        Org.Before = (_, request) =>
        {
            if (request.Target.Contains("composite", StringComparison.Ordinal) && Interlocked.Decrement(ref left) == 0) Org.EndSessions();
            return Task.FromResult(false);
        };
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), People(1_500));
        Assert.Equal((SyncStatus.Succeeded, 1_500L, 1_500), (report.Status, report.Counts.Succeeded, Contacts.Records.Count));
    }

    [Fact]
    public async Task A_session_that_ends_during_a_bulk_job_is_begun_again()
    {
        Org.Made = _ => Org.EndSessions();
        var report = await RunAsync(Sync(SyncMode.Upsert), To(200), People(300));
        Assert.Equal((SyncStatus.Succeeded, 300L, 1), (report.Status, report.Counts.Succeeded, Org.Jobs.Count));
    }

    [Fact]
    public async Task A_session_that_is_never_good_ends_the_run_after_a_second_log_in()
    {
        Org.Before = static async (http, request) => request.Target.Contains("/data/", StringComparison.Ordinal) && await ApiDouble.AnswerAsync(http, 401, """[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]""");
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), People(3));
        Assert.Equal((SyncStatus.Failed, 2), (report.Status, Org.LogIns));
        Assert.Contains("answered 401: INVALID_SESSION_ID: Session expired or invalid. Look at the connected app and the user it runs as.", report.Message, StringComparison.Ordinal);
        Assert.Equal(2, Sent("GET", "describe").Count());
    }

    [Fact]
    public async Task A_client_that_is_not_let_in_is_told_so()
    {
        Org.ClientSecret = "another";
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), People(3));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("gave no token to the client client", report.Message, StringComparison.Ordinal);
        Assert.Contains("invalid client credentials", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_go_where_the_log_in_says()
    {
        // The same server by another name.
        Org.InstanceUrl = Org.Address.TrimEnd('/').Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), People(3));
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.All(Exchanges, static exchange => Assert.Equal(exchange.Address.Contains("token", StringComparison.Ordinal) ? "127.0.0.1" : "localhost", new Uri(exchange.Address).Host));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "access_token=t0ken&instance_url=x")]
    [InlineData("application/json", """[{"message":"t0ken","errorCode":"t0ken"}]""")]
    [InlineData("text/html", "<html><title>Maintenance</title>access_token t0ken</html>")]
    public async Task A_token_in_an_answer_that_cannot_be_read_is_not_told(string mediaType, string body)
    {
        Org.Before = async (http, request) => request.Target.Contains("/oauth2/token", StringComparison.Ordinal) && await ApiDouble.AnswerAsync(http, 200, body, ("Content-Type", mediaType));
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), People(3));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains($"gave no token to the client client: 127.0.0.1 answered 200 OK, {mediaType}. The answer is no JSON object with an access_token", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", $"{report.Message} {report.Error}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not an address", "\"not an address\" is no address of http or https.")]
    [InlineData("acme.my.salesforce.com", "\"acme.my.salesforce.com\" is no address of http or https.")]
    [InlineData("me:hush@acme.my.salesforce.com", "\"acme.my.salesforce.com\" is no address of http or https.")]
    [InlineData("https://acme.my.salesforce.com/services/data", "\"https://acme.my.salesforce.com/services/data\" goes on behind its host.")]
    [InlineData("https://acme.my.salesforce.com/?token=hush", "\"https://acme.my.salesforce.com/\" goes on behind its host.")]
    [InlineData("https://me:hush@acme.my.salesforce.com", "The address holds a user, and an address is shown.")]
    [InlineData("https://acme.lightning.force.com", "acme.lightning.force.com shows pages, and takes no requests.")]
    [InlineData("https://acme--dev.sandbox.Lightning.force.com/", "acme--dev.sandbox.lightning.force.com shows pages, and takes no requests.")]
    [InlineData("https://login.salesforce.com", "login.salesforce.com gives no token to a client.", false)]
    [InlineData("https://test.salesforce.com/", "test.salesforce.com gives no token to a client.", false)]
    public void Addresses_are_checked(string address, string message, bool isForAll = true)
    {
        var e = Assert.Throws<ArgumentException>(nameof(address), () => new SalesforceAccount(address, "client", "secret"));
        Assert.StartsWith($"{message} Give the org's My Domain, as https://mydomain.my.salesforce.com (Setup > My Domain).", e.Message, StringComparison.Ordinal);
        if (isForAll) Assert.Equal(e.Message, Assert.Throws<ArgumentException>(nameof(address), () => new SalesforceAccount(address, HttpAuthentication.Bearer("token"))).Message);
    }

    [Theory]
    [InlineData("client\n", "hush", "clientId", "The consumer key has a line feed at its end, which none has. Give it as Setup shows it, and trim what was read from a file.")]
    [InlineData("client", "hush\r\n", "clientSecret", "The consumer secret has a carriage return at its end, which none has. Give it as Setup shows it, and trim what was read from a file.")]
    [InlineData("client", "\ufeffhush", "clientSecret", "The consumer secret has a character that is not ASCII at its beginning, which none has.")]
    public void A_key_or_secret_that_can_be_none_is_refused_when_it_is_given(string clientId, string clientSecret, string argument, string message)
    {
        var e = Assert.Throws<ArgumentException>(argument, () => new SalesforceAccount("https://acme.my.salesforce.com", clientId, clientSecret));
        Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_from_elsewhere_will_do()
    {
        Org.EndSessions();
        using var account = new SalesforceAccount(Org.Address, HttpAuthentication.Bearer(Org.Token));
        var report = await RunAsync(Sync(SyncMode.Upsert), To(account: account), People(3));
        Assert.Equal((SyncStatus.Succeeded, 1), (report.Status, Org.LogIns));
    }

    [Fact]
    public async Task What_an_observer_threw_is_kept_with_the_account()
    {
        using var account = new SalesforceAccount(Org.Address, "client", "s3cret") { Observer = static _ => throw new InvalidOperationException("no") };
        Assert.Null(account.ObserverFailure);
        var report = await RunAsync(Sync(SyncMode.Upsert), To(account: account), People(3));
        Assert.Equal((SyncStatus.Succeeded, "no"), (report.Status, account.ObserverFailure?.Message));
    }

    [Fact]
    public void An_identity_has_no_secret()
    {
        Assert.Equal("salesforce:127.0.0.1/Contact/ExtId__c", To().Identity);
        Assert.Equal("salesforce:127.0.0.1/Order_Placed__e", new SalesforceEvents(Account, "Order_Placed__e").Identity);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SalesforceAccount(Org.Address, "client", "secret") { ApiVersion = new Version(45, 0) });
    }
}
