using System.Data;
using System.Data.Common;

namespace Syncline;

/// <inheritdoc/>
internal sealed class TableDelivery<TModel, TKey>(SqlServerDatabase database, TableTarget target, int batchSize) : SqlServerDelivery(database, target.Model.Columns.Any(column => column.IsSensitive), batchSize), IWholeDelivery<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private TableShape? _shape;
    private TableStage? _stage;
    private bool _isCreated;
    private bool _isOpen;

    /// <summary>Checks that the table fits. One that is yet to be created is left to the first batch.</summary>
    /// <exception cref="DestinationException">It can't be reached, or does not fit.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var session = new TableSession(await ConnectAsync(cancellationToken).ConfigureAwait(false), cancellationToken);
            _shape = await new TableInspector(Database, session, target).InspectAsync().ConfigureAwait(false);
            if (_shape is not null && target.StagingTable is not null) await PrepareAsync(session).ConfigureAwait(false);
        }
        catch (DbException fault)
        {
            throw Failed(fault);
        }
    }

    public async ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var operations = batch.Operations;
        var applied = new TableBatch<TModel, TKey>(operations.Length, i => operations.Span[i] with { Kind = TableOperations.Of(operations.Span[i].Kind) });
        int[] all = [.. Enumerable.Range(0, applied.Count)];
        var parts = new BatchParts<TKey>();
        return await RunAsync<SqlServerWork>(async session =>
        {
            var stage = await PrepareAsync(session).ConfigureAwait(false);
            var writer = new TableWriter<TModel, TKey>(session, _shape!, stage, parts);
            // Staged before the transaction, which is then no longer open than it must be.
            await writer.StageAsync(applied, all).ConfigureAwait(false);
            await BeginAsync(session).ConfigureAwait(false);
            return await writer.TryApplyAsync(applied).ConfigureAwait(false) ? new(this, session.Transaction!, applied.Outcomes) : null;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var parts = new BatchParts<TKey>();
        return await RunAsync<MirrorWork>(async session =>
        {
            var stage = await PrepareAsync(session).ConfigureAwait(false);
            await BeginAsync(session).ConfigureAwait(false);
            var sql = new TableSql(_shape!, target.Model, stage.Sql);
            var mirror = new TableMirror<TModel, TKey>(session, _shape!, sql, run, parts);
            await mirror.FindAsync().ConfigureAwait(false);
            var applied = await mirror.TryApplyAsync(new(session, _shape!, stage, parts), BatchSize).ConfigureAwait(false);
            if (applied is null) return null;
            if (_shape!.HasTriggers) await CheckAsync(new(session, _shape, sql, run, parts), mirror, applied).ConfigureAwait(false);
            return new(this, session.Transaction!, mirror.Records, mirror.OutcomesOf(applied), mirror.ForeignOf(applied));
        }, cancellationToken).ConfigureAwait(false);
    }

    protected override void Ended(bool committed)
    {
        _isOpen = false;
        // A table that was created with a batch that is undone is gone with it.
        if (_isCreated && !committed) (_shape, _stage) = (null, null);
        _isCreated = false;
    }

    /// <summary>Compares once more where a trigger may have changed other records than those that were written.</summary>
    private async ValueTask CheckAsync(TableMirror<TModel, TKey> after, TableMirror<TModel, TKey> mirror, TableBatch<TModel, TKey> applied)
    {
        await after.FindAsync().ConfigureAwait(false);
        if (mirror.FindUndone(after, applied) is not { } undone) return;
        throw new DestinationException($"The table {target.Name} in {Database.Name} does not hold what was written to it: a trigger changed {undone}. Everything was undone. Take the trigger away for All, or use Upsert.", FailureEffect.NothingPermanent);
    }

    /// <summary>Makes attempts until the server ends none for a row. Each divides the batch further, or leaves a row out that ended it alone.</summary>
    private async ValueTask<TWork> RunAsync<TWork>(Func<TableSession, Task<TWork?>> attempt, CancellationToken cancellationToken)
        where TWork : SqlServerWork
    {
        if (_isOpen) throw new InvalidOperationException("The batch before is neither committed nor disposed of.");
        TableSession? session = null;
        try
        {
            while (true)
            {
                session = new(await ConnectAsync(cancellationToken).ConfigureAwait(false), cancellationToken);
                if (await attempt(session).ConfigureAwait(false) is { } work) return work;
                await EndAsync(session.Transaction!, committed: false).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            if (session?.Transaction is { } transaction) await EndAsync(transaction, committed: false).ConfigureAwait(false);
            if (e is DbException fault) throw Failed(fault);
            // The driver says so of a connection that broke between two commands.
            if (e is InvalidOperationException && session is { Connection.State: not ConnectionState.Open }) throw new DestinationException($"The connection to {Database.Name} broke: {e.Message}", FailureEffect.NothingTransient, e);
            throw;
        }
    }

    private async ValueTask BeginAsync(TableSession session)
    {
        if (session.Transaction is null) await session.BeginAsync().ConfigureAwait(false);
        _isOpen = true;
    }

    private async ValueTask<TableStage> PrepareAsync(TableSession session)
    {
        _shape ??= await CreateAsync(session).ConfigureAwait(false);
        _stage ??= new(Database, new(_shape, target.Model, target.StagingTable is { } permanent ? target.NameOf(permanent) : null));
        await _stage.PrepareAsync(session).ConfigureAwait(false);
        return _stage;
    }

    private async ValueTask<TableShape> CreateAsync(TableSession session)
    {
        // Another may have created it since it was opened.
        if (await new TableInspector(Database, session, target).InspectAsync().ConfigureAwait(false) is { } found) return found;
        await BeginAsync(session).ConfigureAwait(false);
        await session.ExecuteAsync(CreatedTable.Sql(target)).ConfigureAwait(false);
        _isCreated = true;
        return await new TableInspector(Database, session, target).InspectAsync().ConfigureAwait(false)
            ?? throw new DestinationException($"The table {target.Name} in {Database.Name} was created and is not found. Name its Schema.", FailureEffect.NothingPermanent);
    }
}
