namespace Syncline;

/// <summary>Builds the rows and keys of batches back from the spool; those of the next one while the destination is at work on this one.</summary>
/// <remarks>A spool has one reader at a time: <see cref="ReadAhead"/> has it until <see cref="SettleAsync"/> has returned.</remarks>
internal sealed class BatchRows<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly List<PlannedOperation> _ahead = [];
    private Operation<TModel, TKey>[] _operations = [];
    private Operation<TModel, TKey>[] _operationsAhead = [];
    private Task _reading = Task.CompletedTask;

    /// <summary>The operations of a batch, in its order; valid until the next call.</summary>
    public Memory<Operation<TModel, TKey>> Of(List<PlannedOperation> batch)
    {
        if (IsAhead(batch))
        {
            (_operations, _operationsAhead) = (_operationsAhead, _operations);
            // Or rows that were sent outlive a collection while their places are filled anew.
            Array.Clear(_operationsAhead);
        }
        else
        {
            Fill(ref _operations, batch);
        }

        _ahead.Clear();
        return _operations.AsMemory(0, batch.Count);
    }

    /// <summary>Begins to read what most likely comes next, where nothing is being read.</summary>
    public void ReadAhead(IEnumerable<PlannedOperation> next)
    {
        if (_reading.IsCompleted && _ahead.Count == 0) _reading = Task.Run(() => Read(next));
    }

    /// <summary>Waits until the spool is free.</summary>
    public Task SettleAsync() => _reading;

    private void Read(IEnumerable<PlannedOperation> next)
    {
        try
        {
            _ahead.AddRange(next);
            Fill(ref _operationsAhead, _ahead);
        }
        catch (Exception)
        {
            // What can't be read is told when its turn comes.
            _ahead.Clear();
        }
    }

    private bool IsAhead(List<PlannedOperation> batch)
    {
        if (_ahead.Count != batch.Count) return false;
        for (var i = 0; i < batch.Count; i++)
        {
            if (_ahead[i].Spool != batch[i].Spool || _ahead[i].Index != batch[i].Index) return false;
        }

        return true;
    }

    private static void Fill(ref Operation<TModel, TKey>[] operations, List<PlannedOperation> batch)
    {
        if (operations.Length < batch.Count) operations = new Operation<TModel, TKey>[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            var change = batch[i].Spool.Read(batch[i].Index);
            var row = PlannedRows.Row<TModel>(change);
            operations[i] = new Operation<TModel, TKey>(change.Change.Operation, PlannedRows.Key<TModel, TKey>(change, row), row);
        }
    }
}
