using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Syncline;

/// <summary>A token that is fetched, kept until shortly before its end, and fetched again when the API refuses it.</summary>
internal class ClientCredentials(TokenEndpoint endpoint) : HttpAuthentication, IDisposable
{
    // The API's clock and ours differ, and the request takes its time.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(30);
    // Some write the largest number for "never".
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    // RFC 6749, section 5.2.
    private static readonly string[] ErrorNames = ["error", "error_description"];
    private const string LookAtClient = " Look at the client's id, secret and permissions.";

    private readonly SemaphoreSlim _turn = new(1, 1);
    private HttpAccount? _account;
    private Token? _token;

    public override async ValueTask<IReadOnlyList<string>> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await TakeAsync(refused: null, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
        return [token.Text, endpoint.ClientSecret];
    }

    public override async ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken cancellationToken)
    {
        var old = refused.Headers.Authorization?.Parameter;
        await TakeAsync(old, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public void Dispose()
    {
        _turn.Dispose();
        GC.SuppressFinalize(this);
    }

    internal override void Attach(HttpAccount account)
    {
        if (Interlocked.CompareExchange(ref _account, account, null) is { } other && other != account) throw new InvalidOperationException($"This authentication belongs to {other}. Give {account} one of its own: tokens are not shared between accounts.");
    }

    /// <summary>Called with the answer that holds a token.</summary>
    protected virtual void Given(JsonElement answer, HttpAccount account)
    {
    }

    private async Task<Token> TakeAsync(string? refused, CancellationToken cancellationToken)
    {
        var account = _account ?? throw new InvalidOperationException("The authentication belongs to no account.");
        if (IsGood(_token, account, refused)) return _token!;
        // Of several requests that find it ended one fetches the next.
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (IsGood(_token, account, refused)) return _token!;
            return _token = await FetchAsync(account, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static bool IsGood(Token? token, HttpAccount account, string? refused) => token is not null && token.Text != refused && account.TimeProvider.GetUtcNow() < token.End;

    private async Task<Token> FetchAsync(HttpAccount account, CancellationToken cancellationToken)
    {
        var asked = account.TimeProvider.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Address) { Content = endpoint.Form() };
        var answer = await account.FetchTokenAsync(request, [endpoint.ClientSecret], cancellationToken).ConfigureAwait(false);
        if (answer.IsSuccess && TokenOf(answer, asked) is { } token)
        {
            if (HeaderValues.Fault(token.Text, out _) is { } fault) throw new DestinationException($"{endpoint.Address.Host} gave no token to the client {endpoint.ClientId}: the access_token of its answer {fault}, {HeaderValues.NoHeaderCan}.", FailureEffect.NothingPermanent);
            Given(answer.Json, account);
            return token;
        }

        throw Refused(answer);
    }

    /// <summary>Why there is no token. Nothing was sent but the request for it; whether that is worth another try the status says.</summary>
    protected virtual DestinationException Refused(HttpAnswer answer)
    {
        var passes = answer.Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)answer.Status >= 500;
        return new DestinationException(
            $"{endpoint.Address.Host} gave no token to the client {endpoint.ClientId}: {(answer.IsSuccess ? Unreadable(answer) : $"{answer.Describe()}.{(passes ? "" : WayOut(answer))}")}",
            passes ? FailureEffect.NothingTransient : FailureEffect.NothingPermanent)
        {
            RetryAfter = answer.RetryAfter,
        };
    }

    /// <summary>A success without a token that can be read. The token may stand anywhere in it, so that of its words none is told but those of an error.</summary>
    private static string Unreadable(HttpAnswer answer)
    {
        var error = answer.TryJson(out var json) ? AnswerWords.Of(ErrorNames.Select(name => json.TextOf(name)).OfType<string>().Where(static text => text.Length > 0), answer.Mask) : "";
        if (error.Length > 0) return $"{answer.DescribeStatus()}: {error}.{LookAtClient}";
        var mediaType = MediaTypeHeaderValue.TryParse(answer.Header("Content-Type"), out var type) ? $", {type.MediaType}" : "";
        return $"{answer.DescribeStatus()}{mediaType}. The answer is no JSON object with an access_token: look at the address of the token endpoint.";
    }

    private static string WayOut(HttpAnswer answer) => (int)answer.Status < 400 ? FailedAnswers.Redirects(answer, "the address it leads to as its token endpoint") : LookAtClient;

    private static Token? TokenOf(HttpAnswer answer, DateTimeOffset asked)
    {
        if (!answer.TryJson(out var json) || json.ValueKind != JsonValueKind.Object) return null;
        if (!json.TryGetProperty("access_token", out var text) || text.ValueKind != JsonValueKind.String || text.GetString() is not { Length: > 0 } token) return null;
        var lives = json.TryGetProperty("expires_in", out var seconds) && seconds.TryGetInt64Lenient(out var given) && given > 0 ? TimeSpan.FromSeconds(Math.Min(given, (long)Longest.TotalSeconds)) : TimeToLive;
        return new Token(token, asked + (lives > Margin * 2 ? lives - Margin : lives / 2));
    }

    private sealed record Token(string Text, DateTimeOffset End);
}
