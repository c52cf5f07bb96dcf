namespace Syncline;

/// <summary>The outcomes of operations while they are applied, once or, where a row spoils the others, again without it.</summary>
/// <param name="count">How many operations there are.</param>
/// <param name="at">Gives an operation.</param>
internal sealed class BatchPass<TModel, TKey>(int count, Func<int, Operation<TModel, TKey>> at)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly List<(int Operation, TKey Other)> _clashes = [];
    private HashSet<int>? _refused;
    private int _suspect = -1;
    private Dictionary<TKey, int>? _rows;

    public int Count => count;

    public OperationOutcome[] Outcomes { get; } = Enumerable.Repeat(OperationOutcome.Succeeded, count).ToArray();

    public Operation<TModel, TKey> this[int operation] => at(operation);

    public bool IsRefused(int operation) => _refused is not null && _refused.Contains(operation);

    /// <summary>Leaves an operation out of the passes to come.</summary>
    public void Refuse(int operation, string reason, bool isFinal = false)
    {
        (_refused ??= []).Add(operation);
        Outcomes[operation] = OperationOutcome.Rejected(reason) with { IsFinal = isFinal };
    }

    /// <summary>Begins again, without what was refused.</summary>
    public void Restart()
    {
        _clashes.Clear();
        _suspect = -1;
    }

    /// <summary>Whether each operation is asked if it leaves a deferred foreign key open.</summary>
    public bool WatchesForeignKeys { get; private set; }

    /// <summary>Notes whether a foreign key is open after an operation.</summary>
    public void Watch(int operation, bool owes)
    {
        if (!owes) _suspect = -1;
        else if (_suspect < 0) _suspect = operation;
    }

    /// <summary>Refuses the rows whose foreign keys lead nowhere.</summary>
    /// <param name="offenders">The keys of all such records of the table.</param>
    /// <param name="explain">Says which key an operation breaks.</param>
    public void RefuseForForeignKeys(IEnumerable<TKey> offenders, Func<int, string> explain)
    {
        var any = false;
        _rows ??= Rows();
        foreach (var key in offenders)
        {
            if (!_rows.TryGetValue(key, out var operation) || IsRefused(operation)) continue;
            Refuse(operation, explain(operation));
            any = true;
        }

        if (any) return;
        // A removal that leaves another table's record behind: the operation since which a key is open. Where several overlap one may be refused for another's sake; it is tried again alone.
        if (WatchesForeignKeys) Refuse(_suspect, explain(_suspect));
        WatchesForeignKeys = true;
    }

    /// <summary>Notes that an operation met a record of another spelling.</summary>
    public void Clash(int operation, TKey other) => _clashes.Add((operation, other));

    /// <summary>Forgets a clash: the operation went through when it was tried again.</summary>
    public void Unclash(int operation) => _clashes.RemoveAll(clash => clash.Operation == operation);

    /// <summary>Refuses both of two rows of this batch that the table takes for one; true where there were such.</summary>
    /// <param name="explain">Says which two keys are one to the table.</param>
    /// <remarks>Which of them came first is chance: neither is delivered.</remarks>
    public bool RefuseClashes(Func<TKey, TKey, string> explain)
    {
        if (_clashes.Count == 0) return false;
        var any = false;
        _rows ??= Rows();
        foreach (var (operation, other) in _clashes)
        {
            if (!_rows.TryGetValue(other, out var first) || first == operation) continue;
            // A third row may clash with a first that is refused already.
            if (!IsRefused(first) && Outcomes[first].Outcome != Outcome.Succeeded) continue;
            var reason = explain(at(operation).Key, other);
            Refuse(operation, reason, isFinal: true);
            if (!IsRefused(first)) Refuse(first, reason, isFinal: true);
            any = true;
        }

        return any;
    }

    private Dictionary<TKey, int> Rows()
    {
        var rows = new Dictionary<TKey, int>();
        for (var i = 0; i < count; i++)
        {
            var operation = at(i);
            if (TableOperations.WritesRow(operation.Kind)) rows.TryAdd(operation.Key, i);
        }

        return rows;
    }
}
