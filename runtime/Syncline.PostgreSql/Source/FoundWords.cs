using System.Globalization;
using System.Text;
using Npgsql;

namespace Syncline;

/// <summary>What a column of a row holds, for errors.</summary>
internal static class FoundWords
{
    private const int LongestText = 40;

    /// <summary>What is there; its type alone where the value is nobody's business.</summary>
    public static string Found(NpgsqlDataReader reader, in ResultColumn column, bool masked)
    {
        if (reader.IsDBNull(column.Ordinal)) return "null";
        var type = reader.GetPostgresType(column.Ordinal).Name;
        return masked ? $"a value of the type {type}" : $"the {type} {Value(reader, column, masked: false)}";
    }

    /// <summary>The value alone, for a key.</summary>
    public static string Value(NpgsqlDataReader reader, in ResultColumn column, bool masked)
    {
        if (masked) return "***";
        if (reader.IsDBNull(column.Ordinal)) return "null";
        return column.Form switch
        {
            StoredForm.Text => Quoted(Encoding.UTF8.GetString(Raw(reader, column.Ordinal))),
            StoredForm.Bytes => $"\\x{Convert.ToHexString(Raw(reader, column.Ordinal) is { Length: > 16 } bytes ? bytes[..16] : Raw(reader, column.Ordinal))}",
            StoredForm.Numeric => NumericText.Of(Raw(reader, column.Ordinal)),
            StoredForm.Timestamp or StoredForm.TimestampTz or StoredForm.Date => Infinity(reader, column) ?? Moment(reader, column),
            StoredForm.Time => Time(reader.GetFieldValue<long>(column.Ordinal)),
            StoredForm.Interval => Interval(reader, column.Ordinal),
            _ => Convert.ToString(reader.GetValue(column.Ordinal), CultureInfo.InvariantCulture) ?? "",
        };
    }

    /// <summary>PostgreSQL's name of a date or time beyond all others; null for any other.</summary>
    public static string? Infinity(NpgsqlDataReader reader, in ResultColumn column) => column.Form switch
    {
        StoredForm.Timestamp or StoredForm.TimestampTz => reader.GetFieldValue<long>(column.Ordinal) switch
        {
            long.MaxValue => "infinity",
            long.MinValue => "-infinity",
            _ => null,
        },
        StoredForm.Date => reader.GetFieldValue<int>(column.Ordinal) switch
        {
            int.MaxValue => "infinity",
            int.MinValue => "-infinity",
            _ => null,
        },
        _ => null,
    };

    /// <summary>What is on the wire.</summary>
    public static byte[] Raw(NpgsqlDataReader reader, int ordinal)
    {
        var bytes = new byte[reader.GetBytes(ordinal, 0, null, 0, 0)];
        if (bytes.Length > 0) reader.GetBytes(ordinal, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private static string Moment(NpgsqlDataReader reader, in ResultColumn column)
    {
        if (column.Form == StoredForm.Date)
        {
            return StoredValue.TryRead(reader, column.Ordinal, column.Form, out DateOnly date) ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "of a year that .NET does not have";
        }

        return StoredValue.TryRead(reader, column.Ordinal, column.Form, out DateTime time)
            ? time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFK", CultureInfo.InvariantCulture)
            : "of a year that .NET does not have";
    }

    private static string Time(long microseconds)
    {
        var time = new TimeSpan(microseconds * TimeSpan.TicksPerMicrosecond);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time:mm\\:ss\\.FFFFFF}").TrimEnd('.');
    }

    private static string Interval(NpgsqlDataReader reader, int ordinal)
    {
        var interval = reader.GetFieldValue<NpgsqlTypes.NpgsqlInterval>(ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"of {interval.Months} months, {interval.Days} days and {interval.Time} microseconds");
    }

    private static string Quoted(string text)
    {
        var cut = text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText), "…");
        return $"'{cut}'";
    }
}
