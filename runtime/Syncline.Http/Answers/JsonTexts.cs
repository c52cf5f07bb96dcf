using System.Text.Json;

namespace Syncline;

/// <summary>Properties of an answer that may be missing, or be something else.</summary>
internal static class JsonTexts
{
    /// <summary>A property's text; null where there is none.</summary>
    public static string? TextOf(this JsonElement json, string name)
        => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The items of an array; none where there is no such array.</summary>
    public static IEnumerable<JsonElement> ItemsOf(this JsonElement json, string name)
        => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];
}
