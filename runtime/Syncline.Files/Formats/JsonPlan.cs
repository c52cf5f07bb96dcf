using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Syncline;

/// <summary>What writing JSON Lines needs, in the form it is written in.</summary>
internal sealed class JsonPlan(JsonLinesFileOptions options, SyncSchema schema)
{
    public ImmutableArray<SyncColumn> Columns { get; } = schema.Columns;

    /// <summary>Each column's name as JSON, with the colon.</summary>
    public byte[][] Names { get; } = [.. schema.Columns.Select(static column => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(column.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":"))];

    public bool WideNumbersAsText { get; } = options.WideNumbersAsText;
}
