using System.Buffers.Binary;
using System.Globalization;

namespace Syncline;

/// <summary>Looks through the footer of a Parquet file before the library does, which of a damaged one may read on forever behind its end, or make room for what is not there.</summary>
internal static class ParquetFooter
{
    /// <summary>The length of the footer and the mark behind it.</summary>
    private const int Tail = 8;

    /// <summary>The mark at the beginning, and the tail.</summary>
    private const int Frame = 12;

    /// <summary>Checks that the footer is whole. A file that is no Parquet at all passes: the library says so.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public static async ValueTask CheckAsync(Stream opened, CancellationToken cancellationToken)
    {
        var most = opened.Length - Frame;
        if (most < 0) return;
        var tail = new byte[Tail];
        opened.Position = opened.Length - Tail;
        await opened.ReadExactlyAsync(tail, cancellationToken).ConfigureAwait(false);
        if (!tail.AsSpan(4).SequenceEqual("PAR1"u8)) return;
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length <= 0 || length > most) throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"its footer is said to have {length} bytes, and there is room for {most}."));
        var footer = new byte[length];
        opened.Position = opened.Length - Tail - length;
        await opened.ReadExactlyAsync(footer, cancellationToken).ConfigureAwait(false);
        new ThriftWalk(footer).Struct(ParquetShapes.File);
    }
}
