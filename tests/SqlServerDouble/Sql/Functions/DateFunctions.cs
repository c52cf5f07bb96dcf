using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Functions;

/// <summary>The functions whose first argument is a part of a date.</summary>
internal static class DateFunctions
{
    public static Bound Bind(string name, string part, IReadOnlyList<Bound> arguments, TSqlFragment fragment)
    {
        part = Canonical(part) ?? throw new SqlError(155, $"'{part}' is not a recognized {name.ToLowerInvariant()} option.", 15) { EndsBatch = true };
        return name switch
        {
            "DATEADD" => Add(part, arguments[0], arguments[1]),
            "DATEDIFF" => Difference(part, arguments[0], arguments[1], SqlType.Int),
            "DATEDIFF_BIG" => Difference(part, arguments[0], arguments[1], SqlType.BigInt),
            "DATEPART" => Part(part, arguments[0]),
            _ => throw SqlErrors.NotSupported(fragment.ToSql()),
        };
    }

    public static Bound Part(string part, Bound value)
    {
        var (evaluate, from) = (AsTemporal(value).Evaluate, AsTemporal(value).Type);
        return new Bound(SqlType.Int, frame => evaluate(frame) is { } moment ? PartOf(part, Local(moment, from)) : null);
    }

    private static Bound Add(string part, Bound count, Bound value)
    {
        var temporal = value.Type.IsTemporal ? value : value.As(SqlType.DateTime);
        var (evaluate, number, type) = (temporal.Evaluate, count.As(SqlType.BigInt).Evaluate, temporal.Type);
        return new Bound(type, frame =>
        {
            if (evaluate(frame) is not { } moment || number(frame) is not long steps)
                return null;
            try
            {
                return moment switch
                {
                    DateTimeOffset offset => new DateTimeOffset(Moved(offset.DateTime, part, steps), offset.Offset),
                    DateOnly date => DateOnly.FromDateTime(Moved(date.ToDateTime(TimeOnly.MinValue), part, steps)),
                    TimeSpan time => Moved(new DateTime(2000, 1, 1) + time, part, steps).TimeOfDay,
                    _ => SqlConvert.To(Moved((DateTime)moment, part, steps), SqlType.DateTime2(7), type),
                };
            }
            catch (ArgumentOutOfRangeException)
            {
                throw new SqlError(517, $"Adding a value to a '{type.Name}' column caused an overflow.") { EndsStatement = true };
            }
        })
        {
            IsNullable = value.IsNullable || count.IsNullable,
        };
    }

    private static Bound Difference(string part, Bound start, Bound end, SqlType type)
    {
        var (from, to) = (AsTemporal(start), AsTemporal(end));
        return new Bound(type, frame =>
        {
            if (from.Evaluate(frame) is not { } one || to.Evaluate(frame) is not { } other)
                return null;
            var difference = Boundaries(part, Utc(one), Utc(other));
            if (type.Kind == SqlKind.BigInt)
                return difference;
            return difference is >= int.MinValue and <= int.MaxValue
                ? (int)difference
                : throw new SqlError(535, "The datediff function resulted in an overflow. The number of dateparts separating two date/time instances is too large. Try to use datediff with a less precise datepart.", 16, 0) { EndsStatement = true };
        });
    }

    private static Bound AsTemporal(Bound value) => value.Type.IsTemporal ? value : value.As(SqlType.DateTime2(7));

    private static DateTime Local(object moment, SqlType type) => moment is DateTimeOffset offset ? offset.DateTime : (DateTime)SqlConvert.To(moment, type, SqlType.DateTime2(7))!;

    private static DateTime Utc(object moment) => moment switch
    {
        DateTimeOffset offset => offset.UtcDateTime,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        TimeSpan time => new DateTime(1900, 1, 1) + time,
        _ => (DateTime)moment,
    };

    private static DateTime Moved(DateTime moment, string part, long steps) => part switch
    {
        "year" => moment.AddYears((int)steps),
        "quarter" => moment.AddMonths((int)steps * 3),
        "month" => moment.AddMonths((int)steps),
        "week" => moment.AddDays(steps * 7),
        "day" or "dayofyear" or "weekday" => moment.AddDays(steps),
        "hour" => moment.AddTicks(steps * TimeSpan.TicksPerHour),
        "minute" => moment.AddTicks(steps * TimeSpan.TicksPerMinute),
        "second" => moment.AddTicks(steps * TimeSpan.TicksPerSecond),
        "millisecond" => moment.AddTicks(steps * TimeSpan.TicksPerMillisecond),
        "microsecond" => moment.AddTicks(steps * TimeSpan.TicksPerMicrosecond),
        _ => moment.AddTicks((long)Math.Round(steps / 100.0)),
    };

    // Counts the boundaries that lie between, not whole parts that passed.
    private static long Boundaries(string part, DateTime from, DateTime to) => part switch
    {
        "year" => to.Year - from.Year,
        "quarter" => (to.Year - from.Year) * 4 + (to.Month - 1) / 3 - (from.Month - 1) / 3,
        "month" => (to.Year - from.Year) * 12 + to.Month - from.Month,
        "week" => (to.Date.AddDays(-(int)to.DayOfWeek) - from.Date.AddDays(-(int)from.DayOfWeek)).Days / 7,
        "day" or "dayofyear" or "weekday" => (to.Date - from.Date).Days,
        "hour" => to.Ticks / TimeSpan.TicksPerHour - from.Ticks / TimeSpan.TicksPerHour,
        "minute" => to.Ticks / TimeSpan.TicksPerMinute - from.Ticks / TimeSpan.TicksPerMinute,
        "second" => to.Ticks / TimeSpan.TicksPerSecond - from.Ticks / TimeSpan.TicksPerSecond,
        "millisecond" => to.Ticks / TimeSpan.TicksPerMillisecond - from.Ticks / TimeSpan.TicksPerMillisecond,
        "microsecond" => to.Ticks / TimeSpan.TicksPerMicrosecond - from.Ticks / TimeSpan.TicksPerMicrosecond,
        _ => (to.Ticks - from.Ticks) * 100,
    };

    private static int PartOf(string part, DateTime moment) => part switch
    {
        "year" => moment.Year,
        "quarter" => (moment.Month - 1) / 3 + 1,
        "month" => moment.Month,
        "week" => CultureInfo.InvariantCulture.Calendar.GetWeekOfYear(moment, CalendarWeekRule.FirstDay, DayOfWeek.Sunday),
        "day" => moment.Day,
        "dayofyear" => moment.DayOfYear,
        "weekday" => (int)moment.DayOfWeek + 1,
        "hour" => moment.Hour,
        "minute" => moment.Minute,
        "second" => moment.Second,
        "millisecond" => moment.Millisecond,
        "microsecond" => (int)(moment.Ticks % TimeSpan.TicksPerSecond / 10),
        _ => (int)(moment.Ticks % TimeSpan.TicksPerSecond * 100),
    };

    private static string? Canonical(string part) => part.ToLowerInvariant() switch
    {
        "year" or "yy" or "yyyy" => "year",
        "quarter" or "qq" or "q" => "quarter",
        "month" or "mm" or "m" => "month",
        "week" or "wk" or "ww" => "week",
        "day" or "dd" or "d" => "day",
        "dayofyear" or "dy" or "y" => "dayofyear",
        "weekday" or "dw" or "w" => "weekday",
        "hour" or "hh" => "hour",
        "minute" or "mi" or "n" => "minute",
        "second" or "ss" or "s" => "second",
        "millisecond" or "ms" => "millisecond",
        "microsecond" or "mcs" => "microsecond",
        "nanosecond" or "ns" => "nanosecond",
        _ => null,
    };
}
