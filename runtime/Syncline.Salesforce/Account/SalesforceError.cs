using System.Text.Json;

namespace Syncline;

/// <summary>An error in Salesforce's words: of a request, of a record in it, or of a row in a bulk job.</summary>
/// <param name="Code">The code, as in <c>REQUIRED_FIELD_MISSING</c>.</param>
/// <param name="Message">The message.</param>
/// <param name="Fields">The fields to blame, where it names some that the message does not.</param>
internal sealed record SalesforceError(string Code, string Message, IReadOnlyList<string> Fields)
{
    /// <summary>The errors of a request that was refused; none where the answer is of another shape.</summary>
    public static IReadOnlyList<SalesforceError> Of(HttpAnswer answer)
        => answer.TryJson(out var json) && json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object).Select(static item => OfJson(item, "errorCode"))] : [];

    /// <summary>The errors of a record, as collections have them.</summary>
    public static IReadOnlyList<SalesforceError> OfResult(JsonElement result)
        => result.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array ? [.. errors.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object).Select(static item => OfJson(item, "statusCode"))] : [];

    /// <summary>The error of a row, as bulk jobs have it: <c>CODE:message:fields --</c>.</summary>
    public static SalesforceError OfBulk(string text)
    {
        var rest = text.EndsWith("--", StringComparison.Ordinal) ? text[..^2].TrimEnd() : text;
        var end = rest.IndexOf(':', StringComparison.Ordinal);
        if (end <= 0 || !rest.Take(end).All(static c => char.IsAsciiLetterUpper(c) || c == '_')) return new SalesforceError("", rest, []);
        var message = rest[(end + 1)..];
        var fields = message.LastIndexOf(':');
        return new SalesforceError(rest[..end], (fields < 0 ? message : message[..fields]).Trim(), fields < 0 ? [] : message[(fields + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    public override string ToString()
    {
        var fields = Fields.Where(field => !Message.Contains(field, StringComparison.OrdinalIgnoreCase)).ToArray();
        return $"{(Code.Length == 0 ? "" : $"{Code}: ")}{Message}{(fields.Length == 0 ? "" : $" ({string.Join(", ", fields)})")}";
    }

    private static SalesforceError OfJson(JsonElement json, string code)
        => new(TextOf(json, code), TextOf(json, "message"), json.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Array ? [.. fields.EnumerateArray().Where(static field => field.ValueKind == JsonValueKind.String).Select(static field => field.GetString()!)] : []);

    private static string TextOf(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
