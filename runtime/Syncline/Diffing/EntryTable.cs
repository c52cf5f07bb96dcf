using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>The baseline in memory: per key its image, the hash of its row, a byte of flags, and whether this run has seen it.</summary>
/// <remarks>
/// Entries lie in the order they were added, so a source that gives rows in the order of the state finds each at the place after the last
/// one, without a look at the index. The index is a <see cref="LineIndex"/>. Nothing is removed; nothing is allocated but to grow.
/// </remarks>
internal abstract class EntryTable
{
    // Room for a run's added rows, so that a loaded baseline isn't copied for the first of them.
    private const int SpareShift = 6;
    private const int SpareMin = 16;

    // From here on tables grow by a quarter instead of doubling.
    private const int LargeFrom = 1 << 20;

    private protected readonly int _stride;
    private protected ulong[] _words;
    private protected LineIndex _index;
    private protected int _count;
    private protected int _next;
    private byte[] _flags;
    private ulong[] _seen;

    private protected EntryTable(int stride, int expected)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expected);
        _stride = stride;
        Capacity = (int)Math.Min(expected + (long)(expected >> SpareShift) + SpareMin, MaxEntries);
        _words = GC.AllocateUninitializedArray<ulong>(Capacity * stride);
        _flags = new byte[Capacity];
        _seen = new ulong[SeenWords(Capacity)];
        _index = new LineIndex(Capacity);
    }

    /// <summary>A table for the keys of a model.</summary>
    /// <param name="format">Decides how much of an image is kept: 8 bytes or 16.</param>
    /// <param name="expected">How many entries there will be; a good guess saves memory and copying.</param>
    public static EntryTable Create(KeyFormat format, int expected) => format.ImageBytes == 8 ? new NarrowEntryTable(expected) : new WideEntryTable(expected);

    /// <summary>How many entries there are. They are numbered from 0 in the order they were added.</summary>
    public int Count => _count;

    private protected int Capacity { get; private set; }

    private int MaxEntries => Array.MaxLength / _stride;

    /// <summary>The entry of an image, or -1.</summary>
    public abstract int Find(UInt128 image);

    /// <summary>The entry of an image, added with hash and flags 0 if it was not there.</summary>
    public abstract int GetOrAdd(UInt128 image, out bool added);

    /// <summary>The image of an entry.</summary>
    public abstract UInt128 ImageOf(int entry);

    /// <summary>The hash of an entry's row. The reference is valid until an entry is added.</summary>
    public ref ulong HashOf(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        return ref _words[entry * _stride + _stride - 1];
    }

    /// <summary>The flags of an entry; what they mean is the caller's. The reference is valid until an entry is added.</summary>
    public ref byte FlagsOf(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        return ref _flags[entry];
    }

    /// <summary>Marks an entry seen.</summary>
    /// <returns>Whether it was before.</returns>
    public bool TestAndSetSeen(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        ref var word = ref _seen[entry >> 6];
        var bit = 1UL << (entry & 63);
        var was = (word & bit) != 0;
        word |= bit;
        return was;
    }

    /// <summary>Whether an entry is marked seen.</summary>
    public bool IsSeen(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        return (_seen[entry >> 6] >> (entry & 63) & 1) != 0;
    }

    /// <summary>Marks an entry unseen.</summary>
    public void ClearSeen(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        _seen[entry >> 6] &= ~(1UL << (entry & 63));
    }

    /// <summary>Marks all entries unseen.</summary>
    public void ClearSeen() => Array.Clear(_seen);

    /// <summary>Makes room for more entries; the index is rebuilt by the caller.</summary>
    private protected void GrowEntries()
    {
        if (Capacity == MaxEntries) throw new InvalidOperationException($"The state has {_count:N0} keys, the most that one sync can hold in memory.");
        Capacity = (int)Math.Min((long)Capacity + (Capacity < LargeFrom ? Capacity : Capacity / 4), MaxEntries);
        var words = GC.AllocateUninitializedArray<ulong>(Capacity * _stride);
        _words.AsSpan(0, _count * _stride).CopyTo(words);
        _words = words;
        Array.Resize(ref _flags, Capacity);
        Array.Resize(ref _seen, SeenWords(Capacity));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected ref ulong Words(int entry) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words), (nint)entry * _stride);

    /// <summary>Where an entry that was not found can be put.</summary>
    private protected readonly record struct Place(int Line, uint Empty, uint Tag);

    private static int SeenWords(int capacity) => (capacity + 63) / 64;
}
