using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.RateLimiting;

namespace Syncline;

/// <summary>An account of an API: its address, what proves it, and its limits, which all syncs to it share. Make one and use it for all of them.</summary>
public sealed class HttpAccount : IDisposable
{
    private const int FirstAnswerBytes = 16 * 1024;
    private const int MostAnswerBytesAhead = 1024 * 1024;
    private readonly Lock _lock = new();
    // Large answers would be garbage that only a full collection takes away.
    private readonly ConcurrentBag<byte[]> _answerBuffers = [];
    private readonly HttpAuthentication? _authentication;
    private ConcurrencyLimiter? _connections;
    private RateWindow? _window;
    private HttpClient? _own;
    private DateTimeOffset _leaveAloneUntil;
    private Exception? _observerFailure;

    /// <summary>Describes an account.</summary>
    /// <param name="baseAddress">Where the API's addresses begin, as in <c>https://api.example.com/v2/</c>.</param>
    /// <exception cref="ArgumentException">It is no address of http or https, or holds a user, a query or a fragment.</exception>
    public HttpAccount(string baseAddress)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(baseAddress);
        var address = ShownAddress.Checked(baseAddress, "Give one as https://api.example.com/v2/.", nameof(baseAddress));
        if (address.UserInfo.Length > 0) throw new ArgumentException("The address holds a user: give it as Authentication, for an address is shown.", nameof(baseAddress));
        if (address.Query.Length > 0 || address.Fragment.Length > 0) throw new ArgumentException($"\"{address.GetLeftPart(UriPartial.Path)}\" goes on with a query or a fragment. An account's address ends with its path.", nameof(baseAddress));
        // Without it the last segment is lost when a relative address is put behind.
        BaseAddress = address.AbsolutePath.EndsWith('/') ? address : new Uri(address.GetLeftPart(UriPartial.Path) + "/");
    }

    /// <summary>Where the API's addresses begin; ends with a slash.</summary>
    public Uri BaseAddress { get; }

    /// <summary>What proves the account.</summary>
    /// <value>Default: <see langword="null"/>, nothing does.</value>
    public HttpAuthentication? Authentication
    {
        get => _authentication;
        init
        {
            _authentication = value;
            value?.Attach(this);
        }
    }

    /// <summary>Gives the client a request is sent by: <c>() => factory.CreateClient("crm")</c> where an <c>IHttpClientFactory</c> has one with handlers of your own.</summary>
    /// <value>Default: a client of the account's own, which follows no redirect and keeps a connection for two minutes.</value>
    /// <remarks>Set <c>AllowAutoRedirect = false</c> on its handler: a redirect that is followed takes secrets to another host and makes a GET of a POST, so that its answer is refused and delivery ends. A handler that sends to another address puts the request's own back before it returns.
    /// What it and its handlers add to a request's headers is taken for secret, and masked: a header that may be shown belongs into <see cref="Headers"/>.
    /// A handler that repeats requests by itself must know what may be repeated: the run pauses and repeats by its own rules already.</remarks>
    public Func<HttpClient>? Client { get; init; }

    /// <summary>The most requests on their way at once, of all syncs.</summary>
    /// <value>Default: 4.</value>
    public int MaxConnections
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 4;

    /// <summary>A limiter that each request takes a permit from, and gives it back once its answer is read or it failed. It is yours to dispose of.</summary>
    /// <value>Default: <see langword="null"/>, no limit but those the API answers with.</value>
    public RateLimiter? RateLimiter { get; init; }

    /// <summary>The headers in which the API says how many requests are left. A window that ends later than the run's <see cref="SyncOptions.MaxWait"/> ends its delivery.</summary>
    /// <value>Default: <see langword="null"/>, it does not.</value>
    public RateLimitHeaders? RateLimitHeaders { get; init; }

    /// <summary>How long a request may take, from its sending until its answer is read. One that takes longer is Unknown.</summary>
    /// <value>Default: 100 seconds.</value>
    public TimeSpan Timeout
    {
        get;
        init
        {
            if (value <= TimeSpan.Zero || value.TotalMilliseconds > int.MaxValue) throw new ArgumentOutOfRangeException(nameof(value), value, "A timeout is longer than zero and at most 24 days.");
            field = value;
        }
    } = TimeSpan.FromSeconds(100);

    /// <summary>Headers that every request has, a version of the API say; a call's header stands for one of the same name. They are shown to observers: secrets go into <see cref="Authentication"/>.</summary>
    /// <exception cref="ArgumentException">A name is none of a header, is given twice in two spellings, or is about the body, <c>Content-Type</c> say, which is the call's; or it has no value, or one with a control character or one that is not ASCII.</exception>
    public IReadOnlyDictionary<string, string> Headers
    {
        get;
        init
        {
            HeaderNames.Checked(value, nameof(Headers));
            if (value.Keys.FirstOrDefault(HeaderNames.IsOfBody) is { } name) throw new ArgumentException($"The header {name} is about the body, which is the call's: set it in the Headers of the HttpCall.", nameof(Headers));
            field = value;
        }
    } = new Dictionary<string, string>();

    /// <summary>The largest answer that is read; one that is larger is Unknown.</summary>
    /// <value>Default: 64 MiB.</value>
    public int MaxAnswerBytes
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxAnswerBytes), value, "An answer has a byte at least.");
    } = 64 * 1024 * 1024;

    /// <summary>Sees every request with its answer, from several threads. What it throws changes nothing for the run: it is kept in <see cref="ObserverFailure"/>, and the account does not call the observer again, in no run; calls that have begun on other threads by then come to their end.</summary>
    public Action<HttpExchange>? Observer { get; init; }

    /// <summary>The clock.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider TimeProvider
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(TimeProvider));
    } = TimeProvider.System;

    /// <summary>What the observer threw first, since when it is not called any more.</summary>
    /// <value><see langword="null"/> as long as it did not throw.</value>
    public Exception? ObserverFailure => Volatile.Read(ref _observerFailure);

    /// <inheritdoc/>
    public override string ToString() => BaseAddress.ToString();

    /// <summary>Closes the account's own client. No run may be on its way.</summary>
    public void Dispose()
    {
        _own?.Dispose();
        (Authentication as IDisposable)?.Dispose();
        _connections?.Dispose();
    }

    /// <summary>Sends a request and reads the whole answer, whatever its status.</summary>
    /// <exception cref="DestinationException">No answer came, none that could be read, the API asked before to be left alone, or it was cancelled before it was sent.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled on its way.</exception>
    internal async Task<HttpAnswer> SendAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        var began = TimeProvider.GetTimestamp();
        using var unsent = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, message.RunCancelled);
        using var connection = await ConnectAsync(unsent.Token).ConfigureAwait(false);
        for (var isRenewed = false; ; (isRenewed, began) = (true, TimeProvider.GetTimestamp()))
        {
            var (number, permit) = await EnterAsync(message, unsent.Token).ConfigureAwait(false);
            var waited = TimeProvider.GetElapsedTime(began);
            HttpAnswer? answer = null;
            try
            {
                using var request = message.ToRequest(BaseAddress);
                foreach (var (name, value) in Headers)
                {
                    if (!request.Headers.NonValidated.Contains(name)) request.Headers.TryAddWithoutValidation(name, value);
                }

                var secrets = await ProveAsync(request, unsent.Token).ConfigureAwait(false);
                if (unsent.IsCancellationRequested) throw UnsentRequests.Of(new OperationCanceledException(unsent.Token), "", unsent.Token);
                answer = await ExchangeAsync(request, message, secrets, waited, cancellationToken).ConfigureAwait(false);
                if (answer.Status != HttpStatusCode.Unauthorized || isRenewed || !await RenewAsync(request, unsent.Token).ConfigureAwait(false)) return answer;
            }
            finally
            {
                if (answer is { Status: HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable, RetryAfter: { } wait }) LeaveAlone(wait);
                _window?.Leave(number, answer);
                permit?.Dispose();
            }
        }
    }

    /// <summary>Takes back the memory of an answer that nobody looks at any more, for another.</summary>
    internal void Reuse(HttpAnswer answer)
    {
        if (MemoryMarshal.TryGetArray(answer.TakeBody(), out var body) && body.Array is { Length: > FirstAnswerBytes and <= MostAnswerBytesAhead } buffer) _answerBuffers.Add(buffer);
    }

    /// <summary>Sends a request for a token, which needs none.</summary>
    internal Task<HttpAnswer> FetchTokenAsync(HttpRequestMessage request, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
        => ExchangeAsync(request, new HttpMessage(request.Method, request.RequestUri!.ToString()) { Body = [] }, secrets, TimeSpan.Zero, cancellationToken, isToken: true);

    private ConcurrencyLimiter Connections
    {
        get
        {
            lock (_lock) return _connections ??= new(new ConcurrencyLimiterOptions { PermitLimit = MaxConnections, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
        }
    }

    private async ValueTask<RateLimitLease> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Connections.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw UnsentRequests.Of(e, $"The connections of {BaseAddress.Host}", cancellationToken);
        }
    }

    /// <summary>Waits for a permit of the limiter and for a place in the window. The permit is held until the request is over, for some limiters count what is on its way.</summary>
    private async ValueTask<(long Number, RateLimitLease? Permit)> EnterAsync(HttpMessage message, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_leaveAloneUntil - TimeProvider.GetUtcNow() is { Ticks: > 0 } wait) throw new DestinationException($"{BaseAddress.Host} asked to be left alone.", FailureEffect.NothingTransient) { RetryAfter = wait };
            if (RateLimitHeaders is not null) _window ??= new RateWindow(RateLimitHeaders, BaseAddress.Host, TimeProvider);
        }

        RateLimitLease? permit = null;
        try
        {
            if (RateLimiter is not null) permit = await TakePermitAsync(RateLimiter, cancellationToken).ConfigureAwait(false);
            return (_window is null ? 0 : await _window.EnterAsync(message.MaxWait, cancellationToken).ConfigureAwait(false), permit);
        }
        catch (Exception e)
        {
            permit?.Dispose();
            throw UnsentRequests.Of(e, $"The RateLimiter of {BaseAddress.Host}", cancellationToken);
        }
    }

    private async ValueTask<RateLimitLease> TakePermitAsync(RateLimiter limiter, CancellationToken cancellationToken)
    {
        var permit = await limiter.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        if (permit.IsAcquired) return permit;
        using var refused = permit;
        throw new DestinationException($"The rate limiter of {BaseAddress.Host} has no permit left and no room to wait for one.", FailureEffect.NothingTransient) { RetryAfter = permit.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : null };
    }

    private async ValueTask<IReadOnlyList<string>> ProveAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Authentication is null) return [];
        try
        {
            return await Authentication.ApplyAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw UnsentRequests.Of(e, $"The Authentication of {BaseAddress.Host}, {Authentication.GetType().Name},", cancellationToken);
        }
    }

    /// <summary>Renews what was refused with 401, which applied nothing.</summary>
    private async ValueTask<bool> RenewAsync(HttpRequestMessage refused, CancellationToken cancellationToken)
    {
        if (Authentication is null) return false;
        try
        {
            return await Authentication.RenewAsync(refused, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw UnsentRequests.Of(e, $"The Authentication of {BaseAddress.Host}, {Authentication.GetType().Name},", cancellationToken);
        }
    }

    private void LeaveAlone(TimeSpan wait)
    {
        var until = TimeProvider.GetUtcNow() + wait;
        lock (_lock)
        {
            if (until > _leaveAloneUntil) _leaveAloneUntil = until;
        }
    }

    private async Task<HttpAnswer> ExchangeAsync(HttpRequestMessage request, HttpMessage message, IReadOnlyList<string> secrets, TimeSpan waited, CancellationToken cancellationToken, bool isToken = false)
    {
        var client = TakeClient(cancellationToken);
        // Who follows a redirect changes the request itself.
        var (method, asked) = (request.Method, request.RequestUri!);
        var what = $"{method} to {asked.Host}";
        // The client would throw, or send it cut in two, and nobody could tell which.
        if (UnfitHeader(request.Headers, request.Content?.Headers, client.DefaultRequestHeaders) is { } unfit) throw new DestinationException($"{what} was not sent: {unfit}", FailureEffect.NothingPermanent);
        var credentials = new SensitiveTexts();
        foreach (var secret in secrets) credentials.Add(secret);
        var added = Client is null ? null : new AddedHeaders(request, credentials);
        added?.Note(client.DefaultRequestHeaders);
        string Mask(string text) => message.Mask(credentials.Mask(text));
        var (sent, started) = (TimeProvider.GetUtcNow(), TimeProvider.GetTimestamp());
        using var timeout = new CancellationTokenSource(Timeout, TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        HttpAnswer? answer = null;
        DestinationException? failure = null;
        try
        {
            using var response = await SendByAsync(client, request, added, either.Token).ConfigureAwait(false);
            if (FollowedRedirect(response, method, asked) is { } followed) throw failure = new FollowedRedirectException(Mask(followed));
            var body = await ReadAsync(response, what, either.Token).ConfigureAwait(false);
            return answer = new HttpAnswer(response.StatusCode, Flat(response.Headers, response.Content.Headers), body, asked.Host, TimeProvider, Mask);
        }
        catch (ObjectDisposedException e) when (e.ObjectName == typeof(HttpClient).FullName)
        {
            throw failure = new DestinationException($"{what} was not sent: the HttpClient that Client gave is disposed of. Give one that lasts as long as the account.", FailureEffect.NothingPermanent, e);
        }
        catch (Exception e) when (e is not DestinationException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            failure = HttpFaults.Of(e, what, timeout.IsCancellationRequested ? Timeout : null, Mask);
            throw failure;
        }
        finally
        {
            if (Observer is not null && ObserverFailure is null) Observe(request, message, answer, failure?.Message ?? (answer is null ? "cancelled" : null), Mask, isToken, (waited, sent, TimeProvider.GetElapsedTime(started)), added);
        }
    }

    private static async Task<HttpResponseMessage> SendByAsync(HttpClient client, HttpRequestMessage request, AddedHeaders? added, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Handlers add theirs to the request itself.
            added?.Note(request.Headers);
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MaxAnswerBytes) throw TooLarge(what);
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        // As large as it says it will be, and a byte for the end to be seen; what is very large shows as it comes.
        var expected = (int)Math.Min(response.Content.Headers.ContentLength + 1 ?? FirstAnswerBytes, MostAnswerBytesAhead);
        var length = 0;
        if (!_answerBuffers.TryTake(out var buffer) || buffer.Length < expected) buffer = GC.AllocateUninitializedArray<byte>(expected);
        while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            length += read;
            if (length > MaxAnswerBytes) throw TooLarge(what);
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(length * 2L, Array.MaxLength));
        }

        return buffer.AsMemory(0, length);
    }

    private DestinationException TooLarge(string what) => new($"The answer to {what} is larger than MaxAnswerBytes, {MaxAnswerBytes} bytes.", FailureEffect.Unknown);

    private static string? FollowedRedirect(HttpResponseMessage response, HttpMethod method, Uri asked)
        => response.RequestMessage is { RequestUri: { } answered } final && (final.Method != method || !answered.Equals(asked))
            ? $"The client of {asked.Host} followed a redirect: what was asked by {method} was answered by {final.Method} to {ShownAddress.Of(answered.AbsoluteUri)}. Set AllowAutoRedirect = false on its handler, and give the account the address it leads to."
            : null;

    private HttpClient TakeClient(CancellationToken cancellationToken)
    {
        if (Client is not null) return TakeOwn(Client, cancellationToken);
        lock (_lock)
        {
            // A redirect would turn a POST into a GET, and take the secrets along.
            return _own ??= new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2), AutomaticDecompression = DecompressionMethods.All }) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        }
    }

    private HttpClient TakeOwn(Func<HttpClient> take, CancellationToken cancellationToken)
    {
        try
        {
            return take() ?? throw new DestinationException($"The Client of {BaseAddress.Host} gave null.", FailureEffect.NothingPermanent);
        }
        catch (Exception e)
        {
            throw UnsentRequests.Of(e, $"The Client of {BaseAddress.Host}", cancellationToken);
        }
    }

    private static string? UnfitHeader(params ReadOnlySpan<HttpHeaders?> headers)
    {
        foreach (var some in headers)
        {
            if (some is null) continue;
            foreach (var (name, values) in some.NonValidated)
            {
                foreach (var value in values)
                {
                    if (HeaderValues.Fault(value, out var way) is { } fault) return $"the value of the header {name} {fault}, {HeaderValues.NoHeaderCan}. {way}";
                }
            }
        }

        return null;
    }

    private static KeyValuePair<string, string>[] Flat(params HttpHeaders?[] headers)
        => [.. headers.OfType<HttpHeaders>().SelectMany(static some => some.NonValidated).Select(static header => KeyValuePair.Create(header.Key, header.Value.ToString()))];

    private void Observe(HttpRequestMessage request, HttpMessage message, HttpAnswer? answer, string? failure, Func<string, string> mask, bool isToken, (TimeSpan Waited, DateTimeOffset Sent, TimeSpan Duration) times, AddedHeaders? added)
    {
        KeyValuePair<string, string>[] Masked(IEnumerable<KeyValuePair<string, string>> headers, AddedHeaders? added = null) => [.. headers.Select(header => KeyValuePair.Create(header.Key, added?.Hides(header.Key) == true ? "***" : Shown(header, mask)))];
        try
        {
            Observer!(new HttpExchange(request.Method.Method, mask(request.RequestUri!.AbsoluteUri), Masked(Flat(request.Headers, request.Content?.Headers), added), isToken ? "***" : Printable(message, mask), message.Keys())
            {
                RunId = message.RunId,
                Status = (int?)answer?.Status,
                ResponseHeaders = answer is null ? [] : Masked(answer.Headers),
                // A token's answer is a secret itself.
                ResponseBody = answer is null ? null : isToken && answer.IsSuccess ? "***" : mask(answer.Text),
                Failure = failure is null ? null : mask(failure),
                Waited = times.Waited,
                Sent = times.Sent,
                Duration = times.Duration,
            });
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _observerFailure, e, null);
        }
    }

    private static string Shown(KeyValuePair<string, string> header, Func<string, string> mask) => header.Key switch
    {
        "Cookie" or "Set-Cookie" or "Authorization" or "Proxy-Authorization" => "***",
        "Location" => mask(ShownAddress.Of(header.Value)),
        _ => mask(header.Value),
    };

    private static string? Printable(HttpMessage message, Func<string, string> mask)
        => message.Body is { } body && (message.ContentType.Contains("json", StringComparison.OrdinalIgnoreCase) || message.ContentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || message.ContentType.Contains("xml", StringComparison.OrdinalIgnoreCase) || message.ContentType.Contains("form", StringComparison.OrdinalIgnoreCase))
            ? mask(Encoding.UTF8.GetString(body))
            : null;
}
