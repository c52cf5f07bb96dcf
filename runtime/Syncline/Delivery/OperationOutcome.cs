namespace Syncline;

/// <summary>What became of one operation.</summary>
public enum Outcome : byte
{
    /// <summary>Sent, not answered. The default: an operation that was given no outcome has this one.</summary>
    Unknown,

    /// <summary>Done, or already so.</summary>
    Succeeded,

    /// <summary>The mode's own rule left the record alone.</summary>
    Skipped,

    /// <summary>Refused, surely not applied.</summary>
    Rejected,

    /// <summary>Never sent, or surely not applied and worth another try.</summary>
    Deferred,
}

/// <summary>The outcome of one operation, and why.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Reason">Why it was not Succeeded, in the destination's words; holds no value of a sensitive column.</param>
public readonly record struct OperationOutcome(Outcome Outcome, string? Reason = null)
{
    /// <summary>Whether asking again is of no use. A rejected operation is left for the next run then: tried again alone in this one it might go through for a reason that is none, as one of two rows that are one to the destination. One that is Unknown is parked, though its kind may be repeated: what was sent before is refused when it is repeated, and somebody has to look.</summary>
    /// <value>Default: <see langword="false"/>: a rejected operation is tried again once everything else was sent, an unknown one by the next run where it may be repeated.</value>
    public bool IsFinal { get; init; }

    /// <summary>Done, or already so.</summary>
    public static OperationOutcome Succeeded => new(Outcome.Succeeded);

    /// <summary>The mode's own rule left the record alone.</summary>
    public static OperationOutcome Skipped(string? reason = null) => new(Outcome.Skipped, reason);

    /// <summary>Refused, surely not applied.</summary>
    public static OperationOutcome Rejected(string reason) => new(Outcome.Rejected, reason);

    /// <summary>Sent, not answered.</summary>
    public static OperationOutcome Unknown(string reason) => new(Outcome.Unknown, reason);

    /// <summary>Surely not applied and worth another try.</summary>
    public static OperationOutcome Deferred(string reason) => new(Outcome.Deferred, reason);
}
