using System.Text.Json;

namespace Syncline.ApiDoubles;

/// <summary>A member of an audience of <see cref="MailchimpDouble"/>.</summary>
/// <param name="email">The address as it was first given.</param>
public sealed class MailchimpMember(string email)
{
    // The properties it takes besides the address, the status and the objects.
    private static readonly string[] Names = ["email_type", "language", "vip", "ip_signup", "timestamp_signup", "ip_opt", "timestamp_opt"];
    private static readonly string[] Objects = ["interests", "location"];

    /// <summary>The address.</summary>
    public string Email { get; } = email;

    /// <summary>The hash of the address.</summary>
    public string Id { get; } = MailchimpAudienceDouble.HashOf(email);

    /// <summary>subscribed, unsubscribed, cleaned, pending, transactional, or archived.</summary>
    public string Status { get; set; } = "";

    /// <summary>Merge fields that are not empty, as JSON.</summary>
    public Dictionary<string, string> MergeFields { get; } = new(StringComparer.Ordinal);

    /// <summary>Other properties, those of objects as <c>interests.ID</c>, as JSON.</summary>
    public Dictionary<string, string> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>Tags by id, static segments among them.</summary>
    public Dictionary<long, string> Tags { get; } = [];

    /// <summary>Events as they were sent.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Takes what a request says of it, but for the status.</summary>
    public void Take(JsonElement member, MailchimpAudienceDouble audience)
    {
        foreach (var property in member.EnumerateObject())
        {
            if (Names.Contains(property.Name)) Properties[property.Name] = property.Value.GetRawText();
            if (property.Name == "merge_fields") TakeFields(property.Value, audience);
            if (!Objects.Contains(property.Name)) continue;
            foreach (var part in property.Value.EnumerateObject()) Properties[$"{property.Name}.{part.Name}"] = part.Value.GetRawText();
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
            json.WriteRawValue(value);
        }

        json.WriteEndObject();
        json.WriteStartArray("tags");
        foreach (var (id, name) in Tags)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("name", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void TakeFields(JsonElement fields, MailchimpAudienceDouble audience)
    {
        foreach (var field in fields.EnumerateObject())
        {
            // A field the audience has not is passed over in silence.
            if (!audience.MergeFields.ContainsKey(field.Name)) continue;
            // Value rules: the empty text clears a field, null does nothing.
            if (field.Value.ValueKind == JsonValueKind.String && field.Value.GetString()!.Length == 0) MergeFields.Remove(field.Name);
            else if (field.Value.ValueKind != JsonValueKind.Null) MergeFields[field.Name] = field.Value.GetRawText();
        }
    }
}
