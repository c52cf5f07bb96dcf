using Microsoft.Data.Sqlite;
using Syncline.Conformance;

namespace Syncline.Sqlite.Tests;

/// <summary>What every destination must do, done by SQLite tables with the state in their file.</summary>
public sealed class ConformanceTests : DestinationConformance
{
    protected override string DestinationName => "SQLite";

    protected override Task<ConformanceTarget> NewTargetAsync() => Task.FromResult<ConformanceTarget>(new SqliteTarget());

    private sealed class SqliteTarget : ConformanceTarget
    {
        private readonly TestFolder _folder = new();

        public override IStateStore State => new SqliteStateStore(File);

        public override bool CommitsWhole => true;

        public override bool JoinsState => true;

        public override int MostColumns => 2_000;

        private string File => $"Data Source={_folder["conformance.db"]};Default Timeout=30";

        public override IDestination Open<TModel, TKey>(string name) => new SqliteTable(File, name) { CreateIfMissing = true, ArchiveColumn = ArchiveColumn };

        public override string? Lacks(SyncDefinition sync)
            => sync.Type == SyncType.Actions || sync.Mode is SyncMode.Snapshot or SyncMode.Diff ? "a table takes no such sync" : null;

        public override string? Refuses(SyncColumn column, object value, bool isKey) => value switch
        {
            ulong and > long.MaxValue => "SQLite's integers end at 2^63",
            float.NaN or double.NaN => "SQLite has no NaN: it becomes null",
            string text when text.EnumerateRunes().Any(rune => rune.Value == 0xFFFD) && !text.Contains('\uFFFD', StringComparison.Ordinal) => "half of a surrogate pair has no UTF-8",
            char character when char.IsSurrogate(character) => "half of a surrogate pair has no UTF-8",
            _ => null,
        };

        public override async Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
        {
            if (!await IsThereAsync(name)) return [];
            var columns = string.Join(", ", TModel.Schema.Columns.Select(column => SqliteName.Quote(column.Name)));
            return await RowsAsync(SqliteSource.Query<TModel>(File, $"SELECT {columns} FROM {SqliteName.Quote(name)} WHERE {SqliteName.Quote(ArchiveColumn)} = {(archived ? 1 : 0)}"));
        }

        public override Task<bool> AddRefusalAsync<TModel, TKey>(string name, string column, string text)
            => ExecuteAsync(string.Concat(new[] { "INSERT", "UPDATE" }.Select(change =>
                $"CREATE TRIGGER {SqliteName.Quote($"{name} {change}")} BEFORE {change} ON {SqliteName.Quote(name)} WHEN NEW.{SqliteName.Quote(column)} = '{text}' BEGIN SELECT RAISE(ABORT, 'no such text'); END;")));

        public override Task<bool> AddUniqueAsync<TModel, TKey>(string name, string column)
            => ExecuteAsync($"CREATE UNIQUE INDEX {SqliteName.Quote($"{name} {column}")} ON {SqliteName.Quote(name)} ({SqliteName.Quote(column)})");

        public override Task<bool> AddReferenceAsync<TModel, TKey>(string name, string column)
            => CreateAsync<TModel>(name, "INTEGER", $"FOREIGN KEY ({SqliteName.Quote(column)}) REFERENCES {SqliteName.Quote(name)}");

        public override Task<bool> MakeLooseAsync<TModel, TKey>(string name) => CreateAsync<TModel>(name, "TEXT COLLATE NOCASE");

        public override ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        private Task<bool> CreateAsync<TModel>(string name, string key, string? rule = null)
            where TModel : ISyncModel<TModel>
        {
            var columns = TModel.Schema.Columns.Select((column, i) => $"{SqliteName.Quote(column.Name)} {(TModel.Schema.KeyPartOf(i) >= 0 ? $"{key} NOT NULL PRIMARY KEY" : "INTEGER")}");
            return ExecuteAsync($"DROP TABLE IF EXISTS {SqliteName.Quote(name)}; CREATE TABLE {SqliteName.Quote(name)} ({string.Join(", ", [.. columns, $"{SqliteName.Quote(ArchiveColumn)} INTEGER NOT NULL DEFAULT 0", .. rule is null ? Array.Empty<string>() : [rule]])})");
        }

        private async Task<bool> ExecuteAsync(string sql)
        {
            await using var connection = new SqliteConnection(File);
            await connection.OpenAsync();
            await using var command = new SqliteCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
            return true;
        }

        private async Task<bool> IsThereAsync(string name)
        {
            await using var connection = new SqliteConnection(File);
            await connection.OpenAsync();
            await using var command = new SqliteCommand("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = $name COLLATE NOCASE)", connection);
            command.Parameters.AddWithValue("$name", name);
            return (long)(await command.ExecuteScalarAsync())! == 1;
        }
    }
}
