using System.Threading.RateLimiting;

namespace Syncline;

/// <summary>A Salesforce org and the user that syncs work as. Make one and use it for all syncs to the org: they share its connections and its limits.</summary>
public sealed class SalesforceAccount : IDisposable
{
    private static readonly string[] LogInHosts = ["login.salesforce.com", "test.salesforce.com"];
    private const string MyDomain = "Give the org's My Domain, as https://mydomain.my.salesforce.com (Setup > My Domain).";
    // The results of a bulk job repeat what was sent, with an id and an error for each row.
    private const int MostAnswerBytes = 256 * 1024 * 1024;
    private readonly Lock _lock = new();
    private readonly HttpAuthentication _authentication;
    private HttpAccount? _http;

    /// <summary>An org whose connected app has the client-credentials flow switched on, with a user to run as.</summary>
    /// <param name="address">The org's own domain, as in <c>https://acme.my.salesforce.com</c>.</param>
    /// <param name="clientId">The connected app's consumer key.</param>
    /// <param name="clientSecret">Its consumer secret.</param>
    /// <exception cref="ArgumentException">The address is no host's of http or https, that of Lightning's pages, or that of the common log-in page, which gives no token to a client; or key or secret are empty, or hold a control character, a line feed at the end say, or one that is not ASCII.</exception>
    public SalesforceAccount(string address, string clientId, string clientSecret)
        : this(address, CredentialsOf(HostOf(address), clientId, clientSecret))
    {
    }

    /// <summary>An org with a token from elsewhere, of another OAuth flow say.</summary>
    /// <param name="address">The org's own domain, as in <c>https://acme.my.salesforce.com</c>.</param>
    /// <param name="authentication">What proves the account; it belongs to this account from now on.</param>
    /// <exception cref="ArgumentException">The address is no host's of http or https, or that of Lightning's pages.</exception>
    public SalesforceAccount(string address, HttpAuthentication authentication)
    {
        ArgumentNullException.ThrowIfNull(authentication);
        (Address, _authentication) = (HostOf(address), authentication);
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

    private static Uri HostOf(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        var host = ShownAddress.Checked(address, MyDomain, nameof(address));
        if (host.UserInfo.Length > 0) throw new ArgumentException($"The address holds a user, and an address is shown. {MyDomain}", nameof(address));
        if (host.PathAndQuery != "/" || host.Fragment.Length > 0) throw new ArgumentException($"\"{ShownAddress.Of(address)}\" goes on behind its host. {MyDomain}", nameof(address));
        if (host.Host.EndsWith(".lightning.force.com", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException($"{host.Host} shows pages, and takes no requests. {MyDomain}", nameof(address));
        return host;
    }

    private static SalesforceCredentials CredentialsOf(Uri address, string clientId, string clientSecret)
    {
        CheckClient("consumer key", clientId, nameof(clientId));
        CheckClient("consumer secret", clientSecret, nameof(clientSecret));
        if (LogInHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase)) throw new ArgumentException($"{address.Host} gives no token to a client. {MyDomain}", nameof(address));
        return new SalesforceCredentials(new TokenEndpoint(new Uri(address, "services/oauth2/token"), clientId, clientSecret, Scope: null));
    }

    private static void CheckClient(string what, string value, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, parameter);
        if (HeaderValues.Fault(value, out _) is { } fault) throw new ArgumentException($"The {what} {fault}, which none has. Give it as Setup shows it, and trim what was read from a file.", parameter);
    }
}
