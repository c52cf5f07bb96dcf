using System.Text.Json;

namespace Syncline.ApiDoubles;

/// <summary>A company of <see cref="IntercomDouble"/>.</summary>
/// <param name="id">Intercom's id.</param>
/// <param name="companyId">Your id, which does not change.</param>
public sealed class IntercomCompany(string id, string companyId)
{
    private static readonly string[] Names = ["name", "plan", "size", "website", "industry", "monthly_spend", "remote_created_at"];

    /// <summary>Intercom's id.</summary>
    public string Id { get; } = id;

    /// <summary>Your id.</summary>
    public string CompanyId { get; } = companyId;

    /// <summary>Fields that are not null, as JSON.</summary>
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Custom attributes that are not null, as JSON.</summary>
    public Dictionary<string, string> Custom { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes what a request says of it.</summary>
    public void Take(JsonElement body)
    {
        foreach (var property in body.EnumerateObject())
        {
            if (Names.Contains(property.Name)) IntercomContact.Put(Fields, property);
            // Recorded: monthly_spend is cut to a whole number.
            if (property.Name == "monthly_spend" && property.Value.ValueKind == JsonValueKind.Number) Fields[property.Name] = $"{Math.Truncate(property.Value.GetDecimal()):F0}";
            if (property.Name != "custom_attributes") continue;
            foreach (var attribute in property.Value.EnumerateObject()) IntercomContact.Put(Custom, attribute);
        }
    }
}
