using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Syncline;

/// <summary>Takes a line apart: which property is where.</summary>
internal sealed class JsonObject(SyncSchema schema, JsonLinesReadOptions options)
{
    private readonly JsonNames _names = new(schema);
    private readonly JsonCell[] _cells = new JsonCell[schema.Columns.Length];
    private readonly bool _hasSecrets = schema.Columns.Any(column => column.IsSensitive);
    private byte[] _resolved = [];
    private int _resolvedEnd;

    /// <summary>The properties of the last line, by column.</summary>
    public ReadOnlySpan<JsonCell> Cells => _cells;

    /// <summary>The bytes of a value: of a text what stands between its quotes, without escapes.</summary>
    public ReadOnlySpan<byte> BytesOf(ReadOnlySpan<byte> line, int column)
    {
        ref readonly var cell = ref _cells[column];
        return (cell.IsResolved ? _resolved : line).Slice(cell.Start, cell.Length);
    }

    /// <summary>The names of an object's properties; null when the line is none.</summary>
    public static List<string>? NamesOf(ReadOnlySpan<byte> line)
    {
        try
        {
            if (!Utf8.IsValid(line)) return null;
            var names = new List<string>();
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                names.Add(reader.GetString()!);
                reader.Read();
                reader.Skip();
            }

            return reader.Read() ? null : names;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Takes a line apart.</summary>
    /// <returns>The column to blame and what is wrong with it, as the end of a sentence that begins with the line; null when all is well.</returns>
    public (string Column, string Words)? Take(ReadOnlySpan<byte> line)
    {
        Array.Clear(_cells);
        _resolvedEnd = 0;
        _names.Restart();
        if (!Utf8.IsValid(line)) return ("?", NoUtf8(line));
        try
        {
            return TakeProperties(line);
        }
        catch (JsonException e)
        {
            // The library's words quote what it stumbles over.
            var at = FormattableString.Invariant($" at byte {e.BytePositionInLine + 1}");
            if (line.TrimEnd((byte)'\r').Contains((byte)'\r')) return ("?", $"is no JSON{at}, and a carriage return is within it: a line ends with a line feed, with or without a carriage return before it. End lines so, and write \\r within a text");
            return ("?", _hasSecrets ? $"is no JSON{at}. Correct it" : $"is no JSON{at}: {Sentence.Of(Short(e))} Correct it");
        }
    }

    private (string Column, string Words)? TakeProperties(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return ("?", $"holds {Kind(reader.TokenType)}. JSON Lines have an object a line, and no array around them");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = _names.Find(reader.ValueSpan);
            if (column == JsonNames.Unknown)
            {
                if (NameOf(ref reader) is not { } name) return ("?", "has a property whose name holds half of a surrogate pair. Correct it");
                column = _names.Learn(reader.ValueSpan, name);
            }

            if (column >= 0 && _cells[column].Type != JsonTokenType.None) return (schema.Columns[column].Name, $"has the property {schema.Columns[column].Name} twice. Leave one out");
            if (column < 0 && !options.AllowSurplusColumns) return ("?", $"has the property {FoundWords.Quoted(reader.ValueSpan)}, which the model has not. Leave it out, add a property, or set AllowSurplusColumns");
            reader.Read();
            if (column >= 0 && Keep(ref reader, line, column) is { } wrong) return (schema.Columns[column].Name, wrong);
            reader.Skip();
        }

        // Whatever follows the object is found by this.
        reader.Read();
        return Missing();
    }

    private string? Keep(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, int column)
    {
        ref var cell = ref _cells[column];
        cell.Type = reader.TokenType;
        if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped) return Resolve(ref reader, column);
        cell.Start = (int)reader.TokenStartIndex + (reader.TokenType == JsonTokenType.String ? 1 : 0);
        cell.Length = reader.ValueSpan.Length;
        cell.IsResolved = false;
        return null;
    }

    private string? Resolve(ref Utf8JsonReader reader, int column)
    {
        var most = _resolvedEnd + reader.ValueSpan.Length;
        if (_resolved.Length < most) Array.Resize(ref _resolved, Math.Max(most, 2 * _resolved.Length));
        ref var cell = ref _cells[column];
        try
        {
            cell.Length = reader.CopyString(_resolved.AsSpan(_resolvedEnd));
        }
        catch (InvalidOperationException)
        {
            return $"has in its property {schema.Columns[column].Name} half of a surrogate pair, which is no text. Correct it";
        }

        (cell.Start, cell.IsResolved) = (_resolvedEnd, true);
        _resolvedEnd += cell.Length;
        return null;
    }

    private (string Column, string Words)? Missing()
    {
        for (var column = 0; column < _cells.Length; column++)
        {
            if (_cells[column].Type != JsonTokenType.None || MayBeMissing(schema.Columns[column], options)) continue;
            var name = schema.Columns[column].Name;
            return (name, $"has no property {name}. Add it{(schema.Columns[column].IsNullable ? ", as null say, or set MissingIsNull" : "")}");
        }

        return null;
    }

    /// <summary>Whether an object may lack a column's property.</summary>
    public static bool MayBeMissing(SyncColumn column, JsonLinesReadOptions options) => column.SkipsNull || (options.MissingIsNull && column.IsNullable);

    private static string? NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string NoUtf8(ReadOnlySpan<byte> line)
    {
        var (at, bytes) = FoundWords.NoUtf8(line);
        return FormattableString.Invariant($"holds bytes that are no UTF-8, from byte {at + 1} on{(_hasSecrets ? "" : $" ({bytes})")}. Correct it, or write the file in UTF-8");
    }

    // Without the place, which the library appends and counts from other numbers.
    private static JsonException Short(JsonException e) => new(e.Message.Split(" LineNumber:", 2)[0]);

    /// <summary>What stands where something else should.</summary>
    public static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => "null",
    };
}
