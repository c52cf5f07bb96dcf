using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Syncline;

/// <summary>Finds numbered entries by key: 4 bytes a slot, 16 slots a line of the cache, filled to four fifths.</summary>
/// <remarks>
/// A slot holds the entry's number plus one in its low bits and a tag in what is left above them; most slots of other keys are told
/// apart by the tag. Keys that differ only in their lowest <see cref="NeighbourBits"/> bits begin in the same line, so keys in order walk the index in
/// strides of a line, while groups of them are spread by a hash: runs of ids that overlap don't pile up as they do where keys index slots directly.
/// A full line is left for another one, at a distance that is the group's own.
/// </remarks>
internal struct LineIndex
{
    /// <summary>How many low bits of a key number the neighbours of one line.</summary>
    public const int NeighbourBits = 4;

    private const int LineSlots = 1 << NeighbourBits;
    private const int LineBytes = LineSlots * sizeof(uint);

    // Past this many full lines the next one in memory is taken, which reaches every line whatever the distance.
    private const int MaxJumps = 32;

    // The golden ratio and another odd number without a pattern.
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;
    private const ulong SpreadStep = 0xD6E8_FEB8_6659_FD93;

    private readonly uint[] _slots;
    private readonly int _first;
    private readonly uint _lines;
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
        _lines = (uint)(capacity / 64 * 5 + capacity % 64 * 5 / 64 + 1);
        _entryMask = (uint)(BitOperations.RoundUpToPowerOf2((ulong)numbers + 1) - 1);
        // Pinned, so that lines stay where the cache's lines begin.
        _slots = GC.AllocateArray<uint>(checked((int)(_lines * LineSlots) + LineSlots - 1), pinned: true);
        _first = Alignment(_slots);
    }

    /// <summary>Where a key belongs.</summary>
    /// <param name="Hash">Spreads groups of neighbours over the lines.</param>
    /// <param name="Step">The distance to the line after a full one.</param>
    /// <param name="Tag">Tells keys of a line apart, as far as bits are free.</param>
    public readonly record struct Location(ulong Hash, ulong Step, uint Tag);

    /// <summary>A walk along the lines of a key.</summary>
    public struct Probe
    {
        internal ulong _hash;
        internal ulong _step;
        internal uint _tag;
        internal uint _matches;
        internal int _line;
        internal int _jumps;

        /// <summary>After the walk has ended: where the key can be put.</summary>
        public int Free;
    }

    /// <summary>Spreads a number over 64 bits; neighbours end up far apart, and evenly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value) => (value ^ value >> 32) * Spread;

    /// <summary>Where a key belongs.</summary>
    /// <param name="group">What a key shares with its neighbours.</param>
    /// <param name="key">Bits of the key; the lowest tell neighbours apart.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Location Locate(ulong group, uint key)
    {
        var hash = Mix(group);
        return new Location(hash, (hash ^ hash >> 29) * SpreadStep | 1, (uint)(hash >> 12) << NeighbourBits ^ key);
    }

    /// <summary>Begins a walk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Probe Start(Location location)
    {
        var probe = new Probe { _hash = location.Hash, _step = location.Step, _tag = TagOf(location) };
        Enter(ref probe, LineOf(location.Hash));
        return probe;
    }

    /// <summary>The next entry that may have the key, or -1 when none is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Next(ref Probe probe)
    {
        while (true)
        {
            if (probe._matches != 0)
            {
                var at = probe._line + BitOperations.TrailingZeroCount(probe._matches);
                probe._matches &= probe._matches - 1;
                return (int)(Slot(at) & _entryMask) - 1;
            }

            if (probe.Free >= 0) return -1;
            Jump(ref probe);
        }
    }

    /// <summary>Puts an entry into the slot its walk ended at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Fill(int free, Location location, int entry) => Slot(free) = TagOf(location) | (uint)(entry + 1);

    /// <summary>Adds an entry whose key is known not to be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Add(Location location, int entry)
    {
        var probe = Start(location);
        while (probe.Free < 0) Jump(ref probe);
        Fill(probe.Free, location, entry);
    }

    /// <summary>Brings the line of a key into the cache.</summary>
    /// <returns>A slot of the line, so that the load isn't dropped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Touch(Location location) => Slot(LineOf(location.Hash));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint TagOf(Location location) => location.Tag * (_entryMask + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int LineOf(ulong hash) => _first + (int)Math.BigMul(hash, _lines, out _) * LineSlots;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ref uint Slot(int at) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), (nint)(uint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Enter(ref Probe probe, int line)
    {
        var lower = Vector256.LoadUnsafe(ref Slot(line));
        var upper = Vector256.LoadUnsafe(ref Slot(line + Vector256<uint>.Count));
        var empty = Vector256.Equals(lower, Vector256<uint>.Zero).ExtractMostSignificantBits()
            | Vector256.Equals(upper, Vector256<uint>.Zero).ExtractMostSignificantBits() << Vector256<uint>.Count;
        var mask = Vector256.Create(~_entryMask);
        var tag = Vector256.Create(probe._tag);
        var matches = Vector256.Equals(lower & mask, tag).ExtractMostSignificantBits()
            | Vector256.Equals(upper & mask, tag).ExtractMostSignificantBits() << Vector256<uint>.Count;
        probe._line = line;
        probe._matches = matches & ~empty;
        probe.Free = empty == 0 ? -1 : line + BitOperations.TrailingZeroCount(empty);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Jump(ref Probe probe)
    {
        if (++probe._jumps <= MaxJumps)
        {
            probe._hash += probe._step;
            Enter(ref probe, LineOf(probe._hash));
            return;
        }

        var next = probe._line + LineSlots;
        Enter(ref probe, next < _first + (int)_lines * LineSlots ? next : _first);
    }

    private static unsafe int Alignment(uint[] slots)
    {
        var past = (int)((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(slots)) % LineBytes);
        return past == 0 ? 0 : (LineBytes - past) / sizeof(uint);
    }
}
