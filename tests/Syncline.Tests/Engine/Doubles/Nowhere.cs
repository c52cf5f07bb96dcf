namespace Syncline.Tests.Engine;

/// <summary>A database that takes rows and their state and keeps neither, so that what a run allocates is the engine's doing. It never waits: everything is done on one thread.</summary>
internal sealed class Nowhere : IUpserts, IStateStore
{
    public string Identity => "nowhere";

    public string Name => "nowhere";

    public ValueTask<IDelivery<TModel, TKey>> OpenAsync<TModel, TKey>(DeliveryContext context, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => new(new Delivery<TModel, TKey>());

    public ValueTask<IStateSession> OpenAsync(string id, StateAccess access, TimeProvider timeProvider, CancellationToken cancellationToken) => new(new Session());

    private sealed class Delivery<TModel, TKey> : IDelivery<TModel, TKey>
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        private OperationOutcome[] _outcomes = [];

        public int BatchSize => int.MaxValue;

        public ValueTask<IBatchWork> ApplyAsync(Batch<TModel, TKey> batch, CancellationToken cancellationToken)
        {
            if (_outcomes.Length != batch.Count) _outcomes = Enumerable.Repeat(OperationOutcome.Succeeded, batch.Count).ToArray();
            return new(new Work(_outcomes));
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Work(OperationOutcome[] outcomes) : IBatchWork
    {
        public IReadOnlyList<OperationOutcome> Outcomes => outcomes;

        public ValueTask CommitAsync(CancellationToken cancellationToken) => default;

        public ValueTask DisposeAsync() => default;
    }

    private sealed class Session : IStateSession
    {
        public long Version => 0;

        public bool HoldsLease => true;

        public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield break;
        }

        public bool CanJoin(IDelivery delivery) => true;

        public ValueTask AppendAsync(IEnumerable<ReadOnlyMemory<byte>> segments, IBatchWork? inside, CancellationToken cancellationToken) => default;

        public ValueTask ReplaceAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> segments, CancellationToken cancellationToken) => default;

        public ValueTask DisposeAsync() => default;
    }
}
