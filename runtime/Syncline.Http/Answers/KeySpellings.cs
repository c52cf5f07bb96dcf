using System.Globalization;
using System.Text.Json;

namespace Syncline;

/// <summary>Keys as APIs give them back: what is one key to its type is one text here, in whichever of the spellings that are read it came.</summary>
internal static class KeySpellings
{
    private const int TickDigits = 7;
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <summary>The one text of a key in an answer; null where it is none of the kind.</summary>
    public static string? Of(ColumnKind kind, JsonElement key) => key.ValueKind switch
    {
        JsonValueKind.String => Of(kind, key.GetString()!),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Of(kind, key.GetRawText()),
        _ => null,
    };

    /// <summary>The one text of a key; null where a text is none of the kind.</summary>
    public static string? Of(ColumnKind kind, string text) => kind switch
    {
        ColumnKind.Text or ColumnKind.Bytes or ColumnKind.Char => text,
        ColumnKind.Boolean => bool.TryParse(text, out var truth) ? CellTexts.Of(truth) : null,
        ColumnKind.Guid => Guid.TryParse(text, out var id) ? CellTexts.Of(id) : null,
        ColumnKind.DateTimeOffset => TryInstant(text, out var instant) ? CellTexts.Of(instant) : null,
        // The kind of a time is no part of the key, nor is the offset that stands for it.
        ColumnKind.DateTime => TryInstant(text, out var time) ? CellTexts.Of(time.DateTime) : null,
        ColumnKind.DateOnly => TryInstant(text, out var day) && day.TimeOfDay == TimeSpan.Zero ? CellTexts.Of(DateOnly.FromDateTime(day.DateTime)) : null,
        ColumnKind.TimeOnly => TimeOnly.TryParseExact(Shortened(text), ["HH:mm:ss.FFFFFFF", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? CellTexts.Of(time) : null,
        // A number alone would be read as days.
        ColumnKind.TimeSpan => text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var span) ? CellTexts.Of(span) : null,
        _ => decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out var number) && CellTexts.Of(number) is var one && IsExact(text, one) ? one : null,
    };

    private static bool TryInstant(string text, out DateTimeOffset instant) => DateTimeOffset.TryParseExact(Shortened(text), Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);

    /// <summary>A time without the zeros beyond a tick, which some APIs write.</summary>
    private static string Shortened(string text)
    {
        var fraction = text.IndexOf('.', StringComparison.Ordinal) + 1;
        if (fraction == 0) return text;
        var end = text.AsSpan(fraction).IndexOfAnyExceptInRange('0', '9') is var length and >= 0 ? fraction + length : text.Length;
        var beyond = fraction + TickDigits;
        return end > beyond && text.AsSpan(beyond, end - beyond).IndexOfAnyExcept('0') < 0 ? text.Remove(beyond, end - beyond) : text;
    }

    // What has more digits than a decimal holds is rounded, and may seem to be another number.
    private static bool IsExact(string text, string read) => Digits(text).SequenceEqual(Digits(read));

    private static ReadOnlySpan<char> Digits(string number)
    {
        var end = number.AsSpan().IndexOfAny('e', 'E');
        return number[..(end < 0 ? number.Length : end)].Replace(".", "", StringComparison.Ordinal).AsSpan().TrimStart("+-0").TrimEnd('0');
    }
}
