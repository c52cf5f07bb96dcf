using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Engine;

/// <summary>The server behind the wire: databases, sessions, locks.</summary>
public sealed class Instance
{
    private int _lastSession = 50;
    private int _lastDatabase;
    private long _lastTransaction = 1000;

    public Instance(Collation collation)
    {
        Collation = collation;
        Databases = new Dictionary<string, Database>(new NameComparer(collation));
        ApplicationLocks = new ApplicationLocks(Locks);
        foreach (var name in (string[])["master", "tempdb", "model", "msdb"])
            AddDatabase(name, collation);
    }

    public Collation Collation { get; }

    public LockManager Locks { get; } = new();

    public ApplicationLocks ApplicationLocks { get; }

    public Dictionary<string, Database> Databases { get; }

    public List<Session> Sessions { get; } = [];

    /// <summary>When the server was started, which is when tempdb was made.</summary>
    public DateTime Started { get; set; } = DateTime.UtcNow;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What SERVERPROPERTY('EngineEdition') says: 3 for SQL Server, 5 for Azure SQL Database.</summary>
    public int EngineEdition { get; init; } = 3;

    /// <summary>What SERVERPROPERTY('ProductVersion') says.</summary>
    public Version Version { get; init; } = new(16, 0, 4135, 4);

    public Database TempDb => Databases["tempdb"];

    public Database AddDatabase(string name, Collation collation)
    {
        var database = new Database(name, ++_lastDatabase, collation);
        Databases.Add(name, database);
        return database;
    }

    public Session OpenSession(Database database, string user)
    {
        lock (Locks.Gate)
        {
            var session = new Session(this, ++_lastSession, database, user);
            Sessions.Add(session);
            return session;
        }
    }

    public long NextTransactionId() => ++_lastTransaction;
}
