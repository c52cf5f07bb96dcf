using Microsoft.Extensions.Time.Testing;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>What an endpoint answers that gives tokens, or does not.</summary>
public sealed class TokenTests : Runs
{
    private static readonly SyncDefinition Actions = Sync(default(SyncMode), type: SyncType.Actions) with { FirstRun = FirstRunPolicy.Backfill };

    private static HttpDestination People(HttpAccount account) => new(account, "people") { Action = HttpCall.Post("people") };

    [Theory]
    [InlineData(200, "9223372036854775807")]
    [InlineData(200, "\"9223372036854775807\"")]
    [InlineData(200, "9223372036854775808")]
    [InlineData(200, "100000000000")]
    [InlineData(200, "-1")]
    [InlineData(200, "null")]
    [InlineData(201, "3600")]
    public async Task A_token_is_taken_however_long_it_lives(int status, string expiresIn)
    {
        Api.Before = async (http, request) => request.Target == "/token" && await ApiDouble.AnswerAsync(http, status, $$"""{"access_token":"t0ken","expires_in":{{expiresIn}}}""");
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, TimeProvider = new FakeTimeProvider(DateTimeOffset.UtcNow), Authentication = HttpAuthentication.ClientCredentials(new Uri($"{Api.Address}token"), "me", "hush") };
        Succeeded(await RunAsync(Actions, People(account), People(2)));
        Assert.Equal(["/token", "/people", "/people"], Api.Requests.Select(static request => request.Target));
        Assert.Equal("Bearer t0ken", Api.Requests[^1].Headers["Authorization"]);
    }

    [Theory]
    [InlineData(302, "", "127.0.0.1 answered 302 Found. It redirects to https://else.example.com/token, which is not followed: give the account the address it leads to as its token endpoint.")]
    [InlineData(200, "<html><title>Log in</title></html>", "127.0.0.1 answered 200 OK, text/html. The answer is no JSON object with an access_token: look at the address of the token endpoint.")]
    [InlineData(200, """{"token":"t0ken"}""", "127.0.0.1 answered 200 OK, application/json. The answer is no JSON object with an access_token: look at the address of the token endpoint.")]
    [InlineData(201, """{"access_token":7}""", "127.0.0.1 answered 201 Created, application/json. The answer is no JSON object with an access_token: look at the address of the token endpoint.")]
    [InlineData(204, null, "127.0.0.1 answered 204 No Content. The answer is no JSON object with an access_token: look at the address of the token endpoint.")]
    [InlineData(200, """{"error":"invalid_client","error_description":"No client hush.","access_token":""}""", "127.0.0.1 answered 200 OK: invalid_client; No client ***. Look at the client's id, secret and permissions.")]
    [InlineData(200, """{"error_description":"Not now","hint":"t0ken"}""", "127.0.0.1 answered 200 OK: Not now. Look at the client's id, secret and permissions.")]
    [InlineData(401, """{"error":"invalid_client"}""", "127.0.0.1 answered 401 Unauthorized: invalid_client. Look at the client's id, secret and permissions.")]
    public async Task Why_there_is_no_token_is_told(int status, string? body, string words)
    {
        Api.Before = async (http, request) => request.Target == "/token" && await ApiDouble.AnswerAsync(http, status, body, status == 302 ? [("Location", "https://else.example.com/token?x=t0ken")] : []);
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Authentication = HttpAuthentication.ClientCredentials(new Uri($"{Api.Address}token"), "me", "hush") };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(2), Hasty);
        Assert.Equal((SyncStatus.Failed, 0L, 2L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.StartsWith($"127.0.0.1 gave no token to the client me: {words} What was not sent", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", $"{report.Message} {report.Error}", StringComparison.Ordinal);
        Assert.Equal("/token", Assert.Single(Api.Requests).Target);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "access_token=t0ken&scope=&token_type=bearer", ", application/x-www-form-urlencoded")]
    [InlineData("text/plain; charset=utf-8; of=t0ken", "t0ken", ", text/plain")]
    [InlineData("", "t0ken", "")]
    [InlineData("text/html", "<html><title>t0ken</title></html>", ", text/html")]
    [InlineData("application/json", """{"access_token":"t0ken","expires_in":3600""", ", application/json")]
    [InlineData("application/json", """["t0ken"]""", ", application/json")]
    [InlineData("application/json", """[{"error":"t0ken"}]""", ", application/json")]
    [InlineData("application/json", "\"t0ken\"", ", application/json")]
    [InlineData("application/json", """{"message":"t0ken","errors":["t0ken"],"error":{"message":"t0ken"}}""", ", application/json")]
    public async Task A_token_in_an_answer_that_cannot_be_read_is_not_told(string mediaType, string body, string shown)
    {
        Api.Before = async (http, request) => request.Target == "/token" && await ApiDouble.AnswerAsync(http, 200, body, ("Content-Type", mediaType));
        var seen = new List<HttpExchange>();
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Observer = seen.Add, Authentication = HttpAuthentication.ClientCredentials(new Uri($"{Api.Address}token"), "me", "hush") };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(2), Hasty);
        Assert.Equal((SyncStatus.Failed, 0L, 2L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.StartsWith($"127.0.0.1 gave no token to the client me: 127.0.0.1 answered 200 OK{shown}. The answer is no JSON object with an access_token: look at the address of the token endpoint. ", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", $"{report.Message} {report.Error} {string.Join(' ', report.Troubled)}", StringComparison.Ordinal);
        Assert.Equal("***", Assert.Single(seen).ResponseBody);
    }

    [Theory]
    [InlineData("/token", "\"/token\" is no address of http or https. Give the token endpoint whole, as in https://login.example.com/oauth/token.")]
    [InlineData("token?secret=t0ken", "\"token\" is no address of http or https.")]
    [InlineData("ftp://login.example.com/token", "\"ftp://login.example.com/token\" is no address of http or https.")]
    [InlineData("ftp://me:t0ken@login.example.com/", "\"login.example.com/\" is no address of http or https.")]
    [InlineData("me:t0ken@login.example.com/", "\"login.example.com/\" is no address of http or https.")]
    [InlineData("https://me:t0ken@login.example.com/", "The address of the token endpoint holds a user, and an address is shown. Leave it out: the client's id and secret prove it.")]
    public void An_endpoint_that_is_none_is_refused_when_it_is_given(string address, string words)
    {
        var e = Assert.Throws<ArgumentException>(() => HttpAuthentication.ClientCredentials(new Uri(address, UriKind.RelativeOrAbsolute), "me", "hush"));
        Assert.Equal("tokenEndpoint", e.ParamName);
        Assert.StartsWith(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", e.Message, StringComparison.Ordinal);
    }
}
