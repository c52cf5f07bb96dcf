using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Syncline;

/// <summary>Reads values from their invariant texts. A text that is no such value, or holds more than the type does, is refused; nothing is rounded but what is floating already.</summary>
internal static class TextValue
{
    private const int LongestGuid = 68;

    /// <summary>Reads a text; false when it is no such value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead<T>(ReadOnlySpan<byte> text, out T value)
        where T : struct
    {
        // The JIT keeps one branch for each T.
        if (typeof(T) == typeof(int)) return Is(Utf8Parser.TryParse(text, out int v, out var used) && used == text.Length, v, out value);
        if (typeof(T) == typeof(long)) return Is(Utf8Parser.TryParse(text, out long v, out var used) && used == text.Length, v, out value);
        if (typeof(T) == typeof(bool)) return Is(TryBoolean(text, out var v), v, out value);
        if (typeof(T) == typeof(double)) return Is(TryDouble(text, out var v), v, out value);
        if (typeof(T) == typeof(decimal)) return Is(TryDecimal(text, out var v), v, out value);
        if (typeof(T) == typeof(DateTime)) return Is(TryDateTime(text, out var v), v, out value);
        if (typeof(T) == typeof(DateTimeOffset)) return Is(TryDateTimeOffset(text, out var v), v, out value);
        if (typeof(T) == typeof(DateOnly)) return Is(TryDateOnly(text, out var v), v, out value);
        if (typeof(T) == typeof(TimeOnly)) return Is(TryTimeOnly(text, out var v), v, out value);
        // A number alone would be days.
        if (typeof(T) == typeof(TimeSpan)) return Is(Utf8Parser.TryParse(text, out TimeSpan v, out var used, 'c') && used == text.Length && text.Contains((byte)':'), v, out value);
        if (typeof(T) == typeof(Guid)) return Is(TryGuid(text, out var v), v, out value);
        if (typeof(T) == typeof(short)) return Is(Utf8Parser.TryParse(text, out short v, out var used) && used == text.Length, v, out value);
        if (typeof(T) == typeof(byte)) return Is(Utf8Parser.TryParse(text, out byte v, out var used) && used == text.Length, v, out value);
        if (typeof(T) == typeof(sbyte)) return Is(Utf8Parser.TryParse(text, out sbyte v, out var used) && used == text.Length, v, out value);
        if (typeof(T) == typeof(ushort)) return Is(Utf8Parser.TryParse(text, out ushort v, out var used) && used == text.Length, v, out value);
        if (typeof(T) == typeof(uint)) return Is(Utf8Parser.TryParse(text, out uint v, out var used) && used == text.Length, v, out value);
        if (typeof(T) == typeof(ulong)) return Is(Utf8Parser.TryParse(text, out ulong v, out var used) && used == text.Length, v, out value);
        if (typeof(T) == typeof(float)) return Is(TrySingle(text, out var v), v, out value);
        if (typeof(T) == typeof(char)) return Is(TryChar(text, out var v), v, out value);
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

    private static bool TryBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        value = false;
        if (text.Length == 1)
        {
            value = text[0] == '1';
            return text[0] is (byte)'0' or (byte)'1';
        }

        return Utf8Parser.TryParse(text, out value, out var used) && used == text.Length;
    }

    private static bool TryDouble(ReadOnlySpan<byte> text, out double value)
        => Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && IsKept(text, double.IsFinite(value), value == 0);

    private static bool TrySingle(ReadOnlySpan<byte> text, out float value)
        => Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && IsKept(text, float.IsFinite(value), value == 0);

    /// <summary>Whether something is left of a number of floating point that was read from a text.</summary>
    public static bool IsKept<T>(ReadOnlySpan<byte> text, T value)
        where T : IBinaryFloatingPointIeee754<T>
        => IsKept(text, T.IsFinite(value), T.IsZero(value));

    /// <summary>Whether something is left of a number: what is too large becomes infinite and what is too near to zero becomes zero.</summary>
    private static bool IsKept(ReadOnlySpan<byte> text, bool isFinite, bool isZero)
    {
        if (!isFinite) return text.IndexOfAnyInRange((byte)'0', (byte)'9') < 0;
        if (!isZero) return true;
        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return (exponent < 0 ? text : text[..exponent]).IndexOfAnyInRange((byte)'1', (byte)'9') < 0;
    }

    private static bool TryDecimal(ReadOnlySpan<byte> text, out decimal value)
    {
        if (!text.IsEmpty && text[0] > ' ' && text[^1] > ' ') return DecimalText.TryParse(text, out value);
        value = 0;
        return false;
    }

    private static bool TryDateTime(ReadOnlySpan<byte> text, out DateTime value)
    {
        value = default;
        if (!IsoText.TryParseDateTime(text, out var ticks, out var offset, out var hasOffset)) return false;
        ticks -= offset * TimeSpan.TicksPerMinute;
        if ((ulong)ticks > (ulong)DateTime.MaxValue.Ticks) return false;
        value = new(ticks, hasOffset ? DateTimeKind.Utc : DateTimeKind.Unspecified);
        return true;
    }

    private static bool TryDateTimeOffset(ReadOnlySpan<byte> text, out DateTimeOffset value)
    {
        value = default;
        if (!IsoText.TryParseDateTime(text, out var ticks, out var offset, out _)) return false;
        if ((ulong)(ticks - offset * TimeSpan.TicksPerMinute) > (ulong)DateTime.MaxValue.Ticks) return false;
        // One without an offset is UTC, as in the other sources.
        value = new(ticks, TimeSpan.FromMinutes(offset));
        return true;
    }

    private static bool TryDateOnly(ReadOnlySpan<byte> text, out DateOnly value)
    {
        value = default;
        if (!IsoText.TryParseDateTime(text, out var ticks, out _, out var hasOffset) || hasOffset || ticks % TimeSpan.TicksPerDay != 0) return false;
        value = DateOnly.FromDayNumber((int)(ticks / TimeSpan.TicksPerDay));
        return true;
    }

    private static bool TryTimeOnly(ReadOnlySpan<byte> text, out TimeOnly value)
    {
        var found = IsoText.TryParseTime(text, out var ticks);
        value = found ? new(ticks) : default;
        return found;
    }

    private static bool TryGuid(ReadOnlySpan<byte> text, out Guid value)
        => (Utf8Parser.TryParse(text, out value, out var used) && used == text.Length) || TryUnusualGuid(text, out value);

    private static bool TryUnusualGuid(ReadOnlySpan<byte> text, out Guid value)
    {
        Span<char> characters = stackalloc char[LongestGuid];
        value = default;
        return text.Length <= LongestGuid && Encoding.ASCII.TryGetChars(text, characters, out var length) && Guid.TryParse(characters[..length], out value);
    }

    private static bool TryChar(ReadOnlySpan<byte> text, out char value)
    {
        value = default;
        if (text.Length is 0 or > 3) return false;
        Span<char> characters = stackalloc char[3];
        if (System.Text.Unicode.Utf8.ToUtf16(text, characters, out _, out var length, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done || length != 1) return false;
        value = characters[0];
        return true;
    }
}
