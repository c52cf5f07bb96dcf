using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Entries with images of 16 bytes: lower half, upper half and hash side by side.</summary>
internal sealed class WideEntryTable(int expected) : EntryTable(stride: 3, expected)
{
    public override UInt128 ImageOf(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        ref var words = ref Words(entry);
        return new UInt128(Unsafe.Add(ref words, 1), words);
    }

    public override int Find(UInt128 image)
    {
        var (low, high) = Halves(image);
        if (_next < _count && Is(_next, low, high)) return _next++;
        var entry = Probe(low, high, out _);
        if (entry >= 0) _next = entry + 1;
        return entry;
    }

    public override int GetOrAdd(UInt128 image, out bool added)
    {
        var (low, high) = Halves(image);
        added = false;
        if (_next < _count && Is(_next, low, high)) return _next++;
        var entry = Probe(low, high, out var free);
        if (entry >= 0)
        {
            _next = entry + 1;
            return entry;
        }

        added = true;
        if (_count == Capacity)
        {
            Grow();
            Probe(low, high, out free);
        }

        ref var words = ref Words(_count);
        words = low;
        Unsafe.Add(ref words, 1) = high;
        Unsafe.Add(ref words, 2) = 0;
        _index.Fill(free, Locate(low, high), _count);
        return _count++;
    }

    private static (ulong Low, ulong High) Halves(UInt128 image) => ((ulong)image, (ulong)(image >> 64));

    // The last part of a key of two numbers stands in the upper half, and is what differs between neighbours.
    private static LineIndex.Location Locate(ulong low, ulong high) => LineIndex.Locate(LineIndex.Mix(low) + (high >> LineIndex.NeighbourBits), (uint)(high ^ low));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Is(int entry, ulong low, ulong high)
    {
        ref var words = ref Words(entry);
        return words == low && Unsafe.Add(ref words, 1) == high;
    }

    private int Probe(ulong low, ulong high, out int free)
    {
        var probe = _index.Start(Locate(low, high));
        while (true)
        {
            var found = _index.Next(ref probe);
            if (found < 0) break;
            if (Is(found, low, high))
            {
                free = -1;
                return found;
            }
        }

        free = probe.Free;
        return -1;
    }

    private void Grow()
    {
        GrowEntries();
        _index = new LineIndex(Capacity);
        for (var entry = 0; entry < _count; entry++)
        {
            ref var words = ref Words(entry);
            _index.Add(Locate(words, Unsafe.Add(ref words, 1)), entry);
        }
    }
}
