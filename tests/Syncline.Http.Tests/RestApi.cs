using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Syncline.ApiDoubles;

namespace Syncline.Http.Tests;

/// <summary>
/// An API on loopback that holds records as an ordinary one does: PUT, PATCH, GET and DELETE of <c>/PLACE/KEY</c>, POST of <c>/PLACE</c>;
/// and <c>POST /bulk/PLACE/OPERATION?key=…</c>, which takes an array and answers for each of its items.
/// </summary>
public sealed class RestApi : ApiDouble
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What each place holds, by the key's text.</summary>
    public ConcurrentDictionary<string, SortedDictionary<string, JsonObject>> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>The places that take two spellings of a key for one.</summary>
    public HashSet<string> CaseBlind { get; } = [];

    /// <summary>Why a record of a place is refused; null where it is not.</summary>
    public Func<string, JsonObject, string?> Refusal { get; set; } = static (_, _) => null;

    protected override async Task AnswerAsync(HttpContext http, ApiRequest request)
    {
        var (path, query) = request.Target.Split('?', 2) is [var p, var q] ? (p, q) : (request.Target, "");
        string[] parts = [.. path.Trim('/').Split('/').Select(Uri.UnescapeDataString)];
        (int status, JsonNode? body) = parts is ["bulk", var place, var operation]
            ? (200, Bulk(place, operation, [.. query.Split('&').Select(static pair => Uri.UnescapeDataString(pair["key=".Length..]))], JsonNode.Parse(request.Body)!.AsArray()))
            : One(request.Method, parts[0], parts.ElementAtOrDefault(1), request.Body.Length == 0 ? null : JsonNode.Parse(request.Body)!.AsObject());
        await AnswerAsync(http, status, body?.ToJsonString());
    }

    private (int Status, JsonNode? Body) One(string method, string place, string? key, JsonObject? record)
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

    private JsonArray Bulk(string place, string operation, string[] keys, JsonArray items)
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

    private static JsonObject Merged(JsonObject? old, JsonObject record, string[] keys)
    {
        if (old is null) return record;
        // A record keeps the key it was created with, in its spelling.
        foreach (var (name, value) in record.Where(column => !keys.Contains(column.Key))) old[name] = value?.DeepClone();
        return old;
    }

    private SortedDictionary<string, JsonObject> At(string place) => Places.GetOrAdd(place, static _ => new SortedDictionary<string, JsonObject>(StringComparer.Ordinal));
}
