using System.Net.Sockets;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>What a client of one's own does that the account's would not.</summary>
public sealed class OwnClientTests : Runs
{
    private static readonly SyncDefinition Actions = Sync(default(SyncMode), type: SyncType.Actions) with { FirstRun = FirstRunPolicy.Backfill };

    private static HttpDestination People(HttpAccount account) => new(account, "people") { Upsert = HttpCall.Put("people/{id}"), Action = HttpCall.Post("people") };

    [Fact]
    public async Task An_action_that_was_taken_elsewhere_is_unknown_and_delivery_ends()
    {
        await using var other = new RestApi();
        await other.StartAsync();
        using var own = new HttpClient();
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Client = () => own, Authentication = HttpAuthentication.Header("X-Key", "s3cret") };
        Api.Before = (http, _) => ApiDouble.AnswerAsync(http, 302, null, ("Location", $"{other.Address}people"));
        other.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200);
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Failed, 0L, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Contains($"The client of 127.0.0.1 followed a redirect: what was asked by POST was answered by GET to {other.Address}people. Set AllowAutoRedirect = false on its handler", report.Message, StringComparison.Ordinal);
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task A_method_that_became_another_at_the_same_address_is_a_redirect()
    {
        using var own = new HttpClient();
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Client = () => own };
        Api.Before = (http, request) => request.Method == "POST" ? ApiDouble.AnswerAsync(http, 303, null, ("Location", "/people")) : ApiDouble.AnswerAsync(http, 200);
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(1), Hasty);
        Assert.Equal((SyncStatus.Failed, 1L), (report.Status, report.Counts.Unknown));
    }

    [Fact]
    public async Task An_upsert_that_was_taken_elsewhere_is_sent_again_by_the_next_run_only()
    {
        using var own = new HttpClient();
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Client = () => own };
        Api.Before = async (http, request) => request.Target.StartsWith("/people", StringComparison.Ordinal) && await ApiDouble.AnswerAsync(http, 307, null, ("Location", "/elsewhere/1"));
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Failed, 0L, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal(2, Api.Requests.Count);
        Api.Before = static (_, _) => Task.FromResult(false);
        Assert.Equal(3L, (await RunAsync(Sync(SyncMode.Upsert), People(account), People(3))).Counts.Succeeded);
    }

    public static TheoryData<string> Thrown => [nameof(TimeoutException), nameof(SocketException), nameof(InvalidDataException), nameof(LostException), nameof(InvalidOperationException)];

    [Theory]
    [MemberData(nameof(Thrown))]
    public async Task What_a_handler_throws_is_a_lost_connection(string thrown)
    {
        var left = 1;
        using var own = new HttpClient(new OwnHandler(_ =>
        {
            if (Interlocked.Decrement(ref left) >= 0) throw Of(thrown);
        }));
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Client = () => own };
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
        left = 1;
        var actions = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Incomplete, 1L, 2L), (actions.Status, actions.Counts.Unknown, actions.Counts.Deferred));
        Assert.Contains("POST to 127.0.0.1 was not answered to the end", actions.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpRequestError.Unknown)]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public async Task What_a_handler_says_is_told_without_secrets(HttpRequestError error)
    {
        using var own = new HttpClient(new OwnHandler(_ => throw new HttpRequestException(error, "no way for Bearer s3cret with ada@example.com")));
        using var account = new HttpAccount(Api.Address) { Client = () => own, Authentication = HttpAuthentication.Bearer("s3cret") };
        var patients = new HttpDestination(account, "patients") { Upsert = HttpCall.Put("patients/{id}") };
        var report = await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Upsert), patients, [new("a", "ada@example.com", null)], Hasty);
        Assert.Contains("no way for Bearer *** with ***", report.Message, StringComparison.Ordinal);
        var text = $"{report.Message} {report.Error} {string.Join(' ', report.Troubled)}";
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_a_handler_is_told_without_secrets()
    {
        using var own = new HttpClient(new OwnHandler(_ => throw new InvalidOperationException("no way for Bearer s3cret with ada@example.com")));
        var failures = new List<string?>();
        using var account = new HttpAccount(Api.Address) { Client = () => own, Authentication = HttpAuthentication.Bearer("s3cret"), Observer = exchange => failures.Add(exchange.Failure) };
        var patients = new HttpDestination(account, "patients") { Upsert = HttpCall.Put("patients/{id}") };
        var report = await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Upsert), patients, [new("a", "ada@example.com", null)], Hasty);
        Assert.Contains("its client or a handler threw InvalidOperationException: no way for Bearer *** with ***", report.Message, StringComparison.Ordinal);
        var text = $"{report.Message} {report.Error} {string.Join(' ', report.Troubled)} {string.Join(' ', failures)}";
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", text, StringComparison.Ordinal);
        Assert.All(failures, static failure => Assert.Contains("InvalidOperationException", failure, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_client_and_its_handlers_add_is_masked_but_for_what_is_no_secret()
    {
        using var own = new HttpClient(new OwnHandler(static request => request.Headers.TryAddWithoutValidation("X-Handler-Key", "s3cret-of-handler")));
        foreach (var (name, value) in new[] { ("X-Api-Key", "s3cret-key"), ("Cookie", "sid=s3cret-sid; v=2"), ("Proxy-Authorization", "Basic s3cret-proxy"), ("Authorization", "Bearer s3cret-auth"), ("X-Level", "2"), ("User-Agent", "crm/1.0"), ("Accept-Language", "de"), ("X-Version", "2026-11") }) own.DefaultRequestHeaders.Add(name, value);
        Api.Before = static (http, request) => ApiDouble.AnswerAsync(http, 400, $$"""{"message":"2 bad: {{request.Headers["X-Api-Key"]}}, s3cret-sid, s3cret-proxy, s3cret-auth, {{request.Headers["X-Handler-Key"]}}"}""", ("X-Was", request.Headers["Cookie"]));
        var seen = new List<HttpExchange>();
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Client = () => own, Observer = seen.Add, Headers = new Dictionary<string, string> { ["X-Version"] = "2026-11" } };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(1));
        Assert.Equal("s3cret-key", Assert.Single(Api.Requests).Headers["X-Api-Key"]);
        Assert.Contains("2 bad: ***, ***, ***, ***, ***", Assert.Single(report.Troubled).Reason, StringComparison.Ordinal);
        var exchange = Assert.Single(seen);
        Assert.Equal("""{"message":"2 bad: ***, ***, ***, ***, ***"}""", exchange.ResponseBody);
        var shown = exchange.RequestHeaders.ToDictionary(static header => header.Key, static header => header.Value, StringComparer.OrdinalIgnoreCase);
        Assert.All(["X-Api-Key", "Cookie", "Proxy-Authorization", "Authorization", "X-Level", "X-Handler-Key"], name => Assert.Equal("***", shown[name]));
        Assert.Equal(("crm/1.0", "de", "2026-11"), (shown["User-Agent"], shown["Accept-Language"], shown["X-Version"]));
        Assert.DoesNotContain(exchange.ResponseHeaders, static header => header.Value.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_handler_says_of_the_clients_secrets_is_masked()
    {
        using var own = new HttpClient(new OwnHandler(static request => throw new HttpRequestException($"no way for {string.Join(' ', request.Headers.GetValues("X-Api-Key"))}")));
        own.DefaultRequestHeaders.Add("X-Api-Key", "s3cret-key");
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Client = () => own };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(1));
        Assert.Contains("no way for ***", $"{report.Message} {string.Join(' ', report.Troubled)}", StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", $"{report.Message} {report.Error} {string.Join(' ', report.Troubled)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_of_the_account_is_not_shown()
    {
        var seen = new List<HttpExchange>();
        using var account = new HttpAccount(Api.Address) { Observer = seen.Add, Headers = new Dictionary<string, string> { ["Cookie"] = "sid=s3cret", ["Proxy-Authorization"] = "Basic s3cret" } };
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), People(account), People(1)));
        Assert.Equal(["***", "***"], Assert.Single(seen).RequestHeaders.Where(static header => header.Key is "Cookie" or "Proxy-Authorization").Select(static header => header.Value));
    }

    [Fact]
    public async Task A_client_that_is_disposed_of_sends_nothing_and_is_named()
    {
        var own = new HttpClient();
        own.Dispose();
        using var account = new HttpAccount(Api.Address) { Client = () => own, MaxConnections = 1 };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(2), Hasty);
        Assert.Equal((SyncStatus.Failed, 2L, 0L), (report.Status, report.Counts.Deferred, report.Counts.Unknown));
        Assert.Contains("POST to 127.0.0.1 was not sent: the HttpClient that Client gave is disposed of.", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_with_a_time_out_of_its_own_is_told_by_it()
    {
        Api.Before = static (http, _) => ApiDouble.HangAsync(http);
        using var own = new HttpClient { Timeout = TimeSpan.FromMilliseconds(250) };
        using var account = new HttpAccount(Api.Address) { Client = () => own, MaxConnections = 1 };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(1));
        Assert.Contains("its client gave it up: The request was canceled due to the configured HttpClient.Timeout of 0.25 seconds", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("100 s", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_answer_that_is_broken_is_no_answer()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        var left = 1;
        Api.Before = async (http, _) => Interlocked.Decrement(ref left) >= 0 && await ApiDouble.AnswerAsync(http, 200, "no gzip at all", ("Content-Encoding", "gzip"));
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
    }

    private static Exception Of(string name) => name switch
    {
        nameof(TimeoutException) => new TimeoutException("too late"),
        nameof(SocketException) => new SocketException((int)SocketError.ConnectionReset),
        nameof(InvalidDataException) => new InvalidDataException("no gzip"),
        nameof(InvalidOperationException) => new InvalidOperationException("a mistake"),
        _ => new LostException(),
    };

    private sealed class LostException : Exception;
}
