using System.Runtime.InteropServices;

namespace Syncline;

/// <summary>How a row compares with the baseline.</summary>
internal enum ChangeKind : byte
{
    Added = 1,
    Changed = 2,
    Removed = 3,

    /// <summary>An owed event or action whose row is not in this result.</summary>
    Carried = 4,

    /// <summary>A row of a mode that acts on every row, and compares none.</summary>
    Full = 5,
}

/// <summary>What the run does about a change.</summary>
internal enum Disposition : byte
{
    /// <summary>An operation is sent.</summary>
    Planned = 1,

    /// <summary>Nothing: the mode does not act on it, or the model rebaselines.</summary>
    LeftByMode = 2,

    /// <summary>Nothing: removed rows are kept.</summary>
    LeftByKeep = 3,

    /// <summary>Nothing: this sync did not deliver the record.</summary>
    NotOurs = 4,

    /// <summary>Nothing is sent: the run records a baseline.</summary>
    Recorded = 5,

    /// <summary>The operation is parked.</summary>
    Parked = 6,

    /// <summary>No change at all: an unchanged row whose mark or note is over.</summary>
    Settled = 7,

    /// <summary>No change yet: a known key not seen, in its grace.</summary>
    Waiting = 8,

    /// <summary>Nothing: the key was delivered before, with other values.</summary>
    LeftByLedger = 9,

    /// <summary>No change: a ledger takes the hash that the changed model gives a row delivered before.</summary>
    Relearned = 10,

    /// <summary>Nothing for this row: the one sent before under its key is sent again, from the state.</summary>
    SentAsKept = 11,
}

/// <summary>A change on its way from plan to delivery; stands in the spool before its tolerance values, its key and its row.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct PlannedChange
{
    public int Entry;
    public ChangeKind Change;
    public Disposition Disposition;
    public OperationKind Operation;
    public byte IsRetry;
    public long Position;
    public ulong Hash;
    public int KeyLength;
    public int RowLength;

    /// <summary>Whether there is a row: a removal has one only where rows are kept.</summary>
    public readonly bool HasRow => RowLength > 0;
}
