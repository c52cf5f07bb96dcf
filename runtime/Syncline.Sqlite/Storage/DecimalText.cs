using System.Globalization;
using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Decimals as SQLite holds them: text, exact; or a real, taken for the shortest decimal that gives it.</summary>
internal static class DecimalText
{
    /// <summary>Room for any decimal.</summary>
    public const int MaxLength = 40;

    // Without thousands: "1,5" is one and a half to many who write it, and fifteen to a parser.
    private const NumberStyles Style = NumberStyles.Float;
    private const int SafeDigits = 18;
    private const int LongestText = 256;
    private const double Exact15Digits = 1e15;

    private static ReadOnlySpan<double> PowersOfTen => [1, 10, 100, 1_000, 10_000];

    /// <summary>Reads a text; false where it is no number, or one that no decimal is.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative) at++;
        ulong digits = 0;
        var point = -1;
        var start = at;
        for (; at < text.Length; at++)
        {
            var digit = text[at] - (uint)'0';
            if (digit <= 9) digits = digits * 10 + digit;
            else if (text[at] == '.' && point < 0) point = at;
            else break;
        }

        var count = at - start - (point < 0 ? 0 : 1);
        if (at < text.Length || count is 0 or > SafeDigits) return TryParseUnusual(text, out value);
        value = new((int)(uint)digits, (int)(uint)(digits >> 32), 0, negative, (byte)(point < 0 ? 0 : text.Length - point - 1));
        return true;
    }

    /// <summary>Whether a text is a number, whether or not a decimal holds it.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> text)
        => text.Length <= LongestText && double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number) && text.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0;

    /// <summary>The shortest decimal that a real is nearest to: 39.62 for the real that prints so. Rounded at the 28th place, for a real is no exact number to begin with.</summary>
    public static bool TryFromReal(double real, out decimal value)
    {
        // With up to 15 digits there is one decimal for the real, and the division, being rounded correctly, finds it.
        var powers = PowersOfTen;
        for (var scale = 0; scale < powers.Length; scale++)
        {
            var scaled = Math.Round(real * powers[scale]);
            if (!(Math.Abs(scaled) < Exact15Digits)) break;
            if (scaled / powers[scale] != real) continue;
            var whole = (ulong)Math.Abs(scaled);
            value = new((int)(uint)whole, (int)(uint)(whole >> 32), 0, scaled < 0, (byte)scale);
            return true;
        }

        Span<char> text = stackalloc char[32];
        value = 0;
        return real.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture)
            && decimal.TryParse(text[..length], Style, CultureInfo.InvariantCulture, out value)
            && (value != 0 || real == 0);
    }

    /// <summary>Writes the form the driver writes: no zeros at the end but one after the point, so that equal values are equal texts.</summary>
    public static int Write(Span<byte> to, decimal value)
    {
        if (value == 0)
        {
            "0.0"u8.CopyTo(to);
            return 3;
        }

        value.TryFormat(to, out var length, default, CultureInfo.InvariantCulture);
        var point = to[..length].IndexOf((byte)'.');
        if (point < 0)
        {
            ".0"u8.CopyTo(to[length..]);
            return length + 2;
        }

        while (length > point + 2 && to[length - 1] == '0') length--;
        return length;
    }

    /// <summary>Whether a column of numeric affinity, which makes a real of it, gives the decimal back.</summary>
    public static bool SurvivesReal(decimal value)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        var digits = 0;
        var zeros = 0;
        foreach (var character in text[..Write(text, value)])
        {
            if (!char.IsAsciiDigit((char)character)) continue;
            if (character == '0') zeros++;
            else
            {
                // Zeros before the first digit and after the last don't count.
                digits = digits == 0 ? 1 : digits + zeros + 1;
                zeros = 0;
            }
        }

        return digits <= 15;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryParseUnusual(ReadOnlySpan<byte> text, out decimal value)
    {
        value = 0;
        return text.Length <= LongestText && decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && IsExact(text, value);
    }

    /// <summary>Whether a number's text says what the decimal says, which parsing rounds.</summary>
    private static bool IsExact(ReadOnlySpan<byte> text, decimal value)
    {
        Span<byte> said = stackalloc byte[LongestText];
        Span<byte> held = stackalloc byte[LongestText];
        Span<byte> written = stackalloc byte[MaxLength];
        var length = Write(written, value);
        var saidDigits = Digits(text, said, out var saidExponent);
        var heldDigits = Digits(written[..length], held, out var heldExponent);
        return said[..saidDigits].SequenceEqual(held[..heldDigits]) && (saidDigits == 0 || saidExponent == heldExponent);
    }

    /// <summary>The digits of a number without the zeros around them, and the power of ten of the last.</summary>
    private static int Digits(ReadOnlySpan<byte> number, Span<byte> digits, out long exponent)
    {
        exponent = 0;
        var count = 0;
        var zeros = 0;
        var afterPoint = false;
        for (var at = 0; at < number.Length; at++)
        {
            var c = number[at];
            if (c == '.') afterPoint = true;
            else if (c is (byte)'e' or (byte)'E')
            {
                // One beyond long was read as zero, from which the digits differ if the number is none.
                _ = long.TryParse(number[(at + 1)..], NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var written);
                exponent += written;
                break;
            }
            else if (char.IsAsciiDigit((char)c))
            {
                if (afterPoint) exponent--;
                if (c == '0') zeros++;
                else
                {
                    if (count > 0)
                    {
                        digits.Slice(count, zeros).Fill((byte)'0');
                        count += zeros;
                    }

                    zeros = 0;
                    digits[count++] = c;
                }
            }
        }

        // Every zero at the end moves the last digit up.
        exponent += zeros;
        return count;
    }
}
