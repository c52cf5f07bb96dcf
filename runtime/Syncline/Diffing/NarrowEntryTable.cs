namespace Syncline;

/// <summary>Entries whose images fit 8 bytes: image and hash side by side.</summary>
internal sealed class NarrowEntryTable(int expected) : EntryTable(stride: 2, expected)
{
    public override UInt128 ImageOf(int entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entry, (uint)_count, nameof(entry));
        return Words(entry);
    }

    public override int Find(UInt128 image)
    {
        var low = (ulong)image;
        if (_next < _count && Words(_next) == low) return _next++;
        var entry = Probe(low, out _);
        if (entry >= 0) _next = entry + 1;
        return entry;
    }

    public override int GetOrAdd(UInt128 image, out bool added)
    {
        var low = (ulong)image;
        added = false;
        if (_next < _count && Words(_next) == low) return _next++;
        var entry = Probe(low, out var free);
        if (entry >= 0)
        {
            _next = entry + 1;
            return entry;
        }

        added = true;
        if (_count == Capacity)
        {
            Grow();
            Probe(low, out free);
        }

        ref var words = ref Words(_count);
        words = low;
        System.Runtime.CompilerServices.Unsafe.Add(ref words, 1) = 0;
        _index.Fill(free, Locate(low), _count);
        return _count++;
    }

    private static LineIndex.Location Locate(ulong image) => LineIndex.Locate(image >> LineIndex.NeighbourBits, (uint)image);

    private int Probe(ulong image, out int free)
    {
        var probe = _index.Start(Locate(image));
        while (true)
        {
            var found = _index.Next(ref probe);
            if (found < 0) break;
            if (Words(found) == image)
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
        for (var entry = 0; entry < _count; entry++) _index.Add(Locate(Words(entry)), entry);
    }
}
