namespace Syncline;

/// <summary>A state opened to read: as it was then, whatever runs append meanwhile.</summary>
/// <remarks>Segments are never changed, only appended and replaced: what the state's row said when it was opened bounds each reading, and a lock by name keeps its segments from being replaced before the session ends.</remarks>
internal sealed class SqlServerReadSession : IStateSession
{
    private readonly StateTables _tables;
    private readonly StateTransaction _transaction;
    private readonly string _id;
    private readonly StateRow? _row;

    private SqlServerReadSession(StateTables tables, StateTransaction transaction, string id, StateRow? row) => (_tables, _transaction, _id, _row) = (tables, transaction, id, row);

    public long Version => _row?.Version ?? 0;

    public bool HoldsLease => true;

    public static async ValueTask<SqlServerReadSession> OpenAsync(StateTables tables, string id, CancellationToken cancellationToken)
    {
        // Asked outside a transaction: a table that is missing is an error to the server, too.
        var connection = await tables.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        bool exist, lacksFormat;
        await using (connection.ConfigureAwait(false))
        {
            (exist, lacksFormat) = await tables.ExistAsync(new(connection, null), cancellationToken).ConfigureAwait(false);
        }

        if (lacksFormat) throw tables.NoFormat();
        var transaction = await StateTransaction.BeginAsync(tables.Database, cancellationToken).ConfigureAwait(false);
        try
        {
            return new(tables, transaction, id, exist ? await StoredSegments.FindAsync(transaction.Link, tables, id, cancellationToken).ConfigureAwait(false) : null);
        }
        catch
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        => _row is null ? AsyncEnumerable.Empty<ReadOnlyMemory<byte>>() : StoredSegments.ReadAsync(_transaction.Link, _tables, _id, _row, cancellationToken);

    public bool CanJoin(IDelivery delivery) => false;

    public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken) => throw OpenedToRead();

    public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken) => throw OpenedToRead();

    public ValueTask DisposeAsync() => _transaction.DisposeAsync();

    private static InvalidOperationException OpenedToRead() => new("The state was opened to read.");
}
