using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Reads values as SQL Server holds them. One reading serves records and hashes, so that both see the same.</summary>
internal static class StoredValue
{
    /// <summary>Reads a value that is not null; false when what is there is no such value: a number out of range, more digits than a decimal has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead<T>(SqlDataReader reader, int ordinal, StoredForm form, out T value)
        where T : struct
    {
        // The JIT keeps one branch for each T.
        if (typeof(T) == typeof(int)) return Is(TryInteger(reader, ordinal, form, out var v) && v == (int)v, (int)v, out value);
        if (typeof(T) == typeof(long)) return Is(TryInteger(reader, ordinal, form, out var v), v, out value);
        if (typeof(T) == typeof(bool)) return Is(true, reader.GetBoolean(ordinal), out value);
        if (typeof(T) == typeof(double)) return Is(true, form == StoredForm.Real ? reader.GetFloat(ordinal) : reader.GetDouble(ordinal), out value);
        if (typeof(T) == typeof(decimal)) return Is(TryDecimal(reader, ordinal, form, out var v), v, out value);
        if (typeof(T) == typeof(DateTime)) return Is(true, Moment(reader, ordinal, form), out value);
        if (typeof(T) == typeof(Guid)) return Is(true, reader.GetGuid(ordinal), out value);
        if (typeof(T) == typeof(DateTimeOffset)) return Is(true, reader.GetDateTimeOffset(ordinal), out value);
        if (typeof(T) == typeof(DateOnly)) return Is(true, DateOnly.FromDateTime(reader.GetDateTime(ordinal)), out value);
        if (typeof(T) == typeof(TimeOnly)) return Is(true, new TimeOnly(reader.GetTimeSpan(ordinal).Ticks), out value);
        if (typeof(T) == typeof(TimeSpan)) return Is(true, form == StoredForm.Time ? reader.GetTimeSpan(ordinal) : new TimeSpan(reader.GetInt64(ordinal)), out value);
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

    /// <summary>Reads a text. What <c>char(n)</c> and <c>nchar(n)</c> are padded with is no part of it.</summary>
    public static string Text(SqlDataReader reader, int ordinal, bool isPadded = false) => isPadded ? reader.GetString(ordinal).TrimEnd(' ') : reader.GetString(ordinal);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is<TFrom, T>(bool found, TFrom from, out T value)
        where TFrom : struct
        where T : struct
    {
        value = Unsafe.As<TFrom, T>(ref from);
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryInteger(SqlDataReader reader, int ordinal, StoredForm form, out long value)
    {
        switch (form)
        {
            case StoredForm.Int:
                value = reader.GetInt32(ordinal);
                return true;
            case StoredForm.BigInt:
                value = reader.GetInt64(ordinal);
                return true;
            case StoredForm.SmallInt:
                value = reader.GetInt16(ordinal);
                return true;
            case StoredForm.TinyInt:
                value = reader.GetByte(ordinal);
                return true;
            default:
                var found = TryDecimal(reader, ordinal, form, out var number) && number is >= long.MinValue and <= long.MaxValue && decimal.Truncate(number) == number;
                value = found ? (long)number : 0;
                return found;
        }
    }

    private static bool TryUnsigned(SqlDataReader reader, int ordinal, StoredForm form, out ulong value)
    {
        var found = TryDecimal(reader, ordinal, form, out var number) && number is >= 0 and <= ulong.MaxValue && decimal.Truncate(number) == number;
        value = found ? (ulong)number : 0;
        return found;
    }

    private static bool TryDecimal(SqlDataReader reader, int ordinal, StoredForm form, out decimal value)
    {
        switch (form)
        {
            case StoredForm.Decimal:
                return ExactDecimal.TryRead(reader.GetSqlDecimal(ordinal), out value);
            case StoredForm.Money:
                value = reader.GetDecimal(ordinal);
                return true;
            default:
                var found = TryInteger(reader, ordinal, form, out var integer);
                value = integer;
                return found;
        }
    }

    private static bool TrySingle(SqlDataReader reader, int ordinal, StoredForm form, out float value)
    {
        if (form == StoredForm.Real)
        {
            value = reader.GetFloat(ordinal);
            return true;
        }

        var number = reader.GetDouble(ordinal);
        value = (float)number;
        // The nearest float is near enough; one that keeps nothing of the number is not.
        return !float.IsInfinity(value) && (value != 0 || number == 0);
    }

    private static bool TryChar(SqlDataReader reader, int ordinal, out char value)
    {
        var text = reader.GetString(ordinal);
        // A blank that fills its column is no padding.
        if (text.Length > 1) text = text.TrimEnd(' ');
        value = text.Length == 1 ? text[0] : '\0';
        return text.Length == 1;
    }

    private static DateTime Moment(SqlDataReader reader, int ordinal, StoredForm form) => form == StoredForm.DateTimeOffset ? reader.GetDateTimeOffset(ordinal).UtcDateTime : reader.GetDateTime(ordinal);
}
