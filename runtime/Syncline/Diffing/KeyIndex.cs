using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Finds the rows of a list by key. Holds positions only: keys are read from the rows.</summary>
internal readonly struct KeyIndex<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly LineIndex _index;

    /// <summary>An index of a list.</summary>
    /// <exception cref="ArgumentException">A row is null, has a null key part, or shares its key with another.</exception>
    public KeyIndex(RowList<TModel, TKey> rows)
    {
        _index = new LineIndex(rows.Length);
        for (var position = 0; position < rows.Length; position++) Add(rows, position);
    }

    /// <summary>An index of some rows of a list.</summary>
    /// <exception cref="ArgumentException">Two of the rows share a key.</exception>
    public KeyIndex(RowList<TModel, TKey> rows, List<int> positions)
    {
        // As many entries as the last position says, since an entry's number is its position; lines for those alone that come.
        _index = new LineIndex(positions.Count, positions[^1] + 1);
        foreach (var position in positions) Add(rows, position);
    }

    /// <summary>The position of a key, or -1.</summary>
    public int Find(RowList<TModel, TKey> rows, in TKey key)
    {
        var probe = _index.Start(Locate(key));
        while (true)
        {
            var found = _index.Next(ref probe);
            if (found < 0 || rows.Key(found).Equals(key)) return found;
        }
    }

    /// <summary>The positions of many keys, or -1 for those not there. Their waits for memory overlap.</summary>
    public void FindAll(RowList<TModel, TKey> rows, ReadOnlySpan<TKey> keys, Span<int> found)
    {
        for (var k = 0; k < keys.Length; k++)
        {
            var probe = _index.Start(Locate(keys[k]));
            var candidate = _index.Next(ref probe);
            found[k] = candidate;
            if (candidate >= 0) rows.Prefetch(candidate);
        }

        for (var k = 0; k < keys.Length; k++)
        {
            if (found[k] >= 0 && !rows.Key(found[k]).Equals(keys[k])) found[k] = Find(rows, keys[k]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LineIndex.Location Locate(in TKey key)
    {
        var hash = (uint)key.GetHashCode();
        return LineIndex.Locate(hash >> LineIndex.NeighbourBits, hash);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(RowList<TModel, TKey> rows, int position)
    {
        var key = rows.Key(position);
        var location = Locate(key);
        var probe = _index.Start(location);
        while (true)
        {
            var found = _index.Next(ref probe);
            if (found < 0) break;
            if (rows.Key(found).Equals(key)) throw rows.Shared(found, position);
        }

        _index.Fill(probe.Free, location, position);
    }
}
