using System.Globalization;
using System.Numerics;

namespace Syncline.Doubles.Engine.Types;

/// <summary>An exact number of up to 38 digits and its scale, which <see cref="decimal"/> can't hold.</summary>
public readonly record struct SqlNumeric(BigInteger Unscaled, int Scale)
{
    public const int MaxPrecision = 38;

    public int Digits => Unscaled.IsZero ? 1 : BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).Length;

    public static BigInteger Power(int exponent) => BigInteger.Pow(10, exponent);

    public static SqlNumeric From(long value) => new(value, 0);

    public static SqlNumeric From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = ((BigInteger)(uint)bits[2] << 64) + ((BigInteger)(uint)bits[1] << 32) + (uint)bits[0];
        return new SqlNumeric(bits[3] < 0 ? -magnitude : magnitude, (bits[3] >> 16) & 0xFF);
    }

    /// <summary>Reads digits with an optional sign and point; false where the text is something else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SqlNumeric value)
    {
        value = default;
        text = text.Trim(' ');
        var negative = text.StartsWith("-");
        if (negative || text.StartsWith("+"))
            text = text[1..];
        var point = text.IndexOf('.');
        var digits = point < 0 ? text.ToString() : string.Concat(text[..point], text[(point + 1)..]);
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return false;
        var magnitude = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        value = new SqlNumeric(negative ? -magnitude : magnitude, point < 0 ? 0 : text.Length - point - 1);
        return true;
    }

    /// <summary>The nearest number of another scale, halves away from zero.</summary>
    public SqlNumeric Rescale(int scale)
    {
        if (scale >= Scale)
            return new SqlNumeric(Unscaled * Power(scale - Scale), scale);
        var divisor = Power(Scale - scale);
        var quotient = BigInteger.DivRem(Unscaled, divisor, out var remainder);
        if (BigInteger.Abs(remainder) * 2 >= divisor)
            quotient += Unscaled.Sign;
        return new SqlNumeric(quotient, scale);
    }

    /// <summary>Cuts what stands behind the point off, as a conversion to an integer does.</summary>
    public BigInteger Truncate() => BigInteger.Divide(Unscaled, Power(Scale));

    public SqlNumeric Normalize()
    {
        var (unscaled, scale) = (Unscaled, Scale);
        while (scale > 0)
        {
            var quotient = BigInteger.DivRem(unscaled, 10, out var remainder);
            if (!remainder.IsZero)
                break;
            (unscaled, scale) = (quotient, scale - 1);
        }

        return new SqlNumeric(unscaled, scale);
    }

    public double ToDouble() => double.Parse(ToString(), CultureInfo.InvariantCulture);

    public int CompareTo(SqlNumeric other)
    {
        var scale = Math.Max(Scale, other.Scale);
        return Rescale(scale).Unscaled.CompareTo(other.Rescale(scale).Unscaled);
    }

    public override string ToString()
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0');
        var text = Scale == 0 ? digits : $"{digits[..^Scale]}.{digits[^Scale..]}";
        return Unscaled.Sign < 0 ? "-" + text : text;
    }
}
