namespace Syncline;

/// <summary>Which changes a sync acts on, and the rule at the destination.</summary>
/// <remarks>There is no member for zero: the members stand in the user's own code through a static using, and Actions have no mode.</remarks>
public enum SyncMode
{
    /// <summary>Acts on added rows: creates what is not there; what is there stays untouched.</summary>
    Insert = 1,

    /// <summary>Acts on changed rows: updates what is there; what is not there is never created.</summary>
    Update = 2,

    /// <summary>Acts on added and changed rows: updates what is there, creates what is not.</summary>
    Upsert = 3,

    /// <summary>Segments: puts the member of an added row into the segment.</summary>
    Add = 4,

    /// <summary>Segments: takes the member of an added row out of the segment.</summary>
    Remove = 5,

    /// <summary>Archives the record of every row, each run.</summary>
    Archive = 6,

    /// <summary>Every row, each run: afterwards the destination holds exactly these rows.</summary>
    All = 7,

    /// <summary>Another name of <see cref="All"/>.</summary>
    Mirror = All,

    /// <summary>Every row, each run: one new file with the full result.</summary>
    Snapshot = 8,

    /// <summary>Added, changed and removed rows: three new files a run.</summary>
    Diff = 9,
}

/// <summary>What the rows of a sync are to the destination.</summary>
public enum SyncType
{
    /// <summary>Records with a life of their own: customers, orders.</summary>
    Objects,

    /// <summary>Things that happened: delivered once, never changed.</summary>
    Events,

    /// <summary>Members of a segment, list or journey.</summary>
    Segments,

    /// <summary>Something to do once: trigger a campaign, merge users, send a message.</summary>
    Actions,
}
