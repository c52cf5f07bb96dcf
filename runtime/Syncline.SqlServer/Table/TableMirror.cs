using System.Collections;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Makes a table hold exactly the rows of a run: foreign records go, rows that differ or are missing are written, all others are left alone.</summary>
/// <remarks>Writers are kept out by a lock from before the table is read until the transaction ends; readers go on, and meet what is written as they meet any other write.</remarks>
internal sealed class TableMirror<TModel, TKey>(TableSession session, TableShape shape, TableSql sql, WholeRun<TModel, TKey> run, BatchParts<TKey> parts)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly SyncSchema _model = TModel.Schema;
    private readonly TableColumn[] _keyParts = [.. TModel.Schema.Key.Select(column => shape.Columns[column]!)];
    private readonly int[] _keyPlaces = [.. TModel.Schema.Key];
    private readonly List<StoredKey> _unreadable = [];
    private readonly List<ForeignRecord> _unreadableForeign = [];
    private readonly List<TKey> _foreign = [];
    private readonly List<int> _writes = [];

    /// <summary>How many records the table held.</summary>
    public long Records { get; private set; }

    /// <summary>Locks the table and compares every record with the row of its key.</summary>
    public async ValueTask FindAsync()
    {
        if (!await TableStage.TakeAsync(session, sql.Lock()).ConfigureAwait(false)) throw new DestinationException($"Another run that makes the table {shape.Table} hold exactly its rows was in the way. Try again when it is done.", FailureEffect.NothingTransient);
        var isThere = new BitArray(run.Count);
        using var command = session.Command(sql.Read());
        var reader = await command.ReadAsync(session.CancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var cursor = new MirrorCursor<TModel>(reader);
            while (await cursor.ReadAsync(session.CancellationToken).ConfigureAwait(false))
            {
                Records++;
                Take(cursor, reader, isThere);
            }
        }

        for (var i = 0; i < run.Count; i++)
        {
            if (!isThere[i]) _writes.Add(i);
        }

        _writes.Sort();
        for (var i = _writes.Count - 1; i > 0; i--)
        {
            if (_writes[i] == _writes[i - 1]) _writes.RemoveAt(i);
        }
    }

    /// <summary>Deletes and writes, so many operations at a time; what was rejected is tried again as long as that gets one through. Null when the server ended the transaction for a row, and all has to be done again.</summary>
    public async ValueTask<TableBatch<TModel, TKey>?> TryApplyAsync(TableWriter<TModel, TKey> writer, int most)
    {
        foreach (var key in _unreadable)
        {
            if (!await TryDeleteAsync(key).ConfigureAwait(false)) return null;
        }

        var batch = new TableBatch<TModel, TKey>(_foreign.Count + _writes.Count, operation => operation < _foreign.Count ? new(OperationKind.Delete, _foreign[operation], default) : run[_writes[operation - _foreign.Count]] with { Kind = OperationKind.Upsert });
        int[] rest = [.. Enumerable.Range(0, batch.Count)];
        // There are no later batches in which a value is handed over or a parent arrives.
        for (var before = int.MaxValue; rest.Length > 0 && rest.Length < before;)
        {
            before = rest.Length;
            for (var start = 0; start < rest.Length; start += most)
            {
                await writer.StageAsync(batch, new ArraySegment<int>(rest, start, Math.Min(most, rest.Length - start))).ConfigureAwait(false);
                if (!await writer.TryApplyAsync(batch).ConfigureAwait(false)) return null;
                run.Report(Math.Max(0, run.Count - (rest.Length - start)));
            }

            rest = [.. rest.Where(operation => batch.Outcomes[operation].Outcome == Outcome.Rejected)];
        }

        return batch;
    }

    /// <summary>The outcome of each operation of the run.</summary>
    public OperationOutcome[] OutcomesOf(TableBatch<TModel, TKey> batch)
    {
        var outcomes = Enumerable.Repeat(OperationOutcome.Succeeded, run.Count).ToArray();
        for (var i = 0; i < _writes.Count; i++) outcomes[_writes[i]] = batch.Outcomes[_foreign.Count + i];
        return outcomes;
    }

    /// <summary>What became of each record that was none of the run's rows.</summary>
    public IReadOnlyList<ForeignRecord> ForeignOf(TableBatch<TModel, TKey> batch)
        => [.. _unreadableForeign, .. _foreign.Select((key, i) => WholeRun<TModel, TKey>.ForeignOf(key, batch.Outcomes[i]))];

    /// <summary>What a second comparison found to do that is not what was rejected, in words; null where there is nothing.</summary>
    public string? FindUndone(TableMirror<TModel, TKey> after, TableBatch<TModel, TKey> applied)
    {
        bool IsRejected(int operation) => applied.Outcomes[operation].Outcome == Outcome.Rejected;
        var kept = _foreign.Where((_, i) => IsRejected(i)).ToHashSet();
        var refused = _writes.Where((_, i) => IsRejected(_foreign.Count + i)).ToHashSet();
        var foreign = after._foreign.Where(key => !kept.Contains(key)).ToList();
        var writes = after._writes.Where(write => !refused.Contains(write)).ToList();
        var surplus = after._unreadable.Count - _unreadableForeign.Count(record => record.Outcome.Outcome == Outcome.Rejected);
        return MirrorLeftover.Describe(run, foreign, writes, surplus);
    }

    private void Take(MirrorCursor<TModel> cursor, SqlDataReader reader, BitArray isThere)
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
            match = ReadKey(reader) is { } known ? run.Find(known, out operation)
                : run.KeepsForeign ? RecordMatch.Held
                : RecordMatch.Foreign;
        }

        if (match == RecordMatch.Foreign && ReadKey(reader) is { } foreign) _foreign.Add(foreign);
        else if (match == RecordMatch.Foreign) _unreadable.Add(new(reader, _keyPlaces, _keyParts));
        if (operation < 0) return;
        // Two records of one key: the table tells apart what the model does not. Writing finds that out, and refuses the row.
        var isWritten = match == RecordMatch.Differs || isThere[operation] || reader.GetInt32(_model.Columns.Length) != 0;
        isThere[operation] = true;
        if (isWritten) _writes.Add(operation);
    }

    private TKey? ReadKey(SqlDataReader reader) => KeyCells.Read<TKey>(reader, _keyPlaces, _keyParts);

    /// <summary>Deletes a record that the model can't name; false when that ended the transaction.</summary>
    private async ValueTask<bool> TryDeleteAsync(StoredKey key)
    {
        var outcome = OperationOutcome.Succeeded;
        if (parts.WhyKept(key.Stored) is { } known)
        {
            outcome = OperationOutcome.Rejected(known);
        }
        else
        {
            await session.ExecuteAsync(StageSql.Save).ConfigureAwait(false);
            try
            {
                using var delete = session.Command(sql.DeleteStored());
                key.AddTo(delete);
                if (await delete.RunAsync(session.CancellationToken).ConfigureAwait(false) == 0) outcome = OperationOutcome.Rejected(TableWords.Ignored);
            }
            catch (SqlException fault) when (SqlServerFaults.IsRowFault(fault))
            {
                var words = SqlServerFaults.Words(fault, _model.Columns.Any(column => column.IsSensitive));
                outcome = OperationOutcome.Rejected($"The table refused to delete the record: {words}. Delete it by hand, or what refers to it.");
                parts.Keep(key.Stored, outcome.Reason!);
                if (!await session.CanGoOnAsync().ConfigureAwait(false)) return false;
                await session.ExecuteAsync(StageSql.Undo).ConfigureAwait(false);
            }
        }

        _unreadableForeign.Add(ForeignRecord.Of(key.TextOf(_model), key.Stored, outcome));
        return true;
    }
}
