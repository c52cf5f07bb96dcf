using Syncline.Conformance;

namespace Syncline.Tests;

/// <summary>What every destination must do, done by the one in memory.</summary>
public sealed class ConformanceTests : DestinationConformance
{
    protected override Task<ConformanceTarget> NewTargetAsync() => Task.FromResult<ConformanceTarget>(new MemoryTarget());

    private sealed class MemoryTarget : ConformanceTarget
    {
        private readonly Dictionary<string, InMemoryDestination> _places = [];

        public override IStateStore State { get; } = new InMemoryStateStore();

        public override IDestination Open<TModel, TKey>(string name) => At(name);

        public override Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
            => Task.FromResult<IReadOnlyList<TModel>>([.. (archived ? At(name).Archived<TModel, TKey>() : type switch
            {
                SyncType.Segments => At(name).Members<TModel, TKey>(),
                SyncType.Events => At(name).Events<TModel, TKey>(),
                _ => At(name).Records<TModel, TKey>(),
            }).Values]);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private InMemoryDestination At(string name) => _places.TryGetValue(name, out var place) ? place : _places[name] = new InMemoryDestination(name);
    }
}
