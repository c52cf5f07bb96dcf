using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Syncline.Http.Tests;

/// <summary>A request as the API got it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query, as they were sent.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">The headers.</param>
public sealed record Received(string Method, string Target, string Body, IReadOnlyDictionary<string, string> Headers);

/// <summary>
/// An API on loopback that holds records as an ordinary one does: PUT, PATCH, GET and DELETE of <c>/PLACE/KEY</c>, POST of <c>/PLACE</c>;
/// and <c>POST /bulk/PLACE/OPERATION?key=…</c>, which takes an array and answers for each of its items.
/// </summary>
public sealed class RestApi : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<Received> _received = new();
    private int _open;

    private RestApi(WebApplication app) => _app = app;

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.First() + "/";

    /// <summary>What each place holds, by the key's text.</summary>
    public ConcurrentDictionary<string, SortedDictionary<string, JsonObject>> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>Sees a request before the API does; true where it has answered it.</summary>
    public Func<HttpContext, Received, Task<bool>> Before { get; set; } = static (_, _) => Task.FromResult(false);

    /// <summary>The places that take two spellings of a key for one.</summary>
    public HashSet<string> CaseBlind { get; } = [];

    /// <summary>Why a record of a place is refused; null where it is not.</summary>
    public Func<string, JsonObject, string?> Refusal { get; set; } = static (_, _) => null;

    /// <summary>Every request.</summary>
    public IReadOnlyList<Received> Requests => [.. _received];

    /// <summary>The most requests that were there at once.</summary>
    public int MostAtOnce { get; private set; }

    public static async Task<RestApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(static options => options.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var api = new RestApi(app);
        app.Run(api.AnswerAsync);
        await app.StartAsync();
        return api;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Answers with a status and a body.</summary>
    public static async Task<bool> AnswerAsync(HttpContext http, int status, string? body = null, params (string Name, string Value)[] headers)
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers) http.Response.Headers[name] = value;
        if (body is not null)
        {
            http.Response.ContentType = body.StartsWith('<') ? "text/html" : "application/json";
            await http.Response.WriteAsync(body);
        }

        return true;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        lock (_lock) MostAtOnce = Math.Max(MostAtOnce, ++_open);
        try
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            var target = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            var request = new Received(http.Request.Method, target, await reader.ReadToEndAsync(), http.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            _received.Enqueue(request);
            if (await Before(http, request)) return;
            var (path, query) = target.Split('?', 2) is [var p, var q] ? (p, q) : (target, "");
            string[] parts = [.. path.Trim('/').Split('/').Select(Uri.UnescapeDataString)];
            (int status, JsonNode? body) = parts is ["bulk", var place, var operation]
                ? (200, Bulk(place, operation, [.. query.Split('&').Select(static pair => Uri.UnescapeDataString(pair["key=".Length..]))], JsonNode.Parse(request.Body)!.AsArray()))
                : One(request.Method, parts[0], parts.ElementAtOrDefault(1), request.Body.Length == 0 ? null : JsonNode.Parse(request.Body)!.AsObject());
            await AnswerAsync(http, status, body?.ToJsonString());
        }
        finally
        {
            lock (_lock) _open--;
        }
    }

    private (int Status, JsonNode? Body) One(string method, string place, string? key, JsonObject? record)
    {
        lock (_lock)
        {
            var records = At(place);
            key ??= record?["id"]?.ToString();
            if (key is null) return (400, new JsonObject { ["message"] = "no key" });
            if (record is not null && Refusal(place, record) is { } reason) return (422, new JsonObject { ["title"] = "Invalid", ["detail"] = reason });
            switch (method)
            {
                case "GET": return records.TryGetValue(key, out var found) ? (200, found.DeepClone()) : (404, null);
                case "DELETE": return records.Remove(key) ? (204, null) : (404, null);
                case "POST" when records.ContainsKey(key): return (409, new JsonObject { ["message"] = $"{key} is there" });
                case "PATCH" when !records.ContainsKey(key): return (404, new JsonObject { ["message"] = $"{key} is not there" });
                case "POST" or "PUT" or "PATCH":
                    records[key] = record!;
                    return (200, null);
                default: return (405, null);
            }
        }
    }

    private JsonArray Bulk(string place, string operation, string[] keys, JsonArray items)
    {
        lock (_lock)
        {
            var records = At(place);
            var results = new JsonArray();
            foreach (var item in items)
            {
                var record = item!.DeepClone().AsObject();
                var key = string.Join('\0', keys.Select(name => record[name]!.ToJsonString(Unescaped)));
                if (CaseBlind.Contains(place)) key = key.ToUpperInvariant();
                var isThere = records.TryGetValue(key, out var old);
                var refusal = operation is "Delete" or "RemoveMember" ? null : Refusal(place, record);
                var result = refusal is not null ? "refused" : operation switch
                {
                    "Insert" or "Event" when isThere => "there",
                    "Update" when !isThere => "missing",
                    _ => "done",
                };
                if (result == "done")
                {
                    if (operation is "Delete" or "RemoveMember") records.Remove(key);
                    else records[operation == "Action" ? $"{key}\0{records.Count}" : key] = Merged(old, record, keys);
                }

                results.Add(new JsonObject { ["result"] = result, ["message"] = refusal });
            }

            return results;
        }
    }

    private static JsonObject Merged(JsonObject? old, JsonObject record, string[] keys)
    {
        if (old is null) return record;
        // A record keeps the key it was created with, in its spelling.
        foreach (var (name, value) in record.Where(column => !keys.Contains(column.Key))) old[name] = value?.DeepClone();
        return old;
    }

    private SortedDictionary<string, JsonObject> At(string place) => Places.GetOrAdd(place, static _ => new SortedDictionary<string, JsonObject>(StringComparer.Ordinal));
}
