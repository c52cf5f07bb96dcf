using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>One run's hold on a state, by the server's clock.</summary>
/// <remarks>Whoever takes, renews or fences with the lease changes its row, so that the server lets one transaction after the other do it, and at READ COMMITTED each sees what the one before has left.</remarks>
internal sealed class StateLease
{
    /// <summary>How long a lease lasts that nobody renews.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    /// <summary>How often it is renewed.</summary>
    public static readonly TimeSpan Interval = Duration / 4;

    private const int LongestHolder = 64;
    private const int LongestMachine = 512;

    private static readonly string Until = string.Create(CultureInfo.InvariantCulture, $"DATEADD(second, {(int)Duration.TotalSeconds}, SYSUTCDATETIME())");

    // Leases of this process whose runs have ended and could not give them back, for the server was out of reach.
    private static readonly ConcurrentDictionary<string, bool> Abandoned = new();

    private readonly StateTables _tables;
    private readonly string _id;
    private readonly long _fence;
    private readonly LeaseHolder _holder;

    private StateLease(StateTables tables, string id, long fence, LeaseHolder holder) => (_tables, _id, _fence, _holder) = (tables, id, fence, holder);

    /// <summary>Takes the lease if it is free, expired, or its holder's process is gone from this machine; inside an open transaction.</summary>
    /// <returns>The lease, and the number of the last segment.</returns>
    /// <exception cref="LeaseHeldException">Another run holds it.</exception>
    public static async ValueTask<(StateLease Lease, long Version)> TakeAsync(StateLink link, StateTables tables, string id, CancellationToken cancellationToken)
    {
        // A row there is to lock, so that of two runs the second waits; and it is locked from here on.
        bool isNew;
        using (var insert = link.Command($"INSERT INTO {tables.Lease} ([state], [first], [version], [fence], [expires]) SELECT @state, 1, 0, 0, '0001-01-01' WHERE NOT EXISTS (SELECT 1 FROM {tables.Lease} AS l WITH (UPDLOCK, SERIALIZABLE) WHERE l.[state] = @state)", id))
        {
            isNew = await insert.RunAsync(cancellationToken).ConfigureAwait(false) == 1;
        }

        var row = (await tables.FindAsync(link, id, isLocked: true, cancellationToken).ConfigureAwait(false))!;
        if (row.Holder is { } other && row.IsRunning && !other.Process.IsGone && !Abandoned.ContainsKey(other.Id))
        {
            throw new LeaseHeldException($"Another run holds the lease of the state '{id}' in {tables.Place}: {Describe(other)}, until {Moment(row.Expires)}. Wait for it to end. The lease of a process that died on this machine is taken over at once, any other when it expires.");
        }

        var lease = new StateLease(tables, id, row.Fence + 1, new(Guid.NewGuid().ToString("N")[..12], ProcessIdentity.Current));
        await lease.WriteAsync(link, cancellationToken).ConfigureAwait(false);
        if (!isNew || await StoredSegments.BoundsAsync(link, tables, id, cancellationToken).ConfigureAwait(false) is not { } found) return (lease, row.Version);
        // The run is told when it reads; a reset does not read, and replaces them.
        await lease.SetBoundsAsync(link, first: 0, found.Last, cancellationToken).ConfigureAwait(false);
        return (lease, found.Last);
    }

    /// <summary>Puts the end off by a whole duration, and keeps the row until the transaction ends.</summary>
    /// <returns>What the row says; null when the lease is another's now.</returns>
    public async ValueTask<StateRow?> RenewAsync(StateLink link, CancellationToken cancellationToken)
    {
        // The server looks at its clock before it waits for the row: what was waited is missing from the duration.
        using var command = Self(link, $"UPDATE {_tables.Lease} SET [expires] = {Until} WHERE [state] = @state AND [fence] = @fence AND [holder] = @holder");
        if (await command.RunAsync(cancellationToken).ConfigureAwait(false) != 1) return null;
        var row = await _tables.FindAsync(link, _id, isLocked: false, cancellationToken).ConfigureAwait(false);
        return row?.Fence == _fence ? row : null;
    }

    /// <summary>Renews the lease and appends a segment under its protection, in one round trip; the row is kept until the transaction ends.</summary>
    /// <returns>The number of the segment; null, and nothing appended, when the lease is another's now.</returns>
    public async ValueTask<long?> AppendAsync(StateLink link, ReadOnlyMemory<byte> segment, CancellationToken cancellationToken)
    {
        const string Ours = "WHERE l.[state] = @state AND l.[fence] = @fence AND l.[holder] = @holder";
        using var command = Self(
            link,
            $"""
            UPDATE {_tables.Lease} SET [expires] = {Until}, [version] = [version] + 1 WHERE [state] = @state AND [fence] = @fence AND [holder] = @holder;
            INSERT INTO {_tables.Segments} ([state], [number], [data]) SELECT l.[state], l.[version], @data FROM {_tables.Lease} AS l {Ours};
            SELECT l.[version] FROM {_tables.Lease} AS l {Ours};
            """).With("@data", segment);
        return await command.ScalarAsync(cancellationToken).ConfigureAwait(false) as long?;
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
            using var command = Self(new(connection, null), $"UPDATE {_tables.Lease} SET [expires] = '0001-01-01', [holder] = NULL, [machine] = NULL, [process] = NULL, [started] = NULL WHERE [state] = @state AND [fence] = @fence AND [holder] = @holder");
            await command.RunAsync(CancellationToken.None).ConfigureAwait(false);
        }

        Abandoned.TryRemove(_holder.Id, out _);
    }

    /// <summary>Drops the segments up to a number; the version grows though none took their place.</summary>
    /// <returns>The number of the last segment.</returns>
    public async ValueTask<long> ReplaceAsync(StateLink link, long before, long version, CancellationToken cancellationToken)
    {
        using (var delete = link.Command($"DELETE FROM {_tables.Segments} WHERE [state] = @state AND [number] <= @before", _id).With("@before", before))
        {
            await delete.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        var isEmpty = version == before;
        if (isEmpty) version++;
        await SetBoundsAsync(link, isEmpty ? version + 1 : before + 1, version, cancellationToken).ConfigureAwait(false);
        return version;
    }

    /// <summary>The error that the lease is another's.</summary>
    public async ValueTask<LeaseLostException> LostAsync(StateLink link, CancellationToken cancellationToken)
    {
        var row = await _tables.FindAsync(link, _id, isLocked: false, cancellationToken).ConfigureAwait(false);
        var now = row is null ? "its row in syncline_lease is gone" : row.Holder is { } other ? $"{Describe(other)} holds it now" : "it was taken over and given back";
        return new($"This run lost the lease of the state '{_id}' in {_tables.Place}: {now}. Nothing more was committed; run again when that run has ended.");
    }

    private async ValueTask WriteAsync(StateLink link, CancellationToken cancellationToken)
    {
        using var command = Self(link, $"UPDATE {_tables.Lease} SET [fence] = @fence, [holder] = @holder, [expires] = {Until}, [machine] = @machine, [process] = @process, [started] = @started WHERE [state] = @state")
            .With("@machine", _holder.Process.Machine, LongestMachine).With("@process", _holder.Process.Id).With("@started", _holder.Process.Started);
        await command.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SetBoundsAsync(StateLink link, long first, long version, CancellationToken cancellationToken)
    {
        using var command = link.Command($"UPDATE {_tables.Lease} SET [first] = @first, [version] = @version WHERE [state] = @state", _id).With("@first", first).With("@version", version);
        await command.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private SqlCommand Self(StateLink link, string sql) => link.Command(sql, _id).With("@fence", _fence).With("@holder", _holder.Id, LongestHolder);

    private static string Describe(LeaseHolder holder) => $"{holder.Process} (run {holder.Id})";

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
