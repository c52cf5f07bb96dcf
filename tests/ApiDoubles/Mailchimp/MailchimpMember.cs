using System.Text.Json;

namespace Syncline.ApiDoubles;

/// <summary>A member of an audience of <see cref="MailchimpDouble"/>.</summary>
/// <param name="email">The address as it was first given.</param>
/// <param name="id">The hash of the address.</param>
public sealed class MailchimpMember(string email, string id)
{
    // The properties it takes besides the address, the status and the objects.
    private static readonly string[] Names = ["email_type", "language", "vip", "ip_signup", "timestamp_signup", "ip_opt", "timestamp_opt"];
    private static readonly string[] Objects = ["interests", "location"];
    private static readonly Dictionary<long, string> NoTags = [];

    // Most members have none, and an audience may have very many members.
    private Dictionary<long, string>? _tags;

    /// <summary>The address.</summary>
    public string Email { get; } = email;

    /// <summary>The hash of the address.</summary>
    public string Id { get; } = id;

    /// <summary>subscribed, unsubscribed, cleaned, pending, transactional, or archived.</summary>
    public string Status { get; set; } = "";

    /// <summary>Merge fields that are not empty, as JSON.</summary>
    public Dictionary<string, string> MergeFields { get; } = new(StringComparer.Ordinal);

    /// <summary>Other properties, those of objects as <c>interests.ID</c>, as JSON.</summary>
    public Dictionary<string, string> Properties => field ??= new(StringComparer.Ordinal);

    /// <summary>Tags by id, static segments among them.</summary>
    public Dictionary<long, string> Tags => _tags ??= [];

    /// <summary>Events as they were sent.</summary>
    public List<string> Events => field ??= [];

    /// <summary>Takes what a request says of it, but for the status.</summary>
    public void Take(JsonElement member, MailchimpAudienceDouble audience)
    {
        foreach (var property in member.EnumerateObject())
        {
            if (property.NameEquals("email_address"u8) || property.NameEquals("status"u8)) continue;
            if (property.NameEquals("merge_fields"u8)) TakeFields(property.Value, audience);
            else if (Array.Find(Names, property.NameEquals) is { } name) Properties[name] = property.Value.GetRawText();
            else if (Array.Find(Objects, property.NameEquals) is { } named) TakeObject(named, property.Value);
        }
    }

    /// <summary>Writes it as an answer shows it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("email_address", Email);
        json.WriteString("status", Status);
        json.WriteStartObject("merge_fields");
        foreach (var (tag, value) in MergeFields)
        {
            json.WritePropertyName(tag);
            json.WriteRawValue(value, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.WriteStartArray("tags");
        foreach (var (id, name) in _tags ?? NoTags)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("name", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void TakeObject(string name, JsonElement value)
    {
        foreach (var part in value.EnumerateObject()) Properties[$"{name}.{part.Name}"] = part.Value.GetRawText();
    }

    private void TakeFields(JsonElement fields, MailchimpAudienceDouble audience)
    {
        foreach (var field in fields.EnumerateObject())
        {
            // A field the audience has not is passed over in silence.
            if (audience.MergeField(field) is not { } name) continue;
            // Value rules: the empty text clears a field, null does nothing.
            if (field.Value.ValueKind == JsonValueKind.String && field.Value.ValueEquals(""u8)) MergeFields.Remove(name);
            else if (field.Value.ValueKind != JsonValueKind.Null) MergeFields[name] = field.Value.GetRawText();
        }
    }
}
