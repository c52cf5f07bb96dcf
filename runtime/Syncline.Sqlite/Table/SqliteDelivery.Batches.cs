using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <inheritdoc/>
internal sealed class SqliteDelivery<TModel, TKey>(SqliteLocation location, TableTarget target) : SqliteDelivery(location), IWholeDelivery<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const int RowsPerLook = 256;
    private TableWriter<TModel, TKey>? _writer;
    private Operation<TModel, TKey>[] _translated = [];
    private TableShape? _shape;
    private bool _tableIsThere;

    /// <summary>Checks that the table fits. A file that is yet to be created is left to the first batch.</summary>
    /// <exception cref="DestinationException">It can't be opened, or does not fit.</exception>
    public void Check(CancellationToken cancellationToken)
    {
        if (Location.Obstacle(target.CreateIfMissing) is { } obstacle) throw new DestinationException(obstacle, FailureEffect.NothingPermanent);
        if (Location.Path is not null && !Location.FileExists)
        {
            string[] misfits = [.. new[] { target.ArchiveMisfit, target.Loss }.OfType<string>()];
            if (misfits.Length > 0) throw TableInspector.Misfit(Location, target, misfits);
            return;
        }

        try
        {
            var database = Open(mayCreate: false, cancellationToken);
            if (database.IsReadOnly) throw new DestinationException($"{Location.Name} is read-only. Check Mode in the connection string and the rights to the file.", FailureEffect.NothingPermanent);
            _tableIsThere = new TableInspector(database, target).Inspect() is not null;
        }
        catch (SqliteException fault)
        {
            throw Failed(fault);
        }
    }

    public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        try
        {
            var database = OpenToWrite(cancellationToken);
            var operations = BatchOperations.Of(batch.Operations, ref _translated);
            var pass = new BatchPass<TModel, TKey>(operations.Length, i => operations.Span[i]);
            database.Begin(cancellationToken);
            Finish(database, pass, null, cancellationToken);
            return new(new SqliteWork(this, database, pass.Outcomes));
        }
        catch (SqliteException fault)
        {
            throw Failed(fault);
        }
    }

    public async ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            var database = OpenToWrite(cancellationToken);
            var mirror = new TableMirror<TModel, TKey>(database, target.Schema, run);
            // What is read is what is written over: nobody writes in between.
            database.Begin(cancellationToken);
            await FindAsync(database, mirror, cancellationToken).ConfigureAwait(false);
            var pass = new BatchPass<TModel, TKey>(mirror.Count, i => mirror[i]);
            Finish(database, pass, mirror, cancellationToken);
            if (_shape!.HasTriggers || _shape.HasActions) await CheckAsync(database, mirror, pass.Outcomes, run, cancellationToken).ConfigureAwait(false);
            return new MirrorWork(this, database, mirror.Records, mirror.OutcomesOf(pass.Outcomes), mirror.ForeignOf(pass.Outcomes));
        }
        catch (SqliteException fault)
        {
            throw Failed(fault);
        }
    }

    public override void Ended(bool committed) => _tableIsThere |= committed;

    public override void Close()
    {
        _writer?.Dispose();
        _writer = null;
        base.Close();
    }

    private SqliteDatabase OpenToWrite(CancellationToken cancellationToken)
    {
        if (Location.Obstacle(target.CreateIfMissing) is { } obstacle) throw new DestinationException(obstacle, FailureEffect.NothingPermanent);
        var database = Open(mayCreate: target.CreateIfMissing, cancellationToken);
        if (database.InTransaction) throw new InvalidOperationException("The batch before is neither committed nor disposed of.");
        return database;
    }

    private async ValueTask FindAsync(SqliteDatabase database, TableMirror<TModel, TKey> mirror, CancellationToken cancellationToken)
    {
        try
        {
            Writer(database);
            await mirror.FindAsync(_shape!, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException e) when (e.InnerException is SqliteException fault)
        {
            Undo();
            throw Failed(fault);
        }
        catch
        {
            Undo();
            throw;
        }
    }

    /// <summary>Compares once more where a statement may have changed other records than its own: a cascade, a trigger.</summary>
    /// <exception cref="DestinationException">One did.</exception>
    private async ValueTask CheckAsync(SqliteDatabase database, TableMirror<TModel, TKey> mirror, OperationOutcome[] outcomes, WholeRun<TModel, TKey> run, CancellationToken cancellationToken)
    {
        var after = new TableMirror<TModel, TKey>(database, target.Schema, run);
        await FindAsync(database, after, cancellationToken).ConfigureAwait(false);
        if (mirror.FindUndone(after, outcomes) is not { } undone) return;
        Undo();
        throw new DestinationException($"The table {SqliteName.Quote(target.Table)} in {Location.Name} does not hold what was written to it: a trigger, or a foreign key that cascades, changed {undone}. Everything was undone. Take the trigger or the action away for All, or use Upsert.", FailureEffect.NothingPermanent);
    }

    /// <summary>Applies operations in the transaction that is open.</summary>
    private void Finish(SqliteDatabase database, BatchPass<TModel, TKey> pass, TableMirror<TModel, TKey>? mirror, CancellationToken cancellationToken)
    {
        try
        {
            // A pass that has to be undone for a row begins again without it.
            while (!TryPass(database, pass, mirror, cancellationToken))
            {
                database.Rollback();
                pass.Restart();
                database.Begin(cancellationToken);
            }
        }
        catch
        {
            Undo();
            throw;
        }
    }

    private bool TryPass(SqliteDatabase database, BatchPass<TModel, TKey> pass, TableMirror<TModel, TKey>? mirror, CancellationToken cancellationToken)
    {
        var writer = Writer(database);
        for (var i = 0; i < pass.Count; i++)
        {
            if (i % RowsPerLook == 0) mirror?.Report(i);
            if (i % RowsPerLook == 0) cancellationToken.ThrowIfCancellationRequested();
            if (!pass.IsRefused(i) && !TryApply(database, writer, pass, mirror, i)) return false;
        }

        // There are no later batches, and no later commit, in which a value is handed over or a parent arrives.
        if (mirror is not null && !TryAgain(database, writer, pass, mirror, cancellationToken)) return false;
        if (pass.RefuseClashes(writer.ExplainClash)) return false;
        if (!database.OwesForeignKeys) return true;
        // Checked at the commit, a deferred key would refuse the batch as a whole.
        pass.RefuseForForeignKeys(writer.ForeignKeyOffenders(), operation => mirror?.IsUnreadable(operation) == true ? TableWords.SomeForeignKey : writer.ExplainForeignKey(pass[operation]));
        return false;
    }

    private static bool TryApply(SqliteDatabase database, TableWriter<TModel, TKey> writer, BatchPass<TModel, TKey> pass, TableMirror<TModel, TKey>? mirror, int operation)
    {
        TKey? other = null;
        pass.Outcomes[operation] = mirror?.IsUnreadable(operation) == true ? mirror.DeleteUnreadable(operation) : writer.Apply(pass[operation], out other);
        if (pass.WatchesForeignKeys) pass.Watch(operation, database.OwesForeignKeys);
        if (pass.Outcomes[operation].Outcome != Outcome.Rejected) return true;
        if (!database.InTransaction)
        {
            // A trigger's RAISE(ROLLBACK) took the whole batch with the row.
            pass.Refuse(operation, pass.Outcomes[operation].Reason!);
            return false;
        }

        if (other is { } clash) pass.Clash(operation, clash);
        return true;
    }

    /// <summary>Tries what was rejected again, as long as that gets one through.</summary>
    private static bool TryAgain(SqliteDatabase database, TableWriter<TModel, TKey> writer, BatchPass<TModel, TKey> pass, TableMirror<TModel, TKey> mirror, CancellationToken cancellationToken)
    {
        var rejected = Enumerable.Range(0, pass.Count).Where(i => pass.Outcomes[i].Outcome == Outcome.Rejected && !pass.IsRefused(i)).Reverse().ToList();
        for (var before = int.MaxValue; rejected.Count > 0 && rejected.Count < before;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            before = rejected.Count;
            foreach (var operation in rejected)
            {
                pass.Unclash(operation);
                if (!TryApply(database, writer, pass, mirror, operation)) return false;
            }

            rejected.RemoveAll(operation => pass.Outcomes[operation].Outcome != Outcome.Rejected);
            // From the other end each time: a chain of values handed on is sorted out by one pass in its order.
            rejected.Reverse();
        }

        return true;
    }

    private TableWriter<TModel, TKey> Writer(SqliteDatabase database)
    {
        if (_writer is not null && _tableIsThere) return _writer;
        var shape = new TableInspector(database, target).Inspect();
        if (shape is null)
        {
            shape = TableInspector.Created(target);
            database.Execute(new TableSql(shape, target.Schema).Create());
        }

        _writer?.Dispose();
        _shape = shape;
        return _writer = new(database, shape, target.Schema);
    }
}
