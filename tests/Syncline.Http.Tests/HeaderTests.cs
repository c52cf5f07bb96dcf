using System.Collections.Immutable;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>What headers may hold, and which of several counts.</summary>
public sealed class HeaderTests : Runs
{
    private static readonly SyncDefinition Actions = Sync(default(SyncMode), type: SyncType.Actions) with { FirstRun = FirstRunPolicy.Backfill };

    private static HttpDestination People(HttpAccount account) => new(account, "people") { Action = HttpCall.Post("people"), Upsert = HttpCall.Put("people/{id}"), Delete = HttpCall.Delete("people/{id}") };

    private static ImmutableDictionary<string, string> Headers(params (string Name, string Value)[] headers) => headers.ToImmutableDictionary(static header => header.Name, static header => header.Value);

    private static HttpAccount Account(string name, string value) => new("https://api.example.com") { Headers = new Dictionary<string, string> { [name] = value } };

    public static TheoryData<string, string, Action> BadValues() => new()
    {
        { "secret", "The value of the header X-Api-Key has a line feed at its end, which no header can hold. Trim what was read from a file.", static () => HttpAuthentication.Header("X-Api-Key", "hush-hush\n") },
        { "secret", "The value of the header X-Api-Key has a carriage return at its end", static () => HttpAuthentication.Header("X-Api-Key", "hush-hush\r\n") },
        { "secret", "The value of the header X-Api-Key has a line feed at its beginning", static () => HttpAuthentication.Header("X-Api-Key", "\nhush-hush") },
        { "secret", "The value of the header X-Api-Key has a line feed at position 5 of 21, which no header can hold. Take it out, or encode the value as the API says.", static () => HttpAuthentication.Header("X-Api-Key", "hush\nX-Evil: injected") },
        { "secret", "has a NUL at position 5 of 9", static () => HttpAuthentication.Header("X-Api-Key", "hush\0hush") },
        { "secret", "has a tab at position 5 of 9", static () => HttpAuthentication.Header("X-Api-Key", "hush\thush") },
        { "secret", "has a control character at position 5 of 9", static () => HttpAuthentication.Header("X-Api-Key", "hush\u007fhush") },
        { "secret", "has a character that is not ASCII at position 2 of 9, which no header can hold. Take it out, or encode the value as the API says.", static () => HttpAuthentication.Header("X-Api-Key", "hüsh-hush") },
        { "secret", "has a character that is not ASCII at its beginning", static () => HttpAuthentication.Header("X-Api-Key", "\ufeffhush-hush") },
        { "token", "The value of the header Authorization has a line feed at its end", static () => HttpAuthentication.Bearer("hush-hush\n") },
        { "token", "The value of the header Authorization has a character that is not ASCII at position 2 of 4", static () => HttpAuthentication.Bearer("hüsh") },
        { "password", "The password has a line feed at its end, which Basic authentication can't hold. Trim what was read from a file.", static () => HttpAuthentication.Basic("me", "hush-hush\n") },
        { "user", "The user's name has a carriage return at its end, which Basic authentication can't hold", static () => HttpAuthentication.Basic("me\r", "hush-hush") },
        { "Headers", "The value of the header X-Who has a character that is not ASCII at position 3 of 3", static () => Account("X-Who", "Zoë") },
        { "Headers", "The value of the header X-Who has a line feed at position 3 of 4", static () => Account("X-Who", "Zo\ne") },
        { "Headers", "The value of the header X-Who has a line feed at position 3 of 4", static () => _ = HttpCall.Post("people") with { Headers = Headers(("X-Who", "Zo\ne")) } },
    };

    [Theory]
    [MemberData(nameof(BadValues), DisableDiscoveryEnumeration = true)]
    public void A_value_that_would_break_the_request_is_refused_when_it_is_given(string argument, string words, Action make)
    {
        var e = Assert.Throws<ArgumentException>(make);
        Assert.Equal(argument, e.ParamName);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sh-hush", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("injected", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_holds_what_Base64_can()
    {
        using var account = new HttpAccount(Api.Address) { Authentication = HttpAuthentication.Basic("zoë", "geheim: ü") };
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), People(account), People(1)));
        Assert.Equal($"Basic {Convert.ToBase64String("zoë:geheim: ü"u8)}", Assert.Single(Api.Requests).Headers["Authorization"]);
    }

    public static TheoryData<string> Unfit => ["hush-hush\n", "hüsh"];

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task A_token_that_no_header_can_hold_is_told_of_the_endpoint_that_gave_it(string token)
    {
        Api.Before = async (http, request) => request.Target == "/token" && await ApiDouble.AnswerAsync(http, 200, System.Text.Json.JsonSerializer.Serialize(new { access_token = token, expires_in = 3600 }));
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Authentication = HttpAuthentication.ClientCredentials(new Uri($"{Api.Address}token"), "me", "s3cret") };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Failed, 0L, 3L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Contains($"127.0.0.1 gave no token to the client me: the access_token of its answer has {(token == "hüsh" ? "a character that is not ASCII at position 2 of 4" : "a line feed at its end")}, which no header can hold.", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Trim(), $"{report.Message} {report.Error}", StringComparison.Ordinal);
        Assert.Single(Api.Requests);
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task An_authentication_of_ones_own_that_gives_such_a_value_leaves_nothing_in_doubt(string value)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Authentication = new Own(value) };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Failed, 0L, 3L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Contains("POST to 127.0.0.1 was not sent: the value of the header X-Own has a", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value.Trim(), $"{report.Message} {report.Error}", StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    [InlineData("c2VjcmV0\r\nX-Evil: injected")]
    public async Task An_authentication_of_ones_own_that_gives_such_a_value_to_the_body_leaves_nothing_in_doubt(string value)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Authentication = new Own(value, isOfBody: true) };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Failed, 0L, 3L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Contains("POST to 127.0.0.1 was not sent: the value of the header Content-MD5 has a", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value.Trim(), $"{report.Message} {report.Error}", StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task A_client_of_ones_own_whose_headers_hold_such_a_value_leaves_nothing_in_doubt(string value)
    {
        using var own = new HttpClient();
        own.DefaultRequestHeaders.TryAddWithoutValidation("X-Own", value);
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Client = () => own };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Failed, 0L, 3L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Contains("POST to 127.0.0.1 was not sent: the value of the header X-Own has a", report.Message, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("Content-Type", "application/vnd.api+json")]
    [InlineData("content-type", "application/merge-patch+json; charset=utf-8")]
    public async Task A_content_type_of_the_call_is_that_of_its_body(string name, string type)
    {
        using var account = new HttpAccount(Api.Address);
        var people = new HttpDestination(account, "people") { Upsert = HttpCall.Put("people/{id}") with { Headers = Headers((name, type), ("Content-Language", "en")) } };
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), people, People(1)));
        var request = Assert.Single(Api.Requests);
        Assert.Equal((type, "en", "p001"), (request.Headers["Content-Type"], request.Headers["Content-Language"], Json(request)["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_content_type_of_a_call_without_a_body_is_sent()
    {
        using var account = new HttpAccount(Api.Address);
        var people = People(account);
        people = new HttpDestination(account, "people") { Upsert = people.Upsert, Delete = people.Delete! with { Headers = Headers(("Content-Type", "application/vnd.api+json")) } };
        await RunAsync(Sync(SyncMode.Upsert, WhenRemoved.Delete), people, People(2));
        Succeeded(await RunAsync(Sync(SyncMode.Upsert, WhenRemoved.Delete), people, People(1)));
        var request = Api.Requests[^1];
        Assert.Equal(("DELETE", "application/vnd.api+json", ""), (request.Method, request.Headers["Content-Type"], request.Body));
    }

    [Fact]
    public async Task A_header_of_the_call_stands_for_the_accounts_of_the_same_name()
    {
        using var account = new HttpAccount(Api.Address) { Headers = new Dictionary<string, string> { ["X-Version"] = "1", ["Accept"] = "application/json", ["X-Account"] = "a" } };
        var people = new HttpDestination(account, "people") { Upsert = HttpCall.Put("people/{id}") with { Headers = Headers(("x-version", "2"), ("Accept", "application/vnd.api+json")) } };
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), people, People(1)));
        var headers = Assert.Single(Api.Requests).Headers;
        Assert.Equal(("2", "application/vnd.api+json", "a"), (headers["X-Version"], headers["Accept"], headers["X-Account"]));
    }

    [Fact]
    public async Task The_authentication_stands_for_a_header_of_the_same_name()
    {
        using var account = new HttpAccount(Api.Address) { Headers = new Dictionary<string, string> { ["x-api-key"] = "none" }, Authentication = HttpAuthentication.Header("X-Api-Key", "s3cret") };
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), People(account), People(1)));
        Assert.Equal("s3cret", Assert.Single(Api.Requests).Headers["X-Api-Key"]);
    }

    public static TheoryData<string, string, Action> NotToBeGiven() => new()
    {
        { "Headers", "The header Content-Type is about the body, which is the call's: set it in the Headers of the HttpCall.", static () => Account("Content-Type", "application/vnd.api+json") },
        { "Headers", "The header content-encoding is about the body", static () => Account("content-encoding", "gzip") },
        { "Headers", "The header Last-Modified is about the body", static () => Account("Last-Modified", "Sat, 28 Nov 2026 08:00:00 GMT") },
        { "name", "The header Content-MD5 is about the body, and proves nobody. Give the one that the API looks for, as in X-Api-Key.", static () => HttpAuthentication.Header("Content-MD5", "hush") },
        { "Headers", "The header Content-Length is counted from the body. Leave it out.", static () => Account("Content-Length", "7") },
        { "Headers", "The header content-length is counted from the body. Leave it out.", static () => _ = HttpCall.Post("people") with { Headers = Headers(("content-length", "7")) } },
        { "Headers", "The header Transfer-Encoding is the connection's to say. Leave it out.", static () => _ = HttpCall.Post("people") with { Headers = Headers(("Transfer-Encoding", "chunked")) } },
        { "name", "The header Content-Length is counted from the body. Leave it out.", static () => HttpAuthentication.Header("Content-Length", "7") },
        { "name", "The header Transfer-Encoding is the connection's to say. Leave it out.", static () => HttpAuthentication.Header("Transfer-Encoding", "chunked") },
        { "IdempotencyHeader", "The header Content-Length is counted from the body. Leave it out.", static () => _ = HttpCall.Post("people") with { IdempotencyHeader = "Content-Length" } },
        { "IdempotencyHeader", "The header transfer-encoding is the connection's to say. Leave it out.", static () => _ = HttpCall.Post("people") with { IdempotencyHeader = "transfer-encoding" } },
        { "IdempotencyHeader", "The header Content-Type is about the body, and tells no request from another. Give the one that the API looks for, as in Idempotency-Key.", static () => _ = HttpCall.Post("people") with { IdempotencyHeader = "Content-Type" } },
        { "Headers", "The header x-version is given twice, in two spellings. Leave one out: case does not matter.", static () => _ = HttpCall.Post("people") with { Headers = Headers(("X-Version", "1")).Add("x-version", "2") } },
    };

    [Theory]
    [MemberData(nameof(NotToBeGiven), DisableDiscoveryEnumeration = true)]
    public void A_header_that_is_not_to_be_given_is_refused_by_name(string argument, string words, Action make)
    {
        var e = Assert.Throws<ArgumentException>(make);
        Assert.Equal(argument, e.ParamName);
        Assert.StartsWith(words, e.Message, StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Own(string value, bool isOfBody = false) : HttpAuthentication
    {
        public override ValueTask<IReadOnlyList<string>> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (isOfBody) request.Content!.Headers.TryAddWithoutValidation("Content-MD5", value);
            else request.Headers.TryAddWithoutValidation("X-Own", value);
            return new([value]);
        }
    }
}
