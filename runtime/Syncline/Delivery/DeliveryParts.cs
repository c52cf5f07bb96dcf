namespace Syncline;

/// <summary>Why delivery ended early, and what the run's status becomes.</summary>
internal sealed record DeliveryEnd(SyncStatus Status, string Message, Exception? Error = null);

/// <summary>What the run gives its delivery.</summary>
internal sealed record DeliverySettings(SyncOptions Options, ProgressReporter Progress, string RunId, OperationKinds Repeatable, SyncRules Rules);

/// <summary>An operation of the plan: where its change stands, and what was answered when it was rejected.</summary>
internal readonly record struct PlannedOperation(ChangeSpool Spool, int Index, OperationKind Kind, OperationOutcome Answer);

/// <summary>What the state said of a key before its batch was marked.</summary>
internal readonly record struct Remembered(EntryFlags Flags, EntryNote? Note);
