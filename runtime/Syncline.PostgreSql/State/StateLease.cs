using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Syncline;

/// <summary>One run's hold on a state, by the server's clock.</summary>
/// <remarks>
/// Whoever takes, renews or fences with the lease changes its row, so that PostgreSQL lets one transaction after the other do it, and under READ COMMITTED each sees what the one before has left. The moment is
/// <c>clock_timestamp()</c>: <c>now()</c> would be the beginning of the transaction, which may have waited long.
/// </remarks>
internal sealed class StateLease
{
    /// <summary>How long a lease lasts that nobody renews.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    /// <summary>How often it is renewed.</summary>
    public static readonly TimeSpan Interval = Duration / 4;

    /// <summary>Where the server answers commits before they are on its disk, this one waits: what was delivered must not be forgotten.</summary>
    public const string CommitDurably = "SELECT pg_catalog.set_config('synchronous_commit', 'on', true) WHERE pg_catalog.current_setting('synchronous_commit') = 'off'";

    // Leases of this process whose runs have ended and could not give them back, for the server was out of reach, or never knew that they have them.
    private static readonly ConcurrentDictionary<string, bool> Abandoned = new();

    private readonly StateTables _tables;
    private readonly string _id;
    private readonly long _fence;
    private readonly LeaseHolder _holder;

    private StateLease(StateTables tables, string id, long fence, LeaseHolder holder) => (_tables, _id, _fence, _holder) = (tables, id, fence, holder);

    /// <summary>Takes the lease if it is free, expired, or its holder's process is gone from this machine; inside an open transaction.</summary>
    /// <returns>The lease, and the number of the last segment.</returns>
    /// <exception cref="LeaseHeldException">Another run holds it.</exception>
    public static async ValueTask<(StateLease Lease, long Version)> TakeAsync(NpgsqlConnection connection, StateTables tables, string id, CancellationToken cancellationToken)
    {
        // A row there is to lock, so that of two runs the second waits.
        bool isNew;
        using (var insert = new NpgsqlCommand($"INSERT INTO {tables.Lease} (state, first, version, fence, expires) VALUES ($1, 1, 0, 0, '-infinity') ON CONFLICT (state) DO NOTHING", connection))
        {
            insert.Parameters.Add(new() { Value = id });
            isNew = await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) == 1;
        }

        var row = (await tables.FindAsync(connection, id, isLocked: true, cancellationToken).ConfigureAwait(false))!;
        if (row.Holder is { } other && row.IsRunning && !other.Process.IsGone && !Abandoned.ContainsKey(other.Id))
        {
            throw new LeaseHeldException($"Another run holds the lease of the state '{id}' in {tables.Place}: {Describe(other)}, until {Moment(row.Expires)}. Wait for it to end. The lease of a process that died on this machine is taken over at once, any other when it expires.");
        }

        var lease = new StateLease(tables, id, row.Fence + 1, new(Guid.NewGuid().ToString("N")[..12], ProcessIdentity.Current));
        await lease.WriteAsync(connection, cancellationToken).ConfigureAwait(false);
        if (!isNew || await tables.LastSegmentAsync(connection, id, cancellationToken).ConfigureAwait(false) is not (> 0 and var last)) return (lease, row.Version);
        // The run is told when it reads; a reset does not read, and replaces them.
        await lease.SetBoundsAsync(connection, first: 0, last, cancellationToken).ConfigureAwait(false);
        return (lease, last);
    }

    /// <summary>Puts the end off by a whole duration, and keeps the row until the transaction ends.</summary>
    /// <returns>The number of the last segment; null when the lease is another's now.</returns>
    public async ValueTask<long?> RenewAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"UPDATE {_tables.Lease} SET expires = clock_timestamp() + $4 WHERE state = $1 AND fence = $2 AND holder = $3 RETURNING version", connection);
        AddSelf(command.Parameters);
        command.Parameters.Add(new() { Value = Duration });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as long?;
    }

    /// <summary>Renews the lease and appends a segment under its protection, in one round trip; the row is the transaction's until it ends.</summary>
    /// <returns>The number of the segment; null, and nothing appended, when the lease is another's now.</returns>
    public async ValueTask<long?> AppendAsync(NpgsqlConnection connection, ReadOnlyMemory<byte> segment, CancellationToken cancellationToken)
    {
        using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(CommitDurably));
        var renew = new NpgsqlBatchCommand($"UPDATE {_tables.Lease} SET expires = clock_timestamp() + $4, version = version + 1 WHERE state = $1 AND fence = $2 AND holder = $3 RETURNING version");
        AddSelf(renew.Parameters);
        renew.Parameters.Add(new() { Value = Duration });
        batch.BatchCommands.Add(renew);
        var insert = new NpgsqlBatchCommand($"INSERT INTO {_tables.Segments} (state, number, data) SELECT state, version, $4 FROM {_tables.Lease} WHERE state = $1 AND fence = $2 AND holder = $3");
        AddSelf(insert.Parameters);
        insert.Parameters.Add(new() { Value = segment, NpgsqlDbType = NpgsqlDbType.Bytea });
        batch.BatchCommands.Add(insert);
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            // The first result is of the setting.
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            long? version = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetInt64(0) : null;
            // To the end: what went wrong with the segment is said after its turn.
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
            {
            }

            return version;
        }
    }

    /// <summary>Says that no run holds it any more, whatever the server has of it.</summary>
    public void Abandon() => Abandoned[_holder.Id] = true;

    /// <summary>Gives it back, where it is still ours.</summary>
    public async ValueTask ReleaseAsync()
    {
        // Until it is given back: whatever happens, this run is over.
        Abandon();
        var connection = await _tables.Database.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            using var command = new NpgsqlCommand($"UPDATE {_tables.Lease} SET expires = '-infinity', holder = NULL, machine = NULL, process = NULL, started = NULL WHERE state = $1 AND fence = $2 AND holder = $3", connection);
            AddSelf(command.Parameters);
            await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }

        Abandoned.TryRemove(_holder.Id, out _);
    }

    public async ValueTask SetVersionAsync(NpgsqlConnection connection, long version, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"UPDATE {_tables.Lease} SET version = $2 WHERE state = $1", connection);
        command.Parameters.Add(new() { Value = _id });
        command.Parameters.Add(new() { Value = version });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops the segments up to a number; the version grows though none took their place.</summary>
    /// <returns>The number of the last segment.</returns>
    public async ValueTask<long> ReplaceAsync(NpgsqlConnection connection, long before, long version, CancellationToken cancellationToken)
    {
        using (var delete = new NpgsqlCommand($"DELETE FROM {_tables.Segments} WHERE state = $1 AND number <= $2", connection))
        {
            delete.Parameters.Add(new() { Value = _id });
            delete.Parameters.Add(new() { Value = before });
            await delete.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        var isEmpty = version == before;
        if (isEmpty) version++;
        await SetBoundsAsync(connection, isEmpty ? version + 1 : before + 1, version, cancellationToken).ConfigureAwait(false);
        return version;
    }

    /// <summary>The error that the lease is another's.</summary>
    public async ValueTask<LeaseLostException> LostAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var row = await _tables.FindAsync(connection, _id, isLocked: false, cancellationToken).ConfigureAwait(false);
        var now = row is null ? "its row in syncline_lease is gone" : row.Holder is { } other ? $"{Describe(other)} holds it now" : "it was taken over and given back";
        return new($"This run lost the lease of the state '{_id}' in {_tables.Place}: {now}. Nothing more was committed; run again when that run has ended.");
    }

    private async ValueTask WriteAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"UPDATE {_tables.Lease} SET fence = $2, holder = $3, expires = clock_timestamp() + $4, machine = $5, process = $6, started = $7 WHERE state = $1", connection);
        AddSelf(command.Parameters);
        command.Parameters.Add(new() { Value = Duration });
        command.Parameters.Add(new() { Value = _holder.Process.Machine });
        command.Parameters.Add(new() { Value = _holder.Process.Id });
        command.Parameters.Add(new() { Value = _holder.Process.Started });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SetBoundsAsync(NpgsqlConnection connection, long first, long version, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"UPDATE {_tables.Lease} SET first = $2, version = $3 WHERE state = $1", connection);
        command.Parameters.Add(new() { Value = _id });
        command.Parameters.Add(new() { Value = first });
        command.Parameters.Add(new() { Value = version });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private void AddSelf(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new() { Value = _id });
        parameters.Add(new() { Value = _fence });
        parameters.Add(new() { Value = _holder.Id });
    }

    private static string Describe(LeaseHolder holder) => $"{holder.Process} (run {holder.Id})";

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
