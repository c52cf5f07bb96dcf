using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>
/// The canonical form of text and bytes: the length in bytes as a variable-length number, then the bytes. Text is <see cref="Wtf8"/>,
/// folded first where case is ignored.
/// </summary>
internal static class CanonicalText
{
    /// <summary>The most bytes a length takes.</summary>
    public const int MaxLengthSize = 5;

    // Whatever is in so many characters, the length of their bytes takes one byte.
    private const int ShortText = 127 / Wtf8.MaxBytesPerChar;

    // Longer text is counted before it is encoded, so that the buffer grows by what it takes and not by three times its length.
    private const int CountFrom = 1 << 16;
    private const int StackChars = 256;
    private const int StackBytes = 512;

    /// <summary>Appends a text, growing the buffer where needed.</summary>
    /// <returns>The end of what was written.</returns>
    public static int Write(ref byte[] buffer, int at, ReadOnlySpan<char> text, bool fold) => fold ? WriteFolded(ref buffer, at, text) : Write(ref buffer, at, text);

    /// <summary>Appends a text that is valid UTF-8 already; gives what <see cref="Write(ref byte[], int, ReadOnlySpan{char}, bool)"/> gives for the same text.</summary>
    /// <returns>The end of what was written.</returns>
    public static int WriteUtf8(ref byte[] buffer, int at, ReadOnlySpan<byte> text, bool fold)
    {
        if (!fold) return WriteBytes(ref buffer, at, text);
        // A folded character may take more bytes than it did, so there is no folding in place.
        byte[]? rented = null;
        var most = TextFold.MaxFoldedLength(text.Length);
        var folded = most <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(most);
        var end = WriteBytes(ref buffer, at, folded[..TextFold.FoldUtf8(text, folded)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return end;
    }

    /// <summary>Appends bytes.</summary>
    /// <returns>The end of what was written.</returns>
    public static int WriteBytes(ref byte[] buffer, int at, ReadOnlySpan<byte> bytes)
    {
        PooledBuffer.Ensure(ref buffer, at, (long)bytes.Length + MaxLengthSize);
        at = WriteLength(buffer, at, bytes.Length);
        bytes.CopyTo(buffer.AsSpan(at));
        return at + bytes.Length;
    }

    /// <summary>Reads a length and gives the bytes after it.</summary>
    /// <param name="from">Starts with the length.</param>
    /// <param name="size">The bytes taken, length included.</param>
    /// <exception cref="InvalidDataException">The length is damaged, or not that many bytes are left.</exception>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> from, out int size)
    {
        // Nearly all lengths take one byte.
        if (from.Length > 0 && from[0] is < 0x80 and var few && few < from.Length)
        {
            size = 1 + few;
            return from.Slice(1, few);
        }

        var length = 0L;
        for (var i = 0; i < MaxLengthSize && i < from.Length; i++)
        {
            length |= (long)(from[i] & 0x7F) << (7 * i);
            if ((from[i] & 0x80) != 0) continue;
            if (length > from.Length - i - 1) throw new InvalidDataException($"A text is damaged: it says {length} bytes, and {from.Length - i - 1} are left.");
            if (from[i] == 0 && i > 0) break;
            size = i + 1 + (int)length;
            return from.Slice(i + 1, (int)length);
        }

        throw new InvalidDataException("A text is damaged: its length can't be read.");
    }

    private static int Write(ref byte[] buffer, int at, ReadOnlySpan<char> text)
    {
        if (text.Length <= ShortText)
        {
            PooledBuffer.Ensure(ref buffer, at, ShortText * Wtf8.MaxBytesPerChar + 1);
            var bytes = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer), at), ShortText * Wtf8.MaxBytesPerChar + 1);
            var written = Wtf8.Encode(text, bytes[1..]);
            bytes[0] = (byte)written;
            return at + 1 + written;
        }

        return WriteLong(ref buffer, at, text);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int WriteLong(ref byte[] buffer, int at, ReadOnlySpan<char> text)
    {
        var most = text.Length < CountFrom ? (long)text.Length * Wtf8.MaxBytesPerChar : Wtf8.CountBytes(text);
        PooledBuffer.Ensure(ref buffer, at, most + MaxLengthSize);
        // The length stands before bytes that aren't counted yet: leave the room it takes if all is ASCII, and move the bytes if that was too little.
        var room = LengthSize(text.Length);
        var length = Wtf8.Encode(text, buffer.AsSpan(at + room, (int)most));
        var needed = LengthSize(length);
        if (needed != room) buffer.AsSpan(at + room, length).CopyTo(buffer.AsSpan(at + needed));
        WriteLength(buffer, at, length);
        return at + needed + length;
    }

    private static int WriteFolded(ref byte[] buffer, int at, ReadOnlySpan<char> text)
    {
        char[]? rented = null;
        var folded = text.Length <= StackChars ? stackalloc char[StackChars] : rented = ArrayPool<char>.Shared.Rent(text.Length);
        TextFold.Fold(text, folded);
        var end = Write(ref buffer, at, folded[..text.Length]);
        if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        return end;
    }

    private static int LengthSize(int length) => length switch
    {
        < 1 << 7 => 1,
        < 1 << 14 => 2,
        < 1 << 21 => 3,
        < 1 << 28 => 4,
        _ => 5,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteLength(byte[] buffer, int at, int length)
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(buffer);
        var rest = (uint)length;
        while (rest >= 0x80)
        {
            Unsafe.Add(ref start, at++) = (byte)(rest | 0x80);
            rest >>= 7;
        }

        Unsafe.Add(ref start, at++) = (byte)rest;
        return at;
    }
}
