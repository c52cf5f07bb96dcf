using System.Numerics;
using System.Runtime.CompilerServices;

namespace Syncline;

internal ref partial struct ListDiff<TModel, TKey>
{
    // So many look-ups are under way together, each waiting for memory of its own.
    private const int Block = 64;

    /// <summary>Compares what the merge left, by an index over the first list.</summary>
    private readonly void Look((int Before, int After) done)
    {
        var index = new KeyIndex<TModel, TKey>(_before);
        var seen = SeenByMerge(done.Before);
        var late = RecheckAdded(index, seen);
        LookUp(index, seen, done);
        _removed.Clear();
        for (var word = 0; word < seen.Length; word++)
        {
            for (var missing = ~seen[word]; missing != 0; missing &= missing - 1)
            {
                var position = word * 64 + BitOperations.TrailingZeroCount(missing);
                if (position < _before.Length) _removed.Add(position);
            }
        }

        if (late) _changed.Sort(static (x, y) => x.After.CompareTo(y.After));
        CheckAdded();
    }

    private readonly ulong[] SeenByMerge(int end)
    {
        var seen = new ulong[(_before.Length + 63) / 64];
        for (var position = 0; position < end; position++) seen[position >> 6] |= 1UL << (position & 63);
        foreach (var position in _removed) seen[position >> 6] &= ~(1UL << (position & 63));
        return seen;
    }

    /// <summary>A row that the merge took for added may have its like among the rows of the first list that it did not reach.</summary>
    /// <returns>Whether that made a change, which then stands out of order.</returns>
    private readonly bool RecheckAdded(KeyIndex<TModel, TKey> index, ulong[] seen)
    {
        var changes = _changed.Count;
        var kept = 0;
        foreach (var position in _added.ToArray())
        {
            var key = _after.Key(position);
            var found = index.Find(_before, key);
            if (found >= 0) Meet(seen, found, position);
            else _added[kept++] = position;
        }

        _added.RemoveRange(kept, _added.Count - kept);
        return _changed.Count > changes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void LookUp(KeyIndex<TModel, TKey> index, ulong[] seen, (int Before, int After) done)
    {
        var keys = new TKey[Block];
        Span<int> found = stackalloc int[Block];
        var before = _before;
        var after = _after;
        var (next, start) = done;
        for (; start < after.Length; start += Block)
        {
            var count = Math.Min(Block, after.Length - start);
            for (var k = 0; k < count; k++) keys[k] = after.Key(start + k);
            // In the order of the first list each row is the next one there.
            var hits = 0;
            while (hits < count && next < before.Length && before.Key(next).Equals(keys[hits]))
            {
                found[hits++] = next++;
            }

            if (hits < count)
            {
                index.FindAll(before, keys.AsSpan(hits, count - hits), found[hits..]);
                for (var k = Math.Min(start + 2 * Block, after.Length) - 1; k >= start + Block; k--) after.Prefetch(k);
                if (found[count - 1] >= 0) next = found[count - 1] + 1;
            }

            for (var k = 0; k < count; k++)
            {
                if (found[k] >= 0) Meet(seen, found[k], start + k);
                else _added.Add(start + k);
            }
        }
    }

    private readonly void Meet(ulong[] seen, int before, int after)
    {
        ref var word = ref seen[before >> 6];
        var bit = 1UL << (before & 63);
        if ((word & bit) != 0) throw SharedWithEarlier(after);
        word |= bit;
        Compare(before, after);
    }

    /// <summary>Rows that are only in the second list have met nothing that tells of a second one of their key.</summary>
    private readonly void CheckAdded()
    {
        for (var i = 1; i < _added.Count; i++)
        {
            if (_after.Key(_added[i - 1]).CompareTo(_after.Key(_added[i])) >= 0)
            {
                _ = new KeyIndex<TModel, TKey>(_after, _added);
                return;
            }
        }
    }

    private readonly ArgumentException SharedWithEarlier(int position)
    {
        var key = _after.Key(position);
        for (var earlier = 0; ; earlier++)
        {
            if (earlier != position && _after.Key(earlier).Equals(key)) return _after.Shared(Math.Min(earlier, position), Math.Max(earlier, position));
        }
    }
}
