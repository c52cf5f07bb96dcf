using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Reads values as Parquet stores them. One reading serves records and hashes, so that both see the same.</summary>
internal static class ParquetValue
{
    private const int MostScale = 28;
    private const int NanosPerTick = 100;
    private static readonly Int128 LargestDecimal = ((Int128)1 << 96) - 1;

    /// <summary>Reads the current value, which is not null; false when it is no such value.</summary>
    public static bool TryRead<T>(StoredColumn column, out T value)
        where T : struct
    {
        // The JIT keeps one branch for each T.
        if (typeof(T) == typeof(bool)) return Is(column.Form == ParquetForm.Boolean, column.Boolean, out value);
        if (typeof(T) == typeof(int)) return Is(TryInteger(column, out var v) && v == (int)v, (int)v, out value);
        if (typeof(T) == typeof(long)) return Is(TryInteger(column, out var v) && v == (long)v, (long)v, out value);
        if (typeof(T) == typeof(short)) return Is(TryInteger(column, out var v) && v == (short)v, (short)v, out value);
        if (typeof(T) == typeof(byte)) return Is(TryInteger(column, out var v) && v == (byte)v, (byte)v, out value);
        if (typeof(T) == typeof(sbyte)) return Is(TryInteger(column, out var v) && v == (sbyte)v, (sbyte)v, out value);
        if (typeof(T) == typeof(ushort)) return Is(TryInteger(column, out var v) && v == (ushort)v, (ushort)v, out value);
        if (typeof(T) == typeof(uint)) return Is(TryInteger(column, out var v) && v == (uint)v, (uint)v, out value);
        if (typeof(T) == typeof(ulong)) return Is(TryInteger(column, out var v) && v == (ulong)v, (ulong)v, out value);
        if (typeof(T) == typeof(decimal)) return Is(TryDecimal(column, out var v), v, out value);
        if (typeof(T) == typeof(double)) return Is(true, column.Form == ParquetForm.Single ? (double)column.Single : column.Double, out value);
        if (typeof(T) == typeof(float)) return Is(TrySingle(column, out var v), v, out value);
        if (typeof(T) == typeof(Guid)) return Is(TryGuid(column, out var v), v, out value);
        if (typeof(T) == typeof(char)) return Is(TextValue.TryRead(column.Blob, out char v), v, out value);
        if (typeof(T) == typeof(DateTime)) return Is(TryDateTime(column, out var v), v, out value);
        if (typeof(T) == typeof(DateTimeOffset)) return Is(TryDateTimeOffset(column, out var v), v, out value);
        if (typeof(T) == typeof(DateOnly)) return Is(TryDateOnly(column, out var v), v, out value);
        if (typeof(T) == typeof(TimeOnly)) return Is(TryTimeOnly(column, out var v), v, out value);
        if (typeof(T) == typeof(TimeSpan)) return Is(TryTimeSpan(column, out var v), v, out value);
        throw new NotSupportedException($"{typeof(T)} is no column type.");
    }

    /// <summary>The unscaled number of a decimal; false where even 128 bits don't hold it.</summary>
    public static bool TryUnscaled(StoredColumn column, out Int128 value)
    {
        value = column.Form switch
        {
            ParquetForm.DecimalOfInt32 => column.Int32,
            ParquetForm.DecimalOfInt64 => column.Int64,
            _ => 0,
        };
        return column.Form != ParquetForm.DecimalOfBytes || TryBigEndian(column.Blob, out value);
    }

    /// <summary>A date or time as ticks since the year 1; false where .NET's types don't reach, or would lose nanoseconds.</summary>
    public static bool TryTicks(StoredColumn column, out long ticks)
    {
        Int128 since = column.Form switch
        {
            ParquetForm.Date => (Int128)column.Int32 * TimeSpan.TicksPerDay,
            ParquetForm.TimestampMillis => (Int128)column.Int64 * TimeSpan.TicksPerMillisecond,
            ParquetForm.TimestampMicros => (Int128)column.Int64 * TimeSpan.TicksPerMicrosecond,
            ParquetForm.TimestampNanos => column.Int64 / NanosPerTick,
            _ => column.Time.Ticks - DateTime.UnixEpoch.Ticks,
        };
        since += DateTime.UnixEpoch.Ticks;
        ticks = (long)since;
        return since >= 0 && since <= DateTime.MaxValue.Ticks && !IsTooFine(column);
    }

    /// <summary>Whether nanoseconds would be lost.</summary>
    public static bool IsTooFine(StoredColumn column) => column.Form is ParquetForm.TimestampNanos or ParquetForm.TimeNanos && column.Int64 % NanosPerTick != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is<TFrom, T>(bool found, TFrom from, out T value)
        where TFrom : struct
        where T : struct
    {
        value = Unsafe.As<TFrom, T>(ref from);
        return found;
    }

    private static bool TryInteger(StoredColumn column, out Int128 value)
    {
        switch (column.Form)
        {
            case ParquetForm.Int32: value = column.Int32; return true;
            case ParquetForm.UInt32: value = (uint)column.Int32; return true;
            case ParquetForm.Int64: value = column.Int64; return true;
            case ParquetForm.UInt64: value = (ulong)column.Int64; return true;
        }

        var found = TryDecimal(column, out var number) && decimal.Truncate(number) == number;
        value = found ? (Int128)number : 0;
        return found;
    }

    private static bool TryDecimal(StoredColumn column, out decimal value)
    {
        if (!ParquetForms.IsDecimal(column.Form))
        {
            var isInteger = TryInteger(column, out var whole);
            value = (decimal)whole;
            return isInteger;
        }

        value = 0;
        if (!TryUnscaled(column, out var unscaled)) return false;
        // Zeros at the end are no digits that count; without them more numbers fit.
        var scale = column.Scale;
        while (scale > 0 && (scale > MostScale || Int128.Abs(unscaled) > LargestDecimal))
        {
            var (tenth, rest) = Int128.DivRem(unscaled, 10);
            if (rest != 0) return false;
            (unscaled, scale) = (tenth, scale - 1);
        }

        if (Int128.Abs(unscaled) > LargestDecimal || scale is < 0 or > MostScale) return false;
        var size = (UInt128)Int128.Abs(unscaled);
        value = new((int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), Int128.IsNegative(unscaled), (byte)scale);
        return true;
    }

    private static bool TryBigEndian(ReadOnlySpan<byte> bytes, out Int128 value)
    {
        value = bytes.Length > 0 && bytes[0] >= 0x80 ? -1 : 0;
        var sign = (byte)value;
        while (bytes.Length > 16 && bytes[0] == sign) bytes = bytes[1..];
        if (bytes.Length > 16 || (bytes.Length == 16 && (bytes[0] ^ sign) >= 0x80)) return false;
        foreach (var one in bytes) value = (value << 8) | one;
        return value != Int128.MinValue;
    }

    private static bool TrySingle(StoredColumn column, out float value)
    {
        if (column.Form == ParquetForm.Single)
        {
            value = column.Single;
            return true;
        }

        var number = column.Double;
        value = (float)number;
        // The nearest float is near enough; one that keeps nothing of the number is not.
        return (!float.IsInfinity(value) || double.IsInfinity(number)) && (value != 0 || number == 0);
    }

    private static bool TryGuid(StoredColumn column, out Guid value)
    {
        if (column.Form == ParquetForm.Text) return TextValue.TryRead(column.Blob, out value);
        value = column.Guid;
        return true;
    }

    private static bool TryDateTime(StoredColumn column, out DateTime value)
    {
        var found = TryTicks(column, out var ticks);
        value = found ? new(ticks, column.IsUtc ? DateTimeKind.Utc : DateTimeKind.Unspecified) : default;
        return found;
    }

    private static bool TryDateTimeOffset(StoredColumn column, out DateTimeOffset value)
    {
        var found = TryTicks(column, out var ticks);
        value = found ? new(ticks, TimeSpan.Zero) : default;
        return found;
    }

    private static bool TryDateOnly(StoredColumn column, out DateOnly value)
    {
        // Many writers have but one type for both; a time of day would be lost.
        var found = TryTicks(column, out var ticks) && ticks % TimeSpan.TicksPerDay == 0;
        value = found ? DateOnly.FromDayNumber((int)(ticks / TimeSpan.TicksPerDay)) : default;
        return found;
    }

    private static bool TryTimeOnly(StoredColumn column, out TimeOnly value)
    {
        var found = TryTimeSpan(column, out var time) && time >= TimeSpan.Zero && time < TimeSpan.FromDays(1);
        value = found ? TimeOnly.FromTimeSpan(time) : default;
        return found;
    }

    private static bool TryTimeSpan(StoredColumn column, out TimeSpan value)
    {
        if (column.Form == ParquetForm.Text) return TextValue.TryRead(column.Blob, out value);
        Int128 ticks = column.Form switch
        {
            ParquetForm.TimeMillis => (Int128)column.Int32 * TimeSpan.TicksPerMillisecond,
            ParquetForm.TimeMicros => (Int128)column.Int64 * TimeSpan.TicksPerMicrosecond,
            _ => column.Int64 / NanosPerTick,
        };
        value = new((long)ticks);
        return ticks == value.Ticks && !IsTooFine(column);
    }
}
