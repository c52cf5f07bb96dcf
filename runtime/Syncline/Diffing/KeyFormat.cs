using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Syncline;

/// <summary>How the keys of a model are encoded, and what the baseline keeps of them.</summary>
/// <remarks>
/// An encoding is the canonical form of the parts in the order of the key, nothing between them: each is of fixed size or begins with its
/// length, so no two keys share an encoding and none is the beginning of another. An encoding of up to 16 bytes is its own image, filled up with
/// zeros; the image of a longer one is its XxHash128.
/// </remarks>
internal sealed class KeyFormat
{
    /// <summary>The version of the encoding, recorded in the state.</summary>
    public const int Version = 1;

    /// <summary>Encodings of up to this many bytes are their own image.</summary>
    public const int ExactBytes = 16;

    public KeyFormat(SyncSchema schema)
    {
        var size = 0;
        var varies = false;
        foreach (var ordinal in schema.Key)
        {
            var part = CanonicalForm.FixedSize(schema.Columns[ordinal].Kind);
            size += part;
            varies |= part == 0;
        }

        FixedSize = varies ? 0 : size;
        ImageBytes = FixedSize is > 0 and <= 8 ? 8 : 16;
        Signature = Sign(schema);
    }

    /// <summary>The bytes of every key's encoding, or 0 where they vary.</summary>
    public int FixedSize { get; }

    /// <summary>The bytes of an image that can differ: 8, with the upper half zero, or 16.</summary>
    public int ImageBytes { get; }

    /// <summary>Whether the images are the keys themselves, for every key.</summary>
    public bool IsAlwaysExact => FixedSize is > 0 and <= ExactBytes;

    /// <summary>The key's columns in words: names, kinds and whether case is ignored. Two keys of one signature have one encoding.</summary>
    public string Signature { get; }

    /// <summary>Whether an encoding is its own image.</summary>
    public bool IsExact(ReadOnlySpan<byte> keyBytes) => IsAlwaysExact || keyBytes.Length <= ExactBytes;

    /// <summary>The image of an encoding.</summary>
    public UInt128 ImageOf(ReadOnlySpan<byte> keyBytes)
    {
        if (!IsExact(keyBytes)) return XxHash128.HashToUInt128(keyBytes);
        Span<byte> padded = stackalloc byte[ExactBytes];
        padded.Clear();
        keyBytes.CopyTo(padded);
        return BinaryPrimitives.ReadUInt128LittleEndian(padded);
    }

    /// <summary>The bytes of an exact image, for decoding: all 16, what follows the key being zeros.</summary>
    public static void WriteImage(UInt128 image, Span<byte> destination) => BinaryPrimitives.WriteUInt128LittleEndian(destination, image);

    /// <summary>The image of an encoding of up to 16 bytes, in a buffer of at least 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static UInt128 Padded(ref byte buffer, int length)
    {
        var low = Load(ref buffer);
        if (length < 8) return low & ((1UL << (length * 8)) - 1);
        var high = length == 8 ? 0 : Load(ref Unsafe.Add(ref buffer, 8)) & (ulong.MaxValue >> ((16 - length) * 8));
        return new UInt128(high, low);
    }

    private static ulong Load(ref byte at)
    {
        var value = Unsafe.ReadUnaligned<ulong>(ref at);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    private static string Sign(SyncSchema schema)
    {
        var text = new StringBuilder();
        foreach (var ordinal in schema.Key)
        {
            var column = schema.Columns[ordinal];
            if (text.Length > 0) text.Append("; ");
            // Escaped, so that no name can look like two columns.
            text.Append(column.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal));
            text.Append(' ').Append(column.Kind);
            if (column.Kind == ColumnKind.Text && (column.Traits & ColumnTraits.IgnoreCase) != 0) text.Append(" ignoring case");
        }

        return text.ToString();
    }
}
