namespace Syncline;

/// <summary>Into which sets a batch is divided, and what was found out on the way: kept when the server ends the transaction for a row, and all is done again.</summary>
internal sealed class BatchParts<TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly SortedSet<int> _cuts = [];
    private readonly Dictionary<TKey, string> _refused = [];
    private readonly Dictionary<string, string> _kept = [];
    private OrdinalRange _suspects = new(0, -1);

    /// <summary>Why an operation is not tried again: it has ended a transaction alone.</summary>
    public string? RefusalOf(TKey key) => _refused.GetValueOrDefault(key);

    /// <summary>Notes an operation that has ended a transaction alone.</summary>
    public void Refuse(TKey key, string reason) => _refused[key] = reason;

    /// <summary>Why a record that the model can't name is not deleted: that has ended a transaction.</summary>
    /// <param name="stored">Its key as it is stored.</param>
    public string? WhyKept(string stored) => _kept.GetValueOrDefault(stored);

    /// <summary>Notes a record that the model can't name and that can't be deleted.</summary>
    public void Keep(string stored, string reason) => _kept[stored] = reason;

    /// <summary>Has a set applied in halves from now on.</summary>
    public (int[] First, int[] Second) Halve(int[] set)
    {
        var middle = set.Length / 2;
        _cuts.Add(set[0]);
        _cuts.Add(set[middle]);
        _cuts.Add(set[^1] + 1);
        return (set[..middle], set[middle..]);
    }

    /// <summary>Has a set tried before the others of its kind: what ends a transaction had better end it early.</summary>
    public void Suspect(int[] set) => _suspects = new(set[0], set[^1]);

    /// <summary>The sets of operations of one kind, whose numbers ascend.</summary>
    public IEnumerable<int[]> Divide(int[] operations)
    {
        var sets = new List<int[]>();
        var start = 0;
        foreach (var cut in _cuts)
        {
            var end = Array.BinarySearch(operations, cut) is var at && at < 0 ? ~at : at;
            if (end > start) sets.Add(operations[start..end]);
            start = Math.Max(start, end);
        }

        if (start < operations.Length) sets.Add(operations[start..]);
        return sets.OrderByDescending(set => set[0] >= _suspects.First && set[^1] <= _suspects.Last);
    }
}
