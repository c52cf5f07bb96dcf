using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Applies staged operations inside an open transaction, set by set.</summary>
/// <remarks>
/// A set that the table refuses for a row is undone to a savepoint and tried in halves, until the rows to blame stand alone. For some errors the server ends the whole transaction: then all is to be done again, with that set in halves.
/// </remarks>
internal sealed class TableWriter<TModel, TKey>(TableSession session, TableShape shape, TableStage stage, BatchParts<TKey> parts)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Of so many numbers a list in a statement is made at most.
    private const int MostListed = 500;
    private readonly TableSql _sql = new(shape, TModel.Schema, stage.Sql);
    private readonly TableWords _words = new(shape, TModel.Schema);
    private readonly SyncColumn[] _keyColumns = [.. TModel.Schema.Key.Select(column => TModel.Schema.Columns[column])];
    private readonly TableColumn[] _keyParts = [.. TModel.Schema.Key.Select(column => shape.Columns[column]!)];
    private readonly int[] _afterNumber = [.. Enumerable.Range(1, TModel.Schema.Key.Length)];
    private readonly HashSet<int> _refused = [];
    private List<(int Number, OperationKind Kind)> _staged = [];

    /// <summary>Stages operations.</summary>
    /// <param name="batch">The operations, and where their outcomes go.</param>
    /// <param name="operations">Their numbers, ascending.</param>
    public async ValueTask StageAsync(TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations)
    {
        _refused.Clear();
        var staged = new List<int>(operations.Count);
        foreach (var operation in operations)
        {
            batch.Outcomes[operation] = OperationOutcome.Succeeded;
            if (parts.RefusalOf(batch[operation].Key) is { } reason) batch.Outcomes[operation] = OperationOutcome.Rejected(reason);
            else staged.Add(operation);
        }

        _staged = await stage.FillAsync(session, shape, batch, staged).ConfigureAwait(false);
    }

    /// <summary>Applies what was staged; false when the server ended the transaction for a row, and all has to be done again.</summary>
    public async ValueTask<bool> TryApplyAsync(TableBatch<TModel, TKey> batch)
    {
        var byKind = _staged.ToLookup(static operation => operation.Kind, static operation => operation.Number);
        if (shape.IsLoose && TableOperations.Writing.Any(byKind.Contains)) await RefuseClashesAsync(batch).ConfigureAwait(false);
        foreach (var kinds in new[] { TableOperations.Removing, TableOperations.Writing })
        {
            // What is removed first may be what a row would have met.
            if (shape.IsLoose && kinds.Any(byKind.Contains)) await RefuseOtherSpellingsAsync(batch, kinds).ConfigureAwait(false);
            foreach (var kind in kinds)
            {
                int[] operations = [.. byKind[kind].Where(operation => !_refused.Contains(operation))];
                if (operations.Length > 0 && !await TryApplyAsync(batch, kind, operations).ConfigureAwait(false)) return false;
            }
        }

        return true;
    }

    private async ValueTask RefuseClashesAsync(TableBatch<TModel, TKey> batch)
    {
        var clashes = new List<(int Number, int First)>();
        await session.ForEachAsync(_sql.Clashes(), reader => clashes.Add((reader.GetInt32(0), reader.GetInt32(1)))).ConfigureAwait(false);
        foreach (var clash in clashes.GroupBy(static clash => clash.First, static clash => clash.Number))
        {
            int[] operations = [.. clash];
            foreach (var operation in operations)
            {
                var other = operations[0] == operation ? operations[1] : operations[0];
                batch.Outcomes[operation] = OperationOutcome.Rejected(_words.Clash(batch[operation].Key, batch[other].Key)) with { IsFinal = true };
            }
        }

        await UnstageAsync([.. clashes.Select(static clash => clash.Number)]).ConfigureAwait(false);
    }

    private async ValueTask RefuseOtherSpellingsAsync(TableBatch<TModel, TKey> batch, OperationKind[] kinds)
    {
        var refused = new List<int>();
        await session.ForEachAsync(_sql.OtherSpellings(kinds), reader =>
        {
            var operation = reader.GetInt32(0);
            var key = batch[operation].Key;
            if (KeyCells.Read<TKey>(reader, _afterNumber, _keyParts) is not { } found || KeyTexts.AreOne(_keyColumns, key, found)) return;
            batch.Outcomes[operation] = OperationOutcome.Rejected(_words.OtherSpelling(key, found));
            refused.Add(operation);
        }).ConfigureAwait(false);
        await UnstageAsync([.. refused]).ConfigureAwait(false);
    }

    private async ValueTask UnstageAsync(int[] operations)
    {
        _refused.UnionWith(operations);
        foreach (var some in operations.Chunk(MostListed)) await session.ExecuteAsync(stage.Sql.Unstage(some)).ConfigureAwait(false);
    }

    private async ValueTask<bool> TryApplyAsync(TableBatch<TModel, TKey> batch, OperationKind kind, int[] operations)
    {
        var sets = new Stack<int[]>(parts.Divide(operations).Reverse());
        while (sets.TryPop(out var set))
        {
            if (await TryApplySetAsync(batch, kind, set).ConfigureAwait(false) is not { } fault) continue;
            var goesOn = await session.CanGoOnAsync().ConfigureAwait(false);
            if (goesOn) await session.ExecuteAsync(StageSql.Undo).ConfigureAwait(false);
            if (set.Length > 1)
            {
                var (first, second) = parts.Halve(set);
                sets.Push(second);
                sets.Push(first);
            }
            else if (goesOn)
            {
                var reason = await new RowBlame<TModel, TKey>(session, shape, _sql, _words, _keyParts).ExplainAsync(fault, set[0], batch[set[0]]).ConfigureAwait(false);
                batch.Outcomes[set[0]] = OperationOutcome.Rejected(reason);
            }
            else
            {
                parts.Refuse(batch[set[0]].Key, SqlServerFaults.IsOfTrigger(fault) ? _words.OfTrigger(fault) : _words.Other(fault));
            }

            if (goesOn) continue;
            parts.Suspect(set);
            return false;
        }

        return true;
    }

    /// <summary>Applies a set; gives the error that the table refused it with, which is yet to be undone.</summary>
    private async ValueTask<SqlException?> TryApplySetAsync(TableBatch<TModel, TKey> batch, OperationKind kind, int[] set)
    {
        for (var mayHaveRaced = true; ; mayHaveRaced = false)
        {
            await session.ExecuteAsync(StageSql.Save).ConfigureAwait(false);
            try
            {
                await ExecuteAsync(batch, kind, set).ConfigureAwait(false);
                return null;
            }
            catch (SqlException fault) when (SqlServerFaults.IsRowFault(fault))
            {
                // Another writer made the record meanwhile, where locks did not keep it out: what was missing is there now.
                if (!mayHaveRaced || !RowFaults.IsOfIndex(fault, shape.KeyIndex) || !await session.CanGoOnAsync().ConfigureAwait(false)) return fault;
                await session.ExecuteAsync(StageSql.Undo).ConfigureAwait(false);
            }
        }
    }

    private ValueTask ExecuteAsync(TableBatch<TModel, TKey> batch, OperationKind kind, int[] set) => kind switch
    {
        OperationKind.Insert => InsertAsync(batch, set),
        OperationKind.Upsert => UpsertAsync(batch, set),
        _ => ChangeAsync(batch, kind, set),
    };

    /// <summary>Changes or removes records that are there.</summary>
    private async ValueTask ChangeAsync(TableBatch<TModel, TKey> batch, OperationKind kind, int[] set)
    {
        var statement = kind switch
        {
            OperationKind.Delete => _sql.Delete(),
            OperationKind.Archive => _sql.Archive(),
            OperationKind.Clear when _sql.Clears => _sql.Clear(),
            OperationKind.Update when _sql.Sets => _sql.Update(kind),
            _ => null,
        };
        // Where there is no column to write it only matters whether the record is there.
        var rest = statement is null ? set : await DoAsync(batch, statement, set, OperationOutcome.Succeeded).ConfigureAwait(false);
        if (rest.Length > 0) rest = await DoAsync(batch, _sql.Present(kind), rest, statement is null ? OperationOutcome.Succeeded : OperationOutcome.Rejected(TableWords.Ignored)).ConfigureAwait(false);
        Settle(batch, rest, kind == OperationKind.Update ? OperationOutcome.Skipped(TableWords.NoRecord) : OperationOutcome.Succeeded);
    }

    private async ValueTask InsertAsync(TableBatch<TModel, TKey> batch, int[] set)
    {
        var rest = await DoAsync(batch, _sql.Present(OperationKind.Insert), set, OperationOutcome.Skipped(TableWords.RecordExists)).ConfigureAwait(false);
        if (rest.Length > 0) rest = await DoAsync(batch, _sql.Insert(OperationKind.Insert), rest, OperationOutcome.Succeeded).ConfigureAwait(false);
        if (rest.Length > 0) await SettleLeftAsync(batch, OperationKind.Insert, rest, OperationOutcome.Skipped(TableWords.RecordExists)).ConfigureAwait(false);
    }

    /// <summary>Updates what is there and inserts what is not; the locks of the first keep the gaps for the second.</summary>
    private async ValueTask UpsertAsync(TableBatch<TModel, TKey> batch, int[] set)
    {
        var update = _sql.Sets ? _sql.Update(OperationKind.Upsert) : _sql.Present(OperationKind.Upsert);
        var rest = await DoAsync(batch, update, set, OperationOutcome.Succeeded).ConfigureAwait(false);
        if (rest.Length > 0) rest = await DoAsync(batch, _sql.Insert(OperationKind.Upsert), rest, OperationOutcome.Succeeded).ConfigureAwait(false);
        if (rest.Length > 0) await SettleLeftAsync(batch, OperationKind.Upsert, rest, OperationOutcome.Rejected(TableWords.Ignored)).ConfigureAwait(false);
    }

    /// <summary>Rows that were neither written nor refused: the record came meanwhile, spelled this way or another, or the table passed over them.</summary>
    private async ValueTask SettleLeftAsync(TableBatch<TModel, TKey> batch, OperationKind kind, int[] left, OperationOutcome whenThere)
    {
        Settle(batch, left, OperationOutcome.Rejected(TableWords.Ignored));
        await DoAsync(batch, _sql.Present(kind), left, whenThere).ConfigureAwait(false);
        if (shape.IsLoose) await RefuseOtherSpellingsAsync(batch, [kind]).ConfigureAwait(false);
    }

    /// <summary>Runs a statement over a set; gives the operations that it did not do, which alone are still staged.</summary>
    private async ValueTask<int[]> DoAsync(TableBatch<TModel, TKey> batch, string statement, int[] set, OperationOutcome outcome)
    {
        var done = await session.DoneAsync(statement, new(set[0], set[^1])).ConfigureAwait(false);
        Settle(batch, done, outcome);
        if (done.Count == 0) return set;
        if (done.Count == set.Length) return [];
        await session.ExecuteAsync(stage.Sql.UnstageDone()).ConfigureAwait(false);
        var leave = done.ToHashSet();
        return [.. set.Where(operation => !leave.Contains(operation))];
    }

    private static void Settle(TableBatch<TModel, TKey> batch, IEnumerable<int> operations, OperationOutcome outcome)
    {
        foreach (var operation in operations) batch.Outcomes[operation] = outcome;
    }
}
