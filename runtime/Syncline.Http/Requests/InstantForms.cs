using System.Globalization;

namespace Syncline;

/// <summary>The forms in which a date or an instant is written: by JSON writers, by other APIs, and as a Unix time.</summary>
internal static class InstantForms
{
    // A shorter number is found everywhere.
    private const int LeastDigits = 8;
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ss.fffK", "yyyy-MM-dd'T'HH:mm:ss.fffffffK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd' 'HH:mm:ss"];

    /// <summary>The forms of a value; none where it is no instant.</summary>
    public static IEnumerable<string> Of<T>(T value)
        where T : struct
        => value switch
        {
            DateTimeOffset instant => [.. TextsOf(instant), .. TextsOf(instant.ToUniversalTime()), .. TextsOf(instant.UtcDateTime), .. NumbersOf(instant.UtcDateTime)],
            DateTime { Kind: DateTimeKind.Local } local => [.. TextsOf(local), .. TextsOf(local.ToUniversalTime()), .. NumbersOf(local.ToUniversalTime()), .. DateOf(local)],
            DateTime time => [.. TextsOf(time), .. TextsOf(DateTime.SpecifyKind(time, DateTimeKind.Utc)), .. NumbersOf(DateTime.SpecifyKind(time, DateTimeKind.Utc)), .. DateOf(time)],
            _ => [],
        };

    private static IEnumerable<string> TextsOf(IFormattable instant) => Formats.Select(format => instant.ToString(format, CultureInfo.InvariantCulture));

    private static IEnumerable<string> NumbersOf(DateTime utc)
    {
        var instant = new DateTimeOffset(utc);
        foreach (var number in new[] { instant.ToUnixTimeSeconds(), instant.ToUnixTimeMilliseconds() })
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            if (text.Length >= LeastDigits) yield return text;
        }
    }

    private static IEnumerable<string> DateOf(DateTime time) => time.TimeOfDay == TimeSpan.Zero ? [time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)] : [];
}
