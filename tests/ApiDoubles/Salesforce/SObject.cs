using System.Globalization;
using System.Text.Json.Nodes;

namespace Syncline.ApiDoubles.Salesforce;

/// <summary>What became of one record of a request.</summary>
/// <param name="Id">The record's id; null where there is none.</param>
/// <param name="IsCreated">Whether it is new.</param>
/// <param name="Code">The error's code; null where there is none.</param>
/// <param name="Message">The error's message.</param>
/// <param name="Field">The field to blame.</param>
public sealed record SaveResult(string? Id, bool IsCreated = false, string? Code = null, string Message = "", string? Field = null);

/// <summary>An object with its fields, its records and what it refuses.</summary>
/// <param name="name">Its API name.</param>
/// <param name="prefix">The three characters its records' ids begin with.</param>
public sealed class SObject(string name, string prefix)
{
    private readonly Dictionary<(string Field, string Value), SortedSet<string>> _index = [];
    private int _last;

    /// <summary>Its API name.</summary>
    public string Name { get; } = name;

    /// <summary>Its fields, beside the id.</summary>
    public List<SObjectField> Fields { get; } = [];

    /// <summary>Its records by id, in the order they were created.</summary>
    public SortedDictionary<string, JsonObject> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>What was deleted, and can be had back from the recycle bin.</summary>
    public SortedDictionary<string, JsonObject> RecycleBin { get; } = new(StringComparer.Ordinal);

    /// <summary>What a rule of the org's own says of a record: a code and a message; null where nothing.</summary>
    public Func<JsonObject, (string Code, string Message)?> Rule { get; set; } = static _ => null;

    /// <summary>What a rule of the org's own says of a deletion.</summary>
    public Func<JsonObject, (string Code, string Message)?> DeletionRule { get; set; } = static _ => null;

    /// <summary>What the user may do: any of create, update, delete.</summary>
    public HashSet<string> Allowed { get; } = ["create", "update", "delete"];

    /// <summary>The field of a name.</summary>
    public SObjectField? Field(string field) => Fields.Find(own => own.Name.Equals(field, StringComparison.OrdinalIgnoreCase));

    /// <summary>The records that have a value in a field.</summary>
    public IEnumerable<KeyValuePair<string, JsonObject>> With(SObjectField field, string text) => _index.TryGetValue((field.Name, Normal(field, text)), out var ids) ? [.. ids.Select(id => KeyValuePair.Create(id, Records[id]))] : [];

    /// <summary>Creates a record.</summary>
    public SaveResult Create(JsonObject values)
    {
        if (Fields.Find(field => field.IsRequired && values[field.Name] is null) is { } missing) return new SaveResult(null, Code: "REQUIRED_FIELD_MISSING", Message: $"Required fields are missing: [{missing.Name}]", Field: missing.Name);
        if (Refusal(values, null) is { } refusal) return refusal;
        var id = $"{prefix}{++_last:000000000000}AAA";
        var record = new JsonObject();
        Write(record, values);
        Records[id] = record;
        Index(id, record);
        return new SaveResult(id, IsCreated: true);
    }

    /// <summary>Updates a record.</summary>
    public SaveResult Update(string id, JsonObject values)
    {
        // General knowledge: what lies in the recycle bin is told from what never was.
        if (RecycleBin.ContainsKey(id)) return new SaveResult(id, Code: "ENTITY_IS_DELETED", Message: "entity is deleted");
        if (!Records.TryGetValue(id, out var record)) return new SaveResult(null, Code: "INVALID_CROSS_REFERENCE_KEY", Message: "invalid cross reference id");
        if (Refusal(values, id) is { } refusal) return refusal;
        Unindex(id, record);
        Write(record, values);
        Index(id, record);
        return new SaveResult(id);
    }

    /// <summary>Updates or creates by external id.</summary>
    public SaveResult Upsert(SObjectField externalId, JsonObject values)
    {
        if (values[externalId.Name] is not { } key) return new SaveResult(null, Code: "MISSING_ARGUMENT", Message: $"{externalId.Name} not specified", Field: externalId.Name);
        var found = With(externalId, TextOf(key)).ToArray();
        if (found.Length > 1) return new SaveResult(null, Code: "DUPLICATE_EXTERNAL_ID", Message: $"{externalId.Name}: more than one record found for external id field: [{string.Join(", ", found.Select(static record => record.Key))}]");
        if (found.Length == 0) return Create(values);
        // A record keeps its external id, in its spelling.
        var others = new JsonObject(values.Where(value => !value.Key.Equals(externalId.Name, StringComparison.OrdinalIgnoreCase)).Select(static value => KeyValuePair.Create(value.Key, value.Value?.DeepClone())));
        return Update(found[0].Key, others);
    }

    /// <summary>Moves a record to the recycle bin.</summary>
    public SaveResult Delete(string id)
    {
        if (RecycleBin.ContainsKey(id)) return new SaveResult(id, Code: "ENTITY_IS_DELETED", Message: "entity is deleted");
        if (!Records.TryGetValue(id, out var record)) return new SaveResult(null, Code: "INVALID_CROSS_REFERENCE_KEY", Message: "invalid cross reference id");
        if (DeletionRule(record) is { } rule) return new SaveResult(id, Code: rule.Code, Message: rule.Message);
        Unindex(id, record);
        Records.Remove(id);
        RecycleBin[id] = record;
        return new SaveResult(id);
    }

    /// <summary>A value as text.</summary>
    public static string TextOf(JsonNode value) => value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static string Normal(SObjectField field, string text)
    {
        if (field.IsNumber) return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number.ToString("0.############", CultureInfo.InvariantCulture) : text;
        return field.IsCaseSensitive ? text : text.ToUpperInvariant();
    }

    private SaveResult? Refusal(JsonObject values, string? id)
    {
        foreach (var (key, value) in values)
        {
            var field = Field(key)!;
            if (value is null && field.IsRequired) return new SaveResult(id, Code: "REQUIRED_FIELD_MISSING", Message: $"Required fields are missing: [{field.Name}]", Field: field.Name);
            if (value is null) continue;
            var text = TextOf(value);
            if (text.Length > field.Length) return new SaveResult(id, Code: "STRING_TOO_LONG", Message: $"{field.Name}: data value too large: {text[..20]} (max length={field.Length})", Field: field.Name);
            if (field.Type == "email" && !text.Contains('@', StringComparison.Ordinal)) return new SaveResult(id, Code: "INVALID_EMAIL_ADDRESS", Message: $"{field.Name}: invalid email address: {text}", Field: field.Name);
            if (field.IsUnique && With(field, text).FirstOrDefault(record => record.Key != id) is { Key: { } other }) return new SaveResult(id, Code: "DUPLICATE_VALUE", Message: $"duplicate value found: {field.Name} duplicates value on record with id: {other}");
        }

        var whole = id is null ? new JsonObject() : (JsonObject)Records[id].DeepClone();
        Write(whole, values);
        return Rule(whole) is { } rule ? new SaveResult(id, Code: rule.Code, Message: rule.Message) : null;
    }

    private void Index(string id, JsonObject record)
    {
        foreach (var place in Places(record))
        {
            if (!_index.TryGetValue(place, out var ids)) _index[place] = ids = new SortedSet<string>(StringComparer.Ordinal);
            ids.Add(id);
        }
    }

    private void Unindex(string id, JsonObject record)
    {
        foreach (var place in Places(record)) _index[place].Remove(id);
    }

    private IEnumerable<(string Field, string Value)> Places(JsonObject record) => Fields.Where(field => (field.IsExternalId || field.IsUnique) && record[field.Name] is not null).Select(field => (field.Name, Normal(field, TextOf(record[field.Name]!))));

    private void Write(JsonObject record, JsonObject values)
    {
        foreach (var (key, value) in values) record[Field(key)!.Name] = value is null || (value.GetValueKind() == System.Text.Json.JsonValueKind.String && value.GetValue<string>().Length == 0) ? null : value.DeepClone();
        foreach (var field in Fields.Where(field => !record.ContainsKey(field.Name))) record[field.Name] = field.Type == "boolean" ? JsonValue.Create(false) : null;
    }
}
