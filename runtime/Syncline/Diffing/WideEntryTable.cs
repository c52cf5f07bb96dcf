using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Entries with images of 16 bytes: lower half, upper half and hash side by side.</summary>
internal sealed class WideEntryTable(int expected, bool keepsHashes) : EntryTable(imageWords: 2, expected, keepsHashes)
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
        var entry = Probe(low, high, out var place);
        if (entry >= 0)
        {
            _next = entry + 1;
            return entry;
        }

        added = true;
        if (_count == _room && MakeRoom()) Probe(low, high, out place);
        ref var words = ref Words(_count);
        words = low;
        Unsafe.Add(ref words, 1) = high;
        AddHash(ref words);
        _index.Fill(place.Line, place.Empty, place.Tag, _count);
        return _count++;
    }

    private static (ulong Low, ulong High) Halves(UInt128 image) => ((ulong)image, (ulong)(image >> 64));

    // A key of two numbers has the first of them in the lower half: keys in a row are neighbours as long as the second stays the same.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NumberOf(ulong low, ulong high) => low + LineIndex.Mix(high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Is(int entry, ulong low, ulong high)
    {
        ref var words = ref Words(entry);
        return words == low && Unsafe.Add(ref words, 1) == high;
    }

    private int Probe(ulong low, ulong high, out Place place)
    {
        var number = NumberOf(low, high);
        var line = _index.LineOf(number, out var tag);
        for (var full = 1; ; full++)
        {
            var answer = _index.Ask(line, tag);
            for (var matches = answer.Matches; matches != 0; matches &= matches - 1)
            {
                var entry = _index.EntryAt(line, matches);
                if (Is(entry, low, high))
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

            line = _index.LineAfter(number, full, line);
        }
    }

    private protected override void FillIndex()
    {
        for (var entry = 0; entry < _count; entry++)
        {
            ref var words = ref Words(entry);
            _index.Add(NumberOf(words, Unsafe.Add(ref words, 1)), entry);
        }
    }
}
