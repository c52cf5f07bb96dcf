using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Ids by the hash of an external id, in 30 bytes a place and at most four of five places taken.</summary>
internal sealed class ContactIdTable
{
    // Of a place; an entry that was removed keeps its place until the table grows.
    private const byte Free = 0;
    private const byte Taken = 1;
    private const byte Left = 2;

    // 2^64 by the golden ratio.
    private const ulong Odd = 0x9E37_79B9_7F4A_7C15;

    private UInt128[] _keys = new UInt128[16];
    private ContactIdEntry[] _entries = new ContactIdEntry[16];
    private byte[] _places = new byte[16];
    private int _used;

    public int Count { get; private set; }

    /// <summary>The memory it takes.</summary>
    public long Bytes => (long)_keys.Length * (Unsafe.SizeOf<UInt128>() + Unsafe.SizeOf<ContactIdEntry>() + 1);

    public bool TryGet(UInt128 key, out ContactIdEntry entry)
    {
        var at = Find(key);
        entry = at < 0 ? default : _entries[at];
        return at >= 0;
    }

    public void Set(UInt128 key, ContactIdEntry entry)
    {
        if (Find(key) is >= 0 and var at)
        {
            _entries[at] = entry;
            return;
        }

        if ((_used + 1) * 5L > _keys.Length * 4L) Grow();
        Add(key, entry);
    }

    public bool Remove(UInt128 key)
    {
        var at = Find(key);
        if (at < 0) return false;
        _places[at] = Left;
        Count--;
        return true;
    }

    public IEnumerable<(UInt128 Key, ContactIdEntry Entry)> All()
    {
        for (var at = 0; at < _keys.Length; at++)
        {
            if (_places[at] == Taken) yield return (_keys[at], _entries[at]);
        }
    }

    // The keys are hashes, spread otherwise in a table of another size: they are written in the order of their places, and read again in that order they would all begin at the front of a table that is still small.
    private int Start(UInt128 key) => (int)(((UInt128)unchecked((ulong)key * Odd * ((2 * (ulong)_keys.Length) + 1)) * (ulong)_keys.Length) >> 64);

    private int Find(UInt128 key)
    {
        for (var at = Start(key); _places[at] != Free; at = at + 1 == _keys.Length ? 0 : at + 1)
        {
            if (_places[at] == Taken && _keys[at] == key) return at;
        }

        return -1;
    }

    private void Add(UInt128 key, ContactIdEntry entry)
    {
        var at = Start(key);
        while (_places[at] != Free) at = at + 1 == _keys.Length ? 0 : at + 1;
        (_keys[at], _entries[at], _places[at]) = (key, entry, Taken);
        _used++;
        Count++;
    }

    private void Grow()
    {
        var (keys, entries, places) = (_keys, _entries, _places);
        // By a quarter, for what is copied is little and what stands empty is kept.
        var size = Math.Max(16, checked((int)(Count * 1.5625) + 2));
        (_keys, _entries, _places, _used, Count) = (new UInt128[size], new ContactIdEntry[size], new byte[size], 0, 0);
        for (var at = 0; at < keys.Length; at++)
        {
            if (places[at] == Taken) Add(keys[at], entries[at]);
        }
    }
}
