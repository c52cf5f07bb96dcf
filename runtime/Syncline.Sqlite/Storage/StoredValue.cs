using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;

namespace Syncline;

/// <summary>Reads values as SQLite stores them. One reading serves records and hashes, so that both see the same.</summary>
/// <remarks>A value whose storage class doesn't fit its column is never converted: the table is in docs/destinations/sqlite.md.</remarks>
internal static class StoredValue
{
    /// <summary>Reads a cell that is not null; false when what it holds is no such value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead<T>(SqliteStatement statement, nint cell, int stored, out T value)
        where T : struct
    {
        // The JIT keeps one branch for each T.
        if (typeof(T) == typeof(int)) return Is(TryInt32(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(long)) return Is(TryInt64(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(bool)) return Is(TryInt64(statement, cell, stored, out var v) && v is 0 or 1, v == 1, out value);
        if (typeof(T) == typeof(double)) return Is(TryDouble(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(decimal)) return Is(TryDecimal(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(DateTime)) return Is(TryDateTime(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(Guid)) return Is(TryGuid(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(DateTimeOffset)) return Is(TryDateTimeOffset(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(DateOnly)) return Is(TryDateOnly(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(TimeOnly)) return Is(TryTimeOnly(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(TimeSpan)) return Is(TryTimeSpan(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(short)) return Is(TryInt64(statement, cell, stored, out var v) && v == (short)v, (short)v, out value);
        if (typeof(T) == typeof(byte)) return Is(TryInt64(statement, cell, stored, out var v) && v == (byte)v, (byte)v, out value);
        if (typeof(T) == typeof(sbyte)) return Is(TryInt64(statement, cell, stored, out var v) && v == (sbyte)v, (sbyte)v, out value);
        if (typeof(T) == typeof(ushort)) return Is(TryInt64(statement, cell, stored, out var v) && v == (ushort)v, (ushort)v, out value);
        if (typeof(T) == typeof(uint)) return Is(TryInt64(statement, cell, stored, out var v) && v == (uint)v, (uint)v, out value);
        // The driver writes the upper half of ulong as the negative number of the same bits; whether -1 is that or a -1 no one can tell.
        if (typeof(T) == typeof(ulong)) return Is(TryInt64(statement, cell, stored, out var v) && v >= 0, (ulong)v, out value);
        if (typeof(T) == typeof(float)) return Is(TrySingle(statement, cell, stored, out var v), v, out value);
        if (typeof(T) == typeof(char)) return Is(TryChar(statement, cell, stored, out var v), v, out value);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryInt64(SqliteStatement statement, nint cell, int stored, out long value)
    {
        if (stored != SqliteStatement.Integer)
        {
            value = 0;
            return false;
        }

        value = statement.Int64Of(cell);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryInt32(SqliteStatement statement, nint cell, int stored, out int value)
    {
        var found = TryInt64(statement, cell, stored, out var number);
        value = (int)number;
        return found && value == number;
    }

    private static bool TryDouble(SqliteStatement statement, nint cell, int stored, out double value)
    {
        value = 0;
        if (stored == SqliteStatement.Real)
        {
            value = statement.DoubleOf(cell);
            return true;
        }

        // A numeric column stores 2.0 as the integer 2; one that no double holds was never a double.
        if (stored != SqliteStatement.Integer) return false;
        var number = statement.Int64Of(cell);
        value = number;
        return (Int128)value == number;
    }

    private static bool TrySingle(SqliteStatement statement, nint cell, int stored, out float value)
    {
        value = 0;
        if (stored == SqliteStatement.Real)
        {
            // Rounding is what a float does to a real; overflow and underflow leave nothing of it.
            var real = statement.DoubleOf(cell);
            value = (float)real;
            return (float.IsFinite(value) || double.IsInfinity(real)) && (value != 0 || real == 0);
        }

        if (stored != SqliteStatement.Integer) return false;
        var number = statement.Int64Of(cell);
        value = number;
        return (Int128)value == number;
    }

    private static bool TryDecimal(SqliteStatement statement, nint cell, int stored, out decimal value)
    {
        switch (stored)
        {
            case SqliteStatement.Text: return DecimalText.TryParse(statement.TextOf(cell), out value);
            case SqliteStatement.Real: return DecimalText.TryFromReal(statement.DoubleOf(cell), out value);
            case SqliteStatement.Integer:
                value = statement.Int64Of(cell);
                return true;
            default:
                value = 0;
                return false;
        }
    }

    private static bool TryDateTime(SqliteStatement statement, nint cell, int stored, out DateTime value)
    {
        value = default;
        if (stored != SqliteStatement.Text || !IsoText.TryParseDateTime(statement.TextOf(cell), out var ticks, out var offset, out var hasOffset)) return false;
        ticks -= offset * TimeSpan.TicksPerMinute;
        if ((ulong)ticks > (ulong)DateTime.MaxValue.Ticks) return false;
        value = new(ticks, hasOffset ? DateTimeKind.Utc : DateTimeKind.Unspecified);
        return true;
    }

    private static bool TryDateTimeOffset(SqliteStatement statement, nint cell, int stored, out DateTimeOffset value)
    {
        value = default;
        if (stored != SqliteStatement.Text || !IsoText.TryParseDateTime(statement.TextOf(cell), out var ticks, out var offset, out _)) return false;
        if ((ulong)(ticks - offset * TimeSpan.TicksPerMinute) > (ulong)DateTime.MaxValue.Ticks) return false;
        // One without an offset is UTC, as SQLite's own functions and the driver take it.
        value = new(ticks, TimeSpan.FromMinutes(offset));
        return true;
    }

    private static bool TryDateOnly(SqliteStatement statement, nint cell, int stored, out DateOnly value)
    {
        value = default;
        if (stored != SqliteStatement.Text || !IsoText.TryParseDateTime(statement.TextOf(cell), out var ticks, out _, out var hasOffset)) return false;
        if (hasOffset || ticks % TimeSpan.TicksPerDay != 0) return false;
        value = DateOnly.FromDayNumber((int)(ticks / TimeSpan.TicksPerDay));
        return true;
    }

    private static bool TryTimeOnly(SqliteStatement statement, nint cell, int stored, out TimeOnly value)
    {
        value = default;
        if (stored != SqliteStatement.Text || !IsoText.TryParseTime(statement.TextOf(cell), out var ticks)) return false;
        value = new(ticks);
        return true;
    }

    private static bool TryTimeSpan(SqliteStatement statement, nint cell, int stored, out TimeSpan value)
    {
        value = default;
        if (stored != SqliteStatement.Text) return false;
        var text = statement.TextOf(cell);
        // A number alone would be days.
        return Utf8Parser.TryParse(text, out value, out var used, 'c') && used == text.Length && text.Contains((byte)':');
    }

    private static bool TryGuid(SqliteStatement statement, nint cell, int stored, out Guid value)
    {
        value = default;
        if (stored == SqliteStatement.Blob)
        {
            var blob = statement.BlobOf(cell);
            if (blob.Length != 16) return false;
            value = new(blob);
            return true;
        }

        if (stored != SqliteStatement.Text) return false;
        var text = statement.TextOf(cell);
        return (Utf8Parser.TryParse(text, out value, out var used) && used == text.Length) || (text.Length <= 128 && Guid.TryParse(Encoding.UTF8.GetString(text), out value));
    }

    private static bool TryChar(SqliteStatement statement, nint cell, int stored, out char value)
    {
        value = default;
        if (stored != SqliteStatement.Text) return false;
        var text = statement.TextOf(cell);
        if (text.Length is 0 or > 3) return false;
        Span<char> characters = stackalloc char[3];
        if (Encoding.UTF8.GetChars(text, characters) != 1) return false;
        value = characters[0];
        return true;
    }
}
