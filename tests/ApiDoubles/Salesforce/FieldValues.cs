using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Syncline.ApiDoubles.Salesforce;

/// <summary>Reads values by the types of fields.</summary>
internal static class FieldValues
{
    /// <summary>Why JSON can't be read into an object's fields; null where it can. General knowledge: one value of a wrong type has the whole request refused.</summary>
    public static string? Misfit(SObject target, JsonObject values)
    {
        foreach (var (name, value) in values)
        {
            if (target.Field(name) is not { } field) return $"INVALID_FIELD|No such column '{name}' on sobject of type {target.Name}";
            if (value is null) continue;
            var kind = value.GetValueKind();
            var fits = field.Type switch
            {
                "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
                "int" or "double" => kind == JsonValueKind.Number,
                "datetime" => kind == JsonValueKind.String && DateTimeOffset.TryParseExact(value.GetValue<string>(), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
                "date" => kind == JsonValueKind.String && DateOnly.TryParseExact(value.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
                _ => kind == JsonValueKind.String,
            };
            if (!fits) return $"JSON_PARSER_ERROR|Cannot deserialize instance of {field.Type} from VALUE_{kind.ToString().ToUpperInvariant()} value {SObject.TextOf(value)} or request may be missing a required field at [line:1, column:2]";
        }

        return null;
    }

    /// <summary>The value of a CSV cell.</summary>
    public static JsonNode? OfCsv(SObjectField field, string cell) => field.Type switch
    {
        // General knowledge: #N/A is how a bulk job is told to empty a field.
        _ when cell == "#N/A" => null,
        "boolean" => JsonValue.Create(bool.Parse(cell)),
        "int" or "double" => JsonNode.Parse(cell),
        _ => JsonValue.Create(cell),
    };
}
