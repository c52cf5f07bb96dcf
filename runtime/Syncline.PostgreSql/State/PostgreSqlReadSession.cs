using System.Data;
using Npgsql;

namespace Syncline;

/// <summary>A state opened to read: one snapshot, whatever runs append meanwhile.</summary>
internal sealed class PostgreSqlReadSession : IStateSession
{
    private readonly StateTables _tables;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly string _id;
    private readonly StateRow? _row;

    private PostgreSqlReadSession(StateTables tables, NpgsqlConnection connection, NpgsqlTransaction transaction, string id, StateRow? row)
        => (_tables, _connection, _transaction, _id, _row) = (tables, connection, transaction, id, row);

    public long Version => _row?.Version ?? 0;

    public bool HoldsLease => true;

    /// <param name="tables">The tables.</param>
    /// <param name="connection">The connection, the session's from now on.</param>
    /// <param name="id">The state.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async ValueTask<PostgreSqlReadSession> OpenAsync(StateTables tables, NpgsqlConnection connection, string id, CancellationToken cancellationToken)
    {
        var transaction = await SnapshotAsync(connection, cancellationToken).ConfigureAwait(false);
        var (exist, lacksFormat) = await tables.ExistAsync(connection, cancellationToken).ConfigureAwait(false);
        if (lacksFormat) throw tables.NoFormat();
        var row = exist ? await tables.FindAsync(connection, id, isLocked: false, cancellationToken).ConfigureAwait(false) : null;
        if (exist && row is null && await tables.LastSegmentAsync(connection, id, cancellationToken).ConfigureAwait(false) > 0) throw StoredSegments.RowLost(tables, id);
        return new(tables, connection, transaction, id, row);
    }

    /// <summary>Begins a transaction that sees the database as its first statement finds it, and can write nothing.</summary>
    public static async ValueTask<NpgsqlTransaction> SnapshotAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        using var readOnly = new NpgsqlCommand("SET TRANSACTION READ ONLY", connection);
        await readOnly.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return transaction;
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        => _row is null ? AsyncEnumerable.Empty<ReadOnlyMemory<byte>>() : StoredSegments.ReadAsync(_connection, _tables, _id, _row, cancellationToken);

    public bool CanJoin(IDelivery delivery) => false;

    public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken) => throw OpenedToRead();

    public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken) => throw OpenedToRead();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private static InvalidOperationException OpenedToRead() => new("The state was opened to read.");
}
