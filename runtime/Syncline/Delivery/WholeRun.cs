using System.Collections;
using System.IO.Hashing;

namespace Syncline;

/// <summary>All operations of a run, for a destination that takes them in one piece; and, for All, what its records are compared with.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
/// <remarks>Operations are built when they are asked for, from where the run keeps them: ask in ascending order where there are many.</remarks>
public sealed class WholeRun<TModel, TKey> : IReadOnlyList<Operation<TModel, TKey>>, IDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const int None = -1;
    private readonly KeyFormat _keys = new(TModel.Schema);
    private readonly Planner<TModel, TKey> _plan;
    private readonly WholeOperations _operations;
    private readonly Action<long> _progress;
    private readonly bool _skipsNulls = TModel.Schema.Columns.Any(column => column.SkipsNull);
    private RowEncoder _encoder = new(TModel.Schema);
    private int[]? _operationOf;

    /// <summary>Gives out the operations of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="operations">Which of its changes they are.</param>
    /// <param name="progress">Hears how many are done.</param>
    internal WholeRun(Planner<TModel, TKey> plan, WholeOperations operations, Action<long> progress)
        => (_plan, _operations, _progress) = (plan, operations, progress);

    /// <summary>How many operations there are.</summary>
    public int Count => _operations.Count;

    /// <summary>What the commit of this run is called: no other is called so, and the name is fit for a file's. Made of the run's id.</summary>
    public required string Commit { get; init; }

    /// <inheritdoc cref="Batch{TModel, TKey}.PreviousCommit"/>
    public string? PreviousCommit { get; init; }

    /// <summary>Whether the rows of all operations, in their order, were handed to <see cref="IStagesRows{TModel, TKey}.StageAsync"/>, and no others.</summary>
    public bool IsStaged { get; internal init; }

    /// <summary>An operation, by its place in the plan.</summary>
    public Operation<TModel, TKey> this[int index]
    {
        get
        {
            var change = Read(index);
            var row = PlannedRows.Row<TModel>(change);
            return new Operation<TModel, TKey>(change.Change.Operation, PlannedRows.Key<TModel, TKey>(change, row), row);
        }
    }

    /// <summary>What an operation asks, without building its row.</summary>
    public OperationKind KindOf(int index) => Read(index).Change.Operation;

    /// <summary>The row of an operation as the run keeps it, without building the record; valid until the next operation is asked for.</summary>
    /// <param name="index">The operation's place in the plan.</param>
    public StoredRow Stored(int index) => new(Read(index).Row);

    /// <summary>Whether the plan was made with only part of the source read, or with a row whose key is not known: nothing may be taken for foreign then.</summary>
    public bool KeepsForeign => _plan.KeepsUnseen;

    /// <summary>Tells the run's listener how far it is.</summary>
    /// <param name="done">Operations done.</param>
    public void Report(long done) => _progress(done);

    /// <summary>Compares a record of the destination with the row of its key, by what the model compares: keys and columns without regard to case where it says so, a column that is not compared not at all.</summary>
    /// <param name="record">A pass over the destination's records, at the record.</param>
    /// <param name="operation">The operation with its row, where there is one; else -1.</param>
    /// <exception cref="UnreadableRowException">The record can't be read as one of the model. <see cref="Find"/> tells by its key.</exception>
    public RecordMatch Compare(RowCursor<TModel> record, out int operation)
    {
        ArgumentNullException.ThrowIfNull(record);
        _encoder.Reset();
        record.Encode(ref _encoder);
        operation = None;
        if (_encoder.KeyIsNull) return Unmatched;
        var entry = _plan.Table.Find(_encoder.KeyImage);
        var match = FindEntry(entry, out operation);
        if (match != RecordMatch.Differs) return match;
        if (_plan.Table.HashOf(entry) == _encoder.Hash() && (_encoder.Tolerances.IsEmpty || _plan.AreWithinTolerance(Read(operation).Tolerances, _encoder.Tolerances))) return RecordMatch.Same;
        return _skipsNulls && DiffersInSkippedNullsOnly(record.Current, operation) ? RecordMatch.Same : RecordMatch.Differs;
    }

    /// <summary>Finds the row of a record by its key.</summary>
    /// <param name="key">The record's key.</param>
    /// <param name="operation">The operation with its row, where there is one; else -1.</param>
    /// <returns><see cref="RecordMatch.Differs"/> where there is one; never <see cref="RecordMatch.Same"/>.</returns>
    public RecordMatch Find(TKey key, out int operation)
    {
        byte[] buffer = [];
        var length = KeyCodec.Encode(key, TModel.Schema, ref buffer);
        var image = _keys.ImageOf(buffer.AsSpan(0, length));
        PooledBuffer.Release(ref buffer);
        return FindEntry(_plan.Table.Find(image), out operation);
    }

    /// <summary>The keys that rows of the run share, so that none of them is delivered: their records stay as they are.</summary>
    public IEnumerable<TKey> HeldKeys => _plan.HeldKeys();

    /// <summary>A record that is none of the run's rows.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="outcome">What became of it.</param>
    public static ForeignRecord ForeignOf(TKey key, OperationOutcome outcome)
    {
        byte[] buffer = [];
        var length = KeyCodec.Encode(key, TModel.Schema, ref buffer);
        var digest = XxHash3.HashToUInt64(buffer.AsSpan(0, length));
        PooledBuffer.Release(ref buffer);
        return new ForeignRecord(KeyText.Of<TModel, TKey>(key), digest, outcome);
    }

    /// <inheritdoc/>
    public IEnumerator<Operation<TModel, TKey>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose() => _encoder.Release();

    private RecordMatch Unmatched => KeepsForeign ? RecordMatch.Held : RecordMatch.Foreign;

    private RecordMatch FindEntry(int entry, out int operation)
    {
        operation = None;
        if (entry < 0) return Unmatched;
        _operationOf ??= IndexOperations();
        operation = _operationOf.Length == 0 ? entry : _operationOf[entry];
        return operation >= 0 ? RecordMatch.Differs : _plan.IsHeld(entry) ? RecordMatch.Held : Unmatched;
    }

    private int[] IndexOperations()
    {
        // Most often every key has its one row, in the order in which they were met.
        if (_plan.Table.Count == Count && _plan.Counts.Superseded + _plan.Counts.Duplicate == 0) return [];
        var operationOf = new int[_plan.Table.Count];
        Array.Fill(operationOf, None);
        for (var i = 0; i < _operations.Count; i++) operationOf[Read(i).Change.Entry] = i;
        return operationOf;
    }

    /// <summary>A null that is left out of delivery leaves the record's value, whatever it is.</summary>
    private bool DiffersInSkippedNullsOnly(TModel record, int operation)
    {
        var written = RowMerge.Merge(record, PlannedRows.Row<TModel>(Read(operation))!);
        return TModel.Compare(in record, in written).IsEmpty;
    }

    internal SpooledChange Read(int index) => _operations.Read(index);
}
