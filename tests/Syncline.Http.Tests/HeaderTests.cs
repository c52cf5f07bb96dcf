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

    private sealed class Own(string value) : HttpAuthentication
    {
        public override ValueTask<IReadOnlyList<string>> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("X-Own", value);
            return new([value]);
        }
    }
}
