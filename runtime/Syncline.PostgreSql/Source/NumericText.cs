using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>The text of a numeric of any size, from what is on the wire.</summary>
/// <remarks>Four 16-bit words, which are the number of digits, the weight of the first, the sign and the scale, and then digits to the base of 10,000: numeric_send in PostgreSQL's numeric.c.</remarks>
internal static class NumericText
{
    private const int LongestText = 60;

    public static string Of(ReadOnlySpan<byte> wire)
    {
        var (count, weight, sign, scale) = (Word(wire, 0), (short)Word(wire, 1), Word(wire, 2), Word(wire, 3));
        switch (sign)
        {
            case 0xC000: return "NaN";
            case 0xD000: return "Infinity";
            case 0xF000: return "-Infinity";
        }

        var text = new StringBuilder(sign == 0x4000 ? "-" : "");
        if (weight < 0) text.Append('0');
        for (var i = 0; i <= weight && text.Length <= LongestText; i++)
        {
            text.Append((i < count ? Word(wire, 4 + i) : 0).ToString(i == 0 ? "0" : "0000", CultureInfo.InvariantCulture));
        }

        if (scale > 0 && text.Length <= LongestText)
        {
            text.Append('.');
            var point = text.Length;
            for (var i = weight + 1; text.Length - point < scale && text.Length <= LongestText; i++)
            {
                text.Append((i >= 0 && i < count ? Word(wire, 4 + i) : 0).ToString("0000", CultureInfo.InvariantCulture));
            }

            if (text.Length - point > scale) text.Length = point + scale;
        }

        if (text.Length <= LongestText) return text.ToString();
        text.Length = LongestText;
        return text.Append('…').ToString();
    }

    private static ushort Word(ReadOnlySpan<byte> wire, int index) => BinaryPrimitives.ReadUInt16BigEndian(wire[(index * sizeof(ushort))..]);
}
