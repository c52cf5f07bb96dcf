namespace Syncline;

/// <summary>What is done for some operations of a batch, in one request or several that follow each other.</summary>
/// <param name="Operations">Their places in the batch.</param>
/// <param name="RunAsync">Does it, and answers for each of them. What is answered for before it throws stands.</param>
internal sealed record ApiTask(IReadOnlyList<int> Operations, Func<CancellationToken, Task> RunAsync)
{
    /// <summary>Makes it ready, a body say, while others are answered. It may never be run.</summary>
    public Action Prepare { get; init; } = static () => { };

    /// <summary>What is left to do once the next may be sent: reads the answer, and goes on from it.</summary>
    public Func<CancellationToken, Task> FinishAsync { get; init; } = static _ => Task.CompletedTask;
}
