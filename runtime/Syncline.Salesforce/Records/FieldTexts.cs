using System.Globalization;

namespace Syncline;

/// <summary>Values as Salesforce reads them: instants in UTC to the millisecond, numbers in no culture.</summary>
internal static class FieldTexts
{
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>A value's text; null where the field has no form for it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="fieldType">The field's type: a text field holds what a field of its own would cut.</param>
    public static string? Of<T>(T value, string fieldType)
        where T : struct
        => value switch
        {
            float number when !float.IsFinite(number) => null,
            double number when !double.IsFinite(number) => null,
            char c when char.IsSurrogate(c) => null,
            // What has no offset is taken to be in UTC, as everywhere.
            DateTime time when fieldType == "datetime" => Utc(time).ToString(Instant, CultureInfo.InvariantCulture),
            DateTimeOffset time when fieldType == "datetime" => time.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture),
            DateTime time when fieldType == "date" => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            TimeOnly time when fieldType == "time" => time.ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            _ => CellTexts.Of(value),
        };

    private static DateTime Utc(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
}
