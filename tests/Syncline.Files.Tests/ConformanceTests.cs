using Syncline.Conformance;
using Xunit;

namespace Syncline.Files.Tests;

/// <summary>What every destination must do, as far as files do it: events and snapshots and differences, each a commit of its own. Files of records are tested by their modes.</summary>
public sealed class ConformanceTests : DestinationConformance
{
    protected override string DestinationName => "files";

    protected override Task<ConformanceTarget> NewTargetAsync() => Task.FromResult<ConformanceTarget>(new FilesTarget());

    private sealed class FilesTarget : ConformanceTarget
    {
        private readonly TestFolder _folder = new();

        public override IStateStore State { get; } = new InMemoryStateStore();

        public override bool FindsEvents => false;

        public override IDestination Open<TModel, TKey>(string name) => new FileFolder(Place(name), FileFormat.Csv()) { CreateIfMissing = true };

        public override string? Lacks(SyncDefinition sync) => sync switch
        {
            { Type: SyncType.Segments } => "files have no members that could be taken out",
            { Type: SyncType.Actions } => "files carry nothing out",
            { WhenRemoved: not WhenRemoved.Keep } => "nothing is taken out of a file that is written",
            { Mode: SyncMode.Insert or SyncMode.All or SyncMode.Snapshot or SyncMode.Diff } => null,
            _ => "a file that is written is not changed",
        };

        public override async Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false) => await RowsAsync<TModel>(name, Commits(name).SelectMany(static commit => commit.Files));

        public override async Task<IReadOnlyList<IReadOnlyList<TModel>>> SnapshotsAsync<TModel, TKey>(string name)
        {
            var snapshots = new List<IReadOnlyList<TModel>>();
            foreach (var commit in Commits(name)) snapshots.Add(await RowsAsync<TModel>(name, commit.Files));
            return snapshots;
        }

        public override async Task<IReadOnlyList<DeliveredDiff<TModel>>> DiffsAsync<TModel, TKey>(string name)
        {
            var diffs = new List<DeliveredDiff<TModel>>();
            foreach (var commit in Commits(name))
            {
                Task<IReadOnlyList<TModel>> Of(FileChange change) => RowsAsync<TModel>(name, commit.Files.Where(file => file.Change == change.Word()));
                diffs.Add(new(await Of(FileChange.Added), await Of(FileChange.Changed), await Of(FileChange.Removed)));
            }

            return diffs;
        }

        public override ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        private string Place(string name) => _folder[SafeName.Of(name)];

        /// <summary>The commits of a place, each after the one that it continues.</summary>
        private List<Manifest> Commits(string name)
        {
            var manifests = Directory.Exists(Place(name)) ? Directory.GetFiles(Place(name), "*.json", SearchOption.AllDirectories).Select(file => Manifest.Read(File.ReadAllBytes(file))!).ToList() : [];
            var commits = new List<Manifest>();
            while (manifests.Find(manifest => manifest.Previous == commits.LastOrDefault()?.Commit) is { } next) commits.Add(next);
            Assert.Equal(manifests.Count, commits.Count);
            return commits;
        }

        private async Task<IReadOnlyList<TModel>> RowsAsync<TModel>(string name, IEnumerable<ManifestFile> files)
            where TModel : ISyncModel<TModel>
        {
            var rows = new List<TModel>();
            foreach (var file in files) rows.AddRange(await RowsAsync(CsvSource.Read<TModel>(Path.Combine(Place(name), file.Path))));
            return rows;
        }
    }
}
