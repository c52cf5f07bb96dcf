using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Syncline.ApiDoubles;

/// <summary>
/// Mailchimp's Marketing API 3.0 as far as the destinations use it. What it does follows documentation and recordings of the real API; where those say nothing, it takes the worse of what may be.
/// </summary>
public sealed partial class MailchimpDouble : ApiDouble
{
    /// <summary>The key that is let in.</summary>
    public const string ApiKey = "0123456789abcdef0123456789abcdef-us3";

    private static readonly string Authorization = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"syncline:{ApiKey}"))}";

    /// <summary>The audiences by id.</summary>
    public Dictionary<string, MailchimpAudienceDouble> Audiences { get; } = new(StringComparer.Ordinal) { ["a1b2c3"] = new() };

    /// <summary>The audience <c>a1b2c3</c>.</summary>
    public MailchimpAudienceDouble Audience => Audiences["a1b2c3"];

    /// <summary>Documented: ten connections at once, and 429 for the eleventh.</summary>
    public int MostConnections { get; set; } = 10;

    /// <summary>How many requests were refused for being one too many.</summary>
    public int TooMany { get; private set; }

    /// <inheritdoc/>
    protected override async Task<bool> RefuseAsync(HttpContext http, ApiRequest request)
    {
        if (Open > MostConnections)
        {
            TooMany++;
            // Documented: no Retry-After, no header about limits.
            return await ProblemAsync(http, 429, "Too Many Requests", "You have exceeded the limit of 10 simultaneous connections.");
        }

        return request.Headers.GetValueOrDefault("Authorization") != Authorization && await ProblemAsync(http, 401, "API Key Invalid", "Your API key may be invalid, or you've attempted to access the wrong datacenter.");
    }

    /// <inheritdoc/>
    protected override Task AnswerAsync(HttpContext http, ApiRequest request)
    {
        string[] parts = request.Target.Split('?')[0].Trim('/').Split('/');
        if (parts is not ["lists", var list, ..] || !Audiences.TryGetValue(list, out var audience)) return NotFoundAsync(http);
        return (request.Method, parts[2..]) switch
        {
            ("GET", []) => ObjectAsync(http, json => json.WriteString("id", list)),
            ("POST", []) => BatchAsync(http, audience, request),
            ("GET", ["merge-fields"]) => MergeFieldsAsync(http, audience),
            ("GET", ["segments", var id]) when Segment(audience, id) is { } segment => ObjectAsync(http, json => json.WriteString("type", segment.Type)),
            ("POST", ["segments", var id]) when Segment(audience, id) is { } segment => SegmentAsync(http, audience, segment.Id, segment.Name, request),
            (_, ["members", var hash, .. var rest]) => MemberAsync(http, audience, request, hash, rest),
            _ => NotFoundAsync(http),
        };
    }

    private static (long Id, string Name, string Type)? Segment(MailchimpAudienceDouble audience, string id)
        => long.TryParse(id, out var number) && audience.Segments.TryGetValue(number, out var segment) ? (number, segment.Name, segment.Type) : null;

    private static Task MergeFieldsAsync(HttpContext http, MailchimpAudienceDouble audience) => ObjectAsync(http, json =>
    {
        json.WriteStartArray("merge_fields");
        foreach (var (tag, isRequired) in audience.MergeFields)
        {
            json.WriteStartObject();
            json.WriteString("tag", tag);
            json.WriteBoolean("required", isRequired);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Recorded: a missing thing is 404 with these words.</summary>
    private static Task<bool> NotFoundAsync(HttpContext http) => ProblemAsync(http, 404, "Resource Not Found", "The requested resource could not be found.");

    /// <summary>Documented: errors are problem details.</summary>
    private static async Task<bool> ProblemAsync(HttpContext http, int status, string title, string detail)
    {
        http.Response.ContentType = "application/problem+json; charset=utf-8";
        return await AnswerAsync(http, status, JsonSerializer.Serialize(new { type = "https://mailchimp.com/developer/marketing/docs/errors/", title, status, detail, instance = "" }));
    }

    private static Task ObjectAsync(HttpContext http, Action<Utf8JsonWriter> write) => JsonAsync(http, json =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    });

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
