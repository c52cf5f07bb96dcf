using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Finds the rows of a list by key. Holds positions only: keys are read from the rows.</summary>
internal readonly struct KeyIndex<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const int Block = 64;
    private readonly LineIndex _index;

    /// <summary>An index of a list.</summary>
    /// <exception cref="ArgumentException">A row is null, has a null key part, or shares its key with another.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public KeyIndex(RowList<TModel, TKey> rows)
    {
        _index = new LineIndex(rows.Length);
        Span<ulong> numbers = stackalloc ulong[Block];
        for (var start = 0; start < rows.Length; start += Block)
        {
            // Lines are asked for together, so that their waits for memory overlap.
            var count = Math.Min(Block, rows.Length - start);
            for (var k = 0; k < count; k++)
            {
                numbers[k] = NumberOf(rows.Key(start + k));
                _index.Prefetch(_index.LineOf(numbers[k], out _));
            }

            for (var k = 0; k < count; k++) Add(rows, start + k, numbers[k]);
        }
    }

    /// <summary>An index of some rows of a list.</summary>
    /// <exception cref="ArgumentException">Two of the rows share a key.</exception>
    public KeyIndex(RowList<TModel, TKey> rows, List<int> positions)
    {
        // As many entries as the last position says, since an entry's number is its position; lines for those alone that come.
        _index = new LineIndex(positions.Count, positions[^1] + 1);
        foreach (var position in positions) Add(rows, position, NumberOf(rows.Key(position)));
    }

    /// <summary>The position of a key, or -1.</summary>
    public int Find(RowList<TModel, TKey> rows, in TKey key)
    {
        var number = NumberOf(key);
        var line = _index.LineOf(number, out var tag);
        for (var full = 1; ; full++)
        {
            var answer = _index.Ask(line, tag);
            for (var matches = answer.Matches; matches != 0; matches &= matches - 1)
            {
                var position = _index.EntryAt(line, matches);
                if (rows.Key(position).Equals(key)) return position;
            }

            if (answer.Empty != 0) return -1;
            line = _index.LineAfter(number, full, line);
        }
    }

    /// <summary>The positions of many keys, or -1 for those not there. Their waits for memory overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FindAll(RowList<TModel, TKey> rows, ReadOnlySpan<TKey> keys, Span<int> found)
    {
        for (var k = 0; k < keys.Length; k++)
        {
            var line = _index.LineOf(NumberOf(keys[k]), out var tag);
            var answer = _index.Ask(line, tag);
            found[k] = answer.Matches != 0 ? _index.EntryAt(line, answer.Matches) : answer.Empty != 0 ? -1 : Find(rows, keys[k]);
            if (found[k] >= 0) rows.Prefetch(found[k]);
        }

        for (var k = 0; k < keys.Length; k++)
        {
            if (found[k] >= 0 && !rows.Key(found[k]).Equals(keys[k])) found[k] = Find(rows, keys[k]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NumberOf(in TKey key) => (uint)key.GetHashCode();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(RowList<TModel, TKey> rows, int position, ulong number)
    {
        var line = _index.LineOf(number, out var tag);
        for (var full = 1; ; full++)
        {
            var answer = _index.Ask(line, tag);
            for (var matches = answer.Matches; matches != 0; matches &= matches - 1)
            {
                var other = _index.EntryAt(line, matches);
                if (rows.Key(other).Equals(rows.Key(position))) throw rows.Shared(other, position);
            }

            if (answer.Empty != 0)
            {
                _index.Fill(line, answer.Empty, tag, position);
                return;
            }

            line = _index.LineAfter(number, full, line);
        }
    }
}
