using System.Data;
using Npgsql;

namespace Syncline;

/// <summary>A statement under way in a read-only transaction of its own.</summary>
internal sealed class QueryReading(PostgreSqlDatabase database) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new();
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private bool _isAtEnd;

    public NpgsqlDataReader Reader { get; private set; } = null!;

    public PostgreSqlDatabase Database => database;

    public async ValueTask BeginAsync(string sql, IReadOnlyList<object> values, CancellationToken cancellationToken)
    {
        _connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        _transaction = await _connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        using (var readOnly = new NpgsqlCommand("SET TRANSACTION READ ONLY", _connection, _transaction)) await readOnly.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        // In a batch the driver takes a statement as it is, and a second one in it is the server's to refuse.
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        _batch.BatchCommands.Add(command);
        _batch.Connection = _connection;
        _batch.Transaction = _transaction;
        Reader = await _batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Ended() => _isAtEnd = true;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Reader is not null)
            {
                // Closing reads what is left of the result: the server is told to stop sending.
                if (!_isAtEnd) _batch.Cancel();
                await Reader.DisposeAsync().ConfigureAwait(false);
            }

            if (_transaction is not null) await _transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // Of a statement that was cancelled, or a connection that broke: nothing was to be kept of either.
        }
        finally
        {
            await _batch.DisposeAsync().ConfigureAwait(false);
            if (_connection is not null) await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
