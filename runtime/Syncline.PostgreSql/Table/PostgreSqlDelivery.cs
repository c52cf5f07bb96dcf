using System.Data;
using Npgsql;

namespace Syncline;

/// <summary>An open PostgreSQL table, whatever its model: the connection and its transaction.</summary>
internal abstract class PostgreSqlDelivery(PostgreSqlDatabase database, bool isSecret) : IPostgreSqlDelivery, IDelivery
{
    // Large enough that a batch's statements cost little per row, small enough to hold in memory.
    private const int RowsPerTransaction = 50_000;
    private NpgsqlConnection? _connection;

    public PostgreSqlDatabase Database { get; } = database;

    /// <summary>Whether the server's words may quote a value that is nobody's to see.</summary>
    public bool IsSecret { get; } = isSecret;

    public DatabaseIdentity DatabaseIdentity { get; private set; } = DatabaseIdentity.None;

    public int BatchSize => RowsPerTransaction;

    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>Called when the transaction of a batch has ended; undoes it where it was not committed.</summary>
    public async ValueTask EndAsync(NpgsqlTransaction transaction, bool committed)
    {
        try
        {
            // Asked for, for to dispose of it says nothing of a rollback that was refused: a cancellation that came late.
            if (!committed) await transaction.RollbackAsync().ConfigureAwait(false);
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // Ended by a commit that failed, or on a connection that is no good any more; the server undoes what it left.
            await CloseAsync().ConfigureAwait(false);
        }

        if (_connection is { State: not ConnectionState.Open }) await CloseAsync().ConfigureAwait(false);
        Ended(committed);
    }

    protected abstract void Ended(bool committed);

    /// <summary>The connection, which is opened again where it was lost.</summary>
    protected async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { State: ConnectionState.Open }) return _connection;
        await CloseAsync().ConfigureAwait(false);
        _connection = await Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        DatabaseIdentity = await PostgreSqlDatabase.IdentityAsync(_connection, cancellationToken).ConfigureAwait(false);
        return _connection;
    }

    /// <summary>What a failure means, its transaction being undone.</summary>
    protected DestinationException Failed(NpgsqlException fault)
        => new(PostgreSqlFaults.Explain(fault, Database.Name, IsSecret), fault is PostgresException refused && PostgreSqlFaults.IsRowFault(refused) ? FailureEffect.NothingRefused : PostgreSqlFaults.Effect(fault), PostgreSqlFaults.Inner(fault, IsSecret));

    private async ValueTask CloseAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}

/// <inheritdoc/>
internal sealed class PostgreSqlDelivery<TModel, TKey>(PostgreSqlDatabase database, TableTarget target) : PostgreSqlDelivery(database, target.Model.Columns.Any(column => column.IsSensitive)), IWholeDelivery<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // One batch after the other: each is used until its work has ended, and the next begins after that.
    private readonly CopyBuffer _buffer = new();
    private OperationOutcome[] _outcomes = [];
    private int[] _operations = [];
    private TableShape? _shape;
    private bool _expectsNew = !target.ExpectsRecords;
    private bool _isCreated;
    private bool _isOpen;

    /// <summary>Checks that the table fits. One that is yet to be created is left to the first batch.</summary>
    /// <exception cref="DestinationException">It can't be reached, or does not fit.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            _shape = await new TableInspector(Database, connection, target).InspectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            throw Failed(fault);
        }
    }

    public async ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return await InTransactionAsync<IBatchWork>(async (transaction, session, shape) =>
        {
            var operations = batch.Operations;
            if (_outcomes.Length < operations.Length) _outcomes = new OperationOutcome[operations.Length];
            Array.Fill(_outcomes, OperationOutcome.Succeeded);
            var applied = new TableBatch<TModel, TKey>(operations.Length, i => operations.Span[i] with { Kind = TableOperations.Of(operations.Span[i].Kind) }, _outcomes);
            await ApplyAsync(applied, session, shape).ConfigureAwait(false);
            return new PostgreSqlWork(this, transaction, new ArraySegment<OperationOutcome>(_outcomes, 0, operations.Length));
        }, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await InTransactionAsync<IWholeWork>(async (transaction, session, shape) =>
        {
            var sql = new TableSql(shape, target.Model);
            var mirror = new TableMirror<TModel, TKey>(session, shape, sql, run);
            await mirror.FindAsync().ConfigureAwait(false);
            // What is rejected is tried again after all others, so that nothing is given up before.
            var writer = new TableWriter<TModel, TKey>(session, shape, sql, int.MaxValue);
            await writer.PrepareAsync().ConfigureAwait(false);
            var applied = await mirror.ApplyAsync(writer, BatchSize).ConfigureAwait(false);
            if (mirror.Acts && await CatalogReader.SetsOffMoreAsync(session.Connection, shape.Oid, cancellationToken).ConfigureAwait(false)) await CheckAsync(new(session, shape, sql, run), mirror, applied, writer).ConfigureAwait(false);
            return new MirrorWork(this, transaction, mirror.Records, mirror.OutcomesOf(applied), mirror.ForeignOf(applied));
        }, cancellationToken).ConfigureAwait(false);
    }

    protected override void Ended(bool committed)
    {
        _isOpen = false;
        // A table that was created with a batch that is undone is gone with it.
        if (_isCreated && !committed) _shape = null;
        _isCreated = false;
    }

    /// <summary>Compares once more where a statement may have changed other records than its own: a trigger, a cascade.</summary>
    /// <exception cref="DestinationException">One did.</exception>
    private async ValueTask CheckAsync(TableMirror<TModel, TKey> after, TableMirror<TModel, TKey> mirror, TableBatch<TModel, TKey> applied, TableWriter<TModel, TKey> writer)
    {
        await after.FindAsync().ConfigureAwait(false);
        if (await mirror.FindUndoneAsync(after, applied, writer, BatchSize).ConfigureAwait(false) is not { } undone) return;
        throw new DestinationException($"The table {target.Name} in {Database.Name} does not hold what was written to it: a trigger, or a foreign key that cascades, changed {undone}. Everything was undone. Take the trigger or the action away for All, or use Upsert.", FailureEffect.NothingPermanent);
    }

    /// <summary>Applies a batch: rows that are likely new straight into the table, all others by the stage.</summary>
    private async ValueTask ApplyAsync(TableBatch<TModel, TKey> batch, TableSession session, TableShape shape)
    {
        var sql = new TableSql(shape, target.Model);
        if (_operations.Length != batch.Count) _operations = [.. Enumerable.Range(0, batch.Count)];
        var operations = _operations;
        var mayAllBeNew = shape.TakesCopies && Array.TrueForAll(operations, operation => batch[operation].Kind is OperationKind.Insert or OperationKind.Upsert);
        if (_expectsNew && mayAllBeNew && await new TableCopy<TModel, TKey>(session, shape, sql).TryAsync(batch, operations).ConfigureAwait(false)) return;
        var writer = new TableWriter<TModel, TKey>(session, shape, sql, target.RejectLimit);
        await writer.PrepareAsync().ConfigureAwait(false);
        await writer.ApplyAsync(batch, operations).ConfigureAwait(false);
        // As the batch before was, so most likely is the next.
        _expectsNew = mayAllBeNew && writer.Inserted == batch.Count;
    }

    private async ValueTask<TWork> InTransactionAsync<TWork>(Func<NpgsqlTransaction, TableSession, TableShape, Task<TWork>> apply, CancellationToken cancellationToken)
    {
        if (_isOpen) throw new InvalidOperationException("The batch before is neither committed nor disposed of.");
        NpgsqlTransaction? transaction = null;
        try
        {
            var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
            _isOpen = true;
            var session = new TableSession(connection, _buffer, cancellationToken);
            return await apply(transaction, session, _shape ??= await CreateAsync(session).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (transaction is not null) await EndAsync(transaction, committed: false).ConfigureAwait(false);
            if (e is NpgsqlException fault) throw Failed(fault);
            throw;
        }
    }

    private async ValueTask<TableShape> CreateAsync(TableSession session)
    {
        var inspector = new TableInspector(Database, session.Connection, target);
        // Another may have created it since it was opened.
        if (await inspector.InspectAsync(session.CancellationToken).ConfigureAwait(false) is { } found) return found;
        await session.ExecuteAsync(TableSql.Create(target)).ConfigureAwait(false);
        _isCreated = true;
        return await new TableInspector(Database, session.Connection, target).InspectAsync(session.CancellationToken).ConfigureAwait(false)
            ?? throw new DestinationException($"The table {target.Name} in {Database.Name} was created and is not found: the search path leads elsewhere. Name the Schema.", FailureEffect.NothingPermanent);
    }
}
