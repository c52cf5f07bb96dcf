using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Syncline;

/// <summary>A state opened to run: holds the lease, renews it, and fences every commit with it.</summary>
internal sealed class PostgreSqlRunSession : IStateSession
{
    private readonly StateTables _tables;
    private readonly string _id;
    private readonly DatabaseIdentity _databaseIdentity;
    private readonly StateLease _lease;
    private readonly ITimer _heartbeat;
    private long _version;
    private volatile bool _holdsLease = true;
    // A commit with a batch may have gone through without an answer: its transaction must be over before the state is read.
    private volatile bool _mayBeCommitting;
    private bool _lacksFormat;
    private int _renewals;
    private int _disposed;

    private PostgreSqlRunSession(StateTables tables, string id, DatabaseIdentity databaseIdentity, (StateLease Lease, long Version) taken, bool lacksFormat, TimeProvider timeProvider)
    {
        (_tables, _id, _databaseIdentity, _lacksFormat) = (tables, id, databaseIdentity, lacksFormat);
        (_lease, _version) = taken;
        _heartbeat = timeProvider.CreateTimer(static session => ((PostgreSqlRunSession)session!).Beat(), this, StateLease.Interval, StateLease.Interval);
    }

    public long Version => Volatile.Read(ref _version);

    public bool HoldsLease => _holdsLease;

    /// <summary>Creates the tables where there are none, and takes the lease.</summary>
    /// <exception cref="LeaseHeldException">Another run holds it.</exception>
    public static async ValueTask<PostgreSqlRunSession> TakeAsync(StateTables tables, string id, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var connection = await tables.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var lacksFormat = await tables.PrepareAsync(connection, cancellationToken).ConfigureAwait(false);
            var identity = await PostgreSqlDatabase.IdentityAsync(connection, cancellationToken).ConfigureAwait(false);
            var transaction = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var taken = await StateLease.TakeAsync(connection, tables, id, cancellationToken).ConfigureAwait(false);
                try
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                }
                catch
                {
                    // It may be ours all the same, and nobody's run.
                    taken.Lease.Abandon();
                    throw;
                }

                return new(tables, id, identity, taken, lacksFormat, timeProvider);
            }
        }
    }

    public bool CanJoin(IDelivery delivery) => delivery is IPostgreSqlDelivery table && table.DatabaseIdentity == _databaseIdentity;

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RefuseWithoutFormat();
        var connection = await GuardedAsync(_tables.Database.OpenAsync(cancellationToken)).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (_mayBeCommitting) await GuardedAsync(AwaitCommitAsync(connection, cancellationToken)).ConfigureAwait(false);
            var transaction = await GuardedAsync(PostgreSqlReadSession.SnapshotAsync(connection, cancellationToken)).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var row = await GuardedAsync(_tables.FindAsync(connection, _id, isLocked: false, cancellationToken)).ConfigureAwait(false)
                    ?? throw StateFaults.Damaged(_tables, $"the row of the state '{_id}' in syncline_lease is gone");
                Volatile.Write(ref _version, row.Version);
                await foreach (var segment in StoredSegments.ReadAsync(connection, _tables, _id, row, cancellationToken).ConfigureAwait(false)) yield return segment;
            }
        }
    }

    public async ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segments);
        RefuseWithoutFormat();
        if (inside is not null)
        {
            await AppendInsideAsync(segments, inside, cancellationToken).ConfigureAwait(false);
            return;
        }

        await WriteAsync((connection, version) => InsertAsync(connection, segments, version, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segments);
        await WriteAsync(
            async (connection, stated) =>
            {
                // Whatever the row says: what is there is replaced.
                var before = Math.Max(stated, await _tables.LastSegmentAsync(connection, _id, cancellationToken).ConfigureAwait(false));
                var version = before;
                if (_lacksFormat) await _tables.MendAsync(connection, cancellationToken).ConfigureAwait(false);
                await foreach (var segment in segments.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    await StoredSegments.InsertAsync(connection, _tables, _id, ++version, segment, cancellationToken).ConfigureAwait(false);
                }

                return await _lease.ReplaceAsync(connection, before, version, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        _lacksFormat = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _heartbeat.DisposeAsync().ConfigureAwait(false);
        try
        {
            if (_holdsLease) await _lease.ReleaseAsync().ConfigureAwait(false);
        }
        catch (NpgsqlException)
        {
            // A lease that can't be given back ends by itself.
        }
    }

    /// <summary>Begins a transaction whose statements each see what others have committed before.</summary>
    private static async ValueTask<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
        => await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    /// <summary>Writes in a transaction of the state's own, fenced by the lease.</summary>
    private async ValueTask WriteAsync(Func<NpgsqlConnection, long, ValueTask<long>> write, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        try
        {
            var connection = await _tables.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var transaction = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var version = await write(connection, await FenceAsync(connection, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                    cancellationToken.ThrowIfCancellationRequested();
                    // From here on it is committed or not, and a cancellation would leave open which.
                    await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                    _mayBeCommitting = false;
                    Volatile.Write(ref _version, version);
                }
            }
        }
        catch (NpgsqlException fault)
        {
            throw StateFaults.Of(fault, _tables);
        }
    }

    private async ValueTask AppendInsideAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork inside, CancellationToken cancellationToken)
    {
        if (inside is not IPostgreSqlWork work || !_databaseIdentity.MayStillBe(work.DatabaseIdentity)) throw new ArgumentException("The work is not of a table in the state's database.", nameof(inside));
        try
        {
            var version = await InsertInsideAsync(work.Connection, segments, cancellationToken).ConfigureAwait(false);
            // The segments last with the work's commit, and go with it.
            _mayBeCommitting = true;
            work.Ended += committed =>
            {
                if (!committed) return;
                Volatile.Write(ref _version, version);
                _mayBeCommitting = false;
            };
        }
        catch (NpgsqlException fault)
        {
            throw StateFaults.Of(fault, _tables);
        }
    }

    /// <summary>Appends each segment under the lease's protection, or checks and renews the lease alone where there is none.</summary>
    private async ValueTask<long> InsertInsideAsync(NpgsqlConnection connection, IEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
    {
        long? version = null;
        foreach (var segment in segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            version = _holdsLease ? await _lease.AppendAsync(connection, segment, cancellationToken).ConfigureAwait(false) : null;
            if (version is null) throw await LostAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        return version ?? await FenceAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<long> InsertAsync(NpgsqlConnection connection, IEnumerable<ReadOnlyMemory<byte>> segments, long version, CancellationToken cancellationToken)
    {
        var before = version;
        foreach (var segment in segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await StoredSegments.InsertAsync(connection, _tables, _id, ++version, segment, cancellationToken).ConfigureAwait(false);
        }

        if (version > before) await _lease.SetVersionAsync(connection, version, cancellationToken).ConfigureAwait(false);
        return version;
    }

    /// <summary>Checks the lease and renews it; its row is this transaction's until it ends.</summary>
    private async ValueTask<long> FenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using (var durable = new NpgsqlCommand(StateLease.CommitDurably, connection))
        {
            await durable.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_holdsLease && await _lease.RenewAsync(connection, cancellationToken).ConfigureAwait(false) is { } version) return version;
        throw await LostAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<LeaseLostException> LostAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        _holdsLease = false;
        return _lease.LostAsync(connection, cancellationToken);
    }

    /// <summary>Waits until no transaction holds the lease's row.</summary>
    private async ValueTask<bool> AwaitCommitAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await BeginAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await _tables.FindAsync(connection, _id, isLocked: true, cancellationToken).ConfigureAwait(false);
        }

        _mayBeCommitting = false;
        return true;
    }

    private void RefuseWithoutFormat()
    {
        if (_lacksFormat) throw _tables.NoFormat();
    }

    private void Beat()
    {
        // One that is under way, behind a transaction that appends, renews it all the same.
        if (Interlocked.CompareExchange(ref _renewals, 1, 0) == 0) _ = BeatAsync();
    }

    private async Task BeatAsync()
    {
        try
        {
            var connection = await _tables.Database.OpenAsync(CancellationToken.None).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                if (_disposed == 0 && _holdsLease && await _lease.RenewAsync(connection, CancellationToken.None).ConfigureAwait(false) is null && _disposed == 0) _holdsLease = false;
            }
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or InvalidOperationException)
        {
            // Out of reach, or the data source was disposed of. The next beat tries again, and every commit asks for the lease before it counts.
        }
        finally
        {
            Volatile.Write(ref _renewals, 0);
        }
    }

    private async ValueTask<T> GuardedAsync<T>(ValueTask<T> task)
    {
        try
        {
            return await task.ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            throw StateFaults.Of(fault, _tables);
        }
    }
}
