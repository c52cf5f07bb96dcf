using System.Text.Json;

namespace Syncline;

/// <summary>A file of a commit.</summary>
/// <param name="Path">Where it is, below the folder or bucket.</param>
/// <param name="Change">What its rows are.</param>
/// <param name="Part">Which file of its kind it is in the commit, from 1.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Sha256">The hash of what it holds, in hexadecimal.</param>
internal sealed record ManifestFile(string Path, string Change, int Part, long Rows, long Bytes, string Sha256)
{
    /// <summary>Whether it takes the place of the file of the commit before.</summary>
    public bool Replaces => Change == FileChange.All.Word();

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("path", Path);
        json.WriteString("change", Change);
        json.WriteNumber("part", Part);
        json.WriteNumber("rows", Rows);
        json.WriteNumber("bytes", Bytes);
        json.WriteString("sha256", Sha256);
        json.WriteEndObject();
    }

    public static ManifestFile Read(JsonElement json) => new(
        json.GetProperty("path").GetString()!,
        json.GetProperty("change").GetString()!,
        json.GetProperty("part").GetInt32(),
        json.GetProperty("rows").GetInt64(),
        json.GetProperty("bytes").GetInt64(),
        json.GetProperty("sha256").GetString()!);
}
