using Microsoft.Data.Sqlite;

namespace Syncline;

/// <summary>Keeps states in a SQLite file: the embedded default.</summary>
/// <remarks>
/// The file is created, private to the user, by the first run; WAL, with each commit forced to the disk. It may hold the states of many syncs, and may be the very file that a
/// <see cref="SqliteTable"/> writes: then rows and state commit in one transaction.
/// </remarks>
public sealed class SqliteStateStore : IStateStore
{
    private readonly SqliteLocation _location;

    /// <summary>Names the file.</summary>
    /// <param name="connectionString">The driver's connection string, or the path of the file. Default Timeout bounds the wait for another connection's lock (30 s).</param>
    /// <exception cref="ArgumentException">The connection string can't be read, or means a private in-memory database.</exception>
    public SqliteStateStore(string connectionString)
    {
        _location = SqliteLocation.Parse(connectionString, nameof(connectionString));
        if (_location.IsPrivateMemory) throw new ArgumentException("A state in a private in-memory database would be gone when the run ends. Use a file, or InMemoryStateStore.", nameof(connectionString));
    }

    /// <inheritdoc/>
    public string Name => $"SQLite state {_location.Name}";

    /// <inheritdoc/>
    public ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(timeProvider);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return new(access == StateAccess.Read ? OpenToRead(id, cancellationToken) : OpenToRun(id, timeProvider, cancellationToken));
        }
        catch (SqliteException fault)
        {
            throw StateFaults.Of(fault, _location);
        }
    }

    private IStateSession OpenToRead(string id, CancellationToken cancellationToken)
    {
        if (Directory.Exists(_location.Path)) throw new StateException(_location.Obstacle(mayCreate: true)!);
        if (_location.Path is not null && !_location.FileExists)
        {
            StateFile.RefuseLeftovers(_location);
            return new EmptyStateSession();
        }

        StateFile.RefuseEmpty(_location);
        // A connection that can't write would leave the files of the journal behind it. Where the rights are missing SQLite opens to read all the same.
        var database = SqliteDatabase.Open(_location, SqliteOpenMode.ReadWrite, cancellationToken);
        try
        {
            return new SqliteReadSession(database, id);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private SqliteRunSession OpenToRun(string id, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (_location.Obstacle(mayCreate: true) is { } obstacle) throw new StateException(obstacle);
        if (!_location.IsMemory && !_location.FileExists)
        {
            StateFile.RefuseLeftovers(_location);
            StateFile.Create(_location);
        }

        StateFile.RefuseEmpty(_location);
        var database = SqliteDatabase.Open(_location, SqliteOpenMode.ReadWrite, cancellationToken);
        try
        {
            if (database.IsReadOnly)
            {
                StateFile.RefuseUnknownWriting(_location);
                throw new StateException($"{_location.Name} is read-only, and a run has to write its state. Check Mode in the connection string and the rights to the file.");
            }

            var lacksFormat = StateTables.Prepare(database, cancellationToken);
            return SqliteRunSession.Take(database, id, lacksFormat, timeProvider, cancellationToken);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
