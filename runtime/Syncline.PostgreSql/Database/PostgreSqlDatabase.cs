using System.Globalization;
using System.Text;
using Npgsql;

namespace Syncline;

/// <summary>A database, and how connections to it are made.</summary>
internal sealed class PostgreSqlDatabase
{
    private readonly Func<NpgsqlConnection> _connect;

    private PostgreSqlDatabase(NpgsqlConnectionStringBuilder settings, Func<NpgsqlConnection> connect)
    {
        Server = ServerOf(settings);
        DatabaseName = settings.Database ?? settings.Username ?? "";
        _connect = connect;
    }

    /// <summary>Host and port as they are written in the settings.</summary>
    public string Server { get; }

    /// <summary>The database's name on its server.</summary>
    public string DatabaseName { get; }

    /// <summary>What errors call it. Holds no secrets.</summary>
    public string Name => $"the database {DatabaseName} on {Server}";

    public static PostgreSqlDatabase Of(NpgsqlDataSource dataSource)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return new(new(dataSource.ConnectionString), dataSource.CreateConnection);
    }

    /// <exception cref="ArgumentException">The connection string can't be read.</exception>
    public static PostgreSqlDatabase Parse(string connectionString, string argument)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString, argument);
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            // The driver's words may quote the string, and with it a password.
            throw new ArgumentException($"The connection string can't be read ({e.GetType().Name}; its message may quote the string and is left out). Write it as in Host=localhost;Database=shop;Username=app.", argument);
        }

        if (string.IsNullOrWhiteSpace(settings.Host)) throw new ArgumentException("The connection string names no Host. Write it as in Host=localhost;Database=shop;Username=app.", argument);
        return new(settings, () => new NpgsqlConnection(connectionString));
    }

    /// <summary>Opens a connection that answers; the caller disposes of it.</summary>
    /// <exception cref="NpgsqlException">The server can't be reached, or refuses.</exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var ping = new NpgsqlCommand("SELECT 1", connection);
            await ping.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (NpgsqlException fault) when (PostgreSqlFaults.IsPassing(fault))
        {
            // One from the pool that the server or a firewall has cut since it was used; so, most likely, are the others.
            NpgsqlConnection.ClearPool(connection);
            await connection.DisposeAsync().ConfigureAwait(false);
            return await ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has the driver look at the database's types again; connections opened from now on know them.</summary>
    /// <exception cref="NpgsqlException">The server can't be reached, or refuses.</exception>
    public async ValueTask ReloadTypesAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await connection.ReloadTypesAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What tells the database a connection is in from every other, by whatever name it was reached.</summary>
    /// <remarks>A copy made by pg_basebackup or of the disk keeps the system's identifier and the database's number. Addresses tell it apart no better: a server has several.</remarks>
    /// <exception cref="NpgsqlException">The server failed.</exception>
    public static async ValueTask<DatabaseIdentity> IdentityAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadIdentityAsync(connection, "(SELECT system_identifier FROM pg_catalog.pg_control_system())::text", cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Some servers keep the function to themselves. The moment the server started tells it from others as well, until it is started again.
            return await ReadIdentityAsync(connection, "extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text", cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<DatabaseIdentity> ReadIdentityAsync(NpgsqlConnection connection, string server, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"SELECT {server} || '/' || (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())::text, (extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint::text", connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new(reader.GetString(0), reader.GetString(1));
        }
    }

    private async ValueTask<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var apart = CallersTransaction.StayOut();
        var connection = _connect();
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string ServerOf(NpgsqlConnectionStringBuilder settings)
    {
        var server = new StringBuilder();
        foreach (var host in (settings.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (server.Length > 0) server.Append(',');
            server.Append(host);
            // A socket's folder has no port of its own; a host may bring one along.
            if (!host.StartsWith('/') && host.LastIndexOf(':') <= host.LastIndexOf(']')) server.Append(CultureInfo.InvariantCulture, $":{settings.Port}");
        }

        return server.ToString();
    }
}
