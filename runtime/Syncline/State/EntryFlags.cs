namespace Syncline;

/// <summary>What the state remembers of a key, beside the hash. Part of the state format.</summary>
[Flags]
internal enum EntryFlags : byte
{
    None = 0,

    /// <summary>The key is known: it has a baseline, or may have been delivered.</summary>
    Known = 1,

    /// <summary>This sync delivered the record, or a baseline run took it over: removals may touch it.</summary>
    Owned = 2,

    /// <summary>Cleared or archived: a row that comes back is acted on whatever the mode.</summary>
    Left = 4,

    /// <summary>Sent and not answered.</summary>
    InDoubt = 8,

    /// <summary>Refused in the last run that tried; tried again whatever the mode.</summary>
    Rejected = 16,

    /// <summary>No longer tried by itself.</summary>
    Parked = 32,

    /// <summary>Has an <see cref="EntryNote"/>.</summary>
    HasNote = 64,

    /// <summary>In memory only: recorded under an earlier generation of the model.</summary>
    Stale = 128,
}

/// <summary>What a flag means in the ledger of events and actions, where it is not what it is in a baseline.</summary>
internal static class LedgerFlags
{
    /// <summary>Planned and not delivered yet; its row is kept. Nothing ever left a ledger.</summary>
    public const EntryFlags Owed = EntryFlags.Left;
}

/// <summary>What only troubled or absent keys need to remember.</summary>
/// <param name="Kind">The operation that was in doubt, rejected or parked; 0 when the note is about absence.</param>
/// <param name="Attempts">In how many runs it was rejected.</param>
/// <param name="AbsentRuns">How many completed runs in a row did not see the key.</param>
/// <param name="RowHash">The hash of the row as last tried.</param>
/// <param name="SentInRun">The run that first sent it; part of its idempotency key.</param>
/// <param name="Reason">Why it was refused.</param>
internal sealed record EntryNote(OperationKind Kind, int Attempts, int AbsentRuns, ulong RowHash, string? SentInRun, string? Reason);
