using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Syncline;

/// <summary>How the keys of a model are encoded, and what the baseline keeps of them.</summary>
/// <remarks>
/// An encoding is the canonical form of the parts in the order of the key, nothing between them: each is of fixed size or begins with its
/// length, so no two keys share an encoding and none is the beginning of another. An encoding of up to 16 bytes is its own image, filled up with
/// zeros; the image of a longer one is its XxHash128. Where a part ignores case its encoding is as the row spells it, for the destination
/// has the record under that spelling, and the image is of the folded encoding, for both spellings are one key.
/// </remarks>
internal sealed class KeyFormat
{
    /// <summary>The version of the encoding, recorded in the state.</summary>
    public const int Version = 1;

    /// <summary>Encodings of up to this many bytes are their own image.</summary>
    public const int ExactBytes = 16;

    private readonly (int Size, bool Folds)[] _parts;

    public KeyFormat(SyncSchema schema)
    {
        _parts = new (int, bool)[schema.Key.Length];
        for (var part = 0; part < _parts.Length; part++)
        {
            var column = schema.Columns[schema.Key[part]];
            _parts[part] = (CanonicalForm.FixedSize(column.Kind), column.Kind == ColumnKind.Text && (column.Traits & ColumnTraits.IgnoreCase) != 0);
        }

        FixedSize = _parts.Any(part => part.Size == 0) ? 0 : _parts.Sum(part => part.Size);
        Folds = _parts.Any(part => part.Folds);
        ImageBytes = FixedSize is > 0 and <= 8 ? 8 : 16;
        Signature = Sign(schema);
    }

    /// <summary>The bytes of every key's encoding, or 0 where they vary.</summary>
    public int FixedSize { get; }

    /// <summary>Whether a part ignores case, so that an image is not of the encoding as it is spelled.</summary>
    public bool Folds { get; }

    /// <summary>The bytes of an image that can differ: 8, with the upper half zero, or 16.</summary>
    public int ImageBytes { get; }

    /// <summary>Whether the images are the keys themselves, for every key.</summary>
    public bool IsAlwaysExact => FixedSize is > 0 and <= ExactBytes;

    /// <summary>The key's columns in words: names, kinds and whether case is ignored. Two keys of one signature have one encoding.</summary>
    public string Signature { get; }

    /// <summary>Whether an encoding is its own image.</summary>
    public bool IsExact(ReadOnlySpan<byte> keyBytes) => IsAlwaysExact || keyBytes.Length <= ExactBytes;

    /// <summary>The image of an encoding.</summary>
    /// <exception cref="InvalidDataException">The bytes are no key of this model.</exception>
    public UInt128 ImageOf(ReadOnlySpan<byte> keyBytes)
    {
        if (!Folds) return ImageOfFolded(keyBytes);
        var folded = Array.Empty<byte>();
        var length = Fold(keyBytes, ref folded);
        var image = ImageOfFolded(folded.AsSpan(0, length));
        PooledBuffer.Release(ref folded);
        return image;
    }

    /// <summary>The bytes of an exact image, for decoding: all 16, what follows the key being zeros.</summary>
    public static void WriteImage(UInt128 image, Span<byte> destination) => BinaryPrimitives.WriteUInt128LittleEndian(destination, image);

    private int Fold(ReadOnlySpan<byte> keyBytes, ref byte[] folded)
    {
        var end = 0;
        foreach (var (size, folds) in _parts)
        {
            var length = size;
            var text = size == 0 ? CanonicalText.Read(keyBytes, out length) : default;
            if (folds)
            {
                end = CanonicalText.WriteUtf8(ref folded, end, text, fold: true);
            }
            else
            {
                PooledBuffer.Ensure(ref folded, end, length);
                keyBytes[..length].CopyTo(folded.AsSpan(end));
                end += length;
            }

            keyBytes = keyBytes[length..];
        }

        return end;
    }

    private UInt128 ImageOfFolded(ReadOnlySpan<byte> keyBytes)
    {
        if (!IsExact(keyBytes)) return XxHash128.HashToUInt128(keyBytes);
        Span<byte> padded = stackalloc byte[ExactBytes];
        padded.Clear();
        keyBytes.CopyTo(padded);
        return BinaryPrimitives.ReadUInt128LittleEndian(padded);
    }

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
