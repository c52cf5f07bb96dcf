using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Keeps states in a SQL Server database.</summary>
/// <remarks>
/// The first run creates three tables, <c>syncline_meta</c>, <c>syncline_segments</c> and <c>syncline_lease</c>, which may hold the states of many syncs. Where a <see cref="DatabaseTable"/> of the same database is the
/// destination, a batch and its state commit in one transaction. A run holds a lease of 60 s by the server's clock and renews it every 15 s; it needs no connection of its own between commits.
/// </remarks>
public sealed class SqlServerStateStore : IStateStore
{
    private readonly StateTables _tables;

    /// <summary>Names the database.</summary>
    /// <param name="connectionString">The driver's connection string.</param>
    /// <param name="schema">The schema of the tables, without brackets; the first run creates it where it is missing.</param>
    /// <exception cref="ArgumentException">The connection string can't be read, or the schema's name is empty or longer than 128 characters.</exception>
    public SqlServerStateStore(string connectionString, string schema = "dbo")
        : this(SqlServerDatabase.Parse(connectionString, nameof(connectionString)), schema)
    {
    }

    /// <summary>Names the database by connections that the caller makes: with an access token, say, or a credential.</summary>
    /// <param name="connect">Makes a connection, closed and a new one each time; it is opened and disposed of here. One is made at once, and not opened, to learn what the database is called.</param>
    /// <param name="schema">The schema of the tables, without brackets; the first run creates it where it is missing.</param>
    /// <exception cref="ArgumentException">No connection is made, or one that names no server, or the schema's name is empty or longer than 128 characters.</exception>
    public SqlServerStateStore(Func<SqlConnection> connect, string schema = "dbo")
        : this(SqlServerDatabase.Of(connect, nameof(connect)), schema)
    {
    }

    private SqlServerStateStore(SqlServerDatabase database, string schema)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(schema);
        if (schema.Length > SqlServerName.MaxLength) throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The schema's name has {schema.Length} characters, and a name in SQL Server has at most {SqlServerName.MaxLength}. Shorten it."), nameof(schema));
        _tables = new(database, schema);
    }

    /// <inheritdoc/>
    public string Name => $"SQL Server state in {_tables.Place}";

    /// <inheritdoc/>
    public async ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(timeProvider);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return access == StateAccess.Read
                ? await SqlServerReadSession.OpenAsync(_tables, id, cancellationToken).ConfigureAwait(false)
                : await SqlServerRunSession.TakeAsync(_tables, id, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException fault)
        {
            throw StateFaults.Of(fault, _tables);
        }
    }
}
