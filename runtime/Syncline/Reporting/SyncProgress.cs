namespace Syncline;

/// <summary>The phases of a run.</summary>
public enum SyncPhase
{
    /// <summary>Reading the state.</summary>
    Loading,

    /// <summary>Reading the source and comparing.</summary>
    Reading,

    /// <summary>Delivering batches.</summary>
    Delivering,

    /// <summary>Over.</summary>
    Finished,
}

/// <summary>Where a run is.</summary>
/// <param name="Sync">The sync, as in <c>Customer.Sync</c>.</param>
/// <param name="Phase">The phase.</param>
/// <param name="Done">Rows read, or operations answered.</param>
/// <param name="Total">Operations planned while delivering; <see langword="null"/> while the total is not known.</param>
/// <param name="Counts">The counters so far.</param>
public readonly record struct SyncProgress(string Sync, SyncPhase Phase, long Done, long? Total, SyncCounts Counts);
