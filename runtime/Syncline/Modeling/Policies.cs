namespace Syncline;

/// <summary>What happens at the destination to a row that left the result. Only records this sync delivered are touched.</summary>
public enum WhenRemoved
{
    /// <summary>Nothing; the record stays.</summary>
    Keep,

    /// <summary>The record is deleted.</summary>
    Delete,

    /// <summary>Every mapped column but the key becomes null; all of them must be nullable.</summary>
    Clear,

    /// <summary>The record is archived.</summary>
    Archive,

    /// <summary>Segments: the member is taken out of the segment.</summary>
    RemoveMember,
}

/// <summary>What a run without a baseline does.</summary>
public enum FirstRunPolicy
{
    /// <summary>Delivers every row under the mode's rule.</summary>
    Backfill,

    /// <summary>Records every row in one commit and sends nothing. The rows count as delivered from then on: with <see cref="WhenRemoved.Delete"/> the record of one that leaves the result is deleted.</summary>
    Baseline,

    /// <summary>Stops: a missing state is taken for a lost one.</summary>
    Refuse,
}

/// <summary>Changes a sync can be told to act on.</summary>
[Flags]
public enum SyncChanges
{
    /// <summary>Not written: the mode's own changes.</summary>
    None = 0,

    /// <summary>Rows whose key was not known.</summary>
    Added = 1,

    /// <summary>Rows that differ from the baseline.</summary>
    Changed = 2,
}

/// <summary>What happens to known rows when the model's columns or compare options change.</summary>
public enum ModelChange
{
    /// <summary>Known rows compare as changed, and the mode decides.</summary>
    Resend,

    /// <summary>Known rows are recorded silently; added and removed rows are handled as ever.</summary>
    Rebaseline,

    /// <summary>The run stops and says what changed.</summary>
    Fail,
}

/// <summary>What a null does in delivery.</summary>
public enum NullPolicy
{
    /// <summary>The null is sent.</summary>
    Send,

    /// <summary>The column is left out: a create takes the destination's default, an update leaves the old value.</summary>
    Skip,
}

/// <summary>How an enum column is stored.</summary>
public enum EnumStorage
{
    /// <summary>By its number, in the enum's underlying type.</summary>
    Number,

    /// <summary>By its name, as text; a value without a name is stored as its number in text.</summary>
    Name,
}
