using System.Data.SqlTypes;

namespace Syncline;

/// <summary>A decimal of SQL Server as one of .NET, which has fewer digits: exact, or not at all.</summary>
/// <remarks>The driver alone refuses 10 of a decimal(38,28): it looks at the scale of the column, and not at the digits that are there.</remarks>
internal static class ExactDecimal
{
    private const byte MostScale = 28;

    /// <summary>Reads a value that is not null; false where .NET has no decimal for it.</summary>
    public static bool TryRead(SqlDecimal stored, out decimal value)
    {
        Span<uint> words = stackalloc uint[4];
        stored.WriteTdsValue(words);
        var scale = stored.Scale;
        var digits = new UInt128((ulong)words[3] << 32 | words[2], (ulong)words[1] << 32 | words[0]);
        while (scale > 0 && (scale > MostScale || digits >> 96 != 0) && digits % 10 == 0) (digits, scale) = (digits / 10, (byte)(scale - 1));
        if (scale > MostScale || digits >> 96 != 0)
        {
            value = 0;
            return false;
        }

        value = new((int)(uint)digits, (int)(uint)(digits >> 32), (int)(uint)(digits >> 64), !stored.IsPositive, scale);
        return true;
    }
}
