using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>Compares two lists: merges them while both follow one order of the key, and goes on with an index where that ends.</summary>
internal ref partial struct ListDiff<TModel, TKey>(ReadOnlySpan<TModel> before, ReadOnlySpan<TModel> after)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly RowList<TModel, TKey> _before = new(before, "before");
    private readonly RowList<TModel, TKey> _after = new(after, "after");
    private readonly List<int> _added = [];
    private readonly List<int> _removed = [];
    private readonly List<Change> _changed = [];

    /// <summary>Compares the lists.</summary>
    public readonly ChangeSet<TModel, TKey> Run()
    {
        if (!Merge(out var done)) Look(done);
        var changed = new RowChange<TModel>[_changed.Count];
        for (var i = 0; i < changed.Length; i++)
        {
            var change = _changed[i];
            changed[i] = new(_before[change.Before], _after[change.After], change.Columns);
        }

        return new(_after.Take(_added), changed, _before.Take(_removed));
    }

    /// <summary>Walks both lists while each follows the order; that they do also proves that no key comes twice.</summary>
    /// <param name="done">Where the walk ended: the rows before these places are compared with each other.</param>
    /// <returns>Whether the walk came to the end of both.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly bool Merge(out (int Before, int After) done)
    {
        var before = _before;
        var after = _after;
        var order = before.Length > 1 ? before.Order : after.Order;
        int i = 0, j = 0;
        var left = before.Length == 0 ? default : before.Key(0);
        var right = after.Length == 0 ? default : after.Key(0);
        var inOrder = true;
        while (inOrder && i < before.Length && j < after.Length)
        {
            var compared = left.CompareTo(right) * order;
            if (compared == 0) Compare(i, j);
            else if (compared < 0) _removed.Add(i);
            else _added.Add(j);
            if (compared <= 0) inOrder = before.Advance(ref i, ref left, order);
            if (compared >= 0) inOrder &= after.Advance(ref j, ref right, order);
        }

        while (inOrder && i < before.Length)
        {
            _removed.Add(i);
            inOrder = before.Advance(ref i, ref left, order);
        }

        while (inOrder && j < after.Length)
        {
            _added.Add(j);
            inOrder = after.Advance(ref j, ref right, order);
        }

        done = (i, j);
        return inOrder;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Compare(int before, int after)
    {
        var columns = TModel.Compare(in _before[before], in _after[after]);
        if (!columns.IsEmpty) _changed.Add(new(before, after, columns));
    }

    private readonly record struct Change(int Before, int After, ColumnSet Columns);
}
