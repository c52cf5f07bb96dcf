namespace Syncline;

/// <summary>A Mailchimp account, made by its API key. Make one and use it for all syncs to the account: they share its ten connections.</summary>
public sealed class MailchimpAccount : IDisposable
{
    /// <summary>The most requests the API takes at once.</summary>
    internal const int MostConnections = 10;

    private readonly Lock _lock = new();
    private readonly string _apiKey;
    private HttpAccount? _http;

    /// <summary>Describes an account.</summary>
    /// <param name="apiKey">The API key with its data centre, as in <c>0123…cdef-us3</c>.</param>
    /// <exception cref="ArgumentException">The key does not end with a data centre, or holds a control character, a line feed at its end say, or one that is not ASCII.</exception>
    public MailchimpAccount(string apiKey)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(apiKey);
        if (HeaderValues.Fault(apiKey, out _) is { } fault) throw new ArgumentException($"The API key {fault}. Copy it from the account's page of API keys, and trim what was read from a file.", nameof(apiKey));
        var dash = apiKey.LastIndexOf('-');
        DataCenter = apiKey[(dash + 1)..];
        // It becomes part of a host's name: nothing else may lead there.
        if (dash < 1 || DataCenter.Length is 0 or > 20 || !DataCenter.All(char.IsAsciiLetterOrDigit)) throw new ArgumentException("The API key does not end with its data centre, as in …-us3. Copy all of it from the account's page of API keys.", nameof(apiKey));
        (_apiKey, Address) = (apiKey, $"https://{DataCenter}.api.mailchimp.com/3.0/");
    }

    /// <summary>The data centre that the key names.</summary>
    public string DataCenter { get; }

    /// <summary>Where the API is, for a proxy or a double.</summary>
    /// <value>Default: <c>https://DC.api.mailchimp.com/3.0/</c>, of the key's data centre.</value>
    public string Address { get; init; }

    /// <summary>The most requests on their way at once, of all syncs that use this account. Others that use the key take from the ten that Mailchimp allows.</summary>
    /// <value>Default: 10, all of them.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1, or more than 10.</exception>
    public int MaxConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MostConnections);
            field = value;
        }
    } = MostConnections;

    /// <summary>Gives the client a request is sent by, see <see cref="HttpAccount.Client"/>.</summary>
    /// <value>Default: a client of the account's own.</value>
    public Func<HttpClient>? Client { get; init; }

    /// <summary>How long a request may take. One that takes longer is Unknown.</summary>
    /// <value>Default: 120 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Sees every request with its answer; the key and the values of <c>[Sensitive]</c> columns are masked. See <see cref="HttpAccount.Observer"/>.</summary>
    public Action<HttpExchange>? Observer { get; init; }

    /// <inheritdoc cref="HttpAccount.ObserverFailure"/>
    public Exception? ObserverFailure => _http?.ObserverFailure;

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal HttpAccount Http
    {
        get
        {
            lock (_lock)
            {
                return _http ??= new HttpAccount(Address)
                {
                    // Any name will do.
                    Authentication = HttpAuthentication.Basic("syncline", _apiKey),
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
    public override string ToString() => $"Mailchimp, {DataCenter}";

    /// <summary>Closes the account's own client. No run may be on its way.</summary>
    public void Dispose() => _http?.Dispose();
}
