using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>The baseline in memory: per key its image, the hash of its row, a byte of flags, and whether this run has seen it.</summary>
/// <remarks>
/// Entries lie in the order they were added, so a source that gives rows in the order of the state finds each at the place after the last
/// one, without a look at the index. The index is a <see cref="LineIndex"/>. Nothing is removed; nothing is allocated but to grow. Entries lie in chunks
/// that stay where they are: a table that grows copies its index alone, and never has its entries in memory twice.
/// </remarks>
internal abstract class EntryTable
{
    // Room for a run's added rows, so that the index of a loaded baseline isn't built anew for the first of them.
    private const int SpareShift = 6;
    private const int SpareMin = 16;

    // From here on the index grows by a quarter instead of doubling: memory is saved where it counts.
    private const int LargeFrom = 1 << 23;

    // Its 4-byte slots, filled to four fifths, end at Array.MaxLength.
    private const int MaxEntries = 1 << 30;

    // A table with an index for so many gets room in large steps once it has filled a chunk, and another thread touches what it is given.
    private const int TouchedFrom = 1 << 18;
    private const int ChunksAhead = 8;
    private const int SlotsAtOnce = 1 << 18;

    private const int ChunkBits = 16;
    private const int ChunkEntries = 1 << ChunkBits;

    private readonly int _stride;
    private readonly bool _keepsHashes;
    private ulong[][] _words = [];
    private byte[][] _flags = [];
    private ulong[][] _seen = [];
    private int _indexed;
    private int _made;
    private bool _isIndexNew = true;
    private protected LineIndex _index;
    private protected int _count;
    private protected int _room;
    private protected int _next;

    private protected EntryTable(int imageWords, int expected, bool keepsHashes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expected);
        _keepsHashes = keepsHashes;
        _stride = imageWords + (keepsHashes ? 1 : 0);
        _indexed = (int)Math.Min(expected + (long)(expected >> SpareShift) + SpareMin, MaxEntries);
        _index = new LineIndex(_indexed);
    }

    /// <summary>A table for the keys of a model.</summary>
    /// <param name="format">Decides how much of an image is kept: 8 bytes or 16.</param>
    /// <param name="expected">How many entries there will be; a good guess saves memory and copying.</param>
    /// <param name="keepsHashes">Whether a hash is kept of each, which takes 8 bytes.</param>
    public static EntryTable Create(KeyFormat format, int expected, bool keepsHashes = true) => format.ImageBytes == 8 ? new NarrowEntryTable(expected, keepsHashes) : new WideEntryTable(expected, keepsHashes);

    /// <summary>How many entries there are. They are numbered from 0 in the order they were added.</summary>
    public int Count => _count;

    /// <summary>Makes the index large enough for so many entries at once, where that is known, or for the first millions of them.</summary>
    public void Expect(int entries)
    {
        if (Math.Min(entries, LargeFrom) is var expected && expected > _indexed) Index(expected);
    }

    /// <summary>The entry of an image, or -1.</summary>
    public abstract int Find(UInt128 image);

    /// <summary>The entry of an image, added with hash and flags 0 if it was not there.</summary>
    public abstract int GetOrAdd(UInt128 image, out bool added);

    /// <summary>The image of an entry.</summary>
    public abstract UInt128 ImageOf(int entry);

    /// <summary>The hash of an entry's row, where hashes are kept. The reference is valid until an entry is added.</summary>
    public ref ulong HashOf(int entry)
    {
        if (!_keepsHashes) throw new InvalidOperationException("The table keeps no hashes.");
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        return ref _words[entry >> ChunkBits][(entry & (ChunkEntries - 1)) * _stride + _stride - 1];
    }

    /// <summary>The flags of an entry; what they mean is the caller's. The reference is valid until an entry is added.</summary>
    public ref byte FlagsOf(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        return ref _flags[entry >> ChunkBits][entry & (ChunkEntries - 1)];
    }

    /// <summary>Marks an entry seen.</summary>
    /// <returns>Whether it was before.</returns>
    public bool TestAndSetSeen(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        ref var word = ref SeenWord(entry);
        var bit = 1UL << (entry & 63);
        var was = (word & bit) != 0;
        word |= bit;
        return was;
    }

    /// <summary>Whether an entry is marked seen.</summary>
    public bool IsSeen(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        return (SeenWord(entry) >> (entry & 63) & 1) != 0;
    }

    /// <summary>Marks an entry unseen.</summary>
    public void ClearSeen(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        SeenWord(entry) &= ~(1UL << (entry & 63));
    }

    /// <summary>How many entries have any of some flags.</summary>
    public int CountFlags(byte any)
    {
        // Eight at a time: each byte that has one of them becomes a 1.
        const ulong Ones = 0x0101_0101_0101_0101;
        var count = 0;
        foreach (var chunk in _flags)
        {
            var eights = MemoryMarshal.Cast<byte, ulong>(chunk);
            foreach (var eight in eights)
            {
                var bits = eight & any * Ones;
                bits |= bits >> 4;
                bits |= bits >> 2;
                bits |= bits >> 1;
                count += BitOperations.PopCount(bits & Ones);
            }

            foreach (var one in chunk.AsSpan(eights.Length * sizeof(ulong))) count += (one & any) != 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Marks all entries unseen.</summary>
    public void ClearSeen()
    {
        foreach (var chunk in _seen) Array.Clear(chunk);
    }

    /// <summary>Makes room for another entry.</summary>
    /// <returns>Whether the index was built anew, so that a place found in it is no more.</returns>
    private protected bool MakeRoom()
    {
        var isFull = _count == _indexed;
        if (isFull) GrowIndex();
        if (_made == _room) AddRoom();
        _room = _made;
        // Only once a chunk is full: who expects many may be wrong, or want a sample.
        if (_count > 0 && _indexed >= TouchedFrom) MakeAhead();
        return isFull;
    }

    /// <summary>Adds every entry to an empty index.</summary>
    private protected abstract void FillIndex();

    /// <summary>Adds the hash of a new entry, where hashes are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected void AddHash(ref ulong words)
    {
        if (_keepsHashes) Unsafe.Add(ref words, _stride - 1) = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected ref ulong Words(int entry) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_words[entry >> ChunkBits]), (nint)(entry & (ChunkEntries - 1)) * _stride);

    /// <summary>Where an entry that was not found can be put.</summary>
    private protected readonly record struct Place(int Line, uint Empty, uint Tag);

    private ref ulong SeenWord(int entry) => ref _seen[entry >> ChunkBits][(entry & (ChunkEntries - 1)) >> 6];

    /// <summary>Makes the room that is needed next, and has it touched meanwhile, as the index once.</summary>
    private void MakeAhead()
    {
        // Not held by who touches it: a table that is let go of may take much of the memory there is.
        var table = new WeakReference<EntryTable>(this);
        var from = _words.Length;
        if (_isIndexNew) ThreadPool.UnsafeQueueUserWorkItem(TouchIndex, table, preferLocal: false);
        _isIndexNew = false;
        for (var chunk = 0; chunk < ChunksAhead && _made < _indexed; chunk++) AddRoom();
        ThreadPool.UnsafeQueueUserWorkItem(TouchChunks, (table, from, _words.Length), preferLocal: false);
    }

    private static void TouchIndex(WeakReference<EntryTable> table)
    {
        var start = 0;
        while (TryTouchIndex(table, start)) start += SlotsAtOnce;
    }

    private static void TouchChunks((WeakReference<EntryTable> Table, int From, int End) chunks)
    {
        var at = chunks.From;
        while (at < chunks.End && TryTouchChunk(chunks.Table, at)) at++;
    }

    // Of their own, so that nothing holds the table between two of them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryTouchIndex(WeakReference<EntryTable> reference, int start)
    {
        if (!reference.TryGetTarget(out var table) || table._index.Slots is not { } slots || start >= slots.Length) return false;
        FirstTouch.Touch(slots.AsSpan(start, Math.Min(SlotsAtOnce, slots.Length - start)));
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryTouchChunk(WeakReference<EntryTable> reference, int chunk)
    {
        if (!reference.TryGetTarget(out var table)) return false;
        FirstTouch.Touch(table._words[chunk].AsSpan());
        return true;
    }

    /// <summary>Adds a chunk, or makes the last one larger.</summary>
    private void AddRoom()
    {
        var last = _words.Length - 1;
        if (last < 0 || _made == (last + 1) * ChunkEntries)
        {
            last++;
            Array.Resize(ref _words, last + 1);
            Array.Resize(ref _flags, last + 1);
            Array.Resize(ref _seen, last + 1);
            (_words[last], _flags[last], _seen[last]) = ([], [], []);
        }

        // No larger than the index has use for: most tables are loaded, and get no more entries than their state said.
        _made = (int)Math.Min((long)(last + 1) * ChunkEntries, _indexed);
        var entries = _made - last * ChunkEntries;
        var words = GC.AllocateUninitializedArray<ulong>(entries * _stride);
        _words[last].CopyTo(words, 0);
        _words[last] = words;
        Array.Resize(ref _flags[last], entries);
        Array.Resize(ref _seen[last], (entries + 63) / 64);
    }

    private void GrowIndex()
    {
        if (_indexed == MaxEntries) throw new InvalidOperationException($"The state has {_count:N0} keys, the most that one sync can hold in memory.");
        Index((int)Math.Min((long)_indexed + (_indexed < LargeFrom ? _indexed : _indexed / 4), MaxEntries));
    }

    private void Index(int entries)
    {
        _indexed = entries;
        // Let go of before the new one is made: the two together are more than what is added.
        _index = default;
        _index = new LineIndex(_indexed);
        _isIndexNew = true;
        FillIndex();
    }
}
