using System.Data;
using Npgsql;

namespace Syncline;

internal sealed class PostgreSqlQuery<TModel>(PostgreSqlDatabase database, QueryText text, QueryParameters parameters) : ISyncSource<TModel>
    where TModel : ISyncModel<TModel>
{
    private static readonly bool HasSecrets = TModel.Schema.Columns.Any(column => column.IsSensitive);

    public string Name => $"PostgreSQL query on {database.Name}";

    public async ValueTask<RowCursor<TModel>> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reading = new QueryReading(database);
        try
        {
            // Before a connection is made: what is wrong here is wrong whatever the server says.
            parameters.Give(reading.Command.Parameters, text, Name);
            await reading.BeginAsync(text.Numbered, cancellationToken).ConfigureAwait(false);
            if (reading.Reader.FieldCount == 0) throw new SourceException($"The {Name} gives no columns. Write a SELECT.");
            return new PostgreSqlCursor<TModel>(reading, ColumnMap.Match(reading.Reader, TModel.Schema, Name), Name);
        }
        catch (Exception e)
        {
            await reading.DisposeAsync().ConfigureAwait(false);
            if (e is NpgsqlException fault) throw Refused(fault);
            throw;
        }
    }

    private SourceException Refused(NpgsqlException fault)
    {
        var words = fault switch
        {
            PostgresException { SqlState: PostgresErrorCodes.SyntaxError } refused when refused.MessageText.Contains("multiple commands", StringComparison.Ordinal)
                => $"The {Name} is more than one statement. One statement is one snapshot: join them with UNION ALL or WITH.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } refused
                => $"The {Name} writes ({PostgreSqlFaults.Words(refused, HasSecrets)}). A source only reads: write a SELECT.",
            PostgresException refused when refused.SqlState.StartsWith("42", StringComparison.Ordinal) && refused.SqlState != PostgresErrorCodes.InsufficientPrivilege
                => $"The {Name} was refused: {PostgreSqlFaults.Words(refused, HasSecrets)}. Correct the statement.",
            _ => PostgreSqlFaults.Explain(fault, database.Name, HasSecrets),
        };
        var forgotten = text.WithoutValue.Count > 0 && fault is PostgresException ? $" No value is given for {string.Join(", ", text.WithoutValue)}; if that is meant as a parameter, give one." : "";
        return new(words + forgotten, PostgreSqlFaults.Inner(fault, HasSecrets));
    }
}

/// <summary>A statement under way in a read-only transaction of its own.</summary>
internal sealed class QueryReading(PostgreSqlDatabase database) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new();
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private bool _isAtEnd;

    /// <summary>The one statement. In a batch the driver takes it as it is, and a second one is the server's to refuse.</summary>
    public NpgsqlBatchCommand Command { get; } = new();

    public NpgsqlDataReader Reader { get; private set; } = null!;

    public PostgreSqlDatabase Database => database;

    public async ValueTask BeginAsync(string sql, CancellationToken cancellationToken)
    {
        _connection = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        _transaction = await _connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        using (var readOnly = new NpgsqlCommand("SET TRANSACTION READ ONLY", _connection, _transaction)) await readOnly.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        Command.CommandText = sql;
        _batch.BatchCommands.Add(Command);
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
