namespace Syncline;

/// <summary>What is done for some operations of a batch, in one request or several that follow each other.</summary>
/// <param name="Operations">Their places in the batch.</param>
/// <param name="RunAsync">Does it, and answers for each of them. What is answered for before it throws stands.</param>
internal sealed record ApiTask(IReadOnlyList<int> Operations, Func<CancellationToken, Task> RunAsync);
