using System.Globalization;

namespace Syncline;

/// <summary>Values as the API takes them for text: times in ISO 8601, as sharp as they are; yes and no as words.</summary>
internal static class MailchimpTexts
{
    public static string Of<T>(T value)
        where T : struct
        => value switch
        {
            DateTimeOffset instant => instant.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF+00:00", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            _ => CellTexts.Of(value),
        };

    /// <summary>A status as the API names it.</summary>
    public static string Of(MailchimpStatus status) => status.ToString().ToLowerInvariant();
}
