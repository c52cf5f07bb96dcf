using Syncline.Conformance;

namespace Syncline.Files.Tests;

/// <summary>What every destination must do, as far as files do it: events appended, and the one file of mode All.</summary>
public sealed class ConformanceTests : DestinationConformance
{
    protected override Task<ConformanceTarget> NewTargetAsync() => Task.FromResult<ConformanceTarget>(new FilesTarget());

    private sealed class FilesTarget : ConformanceTarget
    {
        private readonly TestFolder _folder = new();

        public override IStateStore State { get; } = new InMemoryStateStore();

        public override IDestination Open<TModel, TKey>(string name) => new FileFolder(Place(name), FileFormat.Csv()) { CreateIfMissing = true };

        public override string? Lacks(SyncDefinition sync)
            => sync.Type is SyncType.Objects or SyncType.Events && sync.Mode is SyncMode.Insert or SyncMode.All && sync.WhenRemoved == WhenRemoved.Keep ? null : "files take no such sync";

        public override async Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
            => Directory.GetFiles(Place(name), "*.csv", SearchOption.AllDirectories).Length == 0 ? [] : await RowsAsync(CsvSource.Read<TModel>(Path.Combine(Place(name), "**", "*.csv")));

        public override ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        private string Place(string name) => _folder[SafeName.Of(name)];
    }
}
