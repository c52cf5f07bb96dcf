using System.Globalization;
using System.Numerics;

namespace Syncline;

/// <summary>Writes doubles as .NET does: the fewest digits that are read back as the same number, of those the nearest. The runtime's own way takes several times as long, and of some powers of two it leaves out a digit.</summary>
/// <remarks>
/// The digits are found by Raffaello Giulietti's Schubfach ("The Schubfach way to render doubles", 2021): the bounds between which all numbers are read back as this one are
/// scaled by a power of ten of 128 bits, at most one number with a digit less lies between them, and two with all digits.
/// </remarks>
internal static class DoubleDigits
{
    /// <summary>The most bytes: a sign, 17 digits, a point, and four zeros before or an exponent after them.</summary>
    public const int MaxLength = 24;

    private const int FractionBits = 52;
    private const int ExponentMask = 0x7FF;
    private const int Bias = 1023 + FractionBits;
    private const ulong Hidden = 1UL << FractionBits;

    // The range of the powers of ten that are needed.
    private const int LeastPower = -292;
    private const int MostPower = 324;

    // Powers of ten that 128 bits hold exactly; all others are rounded up.
    private const int LastExact = 55;

    // Beyond these .NET writes an exponent.
    private const int MostWhole = 17;
    private const int MostZeros = 3;
    private static readonly (ulong High, ulong Low)[] Powers = [.. Enumerable.Range(LeastPower, MostPower - LeastPower + 1).Select(Power)];

    /// <summary>Writes a double.</summary>
    /// <param name="value">The double.</param>
    /// <param name="to">Has room for <see cref="MaxLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(double value, Span<byte> to)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> FractionBits) & ExponentMask;
        if (exponent == ExponentMask)
        {
            value.TryFormat(to, out var word, default, CultureInfo.InvariantCulture);
            return word;
        }

        var start = 0;
        if ((long)bits < 0) to[start++] = (byte)'-';
        if (bits << 1 == 0)
        {
            to[start++] = (byte)'0';
            return start;
        }

        var (digits, power) = Shortest(bits & (Hidden - 1), exponent);
        return start + Place(digits, power, to[start..]);
    }

    /// <summary>The digits, and the power of ten of the last.</summary>
    private static (ulong Digits, int Power) Shortest(ulong fraction, int exponent)
    {
        var significand = exponent == 0 ? fraction : fraction | Hidden;
        var q = Math.Max(exponent, 1) - Bias;
        // A whole number is its own digits.
        if (q is <= 0 and >= -FractionBits && BitOperations.TrailingZeroCount(significand) >= -q) return WithoutZeros(significand >> -q, 0);

        // Below a power of two the next number is half as far.
        var isNearerBelow = fraction == 0 && exponent > 1 ? 1 : 0;
        var isOdd = significand & 1;
        // floor(q * log10(2)), or of three quarters of it.
        var k = (q * 1262611 - isNearerBelow * 524031) >> 22;
        // q and floor(-k * log2(10)) cancel but for a few bits.
        var shift = q + ((-k * 1741647) >> 19) + 1;
        var (high, low) = Powers[-k - LeastPower];
        var below = Scale(high, low, (4 * significand - 2 + (uint)isNearerBelow) << shift) + isOdd;
        var at = Scale(high, low, (4 * significand) << shift);
        var above = Scale(high, low, (4 * significand + 2) << shift) - isOdd;

        var whole = at / 4;
        if (whole >= 10)
        {
            var tens = whole / 10;
            var isLowerIn = below <= 40 * tens;
            var isUpperIn = 40 * tens + 40 <= above;
            if (isLowerIn != isUpperIn) return WithoutZeros(tens + (isUpperIn ? 1UL : 0), k + 1);
        }

        var isWholeIn = below <= 4 * whole;
        var isNextIn = 4 * whole + 4 <= above;
        if (isWholeIn != isNextIn) return WithoutZeros(whole + (isNextIn ? 1UL : 0), k);
        var middle = 4 * whole + 2;
        return WithoutZeros(whole + (at > middle || (at == middle && (whole & 1) != 0) ? 1UL : 0), k);
    }

    /// <summary>The upper 64 bits of a product, the last of them set where any bit below was.</summary>
    private static ulong Scale(ulong high, ulong low, ulong by)
    {
        var carried = Math.BigMul(low, by, out _);
        var upper = Math.BigMul(high, by, out var lower);
        lower += carried;
        if (lower < carried) upper++;
        return upper | (lower > 1 ? 1UL : 0);
    }

    private static (ulong Digits, int Power) WithoutZeros(ulong digits, int power)
    {
        while (true)
        {
            var (tenth, last) = Math.DivRem(digits, 10);
            if (last != 0) return (digits, power);
            (digits, power) = (tenth, power + 1);
        }
    }

    private static int Place(ulong digits, int power, Span<byte> to)
    {
        var count = CountOf(digits);
        // Digits before the point; below zero, zeros after it.
        var whole = count + power;
        if (whole > MostWhole || whole < -MostZeros) return PlaceWithExponent(digits, count, whole - 1, to);
        if (power >= 0)
        {
            Digits.Fill(digits, to[..count]);
            to.Slice(count, power).Fill((byte)'0');
            return whole;
        }

        if (whole <= 0)
        {
            var zeros = 2 - whole;
            to[..zeros].Fill((byte)'0');
            to[1] = (byte)'.';
            Digits.Fill(digits, to.Slice(zeros, count));
            return zeros + count;
        }

        Digits.Fill(digits, to.Slice(1, count));
        for (var i = 0; i < whole; i++) to[i] = to[i + 1];
        to[whole] = (byte)'.';
        return count + 1;
    }

    private static int PlaceWithExponent(ulong digits, int count, int exponent, Span<byte> to)
    {
        Digits.Fill(digits, to.Slice(1, count));
        to[0] = to[1];
        to[1] = (byte)'.';
        var end = count == 1 ? 1 : count + 1;
        to[end++] = (byte)'E';
        to[end++] = exponent < 0 ? (byte)'-' : (byte)'+';
        var size = Math.Abs(exponent);
        if (size >= 100) to[end++] = (byte)('0' + size / 100);
        to[end++] = (byte)('0' + size / 10 % 10);
        to[end++] = (byte)('0' + size % 10);
        return end;
    }

    private static int CountOf(ulong digits)
    {
        // As many as those of the power of two below, or one more.
        var count = ((BitOperations.Log2(digits) + 1) * 1233) >> 12;
        return digits >= Digits.Powers[count] ? count + 1 : count;
    }

    /// <summary>A power of ten as 128 bits whose first is set.</summary>
    private static (ulong High, ulong Low) Power(int power)
    {
        var ten = BigInteger.Pow(10, Math.Abs(power));
        // 128 bits of it, and of its inverse, which takes one bit more than the power's are fewer.
        var bits = (int)ten.GetBitLength();
        var value = power >= 0
            ? bits > 128 ? ten >> (bits - 128) : ten << (128 - bits)
            : (BigInteger.One << (bits + 127)) / ten;
        if (power is < 0 or > LastExact) value++;
        return ((ulong)(value >> 64), (ulong)(value & ulong.MaxValue));
    }
}
