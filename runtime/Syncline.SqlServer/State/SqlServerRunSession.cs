using System.Data.Common;
using System.Runtime.CompilerServices;

namespace Syncline;

/// <summary>A state opened to run: holds the lease, renews it, and fences every commit with it.</summary>
internal sealed class SqlServerRunSession : IStateSession
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
    // While segments are replaced they are locked, and what they are replaced by may be made of them.
    private volatile Replacement? _replacement;
    private bool _lacksFormat;
    private int _renewals;
    private int _disposed;

    private SqlServerRunSession(StateTables tables, string id, DatabaseIdentity databaseIdentity, (StateLease Lease, long Version) taken, bool lacksFormat, TimeProvider timeProvider)
    {
        (_tables, _id, _databaseIdentity, _lacksFormat) = (tables, id, databaseIdentity, lacksFormat);
        (_lease, _version) = taken;
        _heartbeat = timeProvider.CreateTimer(static session => ((SqlServerRunSession)session!).Beat(), this, StateLease.Interval, StateLease.Interval);
    }

    public long Version => Volatile.Read(ref _version);

    public bool HoldsLease => _holdsLease;

    /// <summary>Creates the tables where there are none, and takes the lease.</summary>
    /// <exception cref="LeaseHeldException">Another run holds it.</exception>
    public static async ValueTask<SqlServerRunSession> TakeAsync(StateTables tables, string id, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var connection = await tables.Database.OpenAsync(cancellationToken).ConfigureAwait(false);
        bool exist, lacksFormat;
        DatabaseIdentity identity;
        await using (connection.ConfigureAwait(false))
        {
            (exist, lacksFormat) = await tables.ExistAsync(new(connection, null), cancellationToken).ConfigureAwait(false);
            identity = await SqlServerDatabase.IdentityAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        if (!exist) await tables.CreateAsync(cancellationToken).ConfigureAwait(false);
        var transaction = await StateTransaction.BeginAsync(tables.Database, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var taken = await StateLease.TakeAsync(transaction.Link, tables, id, cancellationToken).ConfigureAwait(false);
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                await transaction.CommitAsync().ConfigureAwait(false);
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

    public bool CanJoin(IDelivery delivery) => delivery is ISqlServerDelivery table && table.DatabaseIdentity == _databaseIdentity;

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RefuseWithoutFormat();
        if (_replacement is { } replacement)
        {
            await foreach (var segment in StoredSegments.ReadSinglyAsync(replacement.Link, _tables, _id, replacement.Row, cancellationToken).ConfigureAwait(false)) yield return segment;
            yield break;
        }

        if (_mayBeCommitting) await GuardedAsync(AwaitCommitAsync(cancellationToken)).ConfigureAwait(false);
        var transaction = await GuardedAsync(StateTransaction.BeginAsync(_tables.Database, cancellationToken)).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var row = await GuardedAsync(StoredSegments.FindAsync(transaction.Link, _tables, _id, cancellationToken)).ConfigureAwait(false)
                ?? throw StateFaults.Damaged(_tables, $"the row of the state '{_id}' in syncline_lease is gone");
            Volatile.Write(ref _version, row.Version);
            await foreach (var segment in StoredSegments.ReadAsync(transaction.Link, _tables, _id, row, cancellationToken).ConfigureAwait(false)) yield return segment;
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

        await WriteAsync(link => AppendAsync(link, segments, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segments);
        try
        {
            await WriteAsync(link => ReplaceAsync(link, segments, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _replacement = null;
        }

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
        catch (DbException)
        {
            // A lease that can't be given back ends by itself.
        }
    }

    /// <summary>Writes in a transaction of the state's own.</summary>
    private async ValueTask WriteAsync(Func<StateLink, ValueTask<long>> write, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        try
        {
            var transaction = await StateTransaction.BeginAsync(_tables.Database, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var version = await write(transaction.Link).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                // From here on it is committed or not, and a reader waits until it is known which.
                _mayBeCommitting = true;
                await transaction.CommitAsync().ConfigureAwait(false);
                _mayBeCommitting = false;
                Volatile.Write(ref _version, version);
            }
        }
        catch (DbException fault)
        {
            throw StateFaults.Of(fault, _tables);
        }
    }

    private async ValueTask<long> ReplaceAsync(StateLink link, IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
    {
        // Before the row is locked: who reads looks at the row after it has taken its turn.
        await StateTurn.ToReplaceAsync(link, _tables, _id, cancellationToken).ConfigureAwait(false);
        var row = await FenceAsync(link, cancellationToken).ConfigureAwait(false);
        // Whatever the row says: what is there is replaced.
        var before = Math.Max(row.Version, await StoredSegments.BoundsAsync(link, _tables, _id, cancellationToken).ConfigureAwait(false) is { } found ? found.Last : 0);
        var version = before;
        if (_lacksFormat) await _tables.MendAsync(link, cancellationToken).ConfigureAwait(false);
        _replacement = new(link, row);
        await foreach (var segment in segments.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await StoredSegments.InsertAsync(link, _tables, _id, ++version, segment, cancellationToken).ConfigureAwait(false);
        }

        return await _lease.ReplaceAsync(link, before, version, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask AppendInsideAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork inside, CancellationToken cancellationToken)
    {
        if (inside is not ISqlServerWork work || !_databaseIdentity.MayStillBe(work.DatabaseIdentity)) throw new ArgumentException("The work is not of a table in the state's database.", nameof(inside));
        try
        {
            var version = await AppendAsync(new(work.Connection, work.Transaction), segments, cancellationToken).ConfigureAwait(false);
            // The segments last with the work's commit, and go with it.
            _mayBeCommitting = true;
            work.Ended += committed =>
            {
                if (!committed) return;
                Volatile.Write(ref _version, version);
                _mayBeCommitting = false;
            };
        }
        catch (DbException fault)
        {
            throw StateFaults.Of(fault, _tables);
        }
    }

    /// <summary>Appends each segment under the lease's protection, or checks and renews the lease alone where there is none.</summary>
    private async ValueTask<long> AppendAsync(StateLink link, IEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken)
    {
        long? version = null;
        foreach (var segment in segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            version = _holdsLease ? await _lease.AppendAsync(link, segment, cancellationToken).ConfigureAwait(false) : null;
            if (version is null) throw await LostAsync(link, cancellationToken).ConfigureAwait(false);
        }

        return version ?? (await FenceAsync(link, cancellationToken).ConfigureAwait(false)).Version;
    }

    /// <summary>Checks the lease and renews it; its row is this transaction's until it ends.</summary>
    private async ValueTask<StateRow> FenceAsync(StateLink link, CancellationToken cancellationToken)
        => _holdsLease && await _lease.RenewAsync(link, cancellationToken).ConfigureAwait(false) is { } row ? row : throw await LostAsync(link, cancellationToken).ConfigureAwait(false);

    private ValueTask<LeaseLostException> LostAsync(StateLink link, CancellationToken cancellationToken)
    {
        _holdsLease = false;
        return _lease.LostAsync(link, cancellationToken);
    }

    /// <summary>Waits until no transaction holds the lease's row.</summary>
    private async ValueTask<bool> AwaitCommitAsync(CancellationToken cancellationToken)
    {
        var transaction = await StateTransaction.BeginAsync(_tables.Database, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await _tables.FindAsync(transaction.Link, _id, isLocked: true, cancellationToken).ConfigureAwait(false);
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
                if (_disposed == 0 && _holdsLease && await _lease.RenewAsync(new(connection, null), CancellationToken.None).ConfigureAwait(false) is null && _disposed == 0) _holdsLease = false;
            }
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // Out of reach. The next beat tries again, and every commit asks for the lease before it counts.
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
        catch (DbException fault)
        {
            throw StateFaults.Of(fault, _tables);
        }
    }

    /// <param name="Link">The connection in the transaction that replaces.</param>
    /// <param name="Row">What is replaced.</param>
    private sealed record Replacement(StateLink Link, StateRow Row);
}
