using System.Text;
using Npgsql;
using Syncline.Conformance;

namespace Syncline.PostgreSql.Tests;

/// <summary>What every destination must do, done by PostgreSQL tables with the state in their database.</summary>
public sealed class ConformanceTests(Cluster cluster) : DestinationConformance
{
    protected override string DestinationName => "PostgreSQL";

    protected override async Task<ConformanceTarget> NewTargetAsync() => new PostgreSqlTarget(NpgsqlDataSource.Create(await cluster.NewDatabaseAsync()));

    private sealed class PostgreSqlTarget(NpgsqlDataSource database) : ConformanceTarget
    {
        private const int LongestKey = 2_600;

        public override IStateStore State { get; } = new PostgreSqlStateStore(database);

        public override TimeSpan Precision => TimeSpan.FromMicroseconds(1);

        public override int LongestName => 63;

        public override int MostColumns => 1_600;

        public override bool CommitsWhole => true;

        public override bool JoinsState => true;

        public override IDestination Open<TModel, TKey>(string name) => new PostgreSqlTable(database, name) { CreateIfMissing = true, ArchiveColumn = ArchiveColumn };

        public override string? Lacks(SyncDefinition sync)
            => sync.Type == SyncType.Actions || sync.Mode is SyncMode.Snapshot or SyncMode.Diff ? "a table takes no such sync" : null;

        public override string? Refuses(SyncColumn column, object value, bool isKey) => value switch
        {
            string text when text.Contains('\0', StringComparison.Ordinal) => "PostgreSQL has no text with the character NUL",
            string text when text.EnumerateRunes().Any(rune => rune.Value == 0xFFFD) && !text.Contains('\uFFFD', StringComparison.Ordinal) => "half of a surrogate pair has no UTF-8",
            string text when isKey && Encoding.UTF8.GetByteCount(text) > LongestKey => "an entry of an index has 2,704 bytes at the most",
            '\0' => "PostgreSQL has no text with the character NUL",
            char character when char.IsSurrogate(character) => "half of a surrogate pair has no UTF-8",
            DateTime time when time.Ticks % 10 != 0 => "PostgreSQL keeps microseconds",
            DateTimeOffset time when time.Ticks % 10 != 0 => "PostgreSQL keeps microseconds",
            TimeSpan span when span.Ticks % 10 != 0 => "PostgreSQL keeps microseconds",
            _ => null,
        };

        public override async Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
        {
            await using var command = database.CreateCommand("SELECT to_regclass($1) IS NOT NULL");
            command.Parameters.AddWithValue(PostgreSqlName.Quote(name));
            if (!(bool)(await command.ExecuteScalarAsync())!) return [];
            var columns = string.Join(", ", TModel.Schema.Columns.Select(column => PostgreSqlName.Quote(column.Name)));
            return await RowsAsync(PostgreSqlSource.Query<TModel>(database, $"SELECT {columns} FROM {PostgreSqlName.Quote(name)} WHERE {(archived ? "" : "NOT ")}{PostgreSqlName.Quote(ArchiveColumn)}"));
        }

        public override Task<bool> AddRefusalAsync<TModel, TKey>(string name, string column, string text)
            => ExecuteAsync($"ALTER TABLE {PostgreSqlName.Quote(name)} ADD CHECK ({PostgreSqlName.Quote(column)} <> '{text}')");

        public override Task<bool> AddUniqueAsync<TModel, TKey>(string name, string column)
            => ExecuteAsync($"ALTER TABLE {PostgreSqlName.Quote(name)} ADD UNIQUE ({PostgreSqlName.Quote(column)})");

        public override Task<bool> AddReferenceAsync<TModel, TKey>(string name, string column)
            => ExecuteAsync($"ALTER TABLE {PostgreSqlName.Quote(name)} ADD FOREIGN KEY ({PostgreSqlName.Quote(column)}) REFERENCES {PostgreSqlName.Quote(name)}");

        // Base letters alone count: neither case nor accents, and no blanks at the end of a char(n) either.
        public override Task<bool> MakeLooseAsync<TModel, TKey>(string name) => CreateAsync<TModel>(name, "loose", "und-u-ks-level1-ka-shifted");

        public override Task<bool> MakeCaseBlindAsync<TModel, TKey>(string name) => CreateAsync<TModel>(name, "case_blind", "und-u-ks-level2");

        public override ValueTask DisposeAsync() => database.DisposeAsync();

        private Task<bool> CreateAsync<TModel>(string name, string collation, string locale)
            where TModel : ISyncModel<TModel>
        {
            var columns = TModel.Schema.Columns.Select((column, i) => $"{PostgreSqlName.Quote(column.Name)} {(TModel.Schema.KeyPartOf(i) >= 0 ? $"text COLLATE {collation} PRIMARY KEY" : "integer")}");
            return ExecuteAsync($"CREATE COLLATION IF NOT EXISTS {collation} (provider = icu, locale = '{locale}', deterministic = false); CREATE TABLE {PostgreSqlName.Quote(name)} ({string.Join(", ", columns)}, {PostgreSqlName.Quote(ArchiveColumn)} boolean NOT NULL DEFAULT false)");
        }

        private async Task<bool> ExecuteAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
            return true;
        }
    }
}
