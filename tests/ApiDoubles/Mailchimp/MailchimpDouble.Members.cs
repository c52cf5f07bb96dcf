using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Syncline.ApiDoubles;

// One member, its tags and events; static segments.
public sealed partial class MailchimpDouble
{
    private long _tags = 1_000;

    private Task MemberAsync(HttpContext http, MailchimpAudienceDouble audience, ApiRequest request, string hash, string[] rest)
    {
        if (audience.Find(hash) is not { } member) return NotFoundAsync(http);
        switch (request.Method, rest)
        {
            case ("GET", []):
                return ObjectAsync(http, json => WriteProperties(json, member));
            case ("PATCH", []):
                return PatchAsync(http, audience, request, member);
            // Recorded: a second archive, and that of a member that bounced or is pending, is 405 with these words.
            case ("DELETE", []) when member.Status is "archived" or "cleaned" or "pending":
                http.Response.Headers.Allow = "GET, PUT";
                return ProblemAsync(http, 405, "Method Not Allowed", "This list member cannot be removed. Can not archive a contact that is bounced, pending or archived");
            case ("DELETE", []):
                member.Status = "archived";
                return AnswerAsync(http, 204);
            case ("POST", ["actions", "delete-permanent"]):
                audience.Forget(hash);
                return AnswerAsync(http, 204);
            case ("POST", ["tags"]):
                SetTags(audience, member, request);
                return AnswerAsync(http, 204);
            case ("POST", ["events"]):
                return EventAsync(http, audience, member, request);
            default:
                return NotFoundAsync(http);
        }
    }

    private static async Task PatchAsync(HttpContext http, MailchimpAudienceDouble audience, ApiRequest request, MailchimpMember member)
    {
        using var body = JsonDocument.Parse(request.Content);
        var status = Text(body.RootElement, "status");
        if (Refusal(audience, member.Email, body.RootElement, status, isNew: false, SkipsValidation(request)) is var (title, detail))
        {
            await ProblemAsync(http, 400, title, detail);
            return;
        }

        Write(audience, member, body.RootElement, status);
        await ObjectAsync(http, json => WriteProperties(json, member));
    }

    private static void WriteProperties(Utf8JsonWriter json, MailchimpMember member)
    {
        using var buffer = new MemoryStream();
        using (var inner = new Utf8JsonWriter(buffer)) member.Write(inner);
        using var document = JsonDocument.Parse(buffer.ToArray());
        foreach (var property in document.RootElement.EnumerateObject()) property.WriteTo(json);
    }

    private void SetTags(MailchimpAudienceDouble audience, MailchimpMember member, ApiRequest request)
    {
        using var body = JsonDocument.Parse(request.Content);
        foreach (var tag in body.RootElement.GetProperty("tags").EnumerateArray())
        {
            var name = Text(tag, "name")!;
            // Recorded: names are one whatever their case. A tag is a static segment.
            var (id, known) = audience.Segments.Where(segment => segment.Value.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(static segment => (segment.Key, segment.Value.Name)).FirstOrDefault();
            if (id == 0) audience.Segments[id = ++_tags] = (name, "static");
            if (Text(tag, "status") == "active") member.Tags[id] = known ?? name;
            else member.Tags.Remove(id);
        }
    }

    private static async Task EventAsync(HttpContext http, MailchimpAudienceDouble audience, MailchimpMember member, ApiRequest request)
    {
        using var body = JsonDocument.Parse(request.Content);
        var name = Text(body.RootElement, "name") ?? "";
        // Documented: 2 to 30 characters, and properties that are texts. There is nothing to know an event by.
        if (name.Length is < 2 or > 30 || (body.RootElement.TryGetProperty("properties", out var properties) && properties.EnumerateObject().Any(property => property.Value.ValueKind != JsonValueKind.String || audience.Invalid.Contains((property.Name, property.Value.GetRawText())))))
        {
            await ProblemAsync(http, 400, "Invalid Resource", "The resource submitted could not be validated: name, properties.");
            return;
        }

        member.Events.Add(body.RootElement.GetRawText());
        await AnswerAsync(http, 204);
    }

    private static async Task SegmentAsync(HttpContext http, MailchimpAudienceDouble audience, long id, string name, ApiRequest request)
    {
        using var body = JsonDocument.Parse(request.Content);
        string[] Emails(string property) => body.RootElement.TryGetProperty(property, out var emails) ? [.. emails.EnumerateArray().Select(static email => email.GetString()!)] : [];
        var (adds, removes) = (Emails("members_to_add"), Emails("members_to_remove"));
        // Documented: at most 500 each.
        if (adds.Length > 500 || removes.Length > 500)
        {
            await ProblemAsync(http, 400, "Invalid Resource", "members_to_add can have at most 500 items.");
            return;
        }

        var (added, removed) = (new List<MailchimpMember>(), new List<MailchimpMember>());
        // Documented: addresses that are not on the list are ignored, without a word.
        foreach (var member in adds.Select(audience.Find).OfType<MailchimpMember>().Where(static member => member.Status != "archived"))
        {
            if (member.Tags.TryAdd(id, name) || audience.NamesKnownMembers) added.Add(member);
        }

        foreach (var member in removes.Select(audience.Find).OfType<MailchimpMember>())
        {
            if (member.Tags.Remove(id)) removed.Add(member);
        }

        await ObjectAsync(http, json =>
        {
            WriteMembers(json, "members_added", added);
            WriteMembers(json, "members_removed", removed);
            json.WriteStartArray("errors");
            json.WriteEndArray();
            json.WriteNumber("total_added", added.Count);
            json.WriteNumber("total_removed", removed.Count);
            json.WriteNumber("error_count", 0);
        });
    }
}
