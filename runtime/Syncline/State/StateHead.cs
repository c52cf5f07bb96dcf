using System.Collections.Immutable;

namespace Syncline;

/// <summary>Where a state stands in its life.</summary>
internal enum StatePhase : byte
{
    /// <summary>The first run is not done: every added row is acted on.</summary>
    First = 0,

    /// <summary>The mode decides.</summary>
    Steady = 1,

    /// <summary>Reset: the next run records the source and sends nothing.</summary>
    Record = 2,

    /// <summary>Resync: like the first run, and stale rows are acted on too.</summary>
    Resync = 3,
}

/// <summary>What a state says of itself: whom it belongs to, and under which models its entries were recorded.</summary>
/// <param name="Id">The state's id.</param>
/// <param name="Family">The family of modes that can share a state.</param>
/// <param name="Key">The signature of the key.</param>
/// <param name="Destination">The destination's identity; null until a run has delivered.</param>
/// <param name="Phase">Where it stands in its life.</param>
/// <param name="Generations">The signature of the model of each generation; entries name theirs by its place. A resync starts one with the same signature.</param>
/// <param name="OwnedSince">Entries of earlier generations were delivered to another destination, so they are not ours to remove.</param>
/// <param name="Entries">About how many entries there are, to size the table.</param>
internal sealed record StateHead(
    string Id,
    string Family,
    string Key,
    string? Destination,
    StatePhase Phase,
    ImmutableArray<string> Generations,
    int OwnedSince,
    long Entries)
{
    /// <summary>The day of the first run that bounded the ledger, from which entries without a day count; 0 while it is kept for ever.</summary>
    public int DatedSince { get; init; }

    /// <summary>The last commit that counts, in a log that was folded since; null where the log says it itself, or there is none.</summary>
    public string? LastCommit { get; init; }

    /// <summary>The generation new entries are recorded under.</summary>
    public int Generation => Generations.Length - 1;

    /// <summary>The model new entries are recorded under.</summary>
    public string Model => Generations[^1];
}
