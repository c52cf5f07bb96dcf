using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Syncline.ApiDoubles.Salesforce;

/// <summary>An org of Salesforce: log-in, descriptions, queries by external id, collections, bulk jobs and platform events.</summary>
public sealed partial class SalesforceDouble : ApiDouble
{
    /// <summary>The user whom tokens are given to.</summary>
    public const string UserId = "005000000000001AAA";

    // Documented: a collection has 200 records at most.
    private const int MostRecords = 200;
    private int _tokens;

    /// <summary>The objects by name.</summary>
    public Dictionary<string, SObject> Objects { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The bulk jobs, in the order they were made.</summary>
    public List<IngestJob> Jobs { get; } = [];

    /// <summary>The events that were published.</summary>
    public List<(string Name, JsonObject Values)> Events { get; } = [];

    /// <summary>The secret of the one client.</summary>
    public string ClientSecret { get; set; } = "s3cret";

    /// <summary>The token that is good; another one is answered with 401.</summary>
    public string Token => $"00Dtoken!{_tokens}";

    /// <summary>How many tokens were given.</summary>
    public int LogIns => _tokens;

    /// <summary>Where requests are sent to after the log-in, as the log-in says; null for this very server.</summary>
    public string? InstanceUrl { get; set; }

    /// <summary>How many requests of 24 hours are left.</summary>
    public int RequestsLeft { get; set; } = int.MaxValue;

    /// <summary>How often a new bulk job is asked for before it is done.</summary>
    public int Polls { get; set; } = 2;

    /// <summary>Sees a bulk job that was made.</summary>
    public Action<IngestJob> Made { get; set; } = static _ => { };

    /// <summary>How many records of a query an answer has; the rest is on the next page.</summary>
    public int PageSize { get; set; } = 2_000;

    /// <summary>Ends every session.</summary>
    public void EndSessions() => _tokens++;

    /// <summary>Makes an object.</summary>
    public SObject Add(string name, params SObjectField[] fields)
    {
        var made = new SObject(name, $"a{Objects.Count:00}");
        made.Fields.AddRange(fields);
        Objects.Add(name, made);
        return made;
    }

    /// <inheritdoc/>
    protected override Task AnswerAsync(HttpContext http, ApiRequest request)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(request);
        var (path, query) = request.Target.Split('?', 2) is [var first, var second] ? (first, QueryHelpers.ParseQuery(second)) : (request.Target, []);
        if (path == "/services/oauth2/token") return LogInAsync(http, request);
        // Documented: a session that has ended is 401 with this code.
        if (request.Headers.GetValueOrDefault("Authorization") != $"Bearer {Token}") return FailAsync(http, 401, "INVALID_SESSION_ID", "Session expired or invalid");
        // General knowledge: the requests of a day are counted, and more are refused with 403.
        if (RequestsLeft == 0) return FailAsync(http, 403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        RequestsLeft--;
        // Recorded: every answer has the count.
        http.Response.Headers["Sforce-Limit-Info"] = $"api-usage={Requests.Count}/15000";
        var match = Version().Match(path);
        return match.Success ? RouteAsync(http, request, [.. path[match.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)], query) : FailAsync(http, 404, "NOT_FOUND", "The requested resource does not exist");
    }

    private Task<bool> RouteAsync(HttpContext http, ApiRequest request, string[] path, Dictionary<string, Microsoft.Extensions.Primitives.StringValues> query) => (request.Method, path) switch
    {
        ("GET", ["sobjects", var name, "describe"]) => DescribeAsync(http, name),
        ("GET", ["query"]) => QueryAsync(http, query["q"].ToString(), 0),
        ("GET", ["query", var next]) => QueryAsync(http, Uri.UnescapeDataString(next[(next.IndexOf('-', StringComparison.Ordinal) + 1)..]), int.Parse(next[..next.IndexOf('-', StringComparison.Ordinal)], CultureInfo.InvariantCulture)),
        ("PATCH", ["composite", "sobjects", var name, var field]) => CollectionAsync(http, request, "upsert", name, field),
        ("POST", ["composite", "sobjects"]) => CollectionAsync(http, request, "create", null, null),
        ("PATCH", ["composite", "sobjects"]) => CollectionAsync(http, request, "update", null, null),
        ("DELETE", ["composite", "sobjects"]) => DeleteAsync(http, query["ids"].ToString().Split(',')),
        (_, ["jobs", "ingest", ..]) => JobAsync(http, request, path[2..]),
        _ => FailAsync(http, 404, "NOT_FOUND", "The requested resource does not exist"),
    };

    private Task<bool> LogInAsync(HttpContext http, ApiRequest request)
    {
        var form = QueryHelpers.ParseQuery(request.Body);
        if (form["grant_type"] != "client_credentials" || form["client_secret"] != ClientSecret) return AnswerAsync(http, 400, """{"error":"invalid_client","error_description":"invalid client credentials"}""");
        _tokens++;
        var answer = new JsonObject { ["access_token"] = Token, ["instance_url"] = InstanceUrl ?? Address.TrimEnd('/'), ["id"] = $"https://login.salesforce.com/id/00D000000000001AAA/{UserId}", ["token_type"] = "Bearer", ["issued_at"] = "1700000000000" };
        return AnswerAsync(http, 200, answer.ToJsonString());
    }

    private Task<bool> DescribeAsync(HttpContext http, string name)
    {
        if (!Objects.TryGetValue(name, out var target)) return FailAsync(http, 404, "NOT_FOUND", "The requested resource does not exist");
        JsonObject Id() => new() { ["name"] = "Id", ["type"] = "id", ["createable"] = false, ["updateable"] = false, ["nillable"] = false, ["defaultedOnCreate"] = true, ["idLookup"] = true };
        JsonObject Of(SObjectField field) => new()
        {
            ["name"] = field.Name,
            ["type"] = field.Type,
            ["createable"] = field.IsWriteable,
            ["updateable"] = field.IsWriteable,
            ["nillable"] = !field.IsRequired && field.Type != "boolean",
            ["defaultedOnCreate"] = field.Type == "boolean",
            ["externalId"] = field.IsExternalId,
            ["idLookup"] = field.IsExternalId,
            ["unique"] = field.IsUnique,
            ["caseSensitive"] = field.IsCaseSensitive,
            ["length"] = field.Length,
        };
        var answer = new JsonObject { ["name"] = target.Name, ["createable"] = target.Allowed.Contains("create"), ["updateable"] = target.Allowed.Contains("update"), ["deletable"] = target.Allowed.Contains("delete"), ["fields"] = new JsonArray([Id(), .. target.Fields.Select(Of)]) };
        return AnswerAsync(http, 200, answer.ToJsonString());
    }

    private Task<bool> QueryAsync(HttpContext http, string soql, int from)
    {
        var match = Soql().Match(soql);
        if (!match.Success || !Objects.TryGetValue(match.Groups["object"].Value, out var target) || target.Field(match.Groups["field"].Value) is not { } field) return FailAsync(http, 400, "MALFORMED_QUERY", $"unexpected token in: {soql}");
        var literals = Literal().Matches(match.Groups["list"].Value).Select(static literal => Unquoted(literal.Value)).ToArray();
        var found = literals.SelectMany(text => target.With(field, text)).DistinctBy(static record => record.Key).ToArray();
        var columns = match.Groups["columns"].Value.Split(',');
        var records = new JsonArray([.. found.Skip(from).Take(PageSize).Select(record => new JsonObject(columns.Select(column => KeyValuePair.Create<string, JsonNode?>(column, column == "Id" ? JsonValue.Create(record.Key) : record.Value[target.Field(column)!.Name]?.DeepClone()))) { ["attributes"] = new JsonObject { ["type"] = target.Name } })]);
        var isDone = from + PageSize >= found.Length;
        var answer = new JsonObject { ["totalSize"] = found.Length, ["done"] = isDone, ["records"] = records };
        if (!isDone) answer["nextRecordsUrl"] = $"/services/data/v62.0/query/{from + PageSize}-{Uri.EscapeDataString(Uri.EscapeDataString(soql))}";
        return AnswerAsync(http, 200, answer.ToJsonString());
    }

    private static string Unquoted(string literal) => literal.StartsWith('\'')
        ? Escape().Replace(literal[1..^1], static match => match.Value[1] switch { 'n' => "\n", 'r' => "\r", 't' => "\t", 'b' => "\b", 'f' => "\f", var c => c.ToString() })
        : literal;

    private Task<bool> CollectionAsync(HttpContext http, ApiRequest request, string verb, string? name, string? externalId)
    {
        JsonArray records;
        try
        {
            records = JsonNode.Parse(request.Body)!["records"]!.AsArray();
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException)
        {
            return FailAsync(http, 400, "JSON_PARSER_ERROR", "Unexpected character");
        }

        if (records.Count > MostRecords) return FailAsync(http, 400, "EXCEEDED_ID_LIMIT", $"record limit reached. cannot submit more than {MostRecords} records into this call");
        var read = new List<(SObject Target, string? Id, JsonObject Values)>();
        foreach (var record in records)
        {
            var type = record!["attributes"]!["type"]!.GetValue<string>();
            if (!Objects.TryGetValue(name ?? type, out var target)) return FailAsync(http, 404, "NOT_FOUND", "The requested resource does not exist");
            var values = new JsonObject(record.AsObject().Where(static value => value.Key is not ("attributes" or "id")).Select(static value => KeyValuePair.Create(value.Key, value.Value?.DeepClone())));
            // General knowledge: a value of the wrong type has all records refused.
            if (FieldValues.Misfit(target, values) is { } misfit) return FailAsync(http, 400, misfit.Split('|')[0], misfit.Split('|')[1]);
            read.Add((target, record["id"]?.GetValue<string>(), values));
        }

        var results = read.Select(one => verb switch
        {
            "upsert" => one.Target.Upsert(one.Target.Field(externalId!)!, one.Values),
            "create" when one.Target.Name.EndsWith("__e", StringComparison.Ordinal) => Publish(one.Target, one.Values),
            "create" => one.Target.Create(one.Values),
            _ => one.Target.Update(one.Id!, one.Values),
        });
        return AnswerAsync(http, 200, new JsonArray([.. results.Select(ToJson)]).ToJsonString());
    }

    private SaveResult Publish(SObject target, JsonObject values)
    {
        if (target.Rule(values) is { } rule) return new SaveResult(null, Code: rule.Code, Message: rule.Message);
        Events.Add((target.Name, (JsonObject)values.DeepClone()));
        return new SaveResult("e01000000000001AAA", Code: "OPERATION_ENQUEUED", Message: Guid.NewGuid().ToString());
    }

    private Task<bool> DeleteAsync(HttpContext http, string[] ids)
    {
        var results = ids.Select(id => Objects.Values.FirstOrDefault(target => target.Records.ContainsKey(id) || target.RecycleBin.ContainsKey(id))?.Delete(id) ?? new SaveResult(null, Code: "INVALID_CROSS_REFERENCE_KEY", Message: "invalid cross reference id"));
        return AnswerAsync(http, 200, new JsonArray([.. results.Select(ToJson)]).ToJsonString());
    }

    // Documented: 200 with a result for each record, in their order. Recorded: an event that was queued is a success with a code among its errors.
    private static JsonNode ToJson(SaveResult result)
    {
        var errors = result.Code is null ? new JsonArray() : new JsonArray(new JsonObject { ["statusCode"] = result.Code, ["message"] = result.Message, ["fields"] = result.Field is null ? new JsonArray() : new JsonArray(result.Field) });
        var isDone = result.Code is null or "OPERATION_ENQUEUED";
        return isDone ? new JsonObject { ["id"] = result.Id, ["success"] = true, ["created"] = result.IsCreated, ["errors"] = errors } : new JsonObject { ["success"] = false, ["errors"] = errors };
    }

    // Recorded: what is refused as a whole is an array of codes and messages.
    private static Task<bool> FailAsync(HttpContext http, int status, string code, string message) => AnswerAsync(http, status, new JsonArray(new JsonObject { ["errorCode"] = code, ["message"] = message }).ToJsonString());

    [GeneratedRegex(@"^/services/data/v\d+\.\d/")]
    private static partial Regex Version();

    [GeneratedRegex(@"^SELECT (?<columns>[\w,]+) FROM (?<object>\w+) WHERE (?<field>\w+) IN \((?<list>.*)\)$", RegexOptions.Singleline)]
    private static partial Regex Soql();

    [GeneratedRegex(@"'(?:[^'\\]|\\.)*'|[-+.\deE]+", RegexOptions.Singleline)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\\.", RegexOptions.Singleline)]
    private static partial Regex Escape();
}
