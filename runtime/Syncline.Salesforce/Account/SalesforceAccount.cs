using System.Threading.RateLimiting;

namespace Syncline;

/// <summary>A Salesforce org and the user that syncs work as. Make one and use it for all syncs to the org: they share its connections and its limits.</summary>
public sealed class SalesforceAccount : IDisposable
{
    private static readonly string[] LogInHosts = ["login.salesforce.com", "test.salesforce.com"];
    // The results of a bulk job repeat what was sent, with an id and an error for each row.
    private const int MostAnswerBytes = 256 * 1024 * 1024;
    private readonly Lock _lock = new();
    private readonly HttpAuthentication _authentication;
    private HttpAccount? _http;

    /// <summary>An org whose connected app has the client-credentials flow switched on, with a user to run as.</summary>
    /// <param name="address">The org's own domain, as in <c>https://acme.my.salesforce.com</c>.</param>
    /// <param name="clientId">The connected app's consumer key.</param>
    /// <param name="clientSecret">Its consumer secret.</param>
    /// <exception cref="ArgumentException">The address is none, or that of the common log-in page, which gives no token to a client.</exception>
    public SalesforceAccount(string address, string clientId, string clientSecret)
        : this(address, CredentialsOf(address, clientId, clientSecret))
    {
    }

    /// <summary>An org with a token from elsewhere, of another OAuth flow say.</summary>
    /// <param name="address">The org's own domain, as in <c>https://acme.my.salesforce.com</c>.</param>
    /// <param name="authentication">What proves the account; it belongs to this account from now on.</param>
    /// <exception cref="ArgumentException">The address is none of http or https.</exception>
    public SalesforceAccount(string address, HttpAuthentication authentication)
    {
        ArgumentNullException.ThrowIfNull(authentication);
        // Checks the address.
        using var account = new HttpAccount(address);
        (Address, _authentication) = (account.BaseAddress, authentication);
    }

    /// <summary>The org's own domain.</summary>
    public Uri Address { get; }

    /// <summary>The version of the API.</summary>
    /// <value>Default: 62.0. Collections need 46.0.</value>
    public Version ApiVersion
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Major < 46) throw new ArgumentOutOfRangeException(nameof(value), value, "The API takes many records in a request since version 46.0.");
            field = value;
        }
    } = new(62, 0);

    /// <summary>The most requests on their way at once, of all syncs. An org takes 25 that last longer than 20 seconds.</summary>
    /// <value>Default: 5.</value>
    public int MaxConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 5;

    /// <summary>How long a request may take. One that takes longer is Unknown, but for reads and for a bulk job's upload, before which nothing is done.</summary>
    /// <value>Default: 2 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A limiter that each request takes a permit from, and gives it back once its answer is read or it failed. It is yours to dispose of.</summary>
    /// <value>Default: <see langword="null"/>, no limit but the org's.</value>
    public RateLimiter? RateLimiter { get; init; }

    /// <summary>Gives the client a request is sent by, from an <c>IHttpClientFactory</c> say.</summary>
    /// <value>Default: a client of the account's own.</value>
    public Func<HttpClient>? Client { get; init; }

    /// <summary>Sees every request with its answer, from several threads; tokens and the values of <c>[Sensitive]</c> columns are "***". See <see cref="HttpAccount.Observer"/>.</summary>
    public Action<HttpExchange>? Observer { get; init; }

    /// <inheritdoc cref="HttpAccount.ObserverFailure"/>
    public Exception? ObserverFailure => _http?.ObserverFailure;

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public override string ToString() => Address.ToString();

    /// <summary>Closes its connections. No run may be on its way.</summary>
    public void Dispose()
    {
        if (_http is not null) _http.Dispose();
        else (_authentication as IDisposable)?.Dispose();
    }

    /// <summary>The account as requests are sent by it.</summary>
    internal HttpAccount Http
    {
        get
        {
            lock (_lock)
            {
                return _http ??= new HttpAccount(Address.ToString())
                {
                    Authentication = _authentication,
                    Client = Client,
                    MaxConnections = MaxConnections,
                    MaxAnswerBytes = MostAnswerBytes,
                    Observer = Observer,
                    RateLimiter = RateLimiter,
                    TimeProvider = TimeProvider,
                    Timeout = Timeout,
                };
            }
        }
    }

    /// <summary>The id of the user that syncs work as; null where the log-in did not say.</summary>
    internal string? UserId => (_authentication as SalesforceCredentials)?.UserId;

    private static SalesforceCredentials CredentialsOf(string address, string clientId, string clientSecret)
    {
        using var account = new HttpAccount(address);
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        ArgumentException.ThrowIfNullOrWhiteSpace(clientSecret);
        if (LogInHosts.Contains(account.BaseAddress.Host, StringComparer.OrdinalIgnoreCase)) throw new ArgumentException($"{account.BaseAddress.Host} gives no token to a client. Give the org's own domain, as in https://acme.my.salesforce.com (Setup > My Domain).", nameof(address));
        return new SalesforceCredentials(new TokenEndpoint(new Uri(account.BaseAddress, "services/oauth2/token"), clientId, clientSecret, Scope: null));
    }
}
