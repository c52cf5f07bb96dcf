namespace Syncline;

/// <summary>A workspace of Intercom's, and the token of an app that may use it. Make one and use it for all syncs to the workspace: they share its limits.</summary>
public sealed class IntercomAccount : IDisposable
{
    /// <summary>The version of the API: the first that finds a contact by its external id is 2.14.</summary>
    internal const string Version = "2.15";

    private readonly Lock _lock = new();
    private readonly string _token;
    private HttpAccount? _http;

    /// <summary>Describes an account.</summary>
    /// <param name="token">The access token of the app, as Intercom's developer hub shows it.</param>
    /// <param name="workspace">The workspace's id, as addresses of the app show it: <c>app.intercom.com/a/apps/ID</c>. It tells this workspace from another in the state, and a token of another workspace fails to open.</param>
    /// <param name="region">Where the workspace is hosted.</param>
    /// <exception cref="ArgumentException">There is no token, or it holds a control character, a line feed at its end say, or one that is not ASCII; or the id holds something other than letters, digits, dashes and underscores.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such region.</exception>
    public IntercomAccount(string token, string workspace, IntercomRegion region = IntercomRegion.UnitedStates)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        HeaderValues.Checked("Authorization", token, nameof(token));
        ArgumentException.ThrowIfNullOrWhiteSpace(workspace);
        if (!workspace.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) throw new ArgumentException($"\"{workspace}\" is no id of a workspace. It is what follows app.intercom.com/a/apps/ in the addresses of the app.", nameof(workspace));
        (_token, Workspace, Region) = (token, workspace, region);
        Address = region switch
        {
            IntercomRegion.UnitedStates => "https://api.intercom.io/",
            IntercomRegion.Europe => "https://api.eu.intercom.io/",
            IntercomRegion.Australia => "https://api.au.intercom.io/",
            _ => throw new ArgumentOutOfRangeException(nameof(region), region, "There is no such region."),
        };
    }

    /// <summary>The workspace's id.</summary>
    public string Workspace { get; }

    /// <summary>Where the workspace is hosted.</summary>
    public IntercomRegion Region { get; }

    /// <summary>Where the API is, for a proxy or a double.</summary>
    /// <value>Default: the region's.</value>
    public string Address { get; init; }

    /// <summary>The most requests on their way at once, of all syncs that use this account. Intercom sets no limit to them but that of its windows, which fewer would not use up where an answer takes a third of a second.</summary>
    /// <value>Default: 50.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int MaxConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 50;

    /// <summary>Gives the client a request is sent by, see <see cref="HttpAccount.Client"/>.</summary>
    /// <value>Default: a client of the account's own.</value>
    public Func<HttpClient>? Client { get; init; }

    /// <summary>How long a request may take. One that takes longer is Unknown.</summary>
    /// <value>Default: 100 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Sees every request with its answer; the token and the values of <c>[Sensitive]</c> columns are masked. See <see cref="HttpAccount.Observer"/>.</summary>
    public Action<HttpExchange>? Observer { get; init; }

    /// <inheritdoc cref="HttpAccount.ObserverFailure"/>
    public Exception? ObserverFailure => _http?.ObserverFailure;

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal string Identity => $"intercom:{Workspace}";

    internal HttpAccount Http
    {
        get
        {
            lock (_lock)
            {
                return _http ??= new HttpAccount(Address)
                {
                    Authentication = HttpAuthentication.Bearer(_token),
                    Headers = new Dictionary<string, string> { ["Intercom-Version"] = Version, ["Accept"] = "application/json" },
                    RateLimitHeaders = RateLimitHeaders.XRateLimit,
                    MaxConnections = MaxConnections,
                    Client = Client,
                    Timeout = Timeout,
                    Observer = Observer,
                    TimeProvider = TimeProvider,
                };
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"Intercom, {Workspace}";

    /// <summary>Closes the account's own client. No run may be on its way.</summary>
    public void Dispose() => _http?.Dispose();
}
