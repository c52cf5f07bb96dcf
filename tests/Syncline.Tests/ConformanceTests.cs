using Syncline.Conformance;

namespace Syncline.Tests;

/// <summary>What every destination must do, done by the one in memory.</summary>
public sealed class ConformanceTests : DestinationConformance
{
    protected override string DestinationName => "in memory";

    protected override Task<ConformanceTarget> NewTargetAsync() => Task.FromResult<ConformanceTarget>(new MemoryTarget());

    private sealed class MemoryTarget : ConformanceTarget
    {
        private readonly Dictionary<string, InMemoryDestination> _places = [];

        public override IStateStore State { get; } = new InMemoryStateStore();

        public override IDestination Open<TModel, TKey>(string name) => At(name);

        public override Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
            => Task.FromResult<IReadOnlyList<TModel>>([.. type switch
            {
                SyncType.Segments => (IEnumerable<TModel>)At(name).Members<TModel, TKey>().Values,
                SyncType.Events => At(name).Events<TModel, TKey>().Values,
                SyncType.Actions => At(name).Actions<TModel>(),
                _ => (archived ? At(name).Archived<TModel, TKey>() : At(name).Records<TModel, TKey>()).Values,
            }]);

        public override Task<IReadOnlyList<IReadOnlyList<TModel>>> SnapshotsAsync<TModel, TKey>(string name)
            => Task.FromResult<IReadOnlyList<IReadOnlyList<TModel>>>([.. At(name).Snapshots<TModel>()]);

        public override Task<IReadOnlyList<DeliveredDiff<TModel>>> DiffsAsync<TModel, TKey>(string name)
            => Task.FromResult<IReadOnlyList<DeliveredDiff<TModel>>>([.. At(name).Diffs<TModel>().Select(diff => new DeliveredDiff<TModel>(diff.Added, diff.Changed, diff.Removed))]);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private InMemoryDestination At(string name)
        {
            lock (_places) return _places.TryGetValue(name, out var place) ? place : _places[name] = new InMemoryDestination(name);
        }
    }
}
