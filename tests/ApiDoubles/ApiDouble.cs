using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Syncline.ApiDoubles;

/// <summary>A request as a double got it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query, as they were sent.</param>
/// <param name="Content">The body.</param>
/// <param name="Headers">The headers.</param>
public sealed record ApiRequest(string Method, string Target, ReadOnlyMemory<byte> Content, IReadOnlyDictionary<string, string> Headers)
{
    private readonly Lazy<string> _body = new(() => Encoding.UTF8.GetString(Content.Span));

    /// <summary>The body as text.</summary>
    public string Body => _body.Value;
}

/// <summary>A server on loopback that stands for an API: one request after the other changes its state, and a test can have anything happen to one before.</summary>
public abstract class ApiDouble : IAsyncDisposable
{
    private readonly ConcurrentQueue<ApiRequest> _requests = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lazy<LatencyClock> _clock = new();
    private WebApplication? _app;
    private int _open;

    /// <summary>Where it listens, with a slash at its end.</summary>
    public string Address => $"{_app!.Urls.First()}/";

    /// <summary>Sees a request before the API does; true where it has answered it, or cut the connection.</summary>
    public Func<HttpContext, ApiRequest, Task<bool>> Before { get; set; } = static (_, _) => Task.FromResult(false);

    /// <summary>How long every answer takes from the request's coming in full, the API's own work included.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whether requests are kept for a test to look at.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool KeepsRequests { get; set; } = true;

    /// <summary>The most requests that were there at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<ApiRequest> Requests => [.. _requests];

    /// <summary>How many requests are there now.</summary>
    protected int Open => Volatile.Read(ref _open);

    /// <summary>Begins to listen.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(static options => options.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null) await _app.DisposeAsync();
        _turn.Dispose();
        if (_clock.IsValueCreated) _clock.Value.Dispose();
    }

    /// <summary>Changes what the API holds between two requests, from a <see cref="Before"/> that is called for several at once.</summary>
    public Task InTurnAsync(Action change) => InTurnAsync(() =>
    {
        change();
        return Task.CompletedTask;
    });

    /// <summary>Answers with a status and a body.</summary>
    public static Task<bool> AnswerAsync(HttpContext http, int status, string? body = null, params (string Name, string Value)[] headers)
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers) http.Response.Headers[name] = value;
        if (body is null) return Task.FromResult(true);
        http.Response.ContentType ??= body.StartsWith('<') ? "text/html" : "application/json";
        http.Response.ContentLength = Encoding.UTF8.GetBytes(body, http.Response.BodyWriter);
        return Task.FromResult(true);
    }

    /// <summary>Answers with JSON.</summary>
    protected static Task JsonAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        // It is sent off once the request is done with: none of it before the answer is due.
        using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        write(json);
        json.Flush();
        http.Response.ContentLength = json.BytesCommitted;
        return Task.CompletedTask;
    }

    /// <summary>Cuts the connection.</summary>
    /// <param name="http">The request.</param>
    /// <param name="begun">What is answered before, as the beginning of more.</param>
    public static async Task<bool> CutAsync(HttpContext http, string? begun = null)
    {
        if (begun is not null)
        {
            http.Response.ContentLength = 1_000;
            await http.Response.WriteAsync(begun);
            await http.Response.Body.FlushAsync();
        }

        http.Abort();
        return true;
    }

    /// <summary>Never answers.</summary>
    public static async Task<bool> HangAsync(HttpContext http)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        return await CutAsync(http);
    }

    /// <summary>Answers a request by the API's rules. One at a time.</summary>
    protected abstract Task AnswerAsync(HttpContext http, ApiRequest request);

    /// <summary>Answers what needs no turn, a limit on connections say; true where it did.</summary>
    protected virtual Task<bool> RefuseAsync(HttpContext http, ApiRequest request) => Task.FromResult(false);

    private async Task AnswerAsync(HttpContext http)
    {
        lock (_requests) MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _open));
        try
        {
            var content = await BodyOfAsync(http.Request);
            var came = Stopwatch.GetTimestamp();
            var request = new ApiRequest(http.Request.Method, http.Features.Get<IHttpRequestFeature>()!.RawTarget, content, http.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            if (KeepsRequests) _requests.Enqueue(request);
            if (await Before(http, request) || await RefuseAsync(http, request)) return;
            // It counts while the API is at work: a machine that is slow makes no network slower.
            var due = Latency > TimeSpan.Zero ? _clock.Value.WaitAsync(came, Latency) : Task.CompletedTask;
            await InTurnAsync(() => AnswerAsync(http, request));
            await due;
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BodyOfAsync(HttpRequest request)
    {
        if (request.ContentLength is { } length)
        {
            var whole = new byte[length];
            await request.Body.ReadExactlyAsync(whole);
            return whole;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private async Task InTurnAsync(Func<Task> work)
    {
        await _turn.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }
}
