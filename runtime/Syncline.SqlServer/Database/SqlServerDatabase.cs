using System.Data.Common;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>A database, and how connections to it are made.</summary>
internal sealed class SqlServerDatabase
{
    // The first words on a connection find out whether it still answers, and settle what a pool, a log-in's options or the run before may have left: statements here rely on it.
    private const string Greeting = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; SET NOCOUNT OFF; SET XACT_ABORT OFF; SET LOCK_TIMEOUT -1;";

    private const string Example = "Write it as in Server=localhost;Database=shop;User ID=app;Password=….";

    private readonly Func<SqlConnection> _connect;

    private SqlServerDatabase(string server, string databaseName, Func<SqlConnection> connect) => (Server, DatabaseName, _connect) = (server, databaseName, connect);

    /// <summary>The server as it is written in the settings.</summary>
    public string Server { get; }

    /// <summary>The database's name on its server; empty where it is the log-in's default.</summary>
    public string DatabaseName { get; }

    /// <summary>What errors call it. Holds no secrets.</summary>
    public string Name => DatabaseName.Length == 0 ? $"the login's default database on {Server}" : $"the database {DatabaseName} on {Server}";

    /// <summary>A database whose connections the caller makes: with an access token, say. One is made at once, and not opened, to learn what it is called.</summary>
    /// <exception cref="ArgumentException">It makes none, or one that names no server.</exception>
    public static SqlServerDatabase Of(Func<SqlConnection> connect, string argument)
    {
        ArgumentNullException.ThrowIfNull(connect, argument);
        using var connection = connect() ?? throw new ArgumentException("It made no connection. Give a function that makes a SqlConnection, closed and a new one each time.", argument);
        if (string.IsNullOrWhiteSpace(connection.DataSource)) throw new ArgumentException($"The connection it makes has a connection string that names no Server. {Example}", argument);
        return new(connection.DataSource, connection.Database, connect);
    }

    /// <exception cref="ArgumentException">The connection string can't be read.</exception>
    public static SqlServerDatabase Parse(string connectionString, string argument)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString, argument);
        SqlConnectionStringBuilder settings;
        try
        {
            settings = new(connectionString);
            // Settings that contradict each other are found by this one alone.
            using var connection = new SqlConnection(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException or InvalidOperationException)
        {
            // The driver's words may quote the string, and with it a password.
            throw new ArgumentException($"The connection string can't be read ({e.GetType().Name}; its message may quote the string and is left out). {Example}", argument);
        }

        if (string.IsNullOrWhiteSpace(settings.DataSource)) throw new ArgumentException($"The connection string names no Server. {Example}", argument);
        return new(settings.DataSource, settings.InitialCatalog, () => new SqlConnection(connectionString));
    }

    /// <summary>Opens a connection that answers, at READ COMMITTED; the caller disposes of it.</summary>
    /// <exception cref="DbException">The server can't be reached, or refuses.</exception>
    public async ValueTask<SqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await GreetAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (SqlException fault) when (SqlServerFaults.IsPassing(fault))
        {
            // One from the pool that the server or a firewall has cut since it was used; so, most likely, are the others.
            SqlConnection.ClearPool(connection);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await GreetAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What tells the database a connection is in from every other, by whatever name it was reached.</summary>
    /// <remarks>
    /// Any account sees the row of its own database. The server's name tells it from a copy that was restored elsewhere, which keeps the broker's guid; on one server the name, and the moment it was made or restored here, tell it from
    /// the others. A machine that was copied as a whole has all of them: tempdb, which is made anew at each start and which every account sees but in Azure SQL Database, tells it apart. Numbers of databases are not used: in Azure SQL Database they are not the server's. After a failover the server is another, and what was opened before does not join what is opened after.
    /// </remarks>
    /// <exception cref="DbException">The server failed.</exception>
    public static async ValueTask<DatabaseIdentity> IdentityAsync(SqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new SqlCommand("SELECT CONVERT(nvarchar(128), SERVERPROPERTY(N'ServerName')), d.[name], CONVERT(nvarchar(36), d.[service_broker_guid]), d.[create_date], (SELECT t.[create_date] FROM sys.databases AS t WHERE t.[name] = N'tempdb') FROM sys.databases AS d WHERE d.[name] = DB_NAME()", connection);
        var reader = await command.ReadAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (!reader.Next(cancellationToken)) return new($"{connection.DataSource}/{connection.Database}", "");
            var parts = Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is DateTime time ? time.ToString("O", CultureInfo.InvariantCulture) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!).ToArray();
            return new(string.Join('/', parts[..^1]), parts[^1]);
        }
    }

    private static async ValueTask GreetAsync(SqlConnection connection, CancellationToken cancellationToken)
    {
        using var greeting = new SqlCommand(Greeting, connection);
        await greeting.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<SqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var apart = CallersTransaction.StayOut();
        var connection = _connect();
        // One that was disposed of has forgotten its settings.
        if (connection.ConnectionString.Length == 0) throw new SqlServerDriverException($"no connection to {Name} could be made: the function that makes them gave one that was closed before. Have it make a new SqlConnection each time", isPassing: false, null);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            // The driver says it in several ways that it was called off.
            cancellationToken.ThrowIfCancellationRequested();
            if (e is DbException or OperationCanceledException or OutOfMemoryException) throw;
            throw new SqlServerDriverException(
                e is InvalidOperationException && e.Message.Contains("pool", StringComparison.OrdinalIgnoreCase)
                    ? $"{Name} gave no connection in time: all of the pool are in use. Raise Max Pool Size or Connect Timeout in the connection string, or end what holds them"
                    : $"no connection to {Name} could be made: {e.Message.TrimEnd('.')}",
                isPassing: e is InvalidOperationException or TimeoutException or IOException or HttpRequestException,
                e);
        }
    }
}
