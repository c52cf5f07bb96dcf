namespace Syncline;

/// <summary>Entries whose images fit 8 bytes: image and hash side by side.</summary>
internal sealed class NarrowEntryTable(int expected, bool keepsHashes) : EntryTable(imageWords: 1, expected, keepsHashes)
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
        var entry = Probe(low, out var place);
        if (entry >= 0)
        {
            _next = entry + 1;
            return entry;
        }

        added = true;
        if (_count == _room && MakeRoom()) Probe(low, out place);
        ref var words = ref Words(_count);
        words = low;
        AddHash(ref words);
        _index.Fill(place.Line, place.Empty, place.Tag, _count);
        return _count++;
    }

    private int Probe(ulong image, out Place place)
    {
        var line = _index.LineOf(image, out var tag);
        for (var full = 1; ; full++)
        {
            var answer = _index.Ask(line, tag);
            for (var matches = answer.Matches; matches != 0; matches &= matches - 1)
            {
                var entry = _index.EntryAt(line, matches);
                if (Words(entry) == image)
                {
                    place = default;
                    return entry;
                }
            }

            if (answer.Empty != 0)
            {
                place = new(line, answer.Empty, tag);
                return -1;
            }

            line = _index.LineAfter(image, full, line);
        }
    }

    private protected override void FillIndex()
    {
        for (var entry = 0; entry < _count; entry++) _index.Add(Words(entry), entry);
    }
}
