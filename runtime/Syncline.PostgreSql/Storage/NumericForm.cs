using System.Buffers.Binary;

namespace Syncline;

/// <summary>A decimal as PostgreSQL's binary numeric: groups of four digits, with the scale it is written with.</summary>
/// <remarks>The layout is that of numeric_send in the server's src/backend/utils/adt/numeric.c.</remarks>
internal static class NumericForm
{
    /// <summary>The most bytes of one: a header of eight and nine groups.</summary>
    public const int MaxSize = 8 + 2 * MostGroups;

    private const int MostGroups = 9;
    private const int DigitsPerGroup = 4;
    private const ushort Negative = 0x4000;

    private static readonly UInt128[] Powers = [1, 10, 100, 1000];

    /// <summary>Writes a decimal; gives the number of bytes.</summary>
    public static int Write(Span<byte> to, decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = bits[3] >> 16 & 0xFF;
        var digits = new UInt128((uint)bits[2], (ulong)(uint)bits[1] << 32 | (uint)bits[0]);
        // Whole groups behind the point.
        var padding = (DigitsPerGroup - scale % DigitsPerGroup) % DigitsPerGroup;
        digits *= Powers[padding];
        Span<short> groups = stackalloc short[MostGroups];
        var count = 0;
        for (; digits != 0; digits /= 10_000) groups[count++] = (short)(ulong)(digits % 10_000);
        var behind = (scale + padding) / DigitsPerGroup;
        var skipped = 0;
        while (skipped < count && groups[skipped] == 0) skipped++;

        BinaryPrimitives.WriteInt16BigEndian(to, (short)(count - skipped));
        BinaryPrimitives.WriteInt16BigEndian(to[2..], (short)(count == 0 ? 0 : count - behind - 1));
        BinaryPrimitives.WriteUInt16BigEndian(to[4..], count > 0 && bits[3] < 0 ? Negative : (ushort)0);
        BinaryPrimitives.WriteInt16BigEndian(to[6..], (short)scale);
        var end = 8;
        for (var group = count - 1; group >= skipped; group--, end += 2) BinaryPrimitives.WriteInt16BigEndian(to[end..], groups[group]);
        return end;
    }
}
