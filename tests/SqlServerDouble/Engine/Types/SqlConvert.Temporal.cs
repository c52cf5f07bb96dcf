using System.Globalization;

namespace Syncline.Doubles.Engine.Types;

public static partial class SqlConvert
{
    private const long TicksPerDay = TimeSpan.TicksPerDay;

    private static readonly DateTime DateTimeBase = new(1900, 1, 1);
    private static readonly DateTime FirstDateTime = new(1753, 1, 1);
    private static readonly DateTime LastSmallDateTime = new(2079, 6, 6, 23, 59, 29, 998);

    private static readonly string[] DateForms = ["yyyy-M-d", "yyyyMMdd", "yyyy/M/d", "M/d/yyyy", "MMM d yyyy", "MMM dd yyyy"];
    private static readonly string[] TimeForms =
    [
        "H:m:s.FFFFFFF", "H:m:s", "H:m", "h:m:s.FFFFFFF tt", "h:m:s tt", "h:mtt", "hh:mmtt", "h:m tt",
    ];

    /// <summary>Rounds to a fraction of 0 to 7 digits, halves up.</summary>
    public static long RoundTicks(long ticks, int scale)
    {
        var unit = (long)Math.Pow(10, 7 - scale);
        return (ticks + unit / 2) / unit * unit;
    }

    /// <summary>Rounds to the 1/300 of a second that a <c>datetime</c> counts.</summary>
    public static DateTime RoundToDateTime(DateTime value)
    {
        var date = value.Date;
        var thirds = (long)Math.Round(value.TimeOfDay.Ticks * 300m / TimeSpan.TicksPerSecond, MidpointRounding.AwayFromZero);
        return FromThirds(date, thirds);
    }

    /// <summary>A <c>datetime</c> from its day and 1/300 s: it shows whole milliseconds.</summary>
    public static DateTime FromThirds(DateTime date, long thirds) => date.AddTicks((long)Math.Round(thirds * 10m / 3m, MidpointRounding.AwayFromZero) * TimeSpan.TicksPerMillisecond);

    private static object ToTemporal(object value, SqlType from, SqlType to)
    {
        switch (value)
        {
            case string text:
                value = ParseTemporal(text, to);
                break;
            case byte or short or int or long or SqlNumeric or float or double or bool when to.Kind is SqlKind.DateTime or SqlKind.SmallDateTime:
                value = FromDays((double)ToApproximate(value, from, SqlType.Float), from, to);
                break;
            case not (DateTime or DateOnly or TimeSpan or DateTimeOffset):
                throw from.IsNumber ? SqlErrors.OperandClash(from, to) : SqlErrors.ExplicitConversion(from, to);
        }

        if (to.Kind == SqlKind.DateTimeOffset)
            return ToOffset(value, to);
        var local = value switch
        {
            DateTimeOffset moment => moment.DateTime,
            DateOnly date => date.ToDateTime(TimeOnly.MinValue),
            TimeSpan time => DateTimeBase + time,
            _ => (DateTime)value,
        };
        if (value is DateOnly && to.Kind == SqlKind.Time || value is TimeSpan && to.Kind == SqlKind.Date)
            throw SqlErrors.OperandClash(from, to);
        return ToTemporal(local, from, to);
    }

    private static object ToTemporal(DateTime value, SqlType from, SqlType to)
    {
        switch (to.Kind)
        {
            case SqlKind.Date:
                return DateOnly.FromDateTime(value);
            case SqlKind.Time:
                return new TimeSpan(RoundTicks(value.TimeOfDay.Ticks, to.Scale) % TicksPerDay);
            case SqlKind.DateTime2:
                return RoundDateTime2(value, to.Scale);
            case SqlKind.DateTime:
                return value < FirstDateTime ? throw SqlErrors.DateOutOfRange(from, to) : RoundToDateTime(value);
            default:
                if (value < DateTimeBase || value > LastSmallDateTime)
                    throw SqlErrors.DateOutOfRange(from, to);
                return new DateTime((value.Ticks + 30_000_000 * 10L + 19_999) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute);
        }
    }

    private static DateTime RoundDateTime2(DateTime value, int scale)
    {
        var ticks = RoundTicks(value.Ticks, scale);
        // The last instant has no next one to be rounded to.
        return ticks > DateTime.MaxValue.Ticks ? new DateTime(value.Ticks / (long)Math.Pow(10, 7 - scale) * (long)Math.Pow(10, 7 - scale)) : new DateTime(ticks);
    }

    private static DateTimeOffset ToOffset(object value, SqlType to)
    {
        var (local, offset) = value switch
        {
            DateTimeOffset moment => (moment.DateTime, moment.Offset),
            DateOnly date => (date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            TimeSpan time => (DateTimeBase + time, TimeSpan.Zero),
            _ => ((DateTime)value, TimeSpan.Zero),
        };
        return new DateTimeOffset(RoundDateTime2(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), to.Scale), offset);
    }

    private static DateTime FromDays(double days, SqlType from, SqlType to)
    {
        if (days is < -53690 or >= 2958464)
            throw SqlErrors.Overflow("expression", to);
        _ = from;
        return DateTimeBase.AddTicks((long)Math.Round(days * TicksPerDay));
    }

    private static object ParseTemporal(string text, SqlType to)
    {
        text = text.Trim();
        if (text.Length == 0)
            return DateTimeBase;
        if (SplitOffset(text) is { } split)
        {
            if (to.Kind is SqlKind.DateTime or SqlKind.SmallDateTime && !text.EndsWith('Z'))
                throw SqlErrors.DateConversion();
            return new DateTimeOffset(ParseLocal(split.Local), split.Offset);
        }

        return ParseLocal(text);
    }

    private static (string Local, TimeSpan Offset)? SplitOffset(string text)
    {
        if (text.EndsWith('Z') && text.Contains('T', StringComparison.Ordinal))
            return (text[..^1], TimeSpan.Zero);
        if (text.Length < 9 || text[^3] != ':' || text[^6] is not ('+' or '-') || !text[..^6].Contains(':', StringComparison.Ordinal))
            return null;
        var offset = TimeSpan.ParseExact(text[^5..], "hh\\:mm", CultureInfo.InvariantCulture);
        return (text[..^6].TrimEnd(), text[^6] == '-' ? -offset : offset);
    }

    private static DateTime ParseLocal(string text)
    {
        if (TryTime(text, out var alone))
            return DateTimeBase + alone;
        foreach (var form in DateForms)
        {
            // A date may hold blanks itself, so try every place to cut.
            for (var cut = text.Length; cut > 0; cut = text.LastIndexOfAny([' ', 'T'], cut - 1))
            {
                if (!DateTime.TryParseExact(text[..cut], form, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite, out var date))
                    continue;
                if (cut == text.Length)
                    return date;
                if (TryTime(text[(cut + 1)..], out var time))
                    return date + time;
            }
        }

        throw SqlErrors.DateConversion();
    }

    private static bool TryTime(string text, out TimeSpan time)
    {
        time = default;
        if (!DateTime.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AllowInnerWhite | DateTimeStyles.AllowTrailingWhite | DateTimeStyles.NoCurrentDateDefault, out var parsed))
            return false;
        time = parsed.TimeOfDay;
        return true;
    }

    private static string FormatTemporal(object value, SqlType from, int style)
    {
        var fraction = from.Kind switch
        {
            SqlKind.DateTime => ".fff",
            SqlKind.Time or SqlKind.DateTime2 or SqlKind.DateTimeOffset when from.Scale > 0 => "." + new string('f', from.Scale),
            _ => "",
        };
        if (value is TimeSpan time)
            return new DateTime(time.Ticks).ToString("HH:mm:ss" + fraction, CultureInfo.InvariantCulture);
        if (value is DateTimeOffset moment)
            return FormatOffset(moment, fraction, style);
        var local = value is DateOnly date ? date.ToDateTime(TimeOnly.MinValue) : (DateTime)value;
        if (from.Kind is SqlKind.DateTime or SqlKind.SmallDateTime && style == 0)
            return local.ToString("MMM dd yyyy hh:mmtt", CultureInfo.InvariantCulture).Replace(" 0", "  ", StringComparison.Ordinal);
        return local.ToString(
            style switch
            {
                112 => "yyyyMMdd",
                23 => "yyyy-MM-dd",
                101 => "MM/dd/yyyy",
                103 => "dd/MM/yyyy",
                104 => "dd.MM.yyyy",
                108 or 8 => "HH:mm:ss",
                120 or 20 => from.Kind == SqlKind.Date ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss",
                126 or 127 => from.Kind == SqlKind.Date ? "yyyy-MM-dd" : "yyyy-MM-ddTHH:mm:ss" + (local.TimeOfDay.Ticks % TimeSpan.TicksPerSecond == 0 && from.Kind == SqlKind.DateTime ? "" : fraction),
                0 or 21 or 25 or 121 => from.Kind == SqlKind.Date ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss" + fraction,
                _ => throw SqlErrors.NotSupported($"CONVERT of {from} to text with style {style}"),
            },
            CultureInfo.InvariantCulture);
    }

    private static string FormatOffset(DateTimeOffset moment, string fraction, int style) => style switch
    {
        127 => moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss" + fraction, CultureInfo.InvariantCulture) + "Z",
        126 => moment.ToString("yyyy-MM-ddTHH:mm:ss" + fraction + "zzz", CultureInfo.InvariantCulture),
        0 or 121 or 21 => moment.ToString("yyyy-MM-dd HH:mm:ss" + fraction + " zzz", CultureInfo.InvariantCulture),
        _ => throw SqlErrors.NotSupported($"CONVERT of datetimeoffset to text with style {style}"),
    };

    // The layout of the temporal types in binary: a scale first for those that have one, then little-endian parts.
    private static byte[] TemporalBytes(object value, SqlType from)
    {
        byte[] Date(DateTime date) => BitConverter.GetBytes((int)(date.Ticks / TicksPerDay))[..3];
        byte[] Time(TimeSpan time)
        {
            var width = from.Scale <= 2 ? 3 : from.Scale <= 4 ? 4 : 5;
            return BitConverter.GetBytes(time.Ticks / (long)Math.Pow(10, 7 - from.Scale))[..width];
        }

        switch (value)
        {
            case DateOnly date:
                return Date(date.ToDateTime(TimeOnly.MinValue));
            case TimeSpan time:
                return [(byte)from.Scale, .. Time(time)];
            case DateTimeOffset moment:
                return [(byte)from.Scale, .. Time(moment.UtcDateTime.TimeOfDay), .. Date(moment.UtcDateTime), .. BitConverter.GetBytes((short)moment.Offset.TotalMinutes)];
            case DateTime stamp when from.Kind == SqlKind.DateTime2:
                return [(byte)from.Scale, .. Time(stamp.TimeOfDay), .. Date(stamp)];
            default:
                var classic = (DateTime)value;
                var days = (int)(classic.Date - DateTimeBase).TotalDays;
                if (from.Kind == SqlKind.SmallDateTime)
                    return [.. BigEndian(BitConverter.GetBytes((ushort)days)), .. BigEndian(BitConverter.GetBytes((ushort)classic.TimeOfDay.TotalMinutes))];
                return [.. BigEndian(BitConverter.GetBytes(days)), .. BigEndian(BitConverter.GetBytes((int)Math.Round(classic.TimeOfDay.Ticks * 300m / TimeSpan.TicksPerSecond)))];
        }
    }
}
