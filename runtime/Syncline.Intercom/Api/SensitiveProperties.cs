using System.Text.RegularExpressions;

namespace Syncline;

/// <summary>Takes out of a JSON text what Intercom holds in the place of a sensitive column: it answers with the whole record, whose values need not be those of the row.</summary>
internal sealed partial class SensitiveProperties
{
    private const string Custom = "custom_attributes.";
    private static readonly string[] KeyNames = ["external_id", "user_id", "company_id"];
    private readonly HashSet<string> _names;

    public SensitiveProperties(SyncSchema schema)
    {
        _names = [.. schema.Columns.Where(static column => column.IsSensitive).Select(static column => Plain(column.Name.StartsWith(Custom, StringComparison.Ordinal) ? column.Name[Custom.Length..] : column.Name))];
        if (schema.Key.Any(column => schema.Columns[column].IsSensitive)) _names.UnionWith(KeyNames.Select(Plain));
    }

    public string Mask(string text) => _names.Count == 0 ? text : Property().Replace(text, match => match.Groups[2].Value != "null" && _names.Contains(Plain(match.Groups[1].Value)) ? $"\"{match.Groups[1].Value}\":\"***\"" : match.Value);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    [GeneratedRegex("""
        "([^"\\]+)"\s*:\s*("(?:[^"\\]|\\.)*"|[^\s,}\]\[{"]+)
        """)]
    private static partial Regex Property();
}
