using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Syncline;

/// <summary>Reads values as PostgreSQL holds them. One reading serves records and hashes, so that both see the same.</summary>
/// <remarks>Times are read as the numbers they are on the wire: the driver's switches for infinity and legacy timestamps change nothing here.</remarks>
internal static class StoredValue
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;

    // PostgreSQL counts from 2000-01-01.
    private static readonly long EpochTicks = new DateTime(2000, 1, 1).Ticks;
    private static readonly int EpochDay = new DateOnly(2000, 1, 1).DayNumber;

    /// <summary>Reads a value that is not null; false when what is there is no such value: a number out of range, a month in an interval.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead<T>(NpgsqlDataReader reader, int ordinal, StoredForm form, out T value)
        where T : struct
    {
        // The JIT keeps one branch for each T.
        if (typeof(T) == typeof(int)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (int)v, (int)v, out value);
        if (typeof(T) == typeof(long)) return Is(TryInteger(reader, ordinal, form, out var v), v, out value);
        if (typeof(T) == typeof(bool)) return Is(true, reader.GetBoolean(ordinal), out value);
        if (typeof(T) == typeof(double)) return Is(true, form == StoredForm.Single ? reader.GetFloat(ordinal) : reader.GetDouble(ordinal), out value);
        if (typeof(T) == typeof(decimal)) return Is(TryDecimal(reader, ordinal, form, out var v), v, out value);
        if (typeof(T) == typeof(DateTime)) return Is(TryTimestamp(reader, ordinal, out var v), new DateTime(v, form == StoredForm.TimestampTz ? DateTimeKind.Utc : DateTimeKind.Unspecified), out value);
        if (typeof(T) == typeof(Guid)) return Is(true, reader.GetGuid(ordinal), out value);
        if (typeof(T) == typeof(DateTimeOffset)) return Is(TryTimestamp(reader, ordinal, out var v), new DateTimeOffset(v, TimeSpan.Zero), out value);
        if (typeof(T) == typeof(DateOnly)) return Is(TryDate(reader, ordinal, out var v), v, out value);
        if (typeof(T) == typeof(TimeOnly)) return Is(TryTime(reader, ordinal, out var v), v, out value);
        if (typeof(T) == typeof(TimeSpan)) return Is(TryInterval(reader, ordinal, out var v), v, out value);
        if (typeof(T) == typeof(short)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (short)v, (short)v, out value);
        if (typeof(T) == typeof(byte)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (byte)v, (byte)v, out value);
        if (typeof(T) == typeof(sbyte)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (sbyte)v, (sbyte)v, out value);
        if (typeof(T) == typeof(ushort)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (ushort)v, (ushort)v, out value);
        if (typeof(T) == typeof(uint)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (uint)v, (uint)v, out value);
        if (typeof(T) == typeof(ulong)) return Is(TryUnsigned(reader, ordinal, form, out var v), v, out value);
        if (typeof(T) == typeof(float)) return Is(TrySingle(reader, ordinal, form, out var v), v, out value);
        if (typeof(T) == typeof(char)) return Is(TryChar(reader, ordinal, out var v), v, out value);
        throw new NotSupportedException($"{typeof(T)} is no column type.");
    }

    /// <summary>Reads a text. What <c>character(n)</c> is padded with is no part of it.</summary>
    public static string Text(NpgsqlDataReader reader, int ordinal, bool isPadded = false) => isPadded ? reader.GetString(ordinal).TrimEnd(' ') : reader.GetString(ordinal);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is<TFrom, T>(bool found, TFrom from, out T value)
        where TFrom : struct
        where T : struct
    {
        value = Unsafe.As<TFrom, T>(ref from);
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryInteger(NpgsqlDataReader reader, int ordinal, StoredForm form, out long value)
    {
        switch (form)
        {
            case StoredForm.Int32:
                value = reader.GetInt32(ordinal);
                return true;
            case StoredForm.Int64:
                value = reader.GetInt64(ordinal);
                return true;
            case StoredForm.Int16:
                value = reader.GetInt16(ordinal);
                return true;
            default:
                var found = TryDecimal(reader, ordinal, form, out var number) && number is >= long.MinValue and <= long.MaxValue && decimal.Truncate(number) == number;
                value = found ? (long)number : 0;
                return found;
        }
    }

    private static bool TryUnsigned(NpgsqlDataReader reader, int ordinal, StoredForm form, out ulong value)
    {
        var found = TryDecimal(reader, ordinal, form, out var number) && number is >= 0 and <= ulong.MaxValue && decimal.Truncate(number) == number;
        value = found ? (ulong)number : 0;
        return found;
    }

    private static bool TryDecimal(NpgsqlDataReader reader, int ordinal, StoredForm form, out decimal value)
    {
        if (form != StoredForm.Numeric) return TryInteger(reader, ordinal, form, out var integer) ? (value = integer) == integer : (value = 0) != 0;
        try
        {
            value = reader.GetDecimal(ordinal);
            return true;
        }
        catch (Exception e) when (e is OverflowException or InvalidCastException)
        {
            // More digits than a decimal has, NaN, an infinity.
            value = 0;
            return false;
        }
    }

    private static bool TrySingle(NpgsqlDataReader reader, int ordinal, StoredForm form, out float value)
    {
        if (form == StoredForm.Single)
        {
            value = reader.GetFloat(ordinal);
            return true;
        }

        var number = reader.GetDouble(ordinal);
        value = (float)number;
        // The nearest float is near enough; one that keeps nothing of the number is not.
        return (!float.IsInfinity(value) || double.IsInfinity(number)) && (value != 0 || number == 0);
    }

    private static bool TryChar(NpgsqlDataReader reader, int ordinal, out char value)
    {
        var text = reader.GetString(ordinal);
        value = text.Length == 1 ? text[0] : '\0';
        return text.Length == 1;
    }

    // An infinity is a number beyond all of these, and no moment.
    private static bool TryTimestamp(NpgsqlDataReader reader, int ordinal, out long ticks)
    {
        var microseconds = reader.GetFieldValue<long>(ordinal);
        var isMoment = microseconds >= (DateTime.MinValue.Ticks - EpochTicks) / TicksPerMicrosecond && microseconds <= (DateTime.MaxValue.Ticks - EpochTicks) / TicksPerMicrosecond;
        ticks = isMoment ? EpochTicks + microseconds * TicksPerMicrosecond : 0;
        return isMoment;
    }

    private static bool TryDate(NpgsqlDataReader reader, int ordinal, out DateOnly value)
    {
        var number = (long)EpochDay + reader.GetFieldValue<int>(ordinal);
        var isDate = number >= 0 && number <= DateOnly.MaxValue.DayNumber;
        value = isDate ? DateOnly.FromDayNumber((int)number) : default;
        return isDate;
    }

    private static bool TryTime(NpgsqlDataReader reader, int ordinal, out TimeOnly value)
    {
        var ticks = reader.GetFieldValue<long>(ordinal) * TicksPerMicrosecond;
        // PostgreSQL has a 24:00:00, too.
        var isTime = ticks <= TimeOnly.MaxValue.Ticks;
        value = isTime ? new TimeOnly(ticks) : default;
        return isTime;
    }

    private static bool TryInterval(NpgsqlDataReader reader, int ordinal, out TimeSpan value)
    {
        var interval = reader.GetFieldValue<NpgsqlInterval>(ordinal);
        var ticks = (Int128)interval.Days * TimeSpan.TicksPerDay + (Int128)interval.Time * TicksPerMicrosecond;
        var isSpan = interval.Months == 0 && ticks >= long.MinValue && ticks <= long.MaxValue;
        value = isSpan ? new TimeSpan((long)ticks) : default;
        return isSpan;
    }
}
