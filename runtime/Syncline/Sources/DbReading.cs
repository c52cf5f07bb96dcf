using System.Data;
using System.Data.Common;

namespace Syncline;

/// <summary>A statement under way on a connection of its own.</summary>
internal sealed class DbReading : IAsyncDisposable
{
    private DbConnection? _connection;
    private DbTransaction? _transaction;
    private DbCommand? _command;

    public DbDataReader Reader { get; private set; } = null!;

    public async ValueTask BeginAsync(Func<DbConnection> connect, string sql, IsolationLevel? isolation, (string Name, object? Value)[] parameters, CancellationToken cancellationToken)
    {
        _connection = connect() ?? throw new InvalidOperationException("The factory of connections gave none. Return a connection.");
        if (_connection.State == ConnectionState.Closed) await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (isolation is { } level) _transaction = await _connection.BeginTransactionAsync(level, cancellationToken).ConfigureAwait(false);
        _command = _connection.CreateCommand();
        _command.CommandText = sql;
        _command.Transaction = _transaction;
        foreach (var (name, value) in parameters)
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            _command.Parameters.Add(parameter);
        }

        Reader = await _command.ExecuteReaderAsync(CommandBehavior.SingleResult, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The driver's error in the source's words; a driver may quote a value, which is nobody's to see where a column is sensitive.</summary>
    public static SourceException Failure(string what, DbException fault, SyncSchema schema)
        => schema.Columns.Any(column => column.IsSensitive)
            ? new SourceException($"{what}: {fault.GetType().Name}{(fault.SqlState is null ? "" : $", error {fault.SqlState}")}, whose message is left out because the model has sensitive columns.")
            : new SourceException($"{what}: {Sentence.Of(fault)}", fault);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Reader is not null) await Reader.DisposeAsync().ConfigureAwait(false);
            if (_transaction is not null) await _transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (DbException)
        {
            // Of a statement or a connection that failed before: nothing was to be kept of either.
        }
        finally
        {
            if (_command is not null) await _command.DisposeAsync().ConfigureAwait(false);
            if (_connection is not null) await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
