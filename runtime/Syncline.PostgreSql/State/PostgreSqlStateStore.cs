using System.Text;
using Npgsql;

namespace Syncline;

/// <summary>Keeps states in a PostgreSQL database.</summary>
/// <remarks>
/// The first run creates three tables, <c>syncline_meta</c>, <c>syncline_segments</c> and <c>syncline_lease</c>, which may hold the states of many syncs. Where a <see cref="DatabaseTable"/> of the same database is the
/// destination, a batch and its state commit in one transaction. A run holds a lease of 60 s by the server's clock and renews it every 15 s; it needs no connection of its own between commits.
/// </remarks>
public sealed class PostgreSqlStateStore : IStateStore
{
    private readonly StateTables _tables;

    /// <summary>Names the database.</summary>
    /// <param name="dataSource">Where connections come from. It stays the caller's to dispose of.</param>
    /// <param name="schema">The schema of the tables, unquoted; the first run creates it where it is missing.</param>
    /// <exception cref="ArgumentException">The schema's name is empty, longer than 63 bytes, or holds the character NUL.</exception>
    public PostgreSqlStateStore(NpgsqlDataSource dataSource, string schema = "public")
        : this(PostgreSqlDatabase.Of(dataSource), schema)
    {
    }

    /// <summary>Names the database.</summary>
    /// <param name="connectionString">The driver's connection string.</param>
    /// <param name="schema">The schema of the tables, unquoted; the first run creates it where it is missing.</param>
    /// <exception cref="ArgumentException">The connection string can't be read, or the schema's name is empty, longer than 63 bytes, or holds the character NUL.</exception>
    public PostgreSqlStateStore(string connectionString, string schema = "public")
        : this(PostgreSqlDatabase.Parse(connectionString, nameof(connectionString)), schema)
    {
    }

    private PostgreSqlStateStore(PostgreSqlDatabase database, string schema)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(schema);
        if (schema.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("The schema's name holds the character NUL, and no name in PostgreSQL does. Correct the name.", nameof(schema));
        if (Encoding.UTF8.GetByteCount(schema) > PostgreSqlName.MostBytes) throw new ArgumentException($"The schema's name is longer than the {PostgreSqlName.MostBytes} bytes that PostgreSQL keeps of a name: '{schema}'. Shorten it.", nameof(schema));
        _tables = new(database, schema);
    }

    /// <inheritdoc/>
    public string Name => $"PostgreSQL state in {_tables.Place}";

    /// <inheritdoc/>
    public async ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(timeProvider);
        cancellationToken.ThrowIfCancellationRequested();
        if (id.Contains('\0', StringComparison.Ordinal)) throw new StateException($"The id of the state, '{id.Replace("\0", "\\0", StringComparison.Ordinal)}', holds the character NUL, and no text in PostgreSQL does. Correct the id or the instance.");
        try
        {
            return access == StateAccess.Read
                ? await OpenToReadAsync(id, cancellationToken).ConfigureAwait(false)
                : await PostgreSqlRunSession.TakeAsync(_tables, id, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            throw StateFaults.Of(fault, _tables);
        }
    }

    private async ValueTask<PostgreSqlReadSession> OpenToReadAsync(string id, CancellationToken cancellationToken)
    {
        var connection = await _tables.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await PostgreSqlReadSession.OpenAsync(_tables, connection, id, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
