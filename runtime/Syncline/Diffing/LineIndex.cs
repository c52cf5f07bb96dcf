using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Syncline;

/// <summary>Finds numbered entries by key: 4 bytes a slot, 16 slots a line of the cache, filled to four fifths.</summary>
/// <remarks>
/// <para>A slot holds the entry's number plus one in its low bits and a tag in what is left above them; the tag tells most keys of a line apart without
/// a look at the entry.</para>
/// <para>Neighbours stay neighbours: 16 numbers in a row belong to one line, 64 such lines to one page of memory, and only pages are spread by a hash. Keys
/// that come in order then walk the index in order. What does not fit its line goes to another one, by a hash of its own: runs of ids that
/// overlap don't pile up as they do where keys index slots directly.</para>
/// </remarks>
internal readonly struct LineIndex
{
    private const int LineBits = 4;
    private const int LineSlots = 1 << LineBits;
    private const int LineBytes = LineSlots * sizeof(uint);
    private const int MaxPageBits = 6;

    // Entries for each 5 lines of 16 slots: four fifths.
    private const int EntriesPerFiveLines = 64;

    // Past this many full lines the next one in memory is taken, which reaches every line whatever the hash.
    private const int MaxJumps = 32;

    // Arrays of this size live where the collector doesn't move them unless asked to; shorter ones are short-lived and not worth pinning.
    private const int PinnedFrom = 85_000 / sizeof(uint);

    // The golden ratio, which spreads numbers in a row evenly, and two odd numbers without a pattern.
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;
    private const ulong Odd1 = 0xD6E8_FEB8_6659_FD93;
    private const ulong Odd2 = 0xA076_1D64_78BD_642F;

    private readonly uint[] _slots;
    private readonly int _first;
    private readonly uint _lines;
    private readonly uint _pages;
    private readonly int _pageBits;
    private readonly uint _entryMask;

    /// <summary>An empty index.</summary>
    /// <param name="capacity">The most entries it will hold.</param>
    public LineIndex(int capacity)
        : this(capacity, capacity)
    {
    }

    /// <summary>An empty index of few entries with large numbers.</summary>
    /// <param name="capacity">The most entries it will hold.</param>
    /// <param name="numbers">Above the highest number of an entry.</param>
    public LineIndex(int capacity, int numbers)
    {
        var lines = (uint)(capacity / EntriesPerFiveLines * 5 + capacity % EntriesPerFiveLines * 5 / EntriesPerFiveLines + 1);
        _pageBits = Math.Min(MaxPageBits, BitOperations.Log2(BitOperations.RoundUpToPowerOf2(lines)));
        _pages = (lines + (1u << _pageBits) - 1) >> _pageBits;
        _lines = _pages << _pageBits;
        _entryMask = (uint)(BitOperations.RoundUpToPowerOf2((ulong)numbers + 1) - 1);
        var length = checked((int)(_lines * LineSlots));
        if (length < PinnedFrom)
        {
            _slots = new uint[length];
            return;
        }

        _slots = GC.AllocateArray<uint>(length + LineSlots - 1, pinned: true);
        _first = FirstOfLine(_slots);
    }

    /// <summary>All of its memory; null where none was made yet.</summary>
    public uint[]? Slots => _slots;

    /// <summary>What a line says about a tag.</summary>
    /// <param name="Matches">A bit for each slot whose entry may have the key.</param>
    /// <param name="Empty">A bit for each empty slot; once there is one, the key is in no further line.</param>
    public readonly record struct Answer(uint Matches, uint Empty);

    /// <summary>Spreads a number over 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value) => (value ^ value >> 32) * Golden;

    /// <summary>The first line to look at for a key, and its tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LineOf(ulong number, out uint tag)
    {
        var hash = Mix(number >> (LineBits + MaxPageBits));
        tag = ((uint)(hash >> 12) << LineBits ^ (uint)number) * (_entryMask + 1);
        // Pages begin at different lines, or numbers far apart would all want the same ones.
        var line = (uint)(number >> LineBits) + (uint)(hash >> 20) & ((1u << _pageBits) - 1);
        return At(((uint)Math.BigMul(hash, _pages, out _) << _pageBits) + line);
    }

    /// <summary>The line to look at after so many full ones.</summary>
    public int LineAfter(ulong number, int full, int line)
    {
        if (full > MaxJumps)
        {
            var next = line + LineSlots;
            return next < At(_lines) ? next : _first;
        }

        var group = number >> LineBits;
        var hash = (group ^ group >> 29) * Odd1;
        hash = (hash ^ hash >> 32) * Odd2 * (uint)full;
        return At((uint)Math.BigMul(hash ^ hash >> 31, _lines, out _));
    }

    /// <summary>Asks for a line's memory ahead of its use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(int line)
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref Slot(line)));
    }

    /// <summary>Looks at a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Answer Ask(int line, uint tag)
    {
        var lower = Vector256.LoadUnsafe(ref Slot(line));
        var upper = Vector256.LoadUnsafe(ref Slot(line + Vector256<uint>.Count));
        var empty = Vector256.Equals(lower, Vector256<uint>.Zero).ExtractMostSignificantBits()
            | Vector256.Equals(upper, Vector256<uint>.Zero).ExtractMostSignificantBits() << Vector256<uint>.Count;
        var mask = Vector256.Create(~_entryMask);
        var tags = Vector256.Create(tag);
        var matches = Vector256.Equals(lower & mask, tags).ExtractMostSignificantBits()
            | Vector256.Equals(upper & mask, tags).ExtractMostSignificantBits() << Vector256<uint>.Count;
        return new(matches & ~empty, empty);
    }

    /// <summary>The entry of the first match.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int EntryAt(int line, uint matches) => (int)(Slot(line + BitOperations.TrailingZeroCount(matches)) & _entryMask) - 1;

    /// <summary>Puts an entry into the first empty slot of a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill(int line, uint empty, uint tag, int entry) => Slot(line + BitOperations.TrailingZeroCount(empty)) = tag | (uint)(entry + 1);

    /// <summary>Adds an entry whose key is known not to be there.</summary>
    public void Add(ulong number, int entry)
    {
        var line = LineOf(number, out var tag);
        for (var full = 1; ; full++)
        {
            var answer = Ask(line, tag);
            if (answer.Empty != 0)
            {
                Fill(line, answer.Empty, tag, entry);
                return;
            }

            line = LineAfter(number, full, line);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int At(uint line) => _first + (int)(line * LineSlots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref uint Slot(int at) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), (nint)(uint)at);

    private static unsafe int FirstOfLine(uint[] slots)
    {
        var past = (int)((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(slots)) % LineBytes);
        return past == 0 ? 0 : (LineBytes - past) / sizeof(uint);
    }
}
