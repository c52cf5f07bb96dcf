using System.Runtime.ExceptionServices;
using Npgsql;

namespace Syncline;

/// <summary>Applies operations inside an open transaction: staged by COPY, then written set by set.</summary>
/// <remarks>A set that the table refuses for a row, or where a trigger changes keys, is undone to a savepoint and tried in halves, until the rows to blame stand alone.</remarks>
internal sealed class TableWriter<TModel, TKey>(TableSession session, TableShape shape, TableSql sql, int rejectLimit)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Each round sees what others have committed since the one before; a record that comes and goes more often than that is nobody's.
    private const int MostRounds = 3;

    // Of so few it costs less to have them told than to count them first.
    private const int Few = 100;
    private const string BeforeSet = "syncline_set";
    private const string BeforeInsert = "syncline_insert";

    // Fewer rows are tried one by one at the server; more are halved first, so that a single bad row among many costs little.
    private const int MostProbed = 1_000;
    private readonly TableWords _words = new(shape, TModel.Schema);
    private readonly TableProbe _probe = new(session, sql);
    private readonly RowBlame<TModel, TKey> _blame = new(session, shape, sql, new(shape, TModel.Schema), [.. TModel.Schema.Key.Select(column => shape.Columns[column]!)]);
    private readonly SyncColumn[] _keyColumns = [.. TModel.Schema.Key.Select(column => TModel.Schema.Columns[column])];
    private readonly TableColumn[] _keyParts = [.. TModel.Schema.Key.Select(column => shape.Columns[column]!)];
    private readonly int[] _afterNumber = [.. Enumerable.Range(1, TModel.Schema.Key.Length)];
    private readonly HashSet<int> _unstaged = [];
    private TableStage<TModel, TKey>? _stage;
    private bool _isIndexed;
    private int _rejectionsInARow;

    /// <summary>How many rows were inserted, by statements that were not undone.</summary>
    public int Inserted { get; private set; }

    /// <summary>Makes the stage.</summary>
    public ValueTask<int> PrepareAsync() => session.ExecuteAsync($"{TableSql.CheckAtOnce}; {sql.CreateStage()}");

    /// <summary>Applies operations.</summary>
    /// <param name="batch">The operations, and where their outcomes go.</param>
    /// <param name="operations">Their numbers.</param>
    public async ValueTask ApplyAsync(TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations)
    {
        _unstaged.Clear();
        var staged = await Stage.SendAsync(batch, operations).ConfigureAwait(false);
        var byKind = staged.ToLookup(static operation => operation.Kind, static operation => operation.Number);
        if (shape.IsLoose) await RefuseClashesAsync(batch).ConfigureAwait(false);
        foreach (var kinds in new[] { TableOperations.Removing, TableOperations.Writing })
        {
            // What is removed first may be what a row would have met.
            if (shape.IsLoose && kinds.Any(byKind.Contains)) await RefuseOtherSpellingsAsync(batch, kinds).ConfigureAwait(false);
            foreach (var kind in kinds)
            {
                int[] set = [.. byKind[kind].Where(operation => !_unstaged.Contains(operation))];
                if (set.Length > 0) await ApplySetAsync(batch, kind, set, isWhole: true).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The operations whose record has what they wrote, as the server compares it. What is staged goes.</summary>
    public async ValueTask<List<int>> KeptAsync(TableBatch<TModel, TKey> batch, IReadOnlyList<int> operations)
    {
        await session.ExecuteAsync(TableSql.EmptyStage()).ConfigureAwait(false);
        await Stage.SendAsync(batch, operations).ConfigureAwait(false);
        return await session.NumbersAsync(sql.Kept()).ConfigureAwait(false);
    }

    private TableStage<TModel, TKey> Stage => _stage ??= new(session, shape, sql, _words);

    private async ValueTask RefuseClashesAsync(TableBatch<TModel, TKey> batch)
    {
        var clashes = new List<int[]>();
        await session.ForEachAsync(sql.Clashes(), reader => clashes.Add(reader.GetFieldValue<int[]>(0))).ConfigureAwait(false);
        foreach (var clash in clashes)
        {
            foreach (var operation in clash)
            {
                var other = clash[0] == operation ? clash[1] : clash[0];
                batch.Outcomes[operation] = OperationOutcome.Rejected(_words.Clash(batch[operation].Key, batch[other].Key)) with { IsFinal = true };
            }
        }

        await UnstageAsync([.. clashes.SelectMany(clash => clash)]).ConfigureAwait(false);
    }

    private async ValueTask RefuseOtherSpellingsAsync(TableBatch<TModel, TKey> batch, OperationKind[] kinds)
    {
        var refused = new List<int>();
        await session.ForEachAsync(sql.OtherSpellings(kinds), reader =>
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
        if (operations.Length == 0) return;
        _unstaged.UnionWith(operations);
        await session.ExecuteAsync(TableSql.Unstage(), operations).ConfigureAwait(false);
    }

    private async ValueTask ApplySetAsync(TableBatch<TModel, TKey> batch, OperationKind kind, int[] set, bool isWhole)
    {
        if (_rejectionsInARow >= rejectLimit)
        {
            Settle(batch, set, new OperationOutcome(Outcome.Deferred, TableWords.LeftForLimit));
            return;
        }

        await session.ExecuteAsync($"SAVEPOINT {BeforeSet}").ConfigureAwait(false);
        var inserted = Inserted;
        PostgresException? fault = null;
        try
        {
            if (await TryExecuteAsync(batch, kind, set, isWhole).ConfigureAwait(false))
            {
                await session.ExecuteAsync($"RELEASE SAVEPOINT {BeforeSet}").ConfigureAwait(false);
                _rejectionsInARow = 0;
                return;
            }
        }
        catch (PostgresException e) when (PostgreSqlFaults.IsRowFault(e) || PostgreSqlFaults.MayBeOfRow(e))
        {
            fault = e;
        }

        Inserted = inserted;
        if (fault is not null && !PostgreSqlFaults.IsRowFault(fault) && !await GoesWithoutRowsAsync(kind).ConfigureAwait(false)) ExceptionDispatchInfo.Throw(fault);
        await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {BeforeSet}; RELEASE SAVEPOINT {BeforeSet}").ConfigureAwait(false);
        if (set.Length == 1)
        {
            batch.Outcomes[set[0]] = OperationOutcome.Rejected(fault is null ? TableWords.KeyChanged : await _blame.ExplainAsync(fault, set[0], batch[set[0]]).ConfigureAwait(false));
            _rejectionsInARow++;
            return;
        }

        if (!_isIndexed) await session.ExecuteAsync(TableSql.IndexStage()).ConfigureAwait(false);
        _isIndexed = true;
        if (fault is not null && set.Length <= MostProbed && await TryWithoutRefusedAsync(batch, kind, set).ConfigureAwait(false)) return;
        await ApplySetAsync(batch, kind, set[..(set.Length / 2)], isWhole: false).ConfigureAwait(false);
        await ApplySetAsync(batch, kind, set[(set.Length / 2)..], isWhole: false).ConfigureAwait(false);
    }

    /// <summary>Has the server find the rows of a set that are refused, and applies the others; false where it finds none, and nothing was done.</summary>
    private async ValueTask<bool> TryWithoutRefusedAsync(TableBatch<TModel, TKey> batch, OperationKind kind, int[] set)
    {
        var refused = await _probe.FindAsync(kind, set).ConfigureAwait(false);
        if (refused.Count == 0) return false;
        var rest = Without(set, refused.Keys);
        if (rest.Length > 0) await ApplySetAsync(batch, kind, rest, isWhole: false).ConfigureAwait(false);
        foreach (var (operation, fault) in refused) batch.Outcomes[operation] = OperationOutcome.Rejected(await _blame.ExplainAsync(fault, operation, batch[operation]).ConfigureAwait(false));
        _rejectionsInARow = rest.Length == 0 ? _rejectionsInARow + refused.Count : set.Reverse().TakeWhile(refused.ContainsKey).Count();
        return true;
    }

    /// <summary>Whether the statements of a kind go through where there are no rows, so that what was refused is of a row. Everything since <see cref="BeforeSet"/> is undone before and after.</summary>
    private async ValueTask<bool> GoesWithoutRowsAsync(OperationKind kind)
    {
        var undo = $"ROLLBACK TO SAVEPOINT {BeforeSet}";
        await session.ExecuteAsync(undo).ConfigureAwait(false);
        try
        {
            if (StatementOf(kind, Extent.Some) is { } statement) await session.ExecuteAsync(statement, []).ConfigureAwait(false);
            if (kind is OperationKind.Insert or OperationKind.Upsert) await session.ExecuteAsync(sql.Insert(kind, Extent.Some, tells: true), []).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException e) when (!PostgreSqlFaults.IsPassing(e))
        {
            await session.ExecuteAsync(undo).ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>What changes or removes records that are there; null where there is nothing to write.</summary>
    private string? StatementOf(OperationKind kind, Extent extent) => kind switch
    {
        OperationKind.Delete => sql.Delete(extent),
        OperationKind.Archive => sql.Archive(extent),
        OperationKind.Clear when sql.Clears => sql.Clear(extent),
        OperationKind.Update or OperationKind.Upsert when sql.Sets => sql.Update(kind, extent),
        _ => null,
    };

    /// <summary>Executes a set; false where a trigger changed the key of a row, and the set has to be undone.</summary>
    private async ValueTask<bool> TryExecuteAsync(TableBatch<TModel, TKey> batch, OperationKind kind, int[] set, bool isWhole)
    {
        var some = isWhole ? null : set;
        switch (kind)
        {
            case OperationKind.Insert:
                return await TryInsertAsync(batch, set, some).ConfigureAwait(false);
            case OperationKind.Upsert:
                return await TryUpsertAsync(batch, set, some).ConfigureAwait(false);
            default:
                return await TryChangeAsync(batch, kind, set, some).ConfigureAwait(false);
        }
    }

    /// <summary>Changes or removes records that are there.</summary>
    private async ValueTask<bool> TryChangeAsync(TableBatch<TModel, TKey> batch, OperationKind kind, int[] set, int[]? some)
    {
        var statement = StatementOf(kind, Of(some));
        // Where there is no column to write it only matters whether the record is there.
        var done = statement is null ? [] : await session.NumbersAsync(statement, some).ConfigureAwait(false);
        if (done.Contains(TableSql.Nobody)) return false;
        var rest = Without(set, done);
        Settle(batch, done, OperationOutcome.Succeeded);
        if (rest.Length == 0) return true;
        var present = await session.NumbersAsync(sql.Present(kind, Extent.Some), rest).ConfigureAwait(false);
        Settle(batch, present, statement is null ? OperationOutcome.Succeeded : OperationOutcome.Rejected(TableWords.Ignored));
        Settle(batch, Without(rest, present), kind == OperationKind.Update ? OperationOutcome.Skipped(TableWords.NoRecord) : OperationOutcome.Succeeded);
        return true;
    }

    private async ValueTask<bool> TryInsertAsync(TableBatch<TModel, TKey> batch, int[] set, int[]? some)
    {
        var present = await session.NumbersAsync(sql.Present(OperationKind.Insert, Of(some)), some).ConfigureAwait(false);
        Settle(batch, present, OperationOutcome.Skipped(TableWords.RecordExists));
        var rest = present.Count == 0 ? set : Without(set, present);
        if (rest.Length == 0) return true;
        var inserted = await InsertAsync(OperationKind.Insert, rest, present.Count == 0 ? some : rest).ConfigureAwait(false);
        if (inserted.Contains(TableSql.Nobody)) return false;
        SettleInserted(batch, inserted);
        if (inserted.Count < rest.Length) await SettleLeftAsync(batch, OperationKind.Insert, Without(rest, inserted), OperationOutcome.Skipped(TableWords.RecordExists)).ConfigureAwait(false);
        return true;
    }

    /// <summary>Inserts rows that are not there; gives those that were inserted, and <see cref="TableSql.Nobody"/> for a record that is none of them.</summary>
    private async ValueTask<IReadOnlyCollection<int>> InsertAsync(OperationKind kind, int[] set, int[]? some)
    {
        if (set.Length <= Few) return await InsertAndTellAsync(kind, some).ConfigureAwait(false);
        await session.ExecuteAsync($"SAVEPOINT {BeforeInsert}").ConfigureAwait(false);
        // The number alone costs least, and most often says all. From now on no trigger is created until the transaction ends.
        var count = await session.ExecuteAsync(sql.Insert(kind, Of(some), tells: false), some).ConfigureAwait(false);
        if (count == set.Length && !await CatalogReader.MayReplaceRowsAsync(session.Connection, shape.Oid, session.CancellationToken).ConfigureAwait(false))
        {
            await session.ExecuteAsync($"RELEASE SAVEPOINT {BeforeInsert}").ConfigureAwait(false);
            return set;
        }

        await session.ExecuteAsync($"ROLLBACK TO SAVEPOINT {BeforeInsert}; RELEASE SAVEPOINT {BeforeInsert}").ConfigureAwait(false);
        return await InsertAndTellAsync(kind, some).ConfigureAwait(false);
    }

    private async ValueTask<List<int>> InsertAndTellAsync(OperationKind kind, int[]? some)
    {
        var inserted = new List<int>();
        await session.ForEachAsync(sql.Insert(kind, Of(some), tells: true), reader => inserted.Add(reader.IsDBNull(0) ? TableSql.Nobody : reader.GetInt32(0)), some).ConfigureAwait(false);
        return inserted;
    }

    /// <summary>Updates what is there and inserts what is not, again where another writer came between the two.</summary>
    private async ValueTask<bool> TryUpsertAsync(TableBatch<TModel, TKey> batch, int[] set, int[]? some)
    {
        for (var round = 0; round < MostRounds && set.Length > 0; round++)
        {
            var there = await session.NumbersAsync(StatementOf(OperationKind.Upsert, Of(some)) ?? sql.Present(OperationKind.Upsert, Of(some)), some).ConfigureAwait(false);
            if (there.Contains(TableSql.Nobody)) return false;
            Settle(batch, there, OperationOutcome.Succeeded);
            if (there.Count > 0) some = set = Without(set, there);
            if (set.Length == 0) return true;
            var inserted = await InsertAsync(OperationKind.Upsert, set, some).ConfigureAwait(false);
            if (inserted.Contains(TableSql.Nobody)) return false;
            SettleInserted(batch, inserted);
            some = set = inserted.Count == set.Length ? [] : Without(set, inserted);
        }

        if (set.Length > 0) await SettleLeftAsync(batch, OperationKind.Upsert, set, OperationOutcome.Rejected(TableWords.Ignored)).ConfigureAwait(false);
        return true;
    }

    /// <summary>Rows that were neither written nor refused: the record came meanwhile, spelled this way or another, or the table passed over them.</summary>
    private async ValueTask SettleLeftAsync(TableBatch<TModel, TKey> batch, OperationKind kind, int[] left, OperationOutcome whenThere)
    {
        var present = await session.NumbersAsync(sql.Present(kind, Extent.Some), left).ConfigureAwait(false);
        Settle(batch, left, OperationOutcome.Rejected(TableWords.Ignored));
        Settle(batch, present, whenThere);
        if (shape.IsLoose) await RefuseOtherSpellingsAsync(batch, [kind]).ConfigureAwait(false);
    }

    private void SettleInserted(TableBatch<TModel, TKey> batch, IReadOnlyCollection<int> inserted)
    {
        Settle(batch, inserted, OperationOutcome.Succeeded);
        Inserted += inserted.Count;
    }

    private static void Settle(TableBatch<TModel, TKey> batch, IEnumerable<int> operations, OperationOutcome outcome)
    {
        foreach (var operation in operations) batch.Outcomes[operation] = outcome;
    }

    private static Extent Of(int[]? some) => some is null ? Extent.All : Extent.Some;

    private static int[] Without(int[] set, IReadOnlyCollection<int> some)
    {
        if (some.Count == 0) return set;
        var leave = some.ToHashSet();
        return [.. set.Where(operation => !leave.Contains(operation))];
    }
}
