using System.Text.Json;

namespace Syncline.ApiDoubles;

/// <summary>A contact of <see cref="IntercomDouble"/>.</summary>
/// <param name="id">Intercom's id.</param>
/// <param name="role">user or lead.</param>
public sealed class IntercomContact(string id, string role)
{
    /// <summary>The fields it takes besides role, external id and custom attributes.</summary>
    public static readonly string[] Names = ["email", "phone", "name", "avatar", "signed_up_at", "last_seen_at", "owner_id", "unsubscribed_from_emails"];

    /// <summary>Intercom's id.</summary>
    public string Id { get; } = id;

    /// <summary>user or lead.</summary>
    public string Role { get; } = role;

    /// <summary>Your id.</summary>
    public string? ExternalId { get; set; }

    /// <summary>Whether it is archived.</summary>
    public bool IsArchived { get; set; }

    /// <summary>Fields that are not null, as JSON.</summary>
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Custom attributes that are not null, as JSON.</summary>
    public Dictionary<string, string> Custom { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of its tags.</summary>
    public HashSet<string> Tags { get; } = [];

    /// <summary>Events that were kept, as they were sent.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Takes what a request says of it.</summary>
    public void Take(JsonElement body)
    {
        foreach (var property in body.EnumerateObject())
        {
            if (Names.Contains(property.Name)) Put(Fields, property);
            if (property.Name != "custom_attributes") continue;
            foreach (var attribute in property.Value.EnumerateObject()) Put(Custom, attribute);
        }
    }

    /// <summary>Writes it as an answer shows it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "contact");
        json.WriteString("id", Id);
        json.WriteString("external_id", ExternalId);
        json.WriteString("role", Role);
        foreach (var (name, value) in Fields)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }

        json.WriteStartObject("custom_attributes");
        foreach (var (name, value) in Custom)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal static void Put(Dictionary<string, string> to, JsonProperty property)
    {
        if (property.Value.ValueKind == JsonValueKind.Null) to.Remove(property.Name);
        else to[property.Name] = property.Value.GetRawText();
    }
}
