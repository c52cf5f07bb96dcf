using System.Net.Http.Headers;
using System.Text;

namespace Syncline;

/// <summary>How an account proves itself to an API. Its secrets are masked in everything that is observed or reported.</summary>
public abstract class HttpAuthentication
{
    /// <summary>Adds what proves the account to a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The secrets the request now holds, in every spelling it holds them in.</returns>
    /// <exception cref="DestinationException">There is nothing to prove it with.</exception>
    public abstract ValueTask<IReadOnlyList<string>> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken);

    /// <summary>Called when the API answered 401: gets a new token where there is one to get.</summary>
    /// <param name="refused">The request that was refused.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether another try may fare better. Default: it won't.</returns>
    public virtual ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken cancellationToken) => new(false);

    /// <summary>A token that does not change: <c>Authorization: Bearer …</c></summary>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentException">It is empty, or holds a control character, a line feed at its end say, or one that is not ASCII.</exception>
    public static HttpAuthentication Bearer(string token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        HeaderValues.Checked("Authorization", token, nameof(token));
        return new Fixed(request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token), [token]);
    }

    /// <summary>Name and password: <c>Authorization: Basic …</c></summary>
    /// <param name="user">The name; holds no colon.</param>
    /// <param name="password">The password.</param>
    /// <exception cref="ArgumentException">The password is empty, the name holds a colon, or one of them a control character, a line feed at its end say.</exception>
    public static HttpAuthentication Basic(string user, string password)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentException.ThrowIfNullOrEmpty(password);
        if (user.Contains(':', StringComparison.Ordinal)) throw new ArgumentException("The user's name holds a colon, which ends it in Basic authentication.", nameof(user));
        CheckBasic("user's name", user, nameof(user));
        CheckBasic("password", password, nameof(password));
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        return new Fixed(request => request.Headers.Authorization = new AuthenticationHeaderValue("Basic", pair), [pair, password]);
    }

    /// <summary>A secret in a header of the API's own, <c>X-Api-Key</c> say.</summary>
    /// <param name="name">The header.</param>
    /// <param name="secret">The secret.</param>
    /// <exception cref="ArgumentException">The name is none of a header, one that is about the body, or <c>Transfer-Encoding</c>; or the secret is empty, or holds a control character, a line feed at its end say, or one that is not ASCII.</exception>
    public static HttpAuthentication Header(string name, string secret)
    {
        HeaderNames.CheckedNotOfBody(name, nameof(name), "proves nobody. Give the one that the API looks for, as in X-Api-Key.");
        ArgumentException.ThrowIfNullOrWhiteSpace(secret);
        HeaderValues.Checked(name, secret, nameof(secret));
        return new Fixed(
            request =>
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, secret);
            },
            [secret]);
    }

    /// <summary>OAuth 2 client credentials (RFC 6749, section 4.4): a token is fetched when it is first needed, renewed a minute before it ends, and when the API refuses it.</summary>
    /// <param name="tokenEndpoint">Where tokens are given.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="clientSecret">Its secret, sent in the body.</param>
    /// <param name="scope">What is asked for; null for the client's default.</param>
    /// <exception cref="ArgumentException">The endpoint is no address of http or https, or holds a user; or id or secret are empty.</exception>
    public static HttpAuthentication ClientCredentials(Uri tokenEndpoint, string clientId, string clientSecret, string? scope = null)
    {
        ArgumentNullException.ThrowIfNull(tokenEndpoint);
        tokenEndpoint = ShownAddress.Checked(tokenEndpoint.OriginalString, "Give the token endpoint whole, as in https://login.example.com/oauth/token.", nameof(tokenEndpoint));
        if (tokenEndpoint.UserInfo.Length > 0) throw new ArgumentException("The address of the token endpoint holds a user, and an address is shown. Leave it out: the client's id and secret prove it.", nameof(tokenEndpoint));
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        ArgumentException.ThrowIfNullOrWhiteSpace(clientSecret);
        return new ClientCredentials(new TokenEndpoint(tokenEndpoint, clientId, clientSecret, scope));
    }

    // RFC 7617, section 2.
    private static void CheckBasic(string what, string value, string parameter)
    {
        if (HeaderValues.Fault(value, out var way, isAscii: false) is { } fault) throw new ArgumentException($"The {what} {fault}, which Basic authentication can't hold. {way}", parameter);
    }

    internal virtual void Attach(HttpAccount account)
    {
    }

    private sealed class Fixed(Action<HttpRequestMessage> apply, IReadOnlyList<string> secrets) : HttpAuthentication
    {
        public override ValueTask<IReadOnlyList<string>> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            apply(request);
            return new(secrets);
        }
    }
}
