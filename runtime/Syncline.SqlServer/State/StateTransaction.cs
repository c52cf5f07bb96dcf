using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>A connection with a transaction of the state's own; both end when it is disposed of, and what was not committed is undone.</summary>
internal sealed class StateTransaction : IAsyncDisposable
{
    private readonly SqlConnection _connection;
    private readonly SqlTransaction _transaction;

    private StateTransaction(SqlConnection connection, SqlTransaction transaction) => (_connection, _transaction) = (connection, transaction);

    public StateLink Link => new(_connection, _transaction);

    /// <summary>Begins a transaction whose statements each see what others have committed before.</summary>
    /// <exception cref="DbException">The server can't be reached, or refuses.</exception>
    public static async ValueTask<StateTransaction> BeginAsync(SqlServerDatabase database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return new(connection, (SqlTransaction)await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Commits. A commit that is called off may have been done all the same: it can't be.</summary>
    /// <exception cref="DbException">It is not committed, or not known to be.</exception>
    public async ValueTask CommitAsync()
    {
        // One that the server has ended, or that went with its connection, is not even asked for.
        var isThere = _transaction.Connection is not null;
        try
        {
            await _transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (InvalidOperationException e)
        {
            throw new SqlServerDriverException(isThere ? $"whether the transaction was committed is not known: {e.Message.TrimEnd('.')}" : "the transaction had ended before it could be committed: the connection was lost, or the server undid it", isPassing: true, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // A connection that can't even roll back is of no use any more; the server undoes what it left.
            SqlConnection.ClearPool(_connection);
        }
        finally
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
