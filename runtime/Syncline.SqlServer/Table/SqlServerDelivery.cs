using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>An open SQL Server table, whatever its model: the connection and its transaction.</summary>
internal abstract class SqlServerDelivery(SqlServerDatabase database, bool isSecret, int batchSize) : ISqlServerDelivery, IDelivery
{
    // There is already an object of that name: another run has created the table meanwhile.
    private const int ThereAlready = 2714;
    private SqlConnection? _connection;

    public SqlServerDatabase Database { get; } = database;

    /// <summary>Whether the server's words may quote a value that is nobody's to see.</summary>
    public bool IsSecret { get; } = isSecret;

    public DatabaseIdentity DatabaseIdentity { get; private set; } = DatabaseIdentity.None;

    public int BatchSize { get; } = batchSize;

    public ValueTask DisposeAsync() => CloseAsync();

    /// <summary>Called when the transaction of a batch has ended; undoes it where it was not committed.</summary>
    public async ValueTask EndAsync(SqlTransaction transaction, bool committed)
    {
        try
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // A connection that can't even roll back is no good any more; the server undoes what it left.
            await CloseAsync().ConfigureAwait(false);
        }

        if (_connection is { State: not ConnectionState.Open }) await CloseAsync().ConfigureAwait(false);
        Ended(committed);
    }

    /// <summary>What a commit that failed means.</summary>
    /// <param name="fault">The driver's error.</param>
    /// <param name="wasThere">Whether there was a transaction to commit.</param>
    public DestinationException CommitFailed(Exception fault, bool wasThere)
    {
        if (!wasThere) return new($"The transaction in {Database.Name} had ended before it could be committed: the connection was lost, or the server undid it.", FailureEffect.NothingTransient, fault);
        return fault is DbException refused
            ? new(SqlServerFaults.Explain(refused, Database.Name, IsSecret), SqlServerFaults.CommitEffect(refused), SqlServerFaults.Inner(refused, IsSecret))
            : new($"Whether the transaction in {Database.Name} was committed is not known: {fault.Message.TrimEnd('.')}.", FailureEffect.Unknown, fault);
    }

    protected abstract void Ended(bool committed);

    /// <summary>The connection, which is opened again where it was lost.</summary>
    protected async ValueTask<SqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { State: ConnectionState.Open }) return _connection;
        await CloseAsync().ConfigureAwait(false);
        _connection = await Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        DatabaseIdentity = await SqlServerDatabase.IdentityAsync(_connection, cancellationToken).ConfigureAwait(false);
        return _connection;
    }

    /// <summary>What a failure means, its transaction being undone.</summary>
    protected DestinationException Failed(DbException fault)
    {
        var effect = fault is SqlException { Number: ThereAlready } ? FailureEffect.NothingTransient
            : SqlServerFaults.IsRowFault(fault) ? FailureEffect.NothingRefused
            : SqlServerFaults.Effect(fault);
        return new(SqlServerFaults.Explain(fault, Database.Name, IsSecret), effect, SqlServerFaults.Inner(fault, IsSecret));
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
