using System.Text.Json;

namespace Syncline;

/// <summary>A multipart upload whose parts are all there.</summary>
/// <param name="Path">Where it is shown when it is completed.</param>
/// <param name="Id">The upload.</param>
/// <param name="Tags">The tags of its parts, in order.</param>
internal sealed record S3Upload(string Path, string Id, IReadOnlyList<string> Tags)
{
    /// <summary>What is needed to complete it, as a text.</summary>
    public string Token
    {
        get
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartArray();
                json.WriteStringValue(Id);
                foreach (var tag in Tags) json.WriteStringValue(tag);
                json.WriteEndArray();
            }

            return System.Text.Encoding.UTF8.GetString(stream.ToArray());
        }
    }

    public static S3Upload Of(string path, string token)
    {
        using var json = JsonDocument.Parse(token);
        string[] texts = [.. json.RootElement.EnumerateArray().Select(static text => text.GetString()!)];
        return new S3Upload(path, texts[0], texts[1..]);
    }
}
