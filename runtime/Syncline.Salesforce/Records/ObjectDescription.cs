using System.Text.Json;

namespace Syncline;

/// <summary>A field of an object, as the org describes it.</summary>
internal sealed record FieldDescription(string Name, string Type)
{
    public bool IsCreateable { get; init; }

    public bool IsUpdateable { get; init; }

    /// <summary>Whether records may be found by it in an upsert.</summary>
    public bool IsExternalId { get; init; }

    public bool IsUnique { get; init; }

    public bool IsCaseSensitive { get; init; }

    /// <summary>Whether a record can't be created without it.</summary>
    public bool IsRequired { get; init; }

    public bool IsNumber => Type is "int" or "long" or "double" or "currency" or "percent";

    /// <summary>Whether JSON has its values without quotes.</summary>
    public bool IsBare => IsNumber || Type == "boolean";

    /// <summary>Whether two spellings that differ by case alone are one value of it.</summary>
    public bool IgnoresCase => !IsNumber && !IsCaseSensitive;
}

/// <summary>An object, as the org describes it to the user.</summary>
internal sealed class ObjectDescription
{
    private readonly Dictionary<string, FieldDescription> _fields;

    private ObjectDescription(JsonElement json)
    {
        (Name, IsCreateable, IsUpdateable, IsDeletable) = (json.GetProperty("name").GetString()!, Is(json, "createable"), Is(json, "updateable"), Is(json, "deletable"));
        _fields = json.GetProperty("fields").EnumerateArray().Select(OfField).ToDictionary(static field => field.Name, StringComparer.OrdinalIgnoreCase);
    }

    public string Name { get; }

    public bool IsCreateable { get; }

    public bool IsUpdateable { get; }

    public bool IsDeletable { get; }

    public IEnumerable<FieldDescription> Fields => _fields.Values;

    public FieldDescription? Field(string name) => _fields.GetValueOrDefault(name);

    /// <summary>Asks the org; null where it has no such object, or does not show it to the user.</summary>
    public static async Task<ObjectDescription?> ReadAsync(SalesforceOrg org, string name, RequestContext context, CancellationToken cancellationToken)
    {
        var answer = await org.ReadAsync($"sobjects/{Uri.EscapeDataString(name)}/describe", context, cancellationToken, takesNotFound: true).ConfigureAwait(false);
        if (!answer.IsSuccess) return null;
        try
        {
            return new ObjectDescription(answer.Json);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or DestinationException or ArgumentException)
        {
            throw new DestinationException($"The description of {name} that {answer.Host} gave could not be read: {e.Message}", FailureEffect.NothingTransient, e);
        }
    }

    private static FieldDescription OfField(JsonElement json) => new(json.GetProperty("name").GetString()!, json.GetProperty("type").GetString()!)
    {
        IsCreateable = Is(json, "createable"),
        IsUpdateable = Is(json, "updateable"),
        IsExternalId = Is(json, "externalId") || Is(json, "idLookup"),
        IsUnique = Is(json, "unique"),
        IsCaseSensitive = Is(json, "caseSensitive"),
        IsRequired = Is(json, "createable") && !Is(json, "nillable") && !Is(json, "defaultedOnCreate") && json.GetProperty("type").GetString() != "boolean",
    };

    private static bool Is(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
