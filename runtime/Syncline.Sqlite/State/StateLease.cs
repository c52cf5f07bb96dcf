using System.Collections.Concurrent;
using System.Globalization;

namespace Syncline;

/// <summary>One run's hold on a state.</summary>
internal sealed class StateLease
{
    /// <summary>How long a lease lasts that nobody renews.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    /// <summary>How often it is renewed.</summary>
    public static readonly TimeSpan Interval = Duration / 4;

    // Leases of this process whose runs have ended and could not give them back, for the file was busy.
    private static readonly ConcurrentDictionary<string, bool> Abandoned = new();

    private readonly string _id;
    private readonly long _fence;
    private readonly LeaseHolder _holder;
    private readonly TimeProvider _timeProvider;

    private StateLease(string id, long fence, LeaseHolder holder, TimeProvider timeProvider)
    {
        _id = id;
        _fence = fence;
        _holder = holder;
        _timeProvider = timeProvider;
    }

    /// <summary>Takes the lease if it is free, expired, or its holder's process is gone from this machine; inside an open transaction.</summary>
    /// <exception cref="LeaseHeldException">Another run holds it.</exception>
    public static StateLease Take(SqliteDatabase database, string id, TimeProvider timeProvider, out long version)
    {
        var row = StateTables.Find(database, id);
        if (row?.Holder is { } other && row.Expires > timeProvider.GetUtcNow() && !other.Process.IsGone && !Abandoned.ContainsKey(other.Id))
        {
            throw new LeaseHeldException($"Another run holds the lease of the state '{id}' in {database.Location.Name}: {Describe(other)}, until {Moment(row.Expires)}. Wait for it to end. The lease of a process that died on this machine is taken over at once, any other when it expires.");
        }

        version = row?.Version ?? 0;
        var lease = new StateLease(id, (row?.Fence ?? 0) + 1, new(Guid.NewGuid().ToString("N")[..12], ProcessIdentity.Current), timeProvider);
        lease.Write(database);
        if (row is null && StoredSegments.Last(database, id) is > 0 and var last)
        {
            // The run is told when it reads; a reset does not read, and replaces them.
            version = last;
            lease.SetBounds(database, first: 0, last);
        }

        return lease;
    }

    /// <summary>Puts the end off by a whole duration; false when the lease is another's now.</summary>
    public bool TryRenew(SqliteDatabase database)
    {
        using var statement = database.Prepare("UPDATE \"syncline_lease\" SET \"expires\" = ?4 WHERE \"state\" = ?1 AND \"fence\" = ?2 AND \"holder\" = ?3");
        Bind(statement);
        statement.BindInt64(4, Expiry());
        statement.Run();
        return statement.Changes == 1;
    }

    public void Release(SqliteDatabase database)
    {
        // Until it is given back: whatever happens, this run is over.
        Abandoned[_holder.Id] = true;
        database.Begin(CancellationToken.None);
        try
        {
            using var statement = database.Prepare("UPDATE \"syncline_lease\" SET \"expires\" = 0, \"holder\" = NULL, \"machine\" = NULL, \"process\" = NULL, \"started\" = NULL WHERE \"state\" = ?1 AND \"fence\" = ?2 AND \"holder\" = ?3");
            Bind(statement);
            statement.Run();
            database.Commit();
            Abandoned.TryRemove(_holder.Id, out _);
        }
        finally
        {
            database.Rollback();
        }
    }

    /// <summary>The number of the last segment.</summary>
    public long Version(SqliteDatabase database) => StateTables.Find(database, _id)!.Version;

    public void SetVersion(SqliteDatabase database, long version)
    {
        using var statement = database.Prepare("UPDATE \"syncline_lease\" SET \"version\" = ?2 WHERE \"state\" = ?1");
        statement.BindString(1, _id);
        statement.BindInt64(2, version);
        statement.Run();
    }

    /// <summary>Drops the segments up to a number; the version grows though none took their place.</summary>
    public void Replace(SqliteDatabase database, long before, ref long version)
    {
        using (var delete = database.Prepare("DELETE FROM \"syncline_segments\" WHERE \"state\" = ?1 AND \"number\" <= ?2"))
        {
            delete.BindString(1, _id);
            delete.BindInt64(2, before);
            delete.Run();
        }

        var isEmpty = version == before;
        if (isEmpty) version++;
        SetBounds(database, isEmpty ? version + 1 : before + 1, version);
    }

    /// <summary>The error that the lease is another's.</summary>
    public LeaseLostException Lost(SqliteDatabase database)
    {
        var row = StateTables.Find(database, _id);
        var now = row is null ? "its row in syncline_lease is gone" : row.Holder is { } other ? $"{Describe(other)} holds it now" : "it was taken over and given back";
        return new($"This run lost the lease of the state '{_id}' in {database.Location.Name}: {now}. Nothing more was committed; run again when that run has ended.");
    }

    private void Write(SqliteDatabase database)
    {
        using var statement = database.Prepare(
            """
            INSERT INTO "syncline_lease" ("state", "first", "version", "fence", "holder", "expires", "machine", "process", "started") VALUES (?1, 1, 0, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT ("state") DO UPDATE SET "fence" = excluded."fence", "holder" = excluded."holder", "expires" = excluded."expires",
                "machine" = excluded."machine", "process" = excluded."process", "started" = excluded."started"
            """);
        Bind(statement);
        statement.BindInt64(4, Expiry());
        statement.BindString(5, _holder.Process.Machine);
        statement.BindInt64(6, _holder.Process.Id);
        statement.BindInt64(7, _holder.Process.Started);
        statement.Run();
    }

    private void SetBounds(SqliteDatabase database, long first, long version)
    {
        using var statement = database.Prepare("UPDATE \"syncline_lease\" SET \"first\" = ?2, \"version\" = ?3 WHERE \"state\" = ?1");
        statement.BindString(1, _id);
        statement.BindInt64(2, first);
        statement.BindInt64(3, version);
        statement.Run();
    }

    private void Bind(SqliteStatement statement)
    {
        statement.BindString(1, _id);
        statement.BindInt64(2, _fence);
        statement.BindString(3, _holder.Id);
    }

    private long Expiry() => (_timeProvider.GetUtcNow() + Duration).ToUnixTimeMilliseconds();

    private static string Describe(LeaseHolder holder) => $"{holder.Process} (run {holder.Id})";

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
