using System.Globalization;

namespace Syncline;

/// <summary>Writes decimals as .NET does, zeros at their end included. Of those in use nearly all have few digits, which the runtime's own way takes several times as long for.</summary>
internal static class DecimalDigits
{
    /// <summary>The most bytes: a sign, 29 digits and a point.</summary>
    public const int MaxLength = 31;

    // A power of ten that ulong holds.
    private const int MaxScale = 19;

    /// <summary>Writes a decimal.</summary>
    /// <param name="value">The decimal.</param>
    /// <param name="to">Has room for <see cref="MaxLength"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(decimal value, Span<byte> to)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        int scale = value.Scale;
        if (parts[2] != 0 || scale > MaxScale)
        {
            value.TryFormat(to, out var all, default, CultureInfo.InvariantCulture);
            return all;
        }

        var digits = (ulong)(uint)parts[1] << 32 | (uint)parts[0];
        var start = 0;
        // There is no negative zero among decimals.
        if (parts[3] < 0 && digits != 0) to[start++] = (byte)'-';
        var (whole, rest) = scale == 0 ? (digits, 0) : Math.DivRem(digits, Digits.Powers[scale]);
        whole.TryFormat(to[start..], out var written, default, CultureInfo.InvariantCulture);
        start += written;
        if (scale == 0) return start;
        to[start++] = (byte)'.';
        Digits.Fill(rest, to.Slice(start, scale));
        return start + scale;
    }
}
