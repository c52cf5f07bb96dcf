using System.Collections.Concurrent;
using Syncline;
using Syncline.Conformance;

namespace Own;

/// <summary>What every destination must do, done by the shelf.</summary>
public sealed class ShelfTests : DestinationConformance
{
    protected override string DestinationName => "shelf";

    protected override Task<ConformanceTarget> NewTargetAsync() => Task.FromResult<ConformanceTarget>(new ShelfTarget());

    private sealed class ShelfTarget : ConformanceTarget
    {
        private readonly ConcurrentDictionary<string, ShelfSpace> _spaces = new();

        public override IStateStore State { get; } = new InMemoryStateStore();

        public override IDestination Open<TModel, TKey>(string name) => new Shelf<TModel, TKey>(name, At(name));

        public override Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
        {
            var space = At(name);
            lock (space.Lock) return Task.FromResult<IReadOnlyList<TModel>>(archived ? [] : [.. space.Documents.Values.Select(Row<TModel>)]);
        }

        public override string? Lacks(SyncDefinition sync)
            => sync is { Type: SyncType.Objects, Mode: SyncMode.Upsert, WhenRemoved: WhenRemoved.Keep or WhenRemoved.Delete } ? null : "a shelf knows upsert and delete alone";

        public override string? Refuses(SyncColumn column, object value, bool isKey)
            => value is string text && text.Contains('\0') ? "a shelf has no text with the character NUL" : null;

        public override ValueTask DisposeAsync() => default;

        private ShelfSpace At(string name) => _spaces.GetOrAdd(name, _ => new ShelfSpace());

        private static TModel Row<TModel>(Dictionary<string, object?> document)
            where TModel : ISyncModel<TModel>
        {
            var reader = new DocumentReader(TModel.Schema, document);
            return TModel.Read(ref reader);
        }
    }
}
