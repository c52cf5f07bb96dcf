using System.Collections;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Syncline;

/// <summary>Makes a table hold exactly the rows of a run: foreign records go, rows that differ or are missing are written, all others are left alone.</summary>
/// <remarks>Writers are kept out by a lock from before the table is read until the transaction ends; readers go on, and see nothing of it before the commit.</remarks>
internal sealed class TableMirror<TModel, TKey>(TableSession session, TableShape shape, TableSql sql, WholeRun<TModel, TKey> run)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const string BeforeDelete = "syncline_delete";
    private readonly SyncSchema _model = TModel.Schema;
    private readonly TableColumn[] _keyParts = [.. TModel.Schema.Key.Select(column => shape.Columns[column]!)];
    private readonly int[] _keyPlaces = [.. TModel.Schema.Key];
    private readonly List<(uint Table, NpgsqlTid Place)> _unreadable = [];
    private readonly List<ForeignRecord> _unreadableForeign = [];
    private readonly List<TKey> _foreign = [];
    private readonly List<int> _writes = [];

    /// <summary>How many records the table held.</summary>
    public long Records { get; private set; }

    /// <summary>Locks the table and compares every record with the row of its key.</summary>
    public async ValueTask FindAsync()
    {
        await session.ExecuteAsync(sql.Lock()).ConfigureAwait(false);
        var isThere = new BitArray(run.Count);
        using var command = session.Command(sql.Read());
        var reader = await command.ExecuteReaderAsync(session.CancellationToken).ConfigureAwait(false);
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

    /// <summary>Deletes and writes, so many operations at a time; what was rejected is tried again as long as that gets one through.</summary>
    public async ValueTask<TableBatch<TModel, TKey>> ApplyAsync(TableWriter<TModel, TKey> writer, int most)
    {
        foreach (var (table, place) in _unreadable) await DeleteAsync(table, place).ConfigureAwait(false);
        var batch = new TableBatch<TModel, TKey>(_foreign.Count + _writes.Count, operation => operation < _foreign.Count ? new(OperationKind.Delete, _foreign[operation], default) : run[_writes[operation - _foreign.Count]] with { Kind = OperationKind.Upsert });
        int[] rest = [.. Enumerable.Range(0, batch.Count)];
        // There are no later batches in which a value is handed over or a parent arrives.
        for (var before = int.MaxValue; rest.Length > 0 && rest.Length < before;)
        {
            before = rest.Length;
            for (var start = 0; start < rest.Length; start += most)
            {
                await session.ExecuteAsync(TableSql.EmptyStage()).ConfigureAwait(false);
                foreach (var operation in rest.AsSpan(start, Math.Min(most, rest.Length - start))) batch.Outcomes[operation] = OperationOutcome.Succeeded;
                await writer.ApplyAsync(batch, new ArraySegment<int>(rest, start, Math.Min(most, rest.Length - start))).ConfigureAwait(false);
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

    /// <summary>Whether there is anything to do.</summary>
    public bool Acts => _unreadable.Count + _foreign.Count + _writes.Count > 0;

    /// <summary>What a second comparison found to do that is not what was rejected, in words; null where there is nothing.</summary>
    public async ValueTask<string?> FindUndoneAsync(TableMirror<TModel, TKey> after, TableBatch<TModel, TKey> applied, TableWriter<TModel, TKey> writer, int most)
    {
        bool IsRejected(int operation) => applied.Outcomes[operation].Outcome == Outcome.Rejected;
        var kept = _foreign.Where((_, i) => IsRejected(i)).ToHashSet();
        var refused = _writes.Where((_, i) => IsRejected(_foreign.Count + i)).ToHashSet();
        var foreign = after._foreign.FindAll(key => !kept.Contains(key));
        var writes = after._writes.FindAll(write => !refused.Contains(write));
        var unreadable = after._unreadable.Count - _unreadableForeign.Count(record => record.Outcome.Outcome == Outcome.Rejected);
        if (shape.Columns.Any(column => column is { IsStagedAsIs: false })) writes = await WithoutKeptAsync(writes, writer, most).ConfigureAwait(false);
        return MirrorLeftover.Describe(run, foreign, writes, unreadable);
    }

    /// <summary>Leaves out rows that differ from their record because the server prints what it parses in its own way.</summary>
    private async ValueTask<List<int>> WithoutKeptAsync(List<int> writes, TableWriter<TModel, TKey> writer, int most)
    {
        var batch = new TableBatch<TModel, TKey>(writes.Count, operation => run[writes[operation]] with { Kind = OperationKind.Upsert });
        var differing = new List<int>();
        foreach (var operations in Enumerable.Range(0, writes.Count).Chunk(most))
        {
            var kept = await writer.KeptAsync(batch, operations).ConfigureAwait(false);
            differing.AddRange(operations.Except(kept).Select(operation => writes[operation]));
        }

        return differing;
    }

    private void Take(MirrorCursor<TModel> cursor, NpgsqlDataReader reader, BitArray isThere)
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
        else if (match == RecordMatch.Foreign) _unreadable.Add((reader.GetFieldValue<uint>(_model.Columns.Length), reader.GetFieldValue<NpgsqlTid>(_model.Columns.Length + 1)));
        if (operation < 0) return;
        // Two records of one key: the table tells apart what the model does not. Writing finds that out, and refuses the row.
        var isWritten = match == RecordMatch.Differs || isThere[operation] || reader.GetBoolean(_model.Columns.Length + 2);
        isThere[operation] = true;
        if (isWritten) _writes.Add(operation);
    }

    private TKey? ReadKey(NpgsqlDataReader reader) => KeyCells.Read<TKey>(reader, _keyPlaces, _keyParts);

    /// <summary>Deletes a record that the model can't name.</summary>
    private async ValueTask DeleteAsync(uint table, NpgsqlTid place)
    {
        string[] parts = [];
        using var read = At(sql.ReadStoredKey(), table, place);
        await session.ForEachAsync(read, reader => parts = [.. Enumerable.Range(0, _keyParts.Length).Select(part => reader.IsDBNull(part) ? "null" : $"'{reader.GetString(part)}'")]).ConfigureAwait(false);
        var key = string.Join(", ", _model.Key.Select((column, part) => $"{_model.Columns[column].Name} = {(_model.Columns[column].IsSensitive ? "***" : parts[part])}"));
        // Where a key is null there may be more of them, told apart by their place alone.
        var stored = string.Create(CultureInfo.InvariantCulture, $"{string.Join('\0', parts)}\0{place.BlockNumber}\0{place.OffsetNumber}");
        await session.ExecuteAsync($"SAVEPOINT {BeforeDelete}").ConfigureAwait(false);
        try
        {
            using var delete = At(sql.DeleteStored(), table, place);
            var count = await delete.ExecuteNonQueryAsync(session.CancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync($"RELEASE SAVEPOINT {BeforeDelete}").ConfigureAwait(false);
            _unreadableForeign.Add(ForeignRecord.Of(key, stored, count > 0 ? OperationOutcome.Succeeded : OperationOutcome.Rejected(TableWords.Ignored)));
            return;
        }
        catch (PostgresException fault) when (PostgreSqlFaults.IsRowFault(fault))
        {
            var words = PostgreSqlFaults.Words(fault, _model.Columns.Any(column => column.IsSensitive));
            _unreadableForeign.Add(ForeignRecord.Of(key, stored, OperationOutcome.Rejected($"The table refused to delete the record: {words}. Delete it by hand, or what refers to it.")));
        }

        await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {BeforeDelete}; RELEASE SAVEPOINT {BeforeDelete}").ConfigureAwait(false);
    }

    private NpgsqlCommand At(string statement, uint table, NpgsqlTid place)
    {
        var command = session.Command(statement);
        command.Parameters.Add(new() { Value = table, NpgsqlDbType = NpgsqlDbType.Oid });
        command.Parameters.Add(new() { Value = place, NpgsqlDbType = NpgsqlDbType.Tid });
        return command;
    }
}
