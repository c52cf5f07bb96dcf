using Npgsql;
using Syncline.Conformance;

namespace Syncline.PostgreSql.Tests;

/// <summary>What every destination must do, done by PostgreSQL tables with the state in their database.</summary>
public sealed class ConformanceTests(Cluster cluster) : DestinationConformance
{
    protected override async Task<ConformanceTarget> NewTargetAsync() => new PostgreSqlTarget(NpgsqlDataSource.Create(await cluster.NewDatabaseAsync()));

    private sealed class PostgreSqlTarget(NpgsqlDataSource database) : ConformanceTarget
    {
        public override IStateStore State { get; } = new PostgreSqlStateStore(database);

        public override TimeSpan Precision => TimeSpan.FromMicroseconds(1);

        public override IDestination Open<TModel, TKey>(string name) => new PostgreSqlTable(database, name) { CreateIfMissing = true, ArchiveColumn = "is archived" };

        public override string? Lacks(SyncDefinition sync)
            => sync.Type == SyncType.Actions || sync.Mode is SyncMode.Snapshot or SyncMode.Diff ? "a table takes no such sync" : null;

        public override Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
        {
            var columns = string.Join(", ", TModel.Schema.Columns.Select(column => PostgreSqlName.Quote(column.Name)));
            return RowsAsync(PostgreSqlSource.Query<TModel>(database, $"SELECT {columns} FROM {PostgreSqlName.Quote(name)} WHERE {(archived ? "" : "NOT ")}\"is archived\""));
        }

        public override ValueTask DisposeAsync() => database.DisposeAsync();
    }
}
