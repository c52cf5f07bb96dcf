using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>A statement under way in a transaction of its own, which is undone: a source only reads.</summary>
internal sealed class QueryReading(SqlServerDatabase database) : IAsyncDisposable
{
    private readonly SqlCommand _command = new();
    private SqlConnection? _connection;
    private SqlTransaction? _transaction;
    private CancellationToken _cancels;
    private CancellationTokenRegistration _cancelling;
    private bool _isAtEnd;

    public SqlDataReader Reader { get; private set; } = null!;

    public SqlServerDatabase Database => database;

    /// <param name="sql">The statement.</param>
    /// <param name="isolation">The isolation; null for what the database has to offer.</param>
    /// <param name="parameters">The parameters' values.</param>
    /// <param name="source">What errors call the source.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask BeginAsync(string sql, IsolationLevel? isolation, QueryParameters parameters, string source, CancellationToken cancellationToken)
    {
        _command.CommandText = sql;
        // Before a connection is made: what is wrong here is wrong whatever the server says.
        parameters.AddTo(_command, source);
        _connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        var level = isolation ?? await ReadingIsolation.OfferedAsync(_connection, cancellationToken).ConfigureAwait(false);
        _transaction = (SqlTransaction)await _connection.BeginTransactionAsync(level, cancellationToken).ConfigureAwait(false);
        // The command's own wait is the connection's only where it is made by it.
        _command.CommandTimeout = _connection.CommandTimeout;
        _command.Connection = _connection;
        _command.Transaction = _transaction;
        Reader = await _command.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Moves to the next row, waiting for it on this thread. A token that is cancelled ends the wait.</summary>
    public bool Next(CancellationToken cancellationToken)
    {
        if (cancellationToken != _cancels)
        {
            // Once for all rows: the engine has one token.
            _cancelling.Dispose();
            _cancels = cancellationToken;
            _cancelling = cancellationToken.UnsafeRegister(static command => ((SqlCommand)command!).Cancel(), _command);
        }

        try
        {
            return Reader.Next(cancellationToken);
        }
        catch (SqlException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>The rows are read. Whether there is another result, whose rows would be passed over.</summary>
    public bool End(CancellationToken cancellationToken)
    {
        if (Reader.NextResult(cancellationToken)) return true;
        _isAtEnd = true;
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _cancelling.DisposeAsync().ConfigureAwait(false);
        try
        {
            if (Reader is not null)
            {
                // Closing reads what is left of the result: the server is told to stop sending.
                if (!_isAtEnd) _command.Cancel();
                await Reader.DisposeAsync().ConfigureAwait(false);
            }

            if (_transaction is not null) await _transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // Of a statement that was cancelled, or a connection that broke: nothing was to be kept of either.
        }
        finally
        {
            await _command.DisposeAsync().ConfigureAwait(false);
            if (_connection is not null) await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
