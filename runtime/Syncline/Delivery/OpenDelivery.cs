namespace Syncline;

/// <summary>A delivery that can be left behind: a batch that is not answered in time goes on by itself, and the delivery is closed after it.</summary>
internal sealed class OpenDelivery<TModel, TKey>(IDelivery<TModel, TKey> delivery, string name) : IAsyncDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private Task? _running;
    private OperationOutcome[] _outcomes = [];

    public IDelivery<TModel, TKey> Inner => delivery;

    /// <summary>What went wrong when a batch was closed; null when nothing did. What was committed before stays so.</summary>
    public Exception? Unclosed { get; private set; }

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

    /// <summary>Applies a batch; its work waits for its commit.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="stop">Tells the destination to give up.</param>
    /// <param name="leave">Leaves it behind, unanswered; what it did is undone when it comes to its end.</param>
    /// <exception cref="OperationCanceledException">It was left behind, or the destination gave up.</exception>
    public Task<IBatchWork> BeginAsync(Batch<TModel, TKey> batch, CancellationToken stop, CancellationToken leave) => UnlessLeftAsync(Given(delivery.ApplyAsync(batch, stop), "an IBatchWork"), leave);

    /// <summary>Applies a whole run; its work waits for its commit.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stop">Tells the destination to give up.</param>
    /// <param name="leave">Leaves it behind, unanswered; what it did is undone when it comes to its end.</param>
    /// <exception cref="OperationCanceledException">It was left behind, or the destination gave up.</exception>
    public Task<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken stop, CancellationToken leave) => UnlessLeftAsync(Given(((IWholeDelivery<TModel, TKey>)delivery).ApplyAsync(run, stop), "an IWholeWork"), leave);

    /// <summary>What was answered for a batch; valid until the next is asked for.</summary>
    /// <exception cref="WrongAnswerException">It is no answer, so that it can't be told what became of which operation.</exception>
    public BatchAnswer AnswerOf(IBatchWork work, int count)
    {
        var outcomes = OutcomesOf(work, count);
        if (_outcomes.Length < count) _outcomes = new OperationOutcome[count];
        for (var i = 0; i < count; i++)
        {
            var outcome = outcomes[i];
            Check(outcome);
            _outcomes[i] = outcome == default ? OperationOutcome.Unknown($"{name} gave no outcome for this operation") : outcome;
        }

        return new BatchAnswer(_outcomes.AsMemory(0, count), (work as IFailedWork)?.Failure, (work as IFailedWork)?.Unanswered ?? []);
    }

    /// <summary>What was answered for a whole run.</summary>
    /// <exception cref="WrongAnswerException">It is no answer, so that it can't be told what became of which operation.</exception>
    public WholeAnswer AnswerOf(IWholeWork work, int count, SyncOptions options)
    {
        var answer = new WholeAnswer(options.RejectLimit, options.ReportRows);
        var outcomes = OutcomesOf(work, count);
        for (var i = 0; i < count; i++)
        {
            var outcome = outcomes[i];
            Check(outcome);
            answer.Add(i, outcome);
        }

        if (work.Foreign is not { } foreign) throw new WrongAnswerException($"{name} gave null for the Foreign records of a run. It is to be a list, an empty one where there are none.");
        foreach (var record in foreign)
        {
            Check(record.Outcome);
            answer.AddForeign(record.Outcome);
        }

        return answer;
    }

    /// <summary>Closes a batch; one that was not committed is undone by it.</summary>
    public async ValueTask CloseAsync(IBatchWork work)
    {
        try
        {
            await work.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Unclosed ??= e;
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
        var work = await Given(delivery.ApplyAsync(batch, stop), "an IBatchWork").ConfigureAwait(false);
        try
        {
            var answer = AnswerOf(work, batch.Count);
            // With the batch's locks held: another run that took the lease has written before, and must not be overwritten; one that takes it from now on writes after.
            await keepLease().ConfigureAwait(false);
            await work.CommitAsync(stop).ConfigureAwait(false);
            return answer;
        }
        finally
        {
            await CloseAsync(work).ConfigureAwait(false);
        }
    }

    private async Task<TWork> Given<TWork>(ValueTask<TWork> applied, string what)
        where TWork : class
        => await applied.ConfigureAwait(false) ?? throw new WrongAnswerException($"{name} gave null where it was to give {what}. Return one that holds an outcome for each operation.");

    private IReadOnlyList<OperationOutcome> OutcomesOf(IBatchWork work, int count)
    {
        if (work.Outcomes is not { } outcomes) throw new WrongAnswerException($"{name} gave null for the Outcomes of a batch of {count}. They are to hold an outcome for each operation, in the order of the batch.");
        return outcomes.Count == count ? outcomes : throw new WrongAnswerException($"{name} answered for {Sentence.Count(outcomes.Count, "operation")} of {count}, so that it can't be told which is which.");
    }

    private void Check(OperationOutcome outcome)
    {
        if (outcome.Outcome > Outcome.Deferred) throw new WrongAnswerException($"{name} answered with outcome {(byte)outcome.Outcome}, which is none. Answer with one of {string.Join(", ", Enum.GetNames<Outcome>())}.");
    }

    private async Task<TWork> UnlessLeftAsync<TWork>(Task<TWork> applied, CancellationToken leave)
        where TWork : IAsyncDisposable
    {
        try
        {
            return await applied.WaitAsync(leave).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!(applied.IsFaulted || applied.IsCanceled))
        {
            // It may come to its end at this very moment: then too it is undone.
            _running = UndoAsync(applied);
            throw;
        }
    }

    private static async Task UndoAsync<TWork>(Task<TWork> applied)
        where TWork : IAsyncDisposable
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
/// <param name="Unanswered">The operations that have none of their own, where it failed.</param>
internal sealed record BatchAnswer(ReadOnlyMemory<OperationOutcome> Outcomes, Exception? Failure, IReadOnlyList<int> Unanswered);
