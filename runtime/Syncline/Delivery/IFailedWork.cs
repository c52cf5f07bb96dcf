namespace Syncline;

/// <summary>Work on a batch that failed midway and can tell what became of each operation: for a delivery that sends a batch in several requests.</summary>
public interface IFailedWork : IBatchWork
{
    /// <summary>What ended the batch before its last operation; null where nothing did. A <see cref="DestinationException"/> that may pass has the operations in <see cref="Unanswered"/> sent again after a pause.</summary>
    Exception? Failure { get; }

    /// <summary>The operations, by their place in the batch, that have no answer of their own. Their <see cref="IBatchWork.Outcomes"/> count where they are not sent again: Unknown for what was sent, Deferred for what was not.</summary>
    IReadOnlyList<int> Unanswered { get; }
}
