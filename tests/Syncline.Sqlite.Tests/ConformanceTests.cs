using Syncline.Conformance;

namespace Syncline.Sqlite.Tests;

/// <summary>What every destination must do, done by SQLite tables with the state in their file.</summary>
public sealed class ConformanceTests : DestinationConformance
{
    protected override Task<ConformanceTarget> NewTargetAsync() => Task.FromResult<ConformanceTarget>(new SqliteTarget());

    private sealed class SqliteTarget : ConformanceTarget
    {
        private readonly TestFolder _folder = new();

        private string File => $"Data Source={_folder["conformance.db"]};Default Timeout=30";

        public override IStateStore State => new SqliteStateStore(File);

        public override IDestination Open<TModel, TKey>(string name) => new SqliteTable(File, name) { CreateIfMissing = true, ArchiveColumn = "is archived" };

        public override string? Lacks(SyncDefinition sync)
            => sync.Type == SyncType.Actions || sync.Mode is SyncMode.Snapshot or SyncMode.Diff ? "a table takes no such sync" : null;

        public override async Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
        {
            var columns = string.Join(", ", TModel.Schema.Columns.Select(column => SqliteName.Quote(column.Name)));
            var source = SqliteSource.Query<TModel>(File, $"SELECT {columns} FROM {SqliteName.Quote(name)} WHERE \"is archived\" = {(archived ? 1 : 0)}");
            return await RowsAsync(source);
        }

        public override ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
