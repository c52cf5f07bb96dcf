namespace Syncline;

/// <summary>A delivery that can be left behind: a batch that is not answered in time goes on by itself, and the delivery is closed after it.</summary>
internal sealed class OpenDelivery<TModel, TKey>(IDelivery<TModel, TKey> delivery) : IAsyncDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private Task? _running;

    public IDelivery<TModel, TKey> Inner => delivery;

    /// <summary>Applies a batch and makes it last.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="keepLease">Throws where the lease may be another run's by now.</param>
    /// <param name="stop">Tells the destination to give up.</param>
    /// <param name="leave">Leaves the batch behind, unanswered.</param>
    /// <exception cref="OperationCanceledException">The batch was left behind, or the destination gave up.</exception>
    public async Task<BatchAnswer> ApplyAsync(Batch<TModel, TKey> batch, Func<ValueTask> keepLease, CancellationToken stop, CancellationToken leave)
    {
        var applied = ApplyAndCommitAsync(batch, keepLease, stop);
        _running = applied;
        return await applied.WaitAsync(leave).ConfigureAwait(false);
    }

    /// <summary>Applies a whole run; its work waits for its commit.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Tells the destination to give up.</param>
    /// <param name="leave">Leaves it behind, unanswered; what it did is undone when it comes to its end.</param>
    /// <exception cref="OperationCanceledException">It was left behind, or the destination gave up.</exception>
    public async Task<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken stop, CancellationToken leave)
    {
        var applied = ((IWholeDelivery<TModel, TKey>)delivery).ApplyAsync(run, stop).AsTask();
        try
        {
            return await applied.WaitAsync(leave).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!applied.IsCompleted)
        {
            _running = UndoAsync(applied);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_running is null or { IsCompleted: true }) return delivery.DisposeAsync();
        _ = CloseAfterAsync(_running);
        return ValueTask.CompletedTask;
    }

    private async Task<BatchAnswer> ApplyAndCommitAsync(Batch<TModel, TKey> batch, Func<ValueTask> keepLease, CancellationToken stop)
    {
        var work = await delivery.ApplyAsync(batch, stop).ConfigureAwait(false);
        await using (work.ConfigureAwait(false))
        {
            var answer = BatchAnswer.Of(work, batch.Count);
            // With the batch's locks held: another run that took the lease has written before, and must not be overwritten; one that takes it from now on writes after.
            await keepLease().ConfigureAwait(false);
            await work.CommitAsync(stop).ConfigureAwait(false);
            return answer;
        }
    }

    private static async Task UndoAsync(Task<IWholeWork> applied)
    {
        var work = await applied.ConfigureAwait(false);
        await work.DisposeAsync().ConfigureAwait(false);
    }

    private async Task CloseAfterAsync(Task running)
    {
        try
        {
            await running.ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The run is over and has reported the batch as not answered, which stays true.
        }

        try
        {
            await delivery.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Nobody is left to hear of it.
        }
    }
}

/// <summary>What a destination answered for a batch.</summary>
/// <param name="Outcomes">An outcome for each operation.</param>
/// <param name="Failure">What ended the batch before its last operation, where the ones before it have their own answers.</param>
internal sealed record BatchAnswer(OperationOutcome[] Outcomes, Exception? Failure)
{
    public static BatchAnswer Of(IBatchWork work, int count)
    {
        if (work.Outcomes.Count != count) throw new InvalidOperationException($"The destination answered for {work.Outcomes.Count} operations of {count}, so that it can't be told which is which.");
        return new BatchAnswer([.. work.Outcomes], (work as IFailedWork)?.Failure);
    }
}

/// <summary>Work that failed midway and can tell what became of each operation.</summary>
internal interface IFailedWork : IBatchWork
{
    Exception? Failure { get; }
}
