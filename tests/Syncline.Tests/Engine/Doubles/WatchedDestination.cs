namespace Syncline.Tests.Engine;

/// <summary>An in-memory destination that tells what it was sent and lets a test answer instead.</summary>
internal sealed class WatchedDestination(string name = "default") : IInserts, IUpdates, IUpserts, IDeletes, IClears, IArchives, IAddsMembers, IRemovesMembers, IEventDestination, IActionDestination, IMirrors, IMirrorsMembers, ISnapshots, IDiffs
{
    public InMemoryDestination Inner { get; } = new(name);

    public string Identity => Inner.Identity;

    public OperationKinds Repeatable { get; set; } = (OperationKinds)~0;

    /// <summary>What was sent, as <c>Upsert Key { Id = 1 }</c>, a list a batch.</summary>
    public List<string[]> Batches { get; } = [];

    /// <summary>Which of what was sent was said to be in doubt, a list a batch.</summary>
    public List<string[]> InDoubt { get; } = [];

    /// <summary>Called with the batch's number before anything of it is applied.</summary>
    public Func<int, CancellationToken, ValueTask>? BeforeBatch { get; set; }

    /// <summary>Called with the batch's number when it was applied.</summary>
    public Action<int>? AfterBatch { get; set; }

    /// <summary>Answers for an operation instead of applying it; null applies it.</summary>
    public Func<OperationKind, object, object?, OperationOutcome?>? Answer { get; set; }

    /// <summary>The kinds of operation that the last delivery said it may ask for.</summary>
    public OperationKinds Announced { get; private set; }

    public Func<ValueTask>? Opening { get; set; }

    public Func<ValueTask>? Closing { get; set; }

    public Func<ValueTask>? Committing { get; set; }

    public async ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        Announced = context.Operations;
        if (Opening is not null) await Opening();
        Inner.Answer = (kind, key, row) => Answer?.Invoke(kind, key, row);
        var inner = await Inner.OpenAsync<TModel, TKey>(context, cancellationToken);
        return inner is IWholeDelivery<TModel, TKey> whole ? new WholeDelivery<TModel, TKey>(this, whole) : new Delivery<TModel, TKey>(this, inner);
    }

    private sealed class Delivery<TModel, TKey>(WatchedDestination owner, IDelivery<TModel, TKey> inner) : IDelivery<TModel, TKey>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        public int BatchSize => inner.BatchSize;

        public async ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
        {
            owner.Batches.Add([.. batch.Operations.ToArray().Select(operation => $"{operation.Kind} {operation.Key}")]);
            owner.InDoubt.Add([.. batch.Operations.ToArray().Where(static operation => operation.IsInDoubt).Select(static operation => $"{operation.Kind} {operation.Key}")]);
            if (owner.BeforeBatch is { } before) await before(batch.Number, cancellationToken);
            var outcomes = new OperationOutcome[batch.Count];
            for (var i = 0; i < outcomes.Length; i++)
            {
                var operation = batch.Operations.Span[i];
                outcomes[i] = owner.Answer?.Invoke(operation.Kind, operation.Key, operation.Row) ?? await ApplyAsync(batch, i);
            }

            owner.AfterBatch?.Invoke(batch.Number);
            return new Work(owner, outcomes);
        }

        public ValueTask DisposeAsync() => owner.Closing?.Invoke() ?? ValueTask.CompletedTask;

        private async ValueTask<OperationOutcome> ApplyAsync(Batch<TModel, TKey> batch, int index)
        {
            await using var work = await inner.ApplyAsync(new Batch<TModel, TKey>(batch.Number, batch.Operations.Slice(index, 1)), default);
            return work.Outcomes[0];
        }
    }

    private sealed class Work(WatchedDestination owner, OperationOutcome[] outcomes) : IBatchWork
    {
        public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

        public ValueTask CommitAsync(CancellationToken cancellationToken) => owner.Committing?.Invoke() ?? ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class WholeDelivery<TModel, TKey>(WatchedDestination owner, IWholeDelivery<TModel, TKey> inner) : IWholeDelivery<TModel, TKey>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        public int BatchSize => inner.BatchSize;

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken) => inner.ApplyAsync(batch, cancellationToken);

        public async ValueTask<IWholeWork> ApplyAsync(WholeRun<TModel, TKey> run, CancellationToken cancellationToken)
        {
            owner.Batches.Add([.. run.Select(operation => $"{operation.Kind} {operation.Key}")]);
            if (owner.BeforeBatch is { } before) await before(owner.Batches.Count, cancellationToken);
            var work = await inner.ApplyAsync(run, cancellationToken);
            owner.AfterBatch?.Invoke(owner.Batches.Count);
            return new WholeWork(owner, work);
        }

        public ValueTask DisposeAsync() => owner.Closing?.Invoke() ?? ValueTask.CompletedTask;
    }

    private sealed class WholeWork(WatchedDestination owner, IWholeWork inner) : IWholeWork
    {
        public IReadOnlyList<OperationOutcome> Outcomes => inner.Outcomes;

        public long Records => inner.Records;

        public IReadOnlyList<ForeignRecord> Foreign => inner.Foreign;

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            if (owner.Committing is { } committing) await committing();
            await inner.CommitAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
