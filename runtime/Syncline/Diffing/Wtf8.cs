using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Syncline;

/// <summary>
/// UTF-8 that keeps lone surrogates: each becomes the three bytes its number would take (the form known as WTF-8).
/// Plain UTF-8 turns them all into U+FFFD, which would give two texts one encoding.
/// </summary>
internal static class Wtf8
{
    /// <summary>The most bytes a UTF-16 code unit can take.</summary>
    public const int MaxBytesPerChar = 3;

    /// <summary>The byte that each surrogate begins with, and so do some other characters.</summary>
    public const byte FirstOfSurrogate = 0xED;

    private const int StackChars = 256;

    /// <summary>Encodes a text; the destination holds <see cref="MaxBytesPerChar"/> bytes a code unit.</summary>
    /// <returns>The bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Encode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        var ascii = EncodeAscii(text, destination);
        return ascii == text.Length ? ascii : ascii + EncodeRest(text[ascii..], destination[ascii..]);
    }

    /// <summary>Encodes the ASCII characters that a text begins with, or most of them.</summary>
    private static int EncodeAscii(ReadOnlySpan<char> text, Span<byte> destination)
    {
        var length = text.Length;
        if (destination.Length < length) return 0;
        ref var from = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref var to = ref MemoryMarshal.GetReference(destination);
        var done = 0;
        if (length >= Vector128<ushort>.Count)
        {
            // The last step goes over characters that were done already rather than one by one over what is left.
            var last = length - Vector128<ushort>.Count;
            while (true)
            {
                var units = Vector128.LoadUnsafe(ref from, (nuint)done);
                if ((units & Vector128.Create<ushort>(0xFF80)) != Vector128<ushort>.Zero) return done;
                Vector128.NarrowWithSaturation(units, units).GetLower().StoreUnsafe(ref to, (nuint)done);
                if (done == last) return length;
                done = Math.Min(done + Vector128<ushort>.Count, last);
            }
        }

        for (; done < length; done++)
        {
            var unit = Unsafe.Add(ref from, done);
            if (unit >= 0x80) break;
            Unsafe.Add(ref to, done) = (byte)unit;
        }

        return done;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int EncodeRest(ReadOnlySpan<char> text, Span<byte> destination)
    {
        var total = 0;
        while (true)
        {
            var status = Utf8.FromUtf16(text, destination, out var read, out var written, replaceInvalidSequences: false);
            total += written;
            if (status == OperationStatus.Done) return total;
            if (status != OperationStatus.InvalidData) throw new ArgumentException("The destination is too short.", nameof(destination));
            var surrogate = text[read];
            destination = destination[written..];
            destination[0] = (byte)(0xE0 | surrogate >> 12);
            destination[1] = (byte)(0x80 | surrogate >> 6 & 0x3F);
            destination[2] = (byte)(0x80 | surrogate & 0x3F);
            destination = destination[3..];
            total += 3;
            text = text[(read + 1)..];
        }
    }

    /// <summary>How many bytes a text takes.</summary>
    public static long CountBytes(ReadOnlySpan<char> text)
    {
        // A surrogate pair takes 4 bytes, a lone surrogate 3: 3 for each unit, less 2 for each pair.
        long count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 0x80) count++;
            else if (c < 0x800) count += 2;
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                count += 4;
                i++;
            }
            else count += 3;
        }

        return count;
    }

    /// <summary>The text of an encoding.</summary>
    /// <exception cref="InvalidDataException">The bytes are no encoding that <see cref="Encode"/> writes.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        char[]? rented = null;
        var chars = bytes.Length <= StackChars ? stackalloc char[StackChars] : rented = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            return new string(chars[..Decode(bytes, chars)]);
        }
        finally
        {
            if (rented is not null) ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var total = 0;
        // A lone high surrogate followed by a lone low one would be a pair, which has an encoding of its own.
        var afterLoneHigh = false;
        while (true)
        {
            var status = Utf8.ToUtf16(bytes, chars[total..], out var read, out var written, replaceInvalidSequences: false);
            total += written;
            if (status == OperationStatus.Done) return total;
            bytes = bytes[read..];
            if (status != OperationStatus.InvalidData || bytes.Length < 3 || bytes[0] != 0xED || bytes[1] is < 0xA0 or > 0xBF || (bytes[2] & 0xC0) != 0x80)
                throw new InvalidDataException("A text is damaged: its bytes are no UTF-8.");
            var surrogate = (char)(0xD000 | (bytes[1] & 0x3F) << 6 | bytes[2] & 0x3F);
            if (afterLoneHigh && written == 0 && char.IsLowSurrogate(surrogate))
                throw new InvalidDataException("A text is damaged: a surrogate pair stands as two surrogates.");
            afterLoneHigh = char.IsHighSurrogate(surrogate);
            chars[total++] = surrogate;
            bytes = bytes[3..];
        }
    }
}
