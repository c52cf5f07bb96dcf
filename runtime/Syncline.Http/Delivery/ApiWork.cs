namespace Syncline;

/// <summary>A batch as it was answered, task by task. What an API did can't be undone.</summary>
/// <param name="outcomes">An outcome for each operation.</param>
/// <param name="unanswered">The operations that have none of their own.</param>
/// <param name="failure">What ended the batch.</param>
internal sealed class ApiWork(ArraySegment<OperationOutcome> outcomes, IReadOnlyList<int> unanswered, Exception? failure) : IFailedWork
{
    public Exception? Failure => failure;

    public IReadOnlyList<int> Unanswered => unanswered;

    public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

    public ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
