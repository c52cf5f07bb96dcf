namespace Syncline;

/// <summary>A state's segments and lease.</summary>
/// <param name="First">The number of its first segment; above <paramref name="Version"/> when there are none; 0 when this row was lost and its segments are not to be trusted.</param>
/// <param name="Version">The number of its last segment.</param>
/// <param name="Fence">Grows with every holder.</param>
/// <param name="Expires">When the lease ends unless it is renewed, by the clock of the server.</param>
/// <param name="IsRunning">Whether that is still to come.</param>
/// <param name="Holder">Who holds it.</param>
internal sealed record StateRow(long First, long Version, long Fence, DateTimeOffset Expires, bool IsRunning, LeaseHolder? Holder);

/// <summary>A run that holds a lease.</summary>
/// <param name="Id">The run's own.</param>
/// <param name="Process">The process it runs in.</param>
internal sealed record LeaseHolder(string Id, ProcessIdentity Process);
