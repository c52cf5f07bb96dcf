using Npgsql;
using Syncline.PostgreSql.Tests;

namespace Syncline.Benchmarks;

/// <summary>A server of this process's own with a database of customers; gone when disposed of.</summary>
internal sealed class CustomerServer : IDisposable
{
    public const string Columns = "\"Id\", \"Email\", \"Name\", \"LifetimeValue\", \"UpdatedAt\", \"Active\", \"Age\", \"Score\"";

    // As a server in earnest: what is committed is on the disk. What would come at moments of its own, in the one's time or the other's, is kept out.
    private static readonly string[] Settings = ["fsync=on", "shared_buffers=512MB", "max_wal_size=16GB", "checkpoint_timeout=1h", "autovacuum=off"];

    private readonly PostgreSqlServer _server;

    public CustomerServer()
    {
        var programs = PostgreSqlServer.FindPrograms() ?? throw new InvalidOperationException("PostgreSQL's server programs (initdb, pg_ctl) are not installed. Install postgresql to run this benchmark.");
        _server = PostgreSqlServer.StartAsync(programs, Settings).GetAwaiter().GetResult();
        Database = _server.NewDatabaseAsync().GetAwaiter().GetResult();
        using var connection = Open();
        Console.WriteLine($"PostgreSQL {connection.PostgreSqlVersion}, {string.Join(", ", Settings)}");
    }

    /// <summary>How to connect to the database.</summary>
    public string Database { get; }

    /// <summary>Another database on the server.</summary>
    public string NewDatabase() => _server.NewDatabaseAsync().GetAwaiter().GetResult();

    public NpgsqlConnection Open()
    {
        var connection = new NpgsqlConnection(Database);
        connection.Open();
        return connection;
    }

    /// <summary>Makes an empty table of customers, as one declares it by hand.</summary>
    public void CreateTable(string name)
        => Execute($"""
            DROP TABLE IF EXISTS {name};
            CREATE TABLE {name} ("Id" integer PRIMARY KEY, "Email" text NOT NULL, "Name" text, "LifetimeValue" numeric NOT NULL, "UpdatedAt" timestamp NOT NULL, "Active" boolean NOT NULL, "Age" integer, "Score" double precision NOT NULL)
            """);

    public void Execute(string sql)
    {
        using var connection = Open();
        Execute(connection, sql);
    }

    public static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }

    public long Count(string sql)
    {
        using var connection = Open();
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
