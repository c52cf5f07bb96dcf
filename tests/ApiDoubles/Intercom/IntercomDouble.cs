using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Syncline.ApiDoubles;

/// <summary>
/// Intercom's REST API 2.15 as far as the destinations use it. What it does follows documentation and recordings of the real API; where those say nothing, it takes the worse of what may be.
/// </summary>
public sealed partial class IntercomDouble : ApiDouble
{
    /// <summary>The token that is let in.</summary>
    public const string Token = "dG9rOjBiYTk4NzY1";

    /// <summary>The workspace's id.</summary>
    public const string Workspace = "abc12345";

    private readonly Lock _windowLock = new();
    private readonly SortedDictionary<long, int> _windows = [];
    private int _ids;

    /// <summary>Documented: 10,000 requests a minute of an app, spread over windows of 10 seconds. Recorded: 167 a window.</summary>
    /// <value>Default: more than a test sends.</value>
    public int WindowLimit { get; set; } = 1_000_000;

    /// <summary>How long a window is; whole seconds.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of the windows.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How many requests were refused for being one too many.</summary>
    public int TooMany { get; private set; }

    /// <summary>How many requests came in each window that had any, in their order.</summary>
    public IReadOnlyList<int> Windows
    {
        get
        {
            lock (_windowLock) return [.. _windows.Values];
        }
    }

    /// <summary>Contacts by Intercom's id, archived ones too.</summary>
    public Dictionary<string, IntercomContact> Contacts { get; } = new(StringComparer.Ordinal);

    /// <summary>Companies by your id.</summary>
    public Dictionary<string, IntercomCompany> Companies { get; } = new(StringComparer.Ordinal);

    /// <summary>Tags: their ids and names.</summary>
    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Custom attributes of contacts and companies, by model and name, with their type.</summary>
    public Dictionary<(string Model, string Name), string> Attributes { get; } = new() { [("contact", "plan")] = "string", [("contact", "seats")] = "integer", [("company", "tier")] = "string" };

    /// <summary>Attributes and fields with values, as JSON, that are not taken.</summary>
    public HashSet<(string Name, string Value)> Invalid { get; } = [];

    /// <summary>Whether another contact of the same address is in the way. Documented as "matching details", which need not be the external id.</summary>
    public bool MatchesAddresses { get; set; } = true;

    /// <summary>Whether the words of a conflict name the contact that is in the way. Recorded: they do.</summary>
    public bool NamesConflicts { get; set; } = true;

    /// <summary>Puts a user there.</summary>
    public IntercomContact Add(string externalId, string? name = null, string? email = null)
    {
        var contact = new IntercomContact(NewId(), "user") { ExternalId = externalId };
        if (name is not null) contact.Fields["name"] = JsonSerializer.Serialize(name);
        if (email is not null) contact.Fields["email"] = JsonSerializer.Serialize(email);
        return Contacts[contact.Id] = contact;
    }

    /// <summary>A user by external id, archived or not; null where there is none.</summary>
    public IntercomContact? Find(string externalId) => Contacts.Values.FirstOrDefault(contact => contact.ExternalId == externalId);

    /// <inheritdoc/>
    protected override async Task<bool> RefuseAsync(HttpContext http, ApiRequest request)
    {
        var (left, reset) = Take();
        // Documented: on every answer; the end of the window in Unix seconds.
        http.Response.Headers["X-RateLimit-Limit"] = WindowLimit.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["X-RateLimit-Remaining"] = Math.Max(left, 0).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["X-RateLimit-Reset"] = reset.ToString(CultureInfo.InvariantCulture);
        // Documented: 429, and no Retry-After.
        if (left < 0) return await ErrorAsync(http, 429, "rate_limit_exceeded", "Exceeded rate limit");
        // Recorded: code unauthorized.
        return request.Headers.GetValueOrDefault("Authorization") != $"Bearer {Token}" && await ErrorAsync(http, 401, "unauthorized", "Access Token Invalid");
    }

    /// <inheritdoc/>
    protected override Task AnswerAsync(HttpContext http, ApiRequest request)
    {
        var (path, query) = request.Target.Split('?') is [var p, var q] ? (p, q) : (request.Target, "");
        string[] parts = [.. path.Trim('/').Split('/').Select(Uri.UnescapeDataString)];
        return (request.Method, parts) switch
        {
            // Documented: the workspace of a token.
            ("GET", ["me"]) => JsonAsync(http, json =>
            {
                json.WriteStartObject();
                json.WriteString("type", "admin");
                json.WriteStartObject("app");
                json.WriteString("id_code", Workspace);
                json.WriteEndObject();
                json.WriteEndObject();
            }),
            ("GET", ["data_attributes"]) => AttributesAsync(http, query.Replace("model=", "", StringComparison.Ordinal)),
            ("POST", ["contacts"]) => CreateAsync(http, request),
            // Documented: since 2.14; what has another version answers as if there were none.
            ("GET", ["contacts", "find_by_external_id", var external]) => IsRecent(request) && Contacts.Values.FirstOrDefault(contact => contact.ExternalId == external && contact is { Role: "user", IsArchived: false }) is { } found ? JsonAsync(http, found.Write) : NotFoundAsync(http),
            (_, ["contacts", var id, .. var rest]) => ContactAsync(http, request, id, rest),
            ("GET", ["tags"]) => TagsAsync(http),
            ("POST", ["tags"]) => TagAsync(http, request),
            ("POST", ["events"]) => EventAsync(http, request),
            ("GET", ["companies"]) => CompanyAsync(http, Uri.UnescapeDataString(query.Replace("company_id=", "", StringComparison.Ordinal))),
            ("POST", ["companies"]) => UpsertCompanyAsync(http, request),
            ("PUT", ["companies", var id]) => UpdateCompanyAsync(http, request, id),
            _ => ErrorAsync(http, 404, "not_found", "Resource Not Found"),
        };
    }

    private (int Left, long Reset) Take()
    {
        lock (_windowLock)
        {
            var length = (long)Window.TotalSeconds;
            var window = TimeProvider.GetUtcNow().ToUnixTimeSeconds() / length;
            var taken = _windows[window] = _windows.GetValueOrDefault(window) + 1;
            var left = WindowLimit - taken;
            if (left < 0) TooMany++;
            return (left, (window + 1) * length);
        }
    }

    private string NewId() => string.Create(CultureInfo.InvariantCulture, $"65a4c1d2{++_ids:x16}");

    private static bool IsRecent(ApiRequest request) => Version.TryParse(request.Headers.GetValueOrDefault("Intercom-Version", "2.11"), out var version) && version >= new Version(2, 14);

    private Task AttributesAsync(HttpContext http, string model) => JsonAsync(http, json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "list");
        json.WriteStartArray("data");
        foreach (var ((_, name), type) in Attributes.Where(attribute => attribute.Key.Model == model))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("data_type", type);
            json.WriteBoolean("custom", true);
            json.WriteBoolean("archived", false);
            json.WriteBoolean("api_writable", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Recorded: a contact that is not there, or is archived.</summary>
    private static Task<bool> NotFoundAsync(HttpContext http) => ErrorAsync(http, 404, "not_found", "User Not Found");

    /// <summary>Documented: the shape of errors.</summary>
    private static Task<bool> ErrorAsync(HttpContext http, int status, string code, string message)
        => AnswerAsync(http, status, JsonSerializer.Serialize(new { type = "error.list", request_id = "000", errors = new[] { new { code, message } } }));

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
