namespace Syncline;

/// <summary>The books of a run: every counter once.</summary>
public sealed record SyncCounts
{
    /// <summary>Rows the source returned.</summary>
    public long Queried { get; internal set; }

    /// <summary>Rows equal to the baseline.</summary>
    public long Unchanged { get; internal set; }

    /// <summary>Rows whose key was not known.</summary>
    public long Added { get; internal set; }

    /// <summary>Rows that differ from the baseline, or whose key is in doubt.</summary>
    public long Changed { get; internal set; }

    /// <summary>Rows acted on without a comparison: All, Archive, Snapshot.</summary>
    public long Full { get; internal set; }

    /// <summary>Invalid rows: a key part was null, or the row could not be read.</summary>
    public long NullKey { get; internal set; }

    /// <summary>Invalid rows: another row of the run had the key too.</summary>
    public long Duplicate { get; internal set; }

    /// <summary>Rows of a key that another row of the run was kept for.</summary>
    public long Superseded { get; internal set; }

    /// <summary>Invalid rows: <see cref="NullKey"/> and <see cref="Duplicate"/>.</summary>
    public long Invalid => NullKey + Duplicate;

    /// <summary>Keys known before the run.</summary>
    public long Known { get; internal set; }

    /// <summary>Known keys that left the result.</summary>
    public long Removed { get; internal set; }

    /// <summary>Known keys not in the result that are not yet counted as removed.</summary>
    public long Waiting { get; internal set; }

    /// <summary>Known keys held back, because rows of this run share them or could not be read.</summary>
    public long Held { get; internal set; }

    /// <summary>Keys of the ledger that are not in the result.</summary>
    public long Absent { get; internal set; }

    /// <summary>Owed events and actions whose row is not in this result.</summary>
    public long Carried { get; internal set; }

    /// <summary>Records at the destination that All deletes.</summary>
    public long Foreign { get; internal set; }

    /// <summary>Operations the run meant to make.</summary>
    public long Planned { get; internal set; }

    /// <summary>Changes nobody acts on.</summary>
    public long Ignored => IgnoredByMode + IgnoredByKeep + IgnoredNotOurs + IgnoredByBaseline + IgnoredByLedger;

    /// <summary>Ignored because the mode does not act on such a change, or because a changed model rebaselines.</summary>
    public long IgnoredByMode { get; internal set; }

    /// <summary>Ignored because removed rows are kept.</summary>
    public long IgnoredByKeep { get; internal set; }

    /// <summary>Ignored because the record was not delivered by this sync.</summary>
    public long IgnoredNotOurs { get; internal set; }

    /// <summary>Ignored because the run records a baseline.</summary>
    public long IgnoredByBaseline { get; internal set; }

    /// <summary>Ignored because the key was delivered before.</summary>
    public long IgnoredByLedger { get; internal set; }

    /// <summary>Operations no longer tried by themselves.</summary>
    public long Parked { get; internal set; }

    /// <summary>Operations done, or already so.</summary>
    public long Succeeded { get; internal set; }

    /// <summary>Operations whose record the mode's own rule left alone.</summary>
    public long Skipped { get; internal set; }

    /// <summary>Operations refused.</summary>
    public long Rejected { get; internal set; }

    /// <summary>Operations sent and not answered.</summary>
    public long Unknown { get; internal set; }

    /// <summary>Operations never sent, or surely not applied.</summary>
    public long Deferred { get; internal set; }

    /// <summary>Keys known after the run.</summary>
    public long KnownAfter { get; internal set; }

    /// <summary>Keys that became known.</summary>
    public long Entered { get; internal set; }

    /// <summary>Keys that are no longer known.</summary>
    public long Gone { get; internal set; }

    /// <summary>The first equation of the books that doesn't hold, as text; <see langword="null"/> when all do.</summary>
    internal string? FindImbalance()
    {
        static string? Check(string name, long left, long right) => left == right ? null : $"{name}: {left} is not {right}";
        return Check("rows", Queried, Unchanged + Added + Changed + Full + NullKey + Duplicate + Superseded)
            ?? Check("keys", Known, Unchanged + Changed + Removed + Waiting + Held + Absent)
            ?? Check("work", Added + Changed + Removed + Full + Carried + Foreign, Planned + Ignored + Parked)
            ?? Check("operations", Planned, Succeeded + Skipped + Rejected + Unknown + Deferred)
            ?? Check("state", KnownAfter, Known + Entered - Gone);
    }
}
