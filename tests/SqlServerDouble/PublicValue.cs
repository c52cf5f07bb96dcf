using System.Numerics;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles;

/// <summary>Values as a test sees them.</summary>
internal static class PublicValue
{
    /// <summary>decimal where it fits, else the exact number's text; everything else as it is.</summary>
    public static object? Of(object? value) => value switch
    {
        SqlNumeric { Scale: <= 28 } number when BigInteger.Abs(number.Unscaled) < BigInteger.One << 96 => ToDecimal(number),
        SqlNumeric number => number.ToString(),
        _ => value,
    };

    private static decimal ToDecimal(SqlNumeric number)
    {
        var magnitude = BigInteger.Abs(number.Unscaled);
        return new decimal(
            unchecked((int)(uint)(magnitude & uint.MaxValue)),
            unchecked((int)(uint)(magnitude >> 32 & uint.MaxValue)),
            unchecked((int)(uint)(magnitude >> 64)),
            number.Unscaled.Sign < 0,
            (byte)number.Scale);
    }
}
