using System.Globalization;
using System.Text.Json;

namespace Syncline;

/// <summary>Writes each column as a property. Times in ISO 8601, bytes as Base64, numbers that JSON has no form for as text.</summary>
/// <param name="json">What is written to.</param>
/// <param name="columns">The columns.</param>
/// <param name="isShown">Whether it is for somebody to read: sensitive values are "***". Else it is delivered: they are there, and a null that is left out of delivery is not.</param>
internal readonly struct JsonColumnWriter(Utf8JsonWriter json, SyncColumn[] columns, bool isShown = true) : IRowWriter
{
    public void Null(int column)
    {
        if (isShown || !columns[column].SkipsNull) json.WriteNull(columns[column].Name);
    }

    public void Value<T>(int column, T value)
        where T : struct
    {
        if (IsMasked(column)) return;
        var name = columns[column].Name;
        switch (value)
        {
            case bool truth: json.WriteBoolean(name, truth); break;
            case byte number: json.WriteNumber(name, number); break;
            case sbyte number: json.WriteNumber(name, number); break;
            case short number: json.WriteNumber(name, number); break;
            case ushort number: json.WriteNumber(name, number); break;
            case int number: json.WriteNumber(name, number); break;
            case uint number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case ulong number: json.WriteNumber(name, number); break;
            case decimal number: json.WriteNumber(name, number); break;
            case float number when float.IsFinite(number): json.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
            case Guid id: json.WriteString(name, id); break;
            case DateTime time: json.WriteString(name, time); break;
            case DateTimeOffset time: json.WriteString(name, time); break;
            case DateOnly date: json.WriteString(name, date.ToString("O", CultureInfo.InvariantCulture)); break;
            case TimeOnly time: json.WriteString(name, time.ToString("O", CultureInfo.InvariantCulture)); break;
            case TimeSpan time: json.WriteString(name, time.ToString("c", CultureInfo.InvariantCulture)); break;
            case IFormattable other: json.WriteString(name, other.ToString(null, CultureInfo.InvariantCulture)); break;
            default: json.WriteString(name, Text(value.ToString()!)); break;
        }
    }

    public void Text(int column, string value)
    {
        if (!IsMasked(column)) json.WriteString(columns[column].Name, Text(value));
    }

    public void Bytes(int column, ReadOnlySpan<byte> value)
    {
        if (!IsMasked(column)) json.WriteBase64String(columns[column].Name, value);
    }

    // JSON is UTF-8, and half of a surrogate pair has no form in it.
    private static string Text(string value) => string.Create(value.Length, value, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            var isPair = char.IsHighSurrogate(from[i]) && i + 1 < from.Length && char.IsLowSurrogate(from[i + 1]);
            to[i] = char.IsSurrogate(from[i]) && !isPair ? '\uFFFD' : from[i];
            if (isPair) to[++i] = from[i];
        }
    });

    private bool IsMasked(int column)
    {
        if (!isShown || !columns[column].IsSensitive) return false;
        json.WriteString(columns[column].Name, "***");
        return true;
    }
}
