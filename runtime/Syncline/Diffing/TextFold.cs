using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Syncline;

/// <summary>Text without case: simple case folding, one character to one character, from a table that never changes.</summary>
/// <remarks>
/// What <see cref="SyncColumnAttribute.IgnoreCase"/> means, for keys, hashes and comparisons alike. It does not depend on culture, machine or
/// runtime version. <c>ß</c> and <c>ss</c> differ, as do the dotted and dotless <c>i</c> of Turkish.
/// </remarks>
public static partial class TextFold
{
    private const int StackChars = 256;
    private const int PageSize = 256;
    private static readonly long Seed = Random.Shared.NextInt64();

    // For each 256 characters of the basic plane the page with what is added to them, page 0 for those that stay; 18 pages or so.
    private static readonly byte[] PageOf = new byte[0x10000 / PageSize];
    private static readonly ushort[] Added = BuildPages();

    /// <summary>Whether two texts are equal but for case.</summary>
    public static bool Equals(string? left, string? right)
    {
        if (ReferenceEquals(left, right)) return true;
        return left is not null && right is not null && left.Length == right.Length && Compare(left, right) == 0;
    }

    /// <summary>A hash that is the same for texts equal but for case. Valid within this process only.</summary>
    public static int GetHashCode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        char[]? rented = null;
        var folded = text.Length <= StackChars ? stackalloc char[StackChars] : rented = ArrayPool<char>.Shared.Rent(text.Length);
        folded = folded[..text.Length];
        Fold(text, folded);
        var hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(folded), Seed);
        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        return (int)hash;
    }

    /// <summary>The order of two texts: that of their folded UTF-16 code units, null first. 0 exactly when <see cref="Equals(string?, string?)"/>.</summary>
    public static int Compare(string? left, string? right)
    {
        if (ReferenceEquals(left, right)) return 0;
        if (left is null) return -1;
        if (right is null) return 1;
        var end = Math.Min(left.Length, right.Length);
        for (var i = 0; i < end; i++)
        {
            if (left[i] == right[i] && !char.IsSurrogate(left[i])) continue;
            var order = FoldAt(left, i) - FoldAt(right, i);
            if (order != 0) return order;
        }

        return left.Length - right.Length;
    }

    /// <summary>Folds a text; the result has the text's length.</summary>
    internal static void Fold(ReadOnlySpan<char> text, Span<char> destination)
    {
        for (var i = 0; i < text.Length; i++) destination[i] = FoldAt(text, i);
    }

    /// <summary>The most bytes the folded form of so many UTF-8 bytes takes: two become three at worst.</summary>
    internal static int MaxFoldedLength(int length) => checked(length + length / 2 + 4);

    /// <summary>Folds UTF-8, generalised for lone surrogates as <see cref="Wtf8"/> is.</summary>
    /// <returns>The bytes written.</returns>
    internal static int FoldUtf8(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var written = 0;
        while (!text.IsEmpty)
        {
            if (text[0] < 0x80)
            {
                destination[written++] = (byte)FoldBasic((char)text[0]);
                text = text[1..];
                continue;
            }

            if (Rune.DecodeFromUtf8(text, out var rune, out var read) != OperationStatus.Done)
            {
                // A byte of a lone surrogate in its generalised form; it has no case.
                destination[written++] = text[0];
                text = text[1..];
                continue;
            }

            written += FoldRune(rune).EncodeToUtf8(destination[written..]);
            text = text[read..];
        }

        return written;
    }

    /// <summary>Folds one character.</summary>
    internal static Rune FoldRune(Rune rune) => rune.IsBmp ? new Rune(FoldBasic((char)rune.Value)) : new Rune(FoldSupplementary(rune.Value));

    private static char FoldAt(ReadOnlySpan<char> text, int i)
    {
        var c = text[i];
        if (!char.IsSurrogate(c)) return FoldBasic(c);
        // Within a pair only the low surrogate changes.
        if (char.IsHighSurrogate(c) || i == 0 || !char.IsHighSurrogate(text[i - 1])) return c;
        return (char)(0xDC00 | FoldSupplementary(char.ConvertToUtf32(text[i - 1], c)) & 0x3FF);
    }

    private static char FoldBasic(char c) => (char)(c + Added[PageOf[c >> 8] * PageSize + (c & 0xFF)]);

    private static int FoldSupplementary(int value)
    {
        // The few ranges beyond the basic plane stand last.
        for (var i = Ranges.Length - 4; Ranges[i] > 0xFFFF; i -= 4)
        {
            if (value < Ranges[i]) continue;
            return value <= Ranges[i + 1] && (value - Ranges[i]) % Ranges[i + 2] == 0 ? value + Ranges[i + 3] : value;
        }

        return value;
    }

    private static ushort[] BuildPages()
    {
        var added = new List<ushort>(new ushort[PageSize]);
        for (var i = 0; i < Ranges.Length && Ranges[i] <= 0xFFFF; i += 4)
        {
            for (var c = Ranges[i]; c <= Ranges[i + 1]; c += Ranges[i + 2])
            {
                if (PageOf[c >> 8] == 0)
                {
                    PageOf[c >> 8] = (byte)(added.Count / PageSize);
                    added.AddRange(new ushort[PageSize]);
                }

                added[PageOf[c >> 8] * PageSize + (c & 0xFF)] = (ushort)Ranges[i + 3];
            }
        }

        return [.. added];
    }
}
