namespace Syncline;

/// <summary>Where the state of syncs is kept: an append-only log of segments per sync, and its lease.</summary>
/// <remarks>A store knows nothing of what a segment holds; the engine checks, encodes and folds.</remarks>
public interface IStateStore
{
    /// <summary>What the store is called in errors. Holds no secrets.</summary>
    string Name { get; }

    /// <summary>Opens the state of one sync; one that is not there yet is empty.</summary>
    /// <param name="id">The state's id: the sync's, and the instance.</param>
    /// <param name="access">Whether the lease is taken. Reading takes none and writes nothing.</param>
    /// <param name="timeProvider">The clock that drives the renewal of the lease.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="LeaseHeldException">Another run holds the lease.</exception>
    /// <exception cref="StateException">The store can't be opened, or is damaged.</exception>
    ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken);
}

/// <summary>How a state is opened.</summary>
public enum StateAccess
{
    /// <summary>To read: no lease, nothing is written, not even a missing file.</summary>
    Read,

    /// <summary>To run: takes the lease and renews it every quarter of its 60 s until disposed of.</summary>
    Run,
}

/// <summary>The open state of one sync.</summary>
public interface IStateSession : IAsyncDisposable
{
    /// <summary>The number of the last segment, 0 for an empty state. Grows with every commit and never falls, not through folding either.</summary>
    long Version { get; }

    /// <summary>Whether the lease is still held, as far as is known without asking. Always true for <see cref="StateAccess.Read"/>.</summary>
    bool HoldsLease { get; }

    /// <summary>The segments in the order they were appended. The memory of one is valid until the next is asked for.</summary>
    /// <exception cref="StateException">The store can't be read.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Whether appending can take part in the transaction of a delivery's batches: both are one database.</summary>
    bool CanJoin(IDelivery delivery);

    /// <summary>Appends segments in one durable commit, after checking the lease in the same transaction and renewing it.</summary>
    /// <param name="segments">The segments; the memory of one is written over once the next is asked for or the call has returned, so what is kept of it is copied. None at all only checks the lease and renews it.</param>
    /// <param name="inside">The work whose transaction the segments become part of, and whose commit makes them last; null for a commit of their own.</param>
    /// <param name="cancellationToken">Cancels before the commit; nothing is appended then.</param>
    /// <exception cref="LeaseLostException">Another run took the lease; nothing was appended.</exception>
    /// <exception cref="StateException">The store failed; nothing was appended, or it is not known.</exception>
    ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken);

    /// <summary>Replaces all segments by others that mean the same, in one durable commit; <see cref="Version"/> grows.</summary>
    /// <param name="segments">The segments; the memory of one is written over once the next is asked for or the call has returned.</param>
    /// <param name="cancellationToken">Cancels before the commit; nothing is replaced then.</param>
    /// <exception cref="LeaseLostException">Another run took the lease; nothing was replaced.</exception>
    /// <exception cref="StateException">The store failed; nothing was replaced, or it is not known.</exception>
    ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken);
}
