using System.Net;
using System.Net.Sockets;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Faults;
using Syncline.Doubles.Sql;
using Syncline.Doubles.Sql.Batches;
using Syncline.Doubles.Tds;

namespace Syncline.Doubles;

/// <summary>
/// A stand-in for SQL Server on loopback: the real SqlClient talks TDS to it, ScriptDom parses what it sends, and an
/// engine of our own executes that over tables in memory.
/// </summary>
/// <remarks>
/// This is our reading of what SQL Server's documentation says. It is not SQL Server: a test that passes here has not
/// been run against one. What the double can't do fails with error 59999. See the README beside this file.
/// </remarks>
public sealed class SqlServerDouble : IAsyncDisposable, IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TdsConnection> _connections = [];
    private readonly Lock _lock = new();
    private bool _isDisposed;

    // Without encryption a read may end in the middle of a packet, which SqlClient's default way of reading does not survive.
    static SqlServerDouble() => AppContext.SetSwitch("Switch.Microsoft.Data.SqlClient.UseCompatibilityProcessSni", false);

    private SqlServerDouble(Instance instance) => Instance = instance;

    /// <summary>What clients asked for.</summary>
    public RequestLog Log { get; } = new();

    /// <summary>What is to go wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>How many rows of a bulk load the log keeps.</summary>
    /// <value>10,000</value>
    public int LoggedRows { get; set; } = 10_000;

    /// <summary>The engine, for what the members here don't offer.</summary>
    public Instance Instance { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many clients are connected.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_lock)
                return _connections.Count;
        }
    }

    /// <summary>Starts a server with one database.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="collation">The collation of server and database.</param>
    /// <param name="version">The product version, 16.0 for SQL Server 2022.</param>
    /// <param name="engineEdition">3 for SQL Server, 5 for Azure SQL Database.</param>
    public static SqlServerDouble Start(string database = "db", string collation = "Latin1_General_CI_AS", Version? version = null, int engineEdition = 3)
    {
        var instance = new Instance(Collation.Get(collation)) { Version = version ?? new Version(16, 0, 4135, 4), EngineEdition = engineEdition };
        instance.AddDatabase(database, instance.Collation);
        var server = new SqlServerDouble(instance);
        server._listener.Start();
        new Thread(server.Accept) { IsBackground = true, Name = "TDS listener" }.Start();
        return server;
    }

    /// <summary>How SqlClient reaches a database of this server.</summary>
    public string ConnectionString(string database = "db", string? more = null) =>
        $"Server=tcp:127.0.0.1,{Port};User ID=sa;Password=x;Encrypt=False;Database={database};Connect Timeout=10;{more}";

    public void CreateDatabase(string name, string collation = "Latin1_General_CI_AS")
    {
        lock (Instance.Locks.Gate)
            Instance.AddDatabase(name, Collation.Get(collation));
    }

    /// <summary>Runs statements in a session of their own, past the wire and its faults.</summary>
    /// <exception cref="SqlError">The first error.</exception>
    public void Execute(string database, string sql) => Run(database, sql);

    /// <summary>The rows of the first query among the statements.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows(string database, string sql) =>
        Run(database, sql).Select(row => (IReadOnlyList<object?>)[.. row.Select(PublicValue.Of)]).ToList();

    /// <summary>The first value of the first row.</summary>
    public object? Scalar(string database, string sql) => Rows(database, sql) is [[var value, ..], ..] ? value : null;

    /// <summary>A trigger in C#. It sees the rows of each statement, and may end the transaction.</summary>
    public void AddTrigger(string database, string table, TriggerEvents events, Action<TriggerCall> fire, bool isInsteadOf = false)
    {
        lock (Instance.Locks.Gate)
        {
            var found = Find(database, table);
            found.Triggers.Add(new Trigger($"TR_{found.Name}_{found.Triggers.Count + 1}", events, isInsteadOf, fire, found.Database.NextObjectId()));
        }
    }

    /// <summary>Denies SELECT, INSERT, UPDATE, DELETE or ALTER on a table to everybody: error 229.</summary>
    public void Deny(string database, string table, string permission)
    {
        lock (Instance.Locks.Gate)
        {
            var found = Find(database, table);
            found.Database.Denials.Add((Database.Key(found.Schema, found.Name).ToUpperInvariant(), permission.ToUpperInvariant()));
        }
    }

    public void Grant(string database, string table, string permission)
    {
        lock (Instance.Locks.Gate)
        {
            var found = Find(database, table);
            found.Database.Denials.Remove((Database.Key(found.Schema, found.Name).ToUpperInvariant(), permission.ToUpperInvariant()));
        }
    }

    /// <summary>Breaks every connection, as a failover does. What was not committed is rolled back.</summary>
    public void KillConnections()
    {
        TdsConnection[] connections;
        lock (_lock)
            connections = [.. _connections];
        foreach (var connection in connections)
            connection.Kill();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
        }

        _listener.Dispose();
        KillConnections();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Forget(TdsConnection connection)
    {
        lock (_lock)
            _connections.Remove(connection);
    }

    private Table Find(string database, string table) => Instance.Databases.TryGetValue(database, out var found)
        ? ObjectNames.Parse(table) is { } name && found.FindTable(ObjectNames.SchemaOf(name), name.BaseIdentifier.Value) is { } match ? match : throw SqlErrors.InvalidObject(table)
        : throw SqlErrors.InvalidObject(database);

    private List<object?[]> Run(string database, string sql)
    {
        var session = Instance.OpenSession(Instance.Databases.TryGetValue(database, out var found) ? found : throw SqlErrors.CannotOpenDatabase(database, "sa"), "sa");
        var client = new LocalClient();
        try
        {
            new BatchRunner(session, client, new Variables()).Run(sql);
        }
        finally
        {
            session.Close();
        }

        return client.First ?? [];
    }

    private void Accept()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = _listener.AcceptTcpClient();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            var connection = new TdsConnection(this, client);
            lock (_lock)
            {
                if (_isDisposed)
                {
                    client.Dispose();
                    return;
                }

                _connections.Add(connection);
            }

            connection.Start();
        }
    }

    private sealed class LocalClient : IClient
    {
        public List<object?[]>? First { get; private set; }

        public void Rows(RowSet rows) => First ??= rows.Rows;

        public void Done(long? count)
        {
        }

        public void Info(int number, string message, int errorClass, int state)
        {
        }

        public void Error(SqlError error) => throw error;

        public void DatabaseChanged(string from, string to)
        {
        }
    }
}
