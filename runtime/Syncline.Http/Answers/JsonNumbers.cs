using System.Globalization;
using System.Text.Json;

namespace Syncline;

/// <summary>Numbers that an API gives as text as often as not.</summary>
internal static class JsonNumbers
{
    public static bool TryGetInt64Lenient(this JsonElement json, out long number)
    {
        number = 0;
        return json.ValueKind switch
        {
            JsonValueKind.Number => json.TryGetInt64(out number),
            JsonValueKind.String => long.TryParse(json.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }
}
