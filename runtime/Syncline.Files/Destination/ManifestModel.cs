using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Syncline;

/// <summary>The model whose rows a commit has.</summary>
/// <param name="Name">Its full name.</param>
/// <param name="Fingerprint">The same as long as the columns are: a hash of their names, types and nullability, and of the key.</param>
/// <param name="Columns">The columns, in order.</param>
/// <param name="Key">The names of the key's columns, in order.</param>
internal sealed record ManifestModel(string Name, string Fingerprint, IReadOnlyList<ManifestColumn> Columns, IReadOnlyList<string> Key)
{
    public static ManifestModel Of(SyncSchema schema)
    {
        ManifestColumn[] columns = [.. schema.Columns.Select(static column => new ManifestColumn(column.Name, column.Kind.ToString(), column.IsNullable))];
        string[] key = [.. schema.Key.Select(part => schema.Columns[part].Name)];
        // Lengths before texts: no two lists of columns make the same bytes.
        var text = new StringBuilder();
        foreach (var column in columns) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{column.Name.Length}:{column.Name}{column.Type}{(column.IsNullable ? "?" : "")};");
        foreach (var part in key) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{part.Length}:{part}");
        return new ManifestModel(schema.Model, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))), columns, key);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("model");
        json.WriteString("name", Name);
        json.WriteString("fingerprint", Fingerprint);
        json.WriteStartArray("key");
        foreach (var part in Key) json.WriteStringValue(part);
        json.WriteEndArray();
        json.WriteStartArray("columns");
        foreach (var column in Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", column.Type);
            json.WriteBoolean("nullable", column.IsNullable);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static ManifestModel Read(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        json.GetProperty("fingerprint").GetString()!,
        [.. json.GetProperty("columns").EnumerateArray().Select(static column => new ManifestColumn(column.GetProperty("name").GetString()!, column.GetProperty("type").GetString()!, column.GetProperty("nullable").GetBoolean()))],
        [.. json.GetProperty("key").EnumerateArray().Select(static part => part.GetString()!)]);
}

/// <summary>A column of a commit's rows.</summary>
internal sealed record ManifestColumn(string Name, string Type, bool IsNullable);
