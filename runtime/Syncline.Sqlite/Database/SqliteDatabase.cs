using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>An open connection, with the waiting for others' locks that cancels.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    // SQLite's own wait can't be cancelled: it is kept short and repeated.
    private static readonly TimeSpan OneWait = TimeSpan.FromMilliseconds(100);
    private const int DeferredForeignKeys = 10;
    private readonly SqliteConnection _connection;

    private SqliteDatabase(SqliteLocation location, SqliteConnection connection)
    {
        Location = location;
        _connection = connection;
        Handle = connection.Handle!;
    }

    public SqliteLocation Location { get; }

    public sqlite3 Handle { get; }

    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    public bool IsReadOnly => raw.sqlite3_db_readonly(Handle, "main") == 1;

    /// <summary>Whether a commit would fail for a foreign key that is checked then.</summary>
    public bool OwesForeignKeys => raw.sqlite3_db_status(Handle, DeferredForeignKeys, out var owed, out _, 0) == raw.SQLITE_OK && owed != 0;

    /// <summary>Opens a connection and reads the file's header, so that what is no database shows here.</summary>
    /// <exception cref="SqliteException">SQLite can't open it.</exception>
    public static SqliteDatabase Open(SqliteLocation location, SqliteOpenMode mode, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(location.ConnectionString(mode));
        try
        {
            connection.Open();
            var database = new SqliteDatabase(location, connection);
            raw.sqlite3_busy_timeout(database.Handle, (int)OneWait.TotalMilliseconds);
            database.Patiently(static database => database.ReadInt64("PRAGMA schema_version"), cancellationToken);
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Prepares one statement of ours.</summary>
    /// <exception cref="SqliteException">SQLite refuses it.</exception>
    public SqliteStatement Prepare(string sql) => SqliteStatement.TryPrepare(Handle, sql, out _)!;

    /// <exception cref="SqliteException">SQLite failed.</exception>
    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        statement.Run();
    }

    /// <summary>The first column of the first row; 0 where there is none.</summary>
    /// <exception cref="SqliteException">SQLite failed.</exception>
    public long ReadInt64(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64Of(statement.Cell(0)) : 0;
    }

    /// <summary>Executes what may have to wait for other connections' locks.</summary>
    /// <exception cref="SqliteException">SQLite failed, or the wait was in vain.</exception>
    public void ExecutePatiently(string sql, CancellationToken cancellationToken) => Patiently(database => database.Execute(sql), cancellationToken);

    /// <summary>Reads what may have to wait for other connections' locks: one that writes to a file without a WAL keeps readers out for a moment.</summary>
    /// <exception cref="SqliteException">SQLite failed, or the wait was in vain.</exception>
    public T ReadPatiently<T>(Func<SqliteDatabase, T> read, CancellationToken cancellationToken)
    {
        var result = default(T);
        Patiently(database => result = read(database), cancellationToken);
        return result!;
    }

    /// <summary>Begins a transaction that writes, waiting for other writers as long as the connection string allows.</summary>
    /// <exception cref="SqliteException">SQLite failed, or the wait was in vain.</exception>
    public void Begin(CancellationToken cancellationToken) => ExecutePatiently("BEGIN IMMEDIATE", cancellationToken);

    /// <exception cref="SqliteException">SQLite failed; the transaction is open still, or was rolled back.</exception>
    public void Commit() => ExecutePatiently("COMMIT", CancellationToken.None);

    /// <summary>Undoes the open transaction, if there is one.</summary>
    public void Rollback()
    {
        if (InTransaction) Execute("ROLLBACK");
    }

    public void Interrupt() => raw.sqlite3_interrupt(Handle);

    public void Dispose() => _connection.Dispose();

    /// <summary>Repeats what meets another connection's lock until the connection string's timeout is over.</summary>
    private void Patiently(Action<SqliteDatabase> action, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                action(this);
                return;
            }
            catch (SqliteException e) when (SqliteFaults.IsLocked(e.SqliteErrorCode) && Stopwatch.GetElapsedTime(start) < Location.Patience)
            {
                // A lock between connections of one memory is reported without waiting for it.
                if (SqliteFaults.Primary(e.SqliteErrorCode) == raw.SQLITE_LOCKED) cancellationToken.WaitHandle.WaitOne(OneWait);
            }
        }
    }
}
