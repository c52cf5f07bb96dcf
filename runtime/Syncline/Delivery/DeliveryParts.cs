namespace Syncline;

/// <summary>Why delivery ended early, and what the run's status becomes.</summary>
/// <param name="Status">The status.</param>
/// <param name="Message">Why.</param>
/// <param name="Error">The error, if there was one.</param>
/// <param name="Rest">What becomes of what was not sent; null where the message says it. Of no use to an undo, which no run goes on with.</param>
internal sealed record DeliveryEnd(SyncStatus Status, string Message, Exception? Error = null, string? Rest = null)
{
    public const string NextRun = "What was not sent is deferred to the next run.";

    public const string Deferred = "What was not sent is deferred.";

    /// <summary>The message, and what becomes of the rest.</summary>
    public string Whole => Rest is null ? Message : $"{Message} {Rest}";
}

/// <summary>What the run gives its delivery.</summary>
internal sealed record DeliverySettings(SyncOptions Options, ProgressReporter Progress, string RunId, OperationKinds Repeatable, SyncRules Rules);

/// <summary>An operation of the plan: where its change stands, the entry of its key, and what was answered when it was rejected.</summary>
internal readonly record struct PlannedOperation(ChangeSpool Spool, int Index, int Entry, OperationKind Kind, OperationOutcome Answer)
{
    public PlannedOperation(ChangeSpool spool, int index, in PlannedChange change)
        : this(spool, index, change.Entry, change.Operation, default)
    {
    }
}

/// <summary>What the state said of a key before its batch was marked.</summary>
internal readonly record struct Remembered(EntryFlags Flags, EntryNote? Note);
