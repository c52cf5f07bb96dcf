using System.Collections;
using SQLitePCL;

namespace Syncline;

/// <summary>What has to be done to a table so that it holds exactly the rows of a run: foreign records go, rows that differ or are missing are written, all others are left alone.</summary>
/// <remarks>Removals come first: of records whose key is none of the model's, then of the others.</remarks>
internal sealed class TableMirror<TModel, TKey>(SqliteDatabase database, SyncSchema schema, WholeRun<TModel, TKey> run)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly List<StoredKey> _unreadable = [];
    private readonly List<TKey> _foreign = [];
    private readonly List<int> _writes = [];
    private string _delete = "";

    /// <summary>How many records the table held.</summary>
    public long Records { get; private set; }

    public int Count => _unreadable.Count + _foreign.Count + _writes.Count;

    private int FirstWrite => _unreadable.Count + _foreign.Count;

    public Operation<TModel, TKey> this[int operation]
        => operation < _unreadable.Count ? new(OperationKind.Delete, default, default)
            : operation < FirstWrite ? new(OperationKind.Delete, _foreign[operation - _unreadable.Count], default)
            : run[_writes[operation - FirstWrite]] with { Kind = OperationKind.Upsert };

    /// <summary>Whether an operation deletes a record whose key can't be read as one of the model.</summary>
    public bool IsUnreadable(int operation) => operation < _unreadable.Count;

    /// <summary>Tells how far it is: all but the rows yet to be written are done.</summary>
    public void Report(int operation) => run.Report(Math.Max(0, run.Count - (Count - operation)));

    /// <summary>Compares every record with the row of its key.</summary>
    /// <param name="shape">The table.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask FindAsync(TableShape shape, CancellationToken cancellationToken)
    {
        var sql = new TableSql(shape, schema);
        _delete = sql.DeleteStored();
        var isThere = new BitArray(run.Count);
        var statement = database.Prepare(sql.Read());
        var columns = Enumerable.Range(0, schema.Columns.Length).ToArray();
        var cursor = new SqliteCursor<TModel>(database, statement, columns, new BindScratch(), $"table {shape.Table}", throughRecords: false, ownsDatabase: false);
        await using (cursor.ConfigureAwait(false))
        {
            while (await cursor.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                Records++;
                Take(cursor, statement, isThere);
            }
        }

        for (var i = 0; i < run.Count; i++)
        {
            if (!isThere[i]) _writes.Add(i);
        }

        // In the order of the rows, which is that of the pages they are kept on.
        _writes.Sort();
        for (var i = _writes.Count - 1; i > 0; i--)
        {
            if (_writes[i] == _writes[i - 1]) _writes.RemoveAt(i);
        }
    }

    /// <summary>Deletes a record by its key as it is stored.</summary>
    public OperationOutcome DeleteUnreadable(int operation)
    {
        using var statement = database.Prepare(_delete);
        _unreadable[operation].Bind(statement);
        var code = statement.TryStep();
        if (code == raw.SQLITE_DONE) return OperationOutcome.Succeeded;
        var fault = statement.Fault(code);
        if (!SqliteFaults.IsRowFault(code)) throw fault;
        var words = schema.Columns.Any(column => column.IsSensitive) ? TableWords.Silenced : $"The table refused to delete the record: {SqliteFaults.Words(fault)}. Delete it by hand, or what refers to it.";
        return OperationOutcome.Rejected(words);
    }

    /// <summary>The outcome of each operation of the run.</summary>
    public OperationOutcome[] OutcomesOf(OperationOutcome[] applied)
    {
        var outcomes = Enumerable.Repeat(OperationOutcome.Succeeded, run.Count).ToArray();
        for (var i = 0; i < _writes.Count; i++) outcomes[_writes[i]] = applied[FirstWrite + i];
        return outcomes;
    }

    /// <summary>What became of each record that was none of the run's rows.</summary>
    public IReadOnlyList<ForeignRecord> ForeignOf(OperationOutcome[] applied)
        => [.. _unreadable.Select((key, i) => key.Foreign(applied[i])), .. _foreign.Select((key, i) => WholeRun<TModel, TKey>.ForeignOf(key, applied[_unreadable.Count + i]))];

    /// <summary>What a second comparison found to do that is not what was rejected, in words; null where there is nothing.</summary>
    public string? FindUndone(TableMirror<TModel, TKey> after, OperationOutcome[] applied)
    {
        bool IsRejected(int operation) => applied[operation].Outcome == Outcome.Rejected;
        var kept = _foreign.Where((_, i) => IsRejected(_unreadable.Count + i)).ToHashSet();
        var refused = _writes.Where((_, i) => IsRejected(FirstWrite + i)).ToHashSet();
        var foreign = after._foreign.Where(key => !kept.Contains(key)).ToList();
        var writes = after._writes.Where(write => !refused.Contains(write)).ToList();
        var surplus = after._unreadable.Count - Enumerable.Range(0, _unreadable.Count).Count(IsRejected);
        return MirrorLeftover.Describe(run, foreign, writes, surplus);
    }

    private void Take(SqliteCursor<TModel> cursor, SqliteStatement statement, BitArray isThere)
    {
        RecordMatch match;
        int operation;
        try
        {
            match = run.Compare(cursor, out operation);
        }
        catch (UnreadableRowException)
        {
            // Found by its key it is written over; without one it is nobody's.
            operation = -1;
            match = ReadKey(statement) is { } known ? run.Find(known, out operation)
                : run.KeepsForeign ? RecordMatch.Held
                : RecordMatch.Foreign;
        }

        if (match == RecordMatch.Foreign && ReadKey(statement) is { } foreign) _foreign.Add(foreign);
        else if (match == RecordMatch.Foreign) _unreadable.Add(StoredKey.Of(statement, schema));
        if (operation < 0) return;
        // Two records of one key: the table tells apart what the model does not. Writing finds that out, and refuses the row.
        var isWritten = match == RecordMatch.Differs || isThere[operation] || statement.Int64Of(statement.Cell(schema.Columns.Length)) != 0;
        isThere[operation] = true;
        if (isWritten) _writes.Add(operation);
    }

    private TKey? ReadKey(SqliteStatement statement)
    {
        var reader = new KeyCells(statement, schema.Columns.Length + 1);
        try
        {
            var key = TKey.Read(ref reader);
            return reader.IsWhole ? key : null;
        }
        catch (UnreadableRowException)
        {
            // A text that is no name of an enum's, say.
            return null;
        }
    }
}
