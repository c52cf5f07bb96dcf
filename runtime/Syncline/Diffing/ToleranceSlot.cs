using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>
/// The value of a column compared within a tolerance, as it is kept beside the hash: a double, with one bit pattern for NaN and another for null.
/// </summary>
internal static class ToleranceSlot
{
    private const long NaNBits = 0x7FF8_0000_0000_0000;
    private const long NullBits = 0x7FF8_0000_0000_0001;

    // Two roundings of half a unit in the last place of a double, for each number and for their difference.
    private const double RoundingShare = 4.0 / (1L << 53);

    /// <summary>Stands for null.</summary>
    public static double Null => BitConverter.Int64BitsToDouble(NullBits);

    /// <summary>The slot of a value. A decimal is rounded to the nearest double.</summary>
    public static double Of<T>(T value)
        where T : struct
    {
        double number;
        if (typeof(T) == typeof(double)) number = Unsafe.BitCast<T, double>(value);
        else if (typeof(T) == typeof(float)) number = Unsafe.BitCast<T, float>(value);
        else if (typeof(T) == typeof(decimal)) number = (double)Unsafe.BitCast<T, decimal>(value);
        else throw new NotSupportedException($"{typeof(T)} has no tolerance: only float, double and decimal columns do.");
        return double.IsNaN(number) ? BitConverter.Int64BitsToDouble(NaNBits) : number;
    }

    /// <summary>Whether two slots are no change: both null, both NaN, equal, or numbers no further apart than the tolerance.</summary>
    public static bool AreClose(double last, double now, double tolerance)
    {
        if (double.IsNaN(last) || double.IsNaN(now)) return BitConverter.DoubleToInt64Bits(last) == BitConverter.DoubleToInt64Bits(now);
        if (last == now) return true;
        // From 0.29 to 0.30 is 0.01, which doubles miss by some of their last bits. What is infinite is infinitely far from everything else.
        var largest = Math.Max(Math.Abs(last), Math.Abs(now));
        return double.IsFinite(largest) && Math.Abs(last - now) <= tolerance + (largest * RoundingShare);
    }
}
