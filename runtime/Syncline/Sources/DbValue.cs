using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Reads values through the getter of the type that the provider has, and widens or narrows them where nothing is lost.</summary>
internal static class DbValue
{
    /// <summary>Reads a value that is not null; false when what is there is no such value.</summary>
    public static bool TryRead<T>(DbDataReader reader, int ordinal, DbForm form, out T value)
        where T : struct
    {
        // The JIT keeps one branch for each T.
        if (typeof(T) == typeof(bool)) return Is(true, reader.GetBoolean(ordinal), out value);
        if (typeof(T) == typeof(int)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (int)v, (int)v, out value);
        if (typeof(T) == typeof(long)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (long)v, (long)v, out value);
        if (typeof(T) == typeof(short)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (short)v, (short)v, out value);
        if (typeof(T) == typeof(byte)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (byte)v, (byte)v, out value);
        if (typeof(T) == typeof(sbyte)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (sbyte)v, (sbyte)v, out value);
        if (typeof(T) == typeof(ushort)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (ushort)v, (ushort)v, out value);
        if (typeof(T) == typeof(uint)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (uint)v, (uint)v, out value);
        if (typeof(T) == typeof(ulong)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (ulong)v, (ulong)v, out value);
        if (typeof(T) == typeof(decimal)) return Is(true, form == DbForm.Decimal ? reader.GetDecimal(ordinal) : (decimal)Integer(reader, ordinal, form), out value);
        if (typeof(T) == typeof(double)) return Is(true, form == DbForm.Single ? reader.GetFloat(ordinal) : reader.GetDouble(ordinal), out value);
        if (typeof(T) == typeof(float)) return Is(TrySingle(reader, ordinal, form, out var v), v, out value);
        if (typeof(T) == typeof(char)) return Is(TryChar(reader.GetString(ordinal), out var v), v, out value);
        if (typeof(T) == typeof(Guid)) return Is(true, reader.GetGuid(ordinal), out value);
        if (typeof(T) == typeof(DateTime)) return Is(true, form == DbForm.DateOnly ? reader.GetFieldValue<DateOnly>(ordinal).ToDateTime(TimeOnly.MinValue) : reader.GetDateTime(ordinal), out value);
        if (typeof(T) == typeof(DateTimeOffset)) return Is(true, reader.GetFieldValue<DateTimeOffset>(ordinal), out value);
        if (typeof(T) == typeof(DateOnly)) return Is(TryDate(reader, ordinal, form, out var v), v, out value);
        if (typeof(T) == typeof(TimeOnly)) return Is(TryTime(reader, ordinal, form, out var v), v, out value);
        if (typeof(T) == typeof(TimeSpan)) return Is(true, reader.GetFieldValue<TimeSpan>(ordinal), out value);
        throw new NotSupportedException($"{typeof(T)} is no column type.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is<TFrom, T>(bool found, TFrom from, out T value)
        where TFrom : struct
        where T : struct
    {
        value = Unsafe.As<TFrom, T>(ref from);
        return found;
    }

    private static bool TryInteger(DbDataReader reader, int ordinal, DbForm form, out Int128 value)
    {
        if (form != DbForm.Decimal)
        {
            value = Integer(reader, ordinal, form);
            return true;
        }

        var number = reader.GetDecimal(ordinal);
        value = (Int128)number;
        return decimal.Truncate(number) == number;
    }

    private static Int128 Integer(DbDataReader reader, int ordinal, DbForm form) => form switch
    {
        DbForm.Byte => reader.GetByte(ordinal),
        DbForm.SByte => reader.GetFieldValue<sbyte>(ordinal),
        DbForm.Int16 => reader.GetInt16(ordinal),
        DbForm.UInt16 => reader.GetFieldValue<ushort>(ordinal),
        DbForm.Int32 => reader.GetInt32(ordinal),
        DbForm.UInt32 => reader.GetFieldValue<uint>(ordinal),
        DbForm.Int64 => reader.GetInt64(ordinal),
        _ => reader.GetFieldValue<ulong>(ordinal),
    };

    private static bool TrySingle(DbDataReader reader, int ordinal, DbForm form, out float value)
    {
        if (form == DbForm.Single)
        {
            value = reader.GetFloat(ordinal);
            return true;
        }

        var number = reader.GetDouble(ordinal);
        value = (float)number;
        // The nearest float is near enough; one that keeps nothing of the number is not.
        return (!float.IsInfinity(value) || double.IsInfinity(number)) && (value != 0 || number == 0);
    }

    private static bool TryChar(string text, out char value)
    {
        value = text.Length == 1 ? text[0] : '\0';
        return text.Length == 1;
    }

    private static bool TryDate(DbDataReader reader, int ordinal, DbForm form, out DateOnly value)
    {
        if (form == DbForm.DateOnly)
        {
            value = reader.GetFieldValue<DateOnly>(ordinal);
            return true;
        }

        // Many providers have but one type for both; a time of day would be lost.
        var time = reader.GetDateTime(ordinal);
        value = DateOnly.FromDateTime(time);
        return time.TimeOfDay == TimeSpan.Zero;
    }

    private static bool TryTime(DbDataReader reader, int ordinal, DbForm form, out TimeOnly value)
    {
        if (form == DbForm.TimeOnly)
        {
            value = reader.GetFieldValue<TimeOnly>(ordinal);
            return true;
        }

        var span = reader.GetFieldValue<TimeSpan>(ordinal);
        var isTime = span >= TimeSpan.Zero && span < TimeSpan.FromDays(1);
        value = isTime ? TimeOnly.FromTimeSpan(span) : default;
        return isTime;
    }
}
