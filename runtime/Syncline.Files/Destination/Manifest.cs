using System.Globalization;
using System.Text.Json;

namespace Syncline;

/// <summary>What a commit is: which files it has, which commit it continues, and what the rows are.</summary>
/// <remarks>The format is documented in docs/destinations/files.md and frozen: another one has another version.</remarks>
internal sealed record Manifest(string Sync, string Name, string Type, string Mode, string Run, string Commit, string? Previous, DateTimeOffset Written, ManifestModel Model, string Format, IReadOnlyList<ManifestFile> Files)
{
    public const int Version = 1;

    private const string FormatName = "syncline-manifest";

    /// <summary>The manifest as JSON.</summary>
    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("manifest", FormatName);
            json.WriteNumber("version", Version);
            json.WriteString("sync", Sync);
            json.WriteString("name", Name);
            json.WriteString("type", Type);
            json.WriteString("mode", Mode);
            json.WriteString("run", Run);
            json.WriteString("commit", Commit);
            json.WriteString("previous", Previous);
            json.WriteString("written", Written.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            Model.Write(json);
            json.WriteString("format", Format);
            json.WriteStartObject("rows");
            foreach (var change in Files.GroupBy(static file => file.Change)) json.WriteNumber(change.Key, change.Sum(static file => file.Rows));
            json.WriteEndObject();
            json.WriteStartArray("files");
            foreach (var file in Files) file.Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return [.. stream.ToArray(), (byte)'\n'];
    }

    /// <summary>Reads what completing a commit needs; <see langword="null"/> where it is no manifest of this version.</summary>
    public static Manifest? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.GetProperty("manifest").GetString() != FormatName || root.GetProperty("version").GetInt32() != Version) return null;
            string Text(string name) => root.GetProperty(name).GetString()!;
            return new Manifest(
                Text("sync"), Text("name"), Text("type"), Text("mode"), Text("run"), Text("commit"), root.GetProperty("previous").GetString(), root.GetProperty("written").GetDateTimeOffset(),
                ManifestModel.Read(root.GetProperty("model")), Text("format"), [.. root.GetProperty("files").EnumerateArray().Select(ManifestFile.Read)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>The files as they were staged, in a folder.</summary>
    public IReadOnlyList<StagedFile> Staged() => [.. Files.Select((file, i) => new StagedFile(i + 1, file.Path, file.Replaces, file.Bytes, file.Sha256, ""))];
}
