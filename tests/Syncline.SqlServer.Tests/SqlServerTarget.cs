using System.Globalization;
using Syncline.Conformance;

namespace Syncline.SqlServer.Tests;

/// <summary>SQL Server tables as the conformance suite sees them, with the state in their database.</summary>
internal sealed class SqlServerTarget(string database) : ConformanceTarget
{
    // nvarchar(450): what a clustered index takes.
    private const int LongestKey = 450;

    public override IStateStore State { get; } = new SqlServerStateStore(database);

    public override int LongestName => SqlServerName.MaxLength;

    public override int MostColumns => 1_020;

    public override bool CommitsWhole => true;

    public override bool JoinsState => true;

    // The catalog has the collation of the database, which takes blanks at the end for none in every case.
    public override bool TakesForOne(string one, string other) => one.TrimEnd(' ').Normalize().Equals(other.TrimEnd(' ').Normalize(), StringComparison.OrdinalIgnoreCase);

    public override IDestination Open<TModel, TKey>(string name) => new SqlServerTable(database, name) { CreateIfMissing = true, ArchiveColumn = ArchiveColumn };

    public override string? Lacks(SyncDefinition sync)
        => sync.Type == SyncType.Actions || sync.Mode is SyncMode.Snapshot or SyncMode.Diff ? "a table takes no such sync" : null;

    public override string? Refuses(SyncColumn column, object value, bool isKey) => value switch
    {
        float number when !float.IsFinite(number) => "SQL Server has neither NaN nor an infinity",
        double number when !double.IsFinite(number) => "SQL Server has neither NaN nor an infinity",
        decimal number when decimal.Round(number, 9) != number => "decimal(38,9) keeps nine digits behind the point",
        // Keys that differ by blanks at the end are one to SQL Server, and neither is written.
        string text when isKey && (text.EndsWith(' ') || text is "" or "a" or "ada") => "blanks at the end don't count in a comparison",
        string text when isKey && text.Length > LongestKey => "a clustered index has keys of 900 bytes",
        _ => null,
    };

    public override async Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
    {
        if (await Statements.RowsAsync(database, $"SELECT 1 FROM sys.tables WHERE [name] = N'{name.Replace("'", "''", StringComparison.Ordinal)}'") is []) return [];
        var columns = string.Join(", ", TModel.Schema.Columns.Select(column => SqlServerName.Quote(column.Name)));
        return await RowsAsync(SqlServerSource.Query<TModel>(database, $"SELECT {columns} FROM {SqlServerName.Quote(name)} WHERE {SqlServerName.Quote(ArchiveColumn)} = {(archived ? "1" : "0")}"));
    }

    public override Task<bool> AddRefusalAsync<TModel, TKey>(string name, string column, string text)
        => ExecuteAsync($"ALTER TABLE {SqlServerName.Quote(name)} ADD CHECK ({SqlServerName.Quote(column)} <> N'{text}')");

    // Of nvarchar(max) there is no index, and of the nulls it takes one alone.
    public override Task<bool> AddUniqueAsync<TModel, TKey>(string name, string column)
        => ExecuteAsync($"ALTER TABLE {SqlServerName.Quote(name)} ALTER COLUMN {SqlServerName.Quote(column)} nvarchar(400) NULL\nGO\nCREATE UNIQUE INDEX [once] ON {SqlServerName.Quote(name)} ({SqlServerName.Quote(column)}) WHERE {SqlServerName.Quote(column)} IS NOT NULL");

    public override Task<bool> AddReferenceAsync<TModel, TKey>(string name, string column)
        => ExecuteAsync($"ALTER TABLE {SqlServerName.Quote(name)} ADD FOREIGN KEY ({SqlServerName.Quote(column)}) REFERENCES {SqlServerName.Quote(name)} ({SqlServerName.Quote(TModel.Schema.Columns[TModel.Schema.Key[0]].Name)})");

    public override Task<bool> MakeLooseAsync<TModel, TKey>(string name) => CreateAsync<TModel>(name, "Latin1_General_CI_AI");

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<bool> CreateAsync<TModel>(string name, string collation)
        where TModel : ISyncModel<TModel>
    {
        var columns = TModel.Schema.Columns.Select((column, i) => $"{SqlServerName.Quote(column.Name)} {(TModel.Schema.KeyPartOf(i) >= 0 ? string.Create(CultureInfo.InvariantCulture, $"nvarchar({LongestKey}) COLLATE {collation} NOT NULL PRIMARY KEY") : "int NULL")}");
        return ExecuteAsync($"CREATE TABLE {SqlServerName.Quote(name)} ({string.Join(", ", columns)}, {SqlServerName.Quote(ArchiveColumn)} bit NOT NULL DEFAULT (0))");
    }

    private async Task<bool> ExecuteAsync(string sql)
    {
        await Statements.ExecuteAsync(database, sql);
        return true;
    }
}
