using System.Collections.Concurrent;

namespace Syncline;

/// <summary>Holds records in memory, by key: for tests, and to look at what a sync does.</summary>
public sealed partial class InMemoryDestination : IInserts, IUpdates, IUpserts, IDeletes, IClears, IArchives, IAddsMembers, IRemovesMembers, IEventDestination, IActionDestination, IMirrors, IMirrorsMembers, ISnapshots, IDiffs
{
    private readonly ConcurrentDictionary<(Place, Type), object> _tables = new();

    /// <summary>Makes an empty destination.</summary>
    /// <param name="name">Tells it from another one.</param>
    public InMemoryDestination(string name = "default")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Identity = $"memory:{name}";
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <summary>Every operation but an action finds its record by key, so each may be sent again.</summary>
    public OperationKinds Repeatable => OperationKinds.Insert | OperationKinds.Update | OperationKinds.Upsert | OperationKinds.Delete | OperationKinds.Clear
        | OperationKinds.Archive | OperationKinds.AddMember | OperationKinds.RemoveMember | OperationKinds.Event | OperationKinds.Mirror;

    /// <summary>The records of a model, by key; a live view, to read and to change.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    public IDictionary<TKey, TModel> Records<TModel, TKey>()
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => In<TModel, TKey>(Place.Records);

    /// <summary>The archived records of a model, by key; a live view. A record that is written again is no longer archived.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    public IDictionary<TKey, TModel> Archived<TModel, TKey>()
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => In<TModel, TKey>(Place.Archive);

    /// <summary>The members of the segment that a model's rows are put into, by key; a live view.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    public IDictionary<TKey, TModel> Members<TModel, TKey>()
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => In<TModel, TKey>(Place.Segment);

    /// <summary>The events of a model, by key; a live view.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    public IDictionary<TKey, TModel> Events<TModel, TKey>()
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => In<TModel, TKey>(Place.Events);

    /// <summary>The actions of a model in the order they were applied; one applied twice is there twice.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    public IReadOnlyCollection<TModel> Actions<TModel>()
        where TModel : ISyncModel<TModel>
        => ActionsOf<TModel>();

    /// <inheritdoc/>
    public ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(context);
        return new(SyncFamily.IsWhole(context.Sync) ? new WholeDelivery<TModel, TKey>(this, context) : new Delivery<TModel, TKey>(this));
    }

    private ConcurrentQueue<TModel> ActionsOf<TModel>()
        where TModel : ISyncModel<TModel>
        => (ConcurrentQueue<TModel>)_tables.GetOrAdd((Place.Actions, typeof(TModel)), static _ => new ConcurrentQueue<TModel>());

    private IDictionary<TKey, TModel> In<TModel, TKey>(Place place)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => (IDictionary<TKey, TModel>)_tables.GetOrAdd((place, typeof(TModel)), static _ => new ConcurrentDictionary<TKey, TModel>());

    private enum Place
    {
        Records,
        Archive,
        Segment,
        Events,
        Actions,
        Snapshots,
        Diffs,
    }

    private sealed class Delivery<TModel, TKey>(InMemoryDestination owner) : IDelivery<TModel, TKey>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        private readonly IDictionary<TKey, TModel> _records = owner.Records<TModel, TKey>();
        private readonly IDictionary<TKey, TModel> _archive = owner.Archived<TModel, TKey>();

        public int BatchSize => 1_000;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcomes = new OperationOutcome[batch.Count];
            // Others may deliver here too: whether a record is there and what is done about it is one step.
            lock (_records)
            {
                for (var i = 0; i < outcomes.Length; i++) outcomes[i] = Apply(batch.Operations.Span[i]);
            }

            return new(new Work(outcomes));
        }

        private OperationOutcome Apply(in Operation<TModel, TKey> operation)
        {
            // What is archived is still there.
            var there = _records.TryGetValue(operation.Key, out var record) || _archive.TryGetValue(operation.Key, out record);
            switch (operation.Kind)
            {
                case OperationKind.Insert when there:
                    return OperationOutcome.Skipped("there is a record of this key");
                case OperationKind.Update when !there:
                    return OperationOutcome.Skipped("there is no record of this key");
                case OperationKind.Insert or OperationKind.Update or OperationKind.Upsert:
                    _records[operation.Key] = there ? RowMerge.Merge(record!, operation.Row!) : operation.Row!;
                    _archive.Remove(operation.Key);
                    return OperationOutcome.Succeeded;
                case OperationKind.Delete:
                    _records.Remove(operation.Key);
                    _archive.Remove(operation.Key);
                    return OperationOutcome.Succeeded;
                case OperationKind.Clear:
                    if (there) (_records.ContainsKey(operation.Key) ? _records : _archive)[operation.Key] = RowMerge.Clear(record!);
                    return OperationOutcome.Succeeded;
                case OperationKind.Archive:
                    if (_records.Remove(operation.Key)) _archive[operation.Key] = record!;
                    return OperationOutcome.Succeeded;
                case OperationKind.AddMember:
                    owner.Members<TModel, TKey>()[operation.Key] = operation.Row!;
                    return OperationOutcome.Succeeded;
                case OperationKind.RemoveMember:
                    owner.Members<TModel, TKey>().Remove(operation.Key);
                    return OperationOutcome.Succeeded;
                case OperationKind.Event:
                    return owner.Events<TModel, TKey>().TryAdd(operation.Key, operation.Row!) ? OperationOutcome.Succeeded : OperationOutcome.Skipped("there is an event of this key");
                case OperationKind.Action:
                    owner.ActionsOf<TModel>().Enqueue(operation.Row!);
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
