namespace Syncline;

/// <summary>Writes whole numbers into room that is known to hold them.</summary>
internal static class Digits
{
    private const int MostPower = 19;

    /// <summary>The powers of ten that 64 bits hold, from 1 on.</summary>
    public static readonly ulong[] Powers = [.. Enumerable.Range(0, MostPower + 1).Select(static power => (ulong)System.Numerics.BigInteger.Pow(10, power))];

    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    /// <summary>Writes a number with zeros before it, so that it takes all the room.</summary>
    /// <param name="number">The number, of no more digits than there is room for.</param>
    /// <param name="to">The room.</param>
    public static void Fill(ulong number, Span<byte> to)
    {
        var at = to.Length;
        for (; number > uint.MaxValue; at -= 8)
        {
            var (upper, lower) = Math.DivRem(number, 100_000_000);
            var (left, right) = Math.DivRem((uint)lower, 10_000);
            Pair(to, at - 2, right % 100);
            Pair(to, at - 4, right / 100);
            Pair(to, at - 6, left % 100);
            Pair(to, at - 8, left / 100);
            number = upper;
        }

        var rest = (uint)number;
        for (; at > 1; at -= 2)
        {
            (rest, var last) = Math.DivRem(rest, 100);
            Pair(to, at - 2, last);
        }

        if (at == 1) to[0] = (byte)('0' + rest);
    }

    /// <summary>Writes a number below 100 as two digits.</summary>
    public static void Pair(Span<byte> to, int at, uint number) => Pairs.Slice((int)number * 2, 2).CopyTo(to.Slice(at, 2));
}
