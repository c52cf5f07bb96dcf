using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Dates and times as SQLite and its driver write them: ISO 8601 with a blank or a T, read and written byte by byte.</summary>
/// <remarks>Nothing else is read: <c>03/04/2024</c> is a day in March to one and in April to another.</remarks>
internal static class IsoText
{
    /// <summary>Room for any of the forms.</summary>
    public const int MaxLength = 40;

    private const int MaxOffsetMinutes = 14 * 60;

    /// <summary>Reads <c>yyyy-MM-dd</c>, with or without a time and an offset.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ticks">The date and time as written.</param>
    /// <param name="offsetMinutes">The offset as written.</param>
    /// <param name="hasOffset">Whether one was written; Z is 0.</param>
    public static bool TryParseDateTime(ReadOnlySpan<byte> text, out long ticks, out int offsetMinutes, out bool hasOffset)
    {
        offsetMinutes = 0;
        hasOffset = false;
        if (!TryParseDate(text, out var date))
        {
            ticks = 0;
            return false;
        }

        ticks = date.Ticks;
        if (text.Length == 10) return true;
        if (text[10] is not ((byte)' ' or (byte)'T' or (byte)'t')) return false;
        if (!TryParseTime(text[11..], out var time, out var used)) return false;
        ticks += time;
        var rest = text[(11 + used)..];
        if (rest.IsEmpty) return true;
        hasOffset = true;
        return TryParseOffset(rest, out offsetMinutes);
    }

    /// <summary>Reads <c>HH:mm</c>, with or without seconds and their fraction, and nothing after it.</summary>
    public static bool TryParseTime(ReadOnlySpan<byte> text, out long ticks) => TryParseTime(text, out ticks, out var used) && used == text.Length;

    /// <summary>Whether a text has a fraction of a second finer than the .NET types hold.</summary>
    public static bool IsTooFine(ReadOnlySpan<byte> text)
    {
        var fraction = text[(text.LastIndexOf((byte)'.') + 1)..];
        var digits = fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var end ? end : fraction.Length;
        return digits > 7 && text.Contains((byte)':');
    }

    /// <summary>Writes <c>yyyy-MM-dd</c>.</summary>
    public static int WriteDate(Span<byte> to, DateOnly value)
    {
        var (year, month, day) = value;
        Two(to, year / 100);
        Two(to[2..], year % 100);
        to[4] = (byte)'-';
        Two(to[5..], month);
        to[7] = (byte)'-';
        Two(to[8..], day);
        return 10;
    }

    /// <summary>Writes <c>yyyy-MM-dd HH:mm:ss</c> and the fraction, if there is one, without zeros at its end.</summary>
    public static int WriteDateTime(Span<byte> to, DateTime value)
    {
        WriteDate(to, DateOnly.FromDateTime(value));
        to[10] = (byte)' ';
        WriteTime(to[11..], value.TimeOfDay.Ticks);
        return 19 + WriteFraction(to[19..], value.Ticks, trim: true);
    }

    /// <summary>Writes the date and time with its offset.</summary>
    public static int WriteDateTimeOffset(Span<byte> to, DateTimeOffset value)
    {
        var length = WriteDateTime(to, value.DateTime);
        var minutes = value.TotalOffsetMinutes;
        to[length] = minutes < 0 ? (byte)'-' : (byte)'+';
        Two(to[(length + 1)..], Math.Abs(minutes) / 60);
        to[length + 3] = (byte)':';
        Two(to[(length + 4)..], Math.Abs(minutes) % 60);
        return length + 6;
    }

    /// <summary>Writes <c>HH:mm:ss</c>, and seven digits of a fraction if there is one.</summary>
    public static int WriteTimeOnly(Span<byte> to, TimeOnly value)
    {
        WriteTime(to, value.Ticks);
        return 8 + WriteFraction(to[8..], value.Ticks, trim: false);
    }

    private static bool TryParseDate(ReadOnlySpan<byte> text, out DateTime date)
    {
        date = default;
        if (text.Length < 10 || text[4] != '-' || text[7] != '-') return false;
        if (!Two(text, 0, out var century) || !Two(text, 2, out var yearOfCentury) || !Two(text, 5, out var month) || !Two(text, 8, out var day)) return false;
        var year = century * 100 + yearOfCentury;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new(year, month, day);
        return true;
    }

    private static bool TryParseTime(ReadOnlySpan<byte> text, out long ticks, out int used)
    {
        ticks = 0;
        used = 5;
        if (text.Length < 5 || text[2] != ':' || !Two(text, 0, out var hour) || !Two(text, 3, out var minute) || hour > 23 || minute > 59) return false;
        ticks = hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute;
        if (text.Length == 5 || text[5] != ':') return true;
        if (text.Length < 8 || !Two(text, 6, out var second) || second > 59) return false;
        ticks += second * TimeSpan.TicksPerSecond;
        used = 8;
        if (text.Length == 8 || text[8] != '.') return true;
        used = 9;
        for (var unit = TimeSpan.TicksPerSecond / 10; used < text.Length && char.IsAsciiDigit((char)text[used]); unit /= 10, used++)
        {
            // The .NET types hold seven digits: another one would be lost, unless it is a zero.
            if (unit == 0 && text[used] != '0') return false;
            ticks += (text[used] - '0') * unit;
        }

        return used > 9;
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z' or (byte)'z']) return true;
        if (text[0] is not ((byte)'+' or (byte)'-')) return false;
        var sign = text[0] == '-' ? -1 : 1;
        var (hours, rest) = text.Length switch
        {
            3 => (Two(text, 1, out var h) ? h : -1, 0),
            5 => (Two(text, 1, out var h) ? h : -1, Two(text, 3, out var m) ? m : -1),
            6 when text[3] == ':' => (Two(text, 1, out var h) ? h : -1, Two(text, 4, out var m) ? m : -1),
            _ => (-1, -1),
        };
        minutes = sign * (hours * 60 + rest);
        return hours >= 0 && rest is >= 0 and < 60 && Math.Abs(minutes) <= MaxOffsetMinutes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Two(ReadOnlySpan<byte> text, int at, out int value)
    {
        var tens = text[at] - (uint)'0';
        var ones = text[at + 1] - (uint)'0';
        value = (int)(tens * 10 + ones);
        return tens <= 9 && ones <= 9;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two(Span<byte> to, int value)
    {
        to[1] = (byte)('0' + value % 10);
        to[0] = (byte)('0' + value / 10);
    }

    private static void WriteTime(Span<byte> to, long ticksOfDay)
    {
        var seconds = (int)(ticksOfDay / TimeSpan.TicksPerSecond);
        Two(to, seconds / 3600);
        to[2] = (byte)':';
        Two(to[3..], seconds / 60 % 60);
        to[5] = (byte)':';
        Two(to[6..], seconds % 60);
    }

    private static int WriteFraction(Span<byte> to, long ticks, bool trim)
    {
        var fraction = (int)(ticks % TimeSpan.TicksPerSecond);
        if (fraction == 0) return 0;
        to[0] = (byte)'.';
        for (var at = 7; at > 0; at--, fraction /= 10) to[at] = (byte)('0' + fraction % 10);
        var length = 8;
        while (trim && to[length - 1] == '0') length--;
        return length;
    }
}
