using System.Collections.Concurrent;

namespace Syncline;

/// <summary>Holds records in memory, by key: for tests, and to look at what a sync does.</summary>
public sealed class InMemoryDestination : IInserts, IUpdates, IUpserts, IDeletes, IClears
{
    private readonly ConcurrentDictionary<Type, object> _tables = new();

    /// <summary>Makes an empty destination.</summary>
    /// <param name="name">Tells it from another one.</param>
    public InMemoryDestination(string name = "default")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Identity = $"memory:{name}";
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <summary>Every operation finds its record by key, so each may be sent again.</summary>
    public OperationKinds Repeatable => OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Delete | OperationKinds.Clear;

    /// <summary>The records of a model, by key; a live view, to read and to change.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    public IDictionary<TKey, TModel> Records<TModel, TKey>()
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => (IDictionary<TKey, TModel>)_tables.GetOrAdd(typeof(TModel), static _ => new ConcurrentDictionary<TKey, TModel>());

    /// <inheritdoc/>
    public ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => new(new Delivery<TModel, TKey>(Records<TModel, TKey>()));

    private sealed class Delivery<TModel, TKey>(IDictionary<TKey, TModel> records) : IDelivery<TModel, TKey>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        public int BatchSize => 1_000;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcomes = new OperationOutcome[batch.Count];
            for (var i = 0; i < outcomes.Length; i++) outcomes[i] = Apply(batch.Operations.Span[i]);
            return new(new Work(outcomes));
        }

        private OperationOutcome Apply(in Operation<TModel, TKey> operation)
        {
            var there = records.TryGetValue(operation.Key, out var record);
            switch (operation.Kind)
            {
                case OperationKind.Insert when there:
                    return OperationOutcome.Skipped("there is a record of this key");
                case OperationKind.Update when !there:
                    return OperationOutcome.Skipped("there is no record of this key");
                case OperationKind.Insert or OperationKind.Update or OperationKind.Upsert:
                    records[operation.Key] = there ? RowMerge.Merge(record!, operation.Row!) : operation.Row!;
                    return OperationOutcome.Succeeded;
                case OperationKind.Delete:
                    records.Remove(operation.Key);
                    return OperationOutcome.Succeeded;
                case OperationKind.Clear:
                    if (there) records[operation.Key] = RowMerge.Clear(record!);
                    return OperationOutcome.Succeeded;
                default:
                    return OperationOutcome.Rejected($"the in-memory destination does not take {operation.Kind}");
            }
        }
    }

    private sealed class Work(OperationOutcome[] outcomes) : IBatchWork
    {
        public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

        public ValueTask CommitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
