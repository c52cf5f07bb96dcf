using System.Globalization;

namespace Syncline;

/// <summary>Writes dates with times as .NET's format "O" does.</summary>
internal static class TimeDigits
{
    /// <summary>The most bytes: those of a time with an offset.</summary>
    public const int MaxLength = 33;

    private const int WithoutZone = 27;

    /// <summary>Writes a date and time.</summary>
    /// <param name="value">The date and time.</param>
    /// <param name="to">Has room for <see cref="MaxLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(DateTime value, Span<byte> to)
    {
        if (value.Kind == DateTimeKind.Local)
        {
            value.TryFormat(to, out var all, "O", CultureInfo.InvariantCulture);
            return all;
        }

        var (year, month, day) = DateOnly.FromDateTime(value);
        var (seconds, ticks) = Math.DivRem((ulong)value.TimeOfDay.Ticks, TimeSpan.TicksPerSecond);
        var (minutes, second) = Math.DivRem((uint)seconds, 60);
        var (hour, minute) = Math.DivRem(minutes, 60);
        to = to[..MaxLength];
        Digits.Pair(to, 0, (uint)year / 100);
        Digits.Pair(to, 2, (uint)year % 100);
        to[4] = to[7] = (byte)'-';
        Digits.Pair(to, 5, (uint)month);
        Digits.Pair(to, 8, (uint)day);
        to[10] = (byte)'T';
        Digits.Pair(to, 11, hour);
        to[13] = to[16] = (byte)':';
        Digits.Pair(to, 14, minute);
        Digits.Pair(to, 17, second);
        to[19] = (byte)'.';
        Digits.Fill(ticks, to[20..WithoutZone]);
        if (value.Kind == DateTimeKind.Unspecified) return WithoutZone;
        to[WithoutZone] = (byte)'Z';
        return WithoutZone + 1;
    }
}
