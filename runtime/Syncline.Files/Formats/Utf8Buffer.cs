using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Syncline;

/// <summary>UTF-8 text that grows in memory and is passed on in blocks.</summary>
internal sealed class Utf8Buffer : IDisposable
{
    private const int FirstSize = 160 * 1024;

    // Of each UTF-16 character UTF-8 has three bytes at most.
    private const int MaxBytesOfChar = 3;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Takes back what was written after a point.</summary>
    public void CutTo(int length) => Length = length;

    public void Add(byte one)
    {
        Room(1)[0] = one;
        Length++;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Adds the text of a value that is no char.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<T>(T value)
        where T : struct
        => Length += ValueText.Write(Room(ValueText.MaxLength), value);

    /// <summary>Adds text; <see langword="false"/>, and nothing is added, where it holds half of a surrogate pair.</summary>
    public bool TryAdd(ReadOnlySpan<char> text)
    {
        if (Utf8.FromUtf16(text, Room(text.Length * MaxBytesOfChar), out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done) return false;
        Length += written;
        return true;
    }

    public void AddBase64(ReadOnlySpan<byte> bytes)
    {
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, Room(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        Length += written;
    }

    /// <summary>Room after what was written, for that many bytes or more; what is filled of it counts by <see cref="Advance"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int bytes)
    {
        var (all, length) = (_bytes, Length);
        return all.Length - length < bytes ? Grown(bytes) : all.AsSpan(length);
    }

    /// <summary>Counts bytes of the room as written.</summary>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>What was written after a point, to be changed.</summary>
    public Span<byte> Last(int start) => _bytes.AsSpan(start, Length - start);

    public void Dispose()
    {
        if (_bytes.Length > 0) ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span<byte> Grown(int by)
    {
        var grown = ArrayPool<byte>.Shared.Rent(checked(Math.Max(_bytes.Length * 2, Length + by)));
        _bytes.AsSpan(0, Length).CopyTo(grown);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = grown;
        return grown.AsSpan(Length);
    }
}
