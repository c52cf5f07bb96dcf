using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <inheritdoc/>
internal sealed class SqliteDelivery<TModel, TKey>(SqliteLocation location, TableTarget target) : SqliteDelivery(location), IDelivery<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const int RowsPerLook = 256;
    private TableWriter<TModel, TKey>? _writer;
    private Operation<TModel, TKey>[] _translated = [];
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
        if (Location.Obstacle(target.CreateIfMissing) is { } obstacle) throw new DestinationException(obstacle, FailureEffect.NothingPermanent);
        try
        {
            var database = Open(mayCreate: target.CreateIfMissing, cancellationToken);
            if (database.InTransaction) throw new InvalidOperationException("The batch before is neither committed nor disposed of.");
            return new(Apply(database, new(batch.Number, TableOperations.Of(batch.Operations, ref _translated)), cancellationToken));
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

    private SqliteWork Apply(SqliteDatabase database, Batch<TModel, TKey> batch, CancellationToken cancellationToken)
    {
        var pass = new BatchPass<TModel, TKey>(batch);
        try
        {
            // A pass that has to be undone for a row begins again without it.
            while (!TryPass(database, pass, cancellationToken))
            {
                database.Rollback();
                pass.Restart();
            }

            return new(this, database, pass.Outcomes);
        }
        catch
        {
            Undo();
            throw;
        }
    }

    private bool TryPass(SqliteDatabase database, BatchPass<TModel, TKey> pass, CancellationToken cancellationToken)
    {
        database.Begin(cancellationToken);
        var writer = Writer(database);
        var operations = pass.Batch.Operations.Span;
        for (var i = 0; i < operations.Length; i++)
        {
            if (i % RowsPerLook == 0) cancellationToken.ThrowIfCancellationRequested();
            if (pass.IsRefused(i)) continue;
            pass.Outcomes[i] = writer.Apply(in operations[i], out var other);
            if (pass.WatchesForeignKeys) pass.Watch(i, database.OwesForeignKeys);
            if (pass.Outcomes[i].Outcome != Outcome.Rejected) continue;
            if (!database.InTransaction)
            {
                // A trigger's RAISE(ROLLBACK) took the whole batch with the row.
                pass.Refuse(i, pass.Outcomes[i].Reason!);
                return false;
            }

            if (other is { } clash) pass.Clash(i, clash);
        }

        if (pass.RefuseClashes()) return false;
        if (!database.OwesForeignKeys) return true;
        // Checked at the commit, a deferred key would refuse the batch as a whole.
        pass.RefuseForForeignKeys(writer.ForeignKeyOffenders(), operation => writer.ExplainForeignKey(in pass.Batch.Operations.Span[operation]));
        return false;
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
        return _writer = new(database, shape, target.Schema);
    }
}
