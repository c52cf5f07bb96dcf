using System.Globalization;
using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>The text of a value, in whatever format of text.</summary>
internal static class ValueText
{
    /// <summary>The most bytes that a value takes: more than the 36 of a Guid.</summary>
    public const int MaxLength = 40;

    /// <summary>Writes the text of a value that is no char; the JIT drops the branches of other types.</summary>
    /// <param name="to">Has room for <see cref="MaxLength"/> bytes.</param>
    /// <param name="value">The value.</param>
    /// <returns>The bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write<T>(Span<byte> to, T value)
        where T : struct
        => value switch
        {
            bool truth => Write(to, truth ? "true"u8 : "false"u8),
            byte number => Write(to, number, default),
            sbyte number => Write(to, number, default),
            short number => Write(to, number, default),
            ushort number => Write(to, number, default),
            int number => Write(to, number, default),
            uint number => Write(to, number, default),
            long number => Write(to, number, default),
            ulong number => Write(to, number, default),
            float number => Write(to, number, default),
            double number => DoubleDigits.Write(number, to),
            decimal number => DecimalDigits.Write(number, to),
            Guid id => Write(to, id, default),
            DateTime time => TimeDigits.Write(time, to),
            DateTimeOffset time => Write(to, time, "O"),
            DateOnly date => Write(to, date, "O"),
            TimeOnly time => Write(to, time, "O"),
            TimeSpan time => Write(to, time, "c"),
            _ => throw new NotSupportedException($"Files have no form for {typeof(T)}."),
        };

    private static int Write(Span<byte> to, ReadOnlySpan<byte> word)
    {
        word.CopyTo(to);
        return word.Length;
    }

    private static int Write<T>(Span<byte> to, T value, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(to, out var written, format, CultureInfo.InvariantCulture);
        return written;
    }
}
