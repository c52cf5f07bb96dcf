using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;

namespace Syncline;

/// <summary>A state opened to run: holds the lease, renews it, and fences every commit with it.</summary>
internal sealed class SqliteRunSession : IStateSession
{
    private readonly SqliteDatabase _database;
    private readonly string _id;
    private readonly StateLease _lease;
    // The heartbeat comes on a thread of its own.
    private readonly SemaphoreSlim _gate = new(1);
    private readonly ITimer _heartbeat;
    // The file as it was opened, by its path then and what the system tells it by.
    private readonly string? _path;
    private readonly (ulong? Device, ulong? Number) _file;
    private long _version;
    private volatile bool _holdsLease = true;
    private bool _lacksFormat;
    private bool _disposed;

    private SqliteRunSession(SqliteDatabase database, string id, StateLease lease, long version, bool lacksFormat, TimeProvider timeProvider)
    {
        _lacksFormat = lacksFormat;
        _database = database;
        _id = id;
        _lease = lease;
        _version = version;
        _path = database.Location.File;
        _file = Tell(_path);
        _heartbeat = timeProvider.CreateTimer(static session => ((SqliteRunSession)session!).Renew(), this, StateLease.Interval, StateLease.Interval);
    }

    public long Version => Volatile.Read(ref _version);

    public bool HoldsLease => _holdsLease;

    /// <summary>Takes the lease.</summary>
    /// <param name="database">The connection, the session's from now on.</param>
    /// <param name="id">The state.</param>
    /// <param name="lacksFormat">Whether the file doesn't say which format it has: then it can be replaced, not read.</param>
    /// <param name="timeProvider">The clock of the renewal.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="LeaseHeldException">Another run holds it.</exception>
    public static SqliteRunSession Take(SqliteDatabase database, string id, bool lacksFormat, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        database.Begin(cancellationToken);
        try
        {
            var lease = StateLease.Take(database, id, timeProvider, out var version);
            database.Commit();
            return new(database, id, lease, version, lacksFormat, timeProvider);
        }
        finally
        {
            database.Rollback();
        }
    }

    public bool CanJoin(IDelivery delivery) => delivery is SqliteDelivery ours && ours.Location.IsSameDatabase(_database.Location);

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        RefuseWithoutFormat();
        // A connection of its own: reading neither waits for the heartbeat nor holds it up, nor does it while a replacement is written.
        using var database = OpenToRead(out var row, cancellationToken);
        Volatile.Write(ref _version, row.Version);
        foreach (var segment in StoredSegments.Read(database, _id, row, cancellationToken)) yield return segment;
    }

    public async ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segments);
        RefuseWithoutFormat();
        if (inside is not null)
        {
            AppendInside(segments, inside, cancellationToken);
            return;
        }

        await WriteAsync(
            (session, version) =>
            {
                version = session.Insert(session._database, segments, version, cancellationToken);
                session._lease.SetVersion(session._database, version);
                return new(version);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segments);
        await WriteAsync(
            async (session, stated) =>
            {
                // Whatever the row says: what is there is replaced.
                var before = Math.Max(stated, StoredSegments.Last(session._database, session._id));
                var version = before;
                if (session._lacksFormat) StateTables.Mend(session._database);
                using (var insert = StoredSegments.PrepareInsert(session._database))
                {
                    await foreach (var segment in segments.WithCancellation(cancellationToken).ConfigureAwait(false)) StoredSegments.Insert(insert, session._id, ++version, segment);
                }

                session._lease.Replace(session._database, before, ref version);
                return version;
            },
            cancellationToken).ConfigureAwait(false);
        _lacksFormat = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _heartbeat.DisposeAsync().ConfigureAwait(false);
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_disposed) return;
            _disposed = true;
            if (_holdsLease) _lease.Release(_database);
        }
        catch (SqliteException)
        {
            // A lease that can't be given back ends by itself.
        }
        finally
        {
            _database.Dispose();
            _gate.Release();
        }
    }

    /// <summary>Whether what is written goes to a file that nobody finds again. Where the system tells files by their path alone, one that was replaced is not found out.</summary>
    private bool IsGone => _path is not null && (!File.Exists(_path) || Tell(_path) != _file);

    private SqliteDatabase OpenToRead(out StateRow row, CancellationToken cancellationToken)
    {
        SqliteDatabase? database = null;
        try
        {
            database = SqliteDatabase.Open(_database.Location, SqliteOpenMode.ReadOnly, cancellationToken);
            // Connections that share memory lock whole tables; the bounds of the reading serve as its snapshot there.
            database.Execute(database.Location.IsMemory ? "PRAGMA read_uncommitted = 1" : "BEGIN");
            row = StateTables.Find(database, _id) ?? throw StateFaults.Damaged(_database.Location, $"the row of the state '{_id}' in syncline_lease is gone");
            return database;
        }
        catch (Exception e)
        {
            database?.Dispose();
            if (e is SqliteException fault) throw StateFaults.Of(fault, _database.Location);
            throw;
        }
    }

    private void AppendInside(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork inside, CancellationToken cancellationToken)
    {
        if (inside is not SqliteWork work || !work.Database.Location.IsSameDatabase(_database.Location)) throw new ArgumentException("The work is not of a table in the state's file.", nameof(inside));
        try
        {
            Fence(work.Database);
            var version = Insert(work.Database, segments, _lease.Version(work.Database), cancellationToken);
            _lease.SetVersion(work.Database, version);
            // The segments last with the work's commit, and go with it.
            work.Ended += committed =>
            {
                if (committed) Volatile.Write(ref _version, version);
            };
        }
        catch (SqliteException fault)
        {
            throw StateFaults.Of(fault, _database.Location);
        }
    }

    /// <summary>Writes in a transaction of the state's own, fenced by the lease.</summary>
    private async ValueTask WriteAsync(Func<SqliteRunSession, long, ValueTask<long>> write, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _database.Begin(cancellationToken);
            try
            {
                Fence(_database);
                var version = await write(this, _lease.Version(_database)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                _lease.TryRenew(_database);
                _database.Commit();
                Volatile.Write(ref _version, version);
            }
            finally
            {
                _database.Rollback();
            }
        }
        catch (SqliteException fault)
        {
            throw StateFaults.Of(fault, _database.Location);
        }
        finally
        {
            _gate.Release();
        }
    }

    private long Insert(SqliteDatabase database, IEnumerable<ReadOnlyMemory<byte>> segments, long version, CancellationToken cancellationToken)
    {
        using var insert = StoredSegments.PrepareInsert(database);
        foreach (var segment in segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            StoredSegments.Insert(insert, _id, ++version, segment);
        }

        return version;
    }

    private void Fence(SqliteDatabase database)
    {
        if (IsGone)
        {
            _holdsLease = false;
            throw StateFaults.Gone(_path!);
        }

        if (_holdsLease && _lease.TryRenew(database)) return;
        _holdsLease = false;
        throw _lease.Lost(database);
    }

    private static (ulong? Device, ulong? Number) Tell(string? path) => path is null ? default : FileStatus.Of(path) is { } status ? (status.Device, status.Number) : default;

    private void RefuseWithoutFormat()
    {
        if (_lacksFormat) throw StateTables.NoFormat(_database);
    }

    private void Renew()
    {
        // An append under way renews the lease itself.
        if (!_gate.Wait(0)) return;
        try
        {
            if (!_disposed && _holdsLease && (IsGone || !_lease.TryRenew(_database))) _holdsLease = false;
        }
        catch (SqliteException)
        {
            // Most often locked, by this very run's batch in the same file. The next beat tries again, and every commit asks for the lease before it counts.
        }
        finally
        {
            _gate.Release();
        }
    }
}
