using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Syncline.ApiDoubles;

// Contacts, their tags and events.
public sealed partial class IntercomDouble
{
    private readonly HashSet<(string Contact, string Name, long Second)> _events = [];

    private async Task CreateAsync(HttpContext http, ApiRequest request)
    {
        using var document = JsonDocument.Parse(request.Content);
        var body = document.RootElement;
        var role = Text(body, "role") ?? "user";
        // Recorded: of a lead that is created the external id is ignored.
        var externalId = role == "lead" ? null : Text(body, "external_id");
        if (InTheWay(externalId, Text(body, "email"), except: null) is { } other)
        {
            // Recorded: both words, with the id in them alone.
            await ErrorAsync(http, 409, "conflict", $"{(other.IsArchived ? "An archived contact" : "A contact")} matching those details already exists{(NamesConflicts ? $" with id={other.Id}" : "")}");
            return;
        }

        if (await RefuseAsync(http, "contact", body)) return;
        var contact = new IntercomContact(NewId(), role) { ExternalId = externalId };
        contact.Take(body);
        Contacts.Add(contact.Id, contact);
        await JsonAsync(http, contact.Write);
    }

    private IntercomContact? InTheWay(string? externalId, string? email, IntercomContact? except)
        => Contacts.Values.FirstOrDefault(contact => contact != except && externalId is not null && contact.ExternalId == externalId)
            ?? Contacts.Values.FirstOrDefault(contact => contact != except && contact.Role == "user" && MatchesAddresses && email is not null && contact.Fields.TryGetValue("email", out var has) && has.Equals(JsonSerializer.Serialize(email), StringComparison.OrdinalIgnoreCase));

    private Task ContactAsync(HttpContext http, ApiRequest request, string id, string[] rest)
    {
        var contact = Contacts.GetValueOrDefault(id);
        // Documented: the way back has an id that nothing else answers to.
        if (contact is not null && (request.Method, rest) is ("POST", ["unarchive"])) return SetArchivedAsync(http, contact, isArchived: false);
        if (contact is null or { IsArchived: true }) return NotFoundAsync(http);
        return (request.Method, rest) switch
        {
            ("GET", []) => JsonAsync(http, contact.Write),
            ("PUT", []) => UpdateAsync(http, request, contact),
            ("POST", ["archive"]) => SetArchivedAsync(http, contact, isArchived: true),
            ("DELETE", []) => DeleteAsync(http, contact),
            ("DELETE", ["tags", var tag]) => UntagAsync(http, contact, tag),
            _ => NotFoundAsync(http),
        };
    }

    private async Task UpdateAsync(HttpContext http, ApiRequest request, IntercomContact contact)
    {
        using var document = JsonDocument.Parse(request.Content);
        var body = document.RootElement;
        // Recorded: a user does not become a lead.
        if (Text(body, "role") == "lead" && contact.Role == "user") await ErrorAsync(http, 400, "client_error", "Contact with user role can't be converted to a lead");
        else if (InTheWay(null, Text(body, "email"), contact) is { } other) await ErrorAsync(http, 409, "conflict", $"A contact matching those details already exists with id={other.Id}");
        else if (!await RefuseAsync(http, "contact", body))
        {
            contact.Take(body);
            await JsonAsync(http, contact.Write);
        }
    }

    // Documented: what is answered.
    private static Task SetArchivedAsync(HttpContext http, IntercomContact contact, bool isArchived)
    {
        contact.IsArchived = isArchived;
        return JsonAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "contact");
            json.WriteString("id", contact.Id);
            json.WriteString("external_id", contact.ExternalId);
            json.WriteBoolean("archived", isArchived);
            json.WriteEndObject();
        });
    }

    private Task DeleteAsync(HttpContext http, IntercomContact contact)
    {
        Contacts.Remove(contact.Id);
        return JsonAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "contact");
            json.WriteString("id", contact.Id);
            json.WriteString("external_id", contact.ExternalId);
            json.WriteBoolean("deleted", true);
            json.WriteEndObject();
        });
    }

    /// <summary>Attributes that are not there, and values that are not taken: code parameter_invalid was seen.</summary>
    private async Task<bool> RefuseAsync(HttpContext http, string model, JsonElement body)
    {
        var custom = body.TryGetProperty("custom_attributes", out var attributes) ? attributes.EnumerateObject().ToArray() : [];
        foreach (var attribute in custom)
        {
            if (!Attributes.ContainsKey((model, attribute.Name))) return await ErrorAsync(http, 400, "parameter_invalid", $"Custom attribute '{attribute.Name}' does not exist");
        }

        foreach (var property in body.EnumerateObject().Concat(custom))
        {
            if (Invalid.Contains((property.Name, property.Value.GetRawText()))) return await ErrorAsync(http, 400, "parameter_invalid", $"{property.Name} {property.Value.GetRawText()} is invalid");
        }

        return false;
    }

    private Task TagsAsync(HttpContext http) => JsonAsync(http, json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "list");
        json.WriteStartArray("data");
        foreach (var (id, name) in Tags) WriteTag(json, id, name);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private async Task TagAsync(HttpContext http, ApiRequest request)
    {
        using var document = JsonDocument.Parse(request.Content);
        var name = Text(document.RootElement, "name")!;
        var ids = document.RootElement.GetProperty("users").EnumerateArray().Select(static user => user.GetProperty("id").GetString()!).ToArray();
        // The worse of what may be: one that is not there refuses all.
        if (ids.Any(id => Contacts.GetValueOrDefault(id) is null or { IsArchived: true }))
        {
            await NotFoundAsync(http);
            return;
        }

        // Documented: names are one whatever their case.
        var tag = Tags.FirstOrDefault(one => one.Value.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (tag.Key is null) Tags.Add((tag = new($"{Tags.Count + 7}", name)).Key, name);
        foreach (var id in ids) Contacts[id].Tags.Add(tag.Key);
        await JsonAsync(http, json => WriteTag(json, tag.Key, tag.Value));
    }

    private Task UntagAsync(HttpContext http, IntercomContact contact, string tag)
        => contact.Tags.Remove(tag) ? JsonAsync(http, json => WriteTag(json, tag, Tags[tag])) : ErrorAsync(http, 404, "not_found", "Tag not found");

    private static void WriteTag(Utf8JsonWriter json, string id, string name)
    {
        json.WriteStartObject();
        json.WriteString("type", "tag");
        json.WriteString("id", id);
        json.WriteString("name", name);
        json.WriteEndObject();
    }

    private async Task EventAsync(HttpContext http, ApiRequest request)
    {
        using var document = JsonDocument.Parse(request.Content);
        var body = document.RootElement;
        var contact = Contacts.Values.FirstOrDefault(one => !one.IsArchived && (one.Id == Text(body, "id") || (one.ExternalId is not null && one.ExternalId == Text(body, "user_id")) || (body.TryGetProperty("email", out var email) && one.Fields.GetValueOrDefault("email") == email.GetRawText())));
        if (contact is null)
        {
            await NotFoundAsync(http);
            return;
        }

        // Documented: of one contact, name and second there is one event; the others are answered as if they had been taken.
        var metadata = body.TryGetProperty("metadata", out var given) ? given.EnumerateObject().ToArray() : [];
        if (_events.Add((contact.Id, Text(body, "event_name")!, body.GetProperty("created_at").GetInt64())))
        {
            // Documented: the first ten keys are kept.
            contact.Events.Add($"{Text(body, "event_name")} {body.GetProperty("created_at").GetInt64()} {{{string.Join(',', metadata.Take(10).Select(static one => $"\"{one.Name}\":{one.Value.GetRawText()}"))}}}");
        }

        await AnswerAsync(http, 202);
    }
}
