using DuckDB.NET.Data;
using Xunit;

namespace Syncline.Files.Tests;

/// <summary>The SQL of docs/destinations/files.md, word for word, applied to the differences of a run after the other.</summary>
public sealed class ConsumerPageTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly InMemoryStateStore _state = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_pages_SQL_applies_differences_with_empty_files_and_keeps_every_text_and_digit()
    {
        Buyer[][] runs =
        [
            [new(1, "1.10", 12345678901234567890.123456789m), new(2, "007", 1.50m), new(3, "", null), new(4, null, -1m)],
            [new(1, "1.10", 12345678901234567890.123456789m), new(2, "2026-01-01", 1.50m), new(3, "", null), new(4, null, -1m)],
            [new(2, "2026-01-01", 1.50m), new(3, "\"NULL\", true", 0.000000001m)],
            [new(2, "2026-01-01", 1.50m), new(3, "\"NULL\", true", 0.000000001m)],
            [new(5, "1e3", 2m), new(2, "a\r\nb", 1.5m), new(3, "\"NULL\", true", 0.000000001m)],
            [new(6, "x", null)],
        ];
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Run(connection, "CREATE TABLE customers (CustomerId INTEGER PRIMARY KEY, Name VARCHAR, Balance DECIMAL(38,9))");
        foreach (var rows in runs)
        {
            var before = _folder.Data();
            var report = await Buyer.ChangesSync.RunAsync(SyncSource.From(rows), Deliver.Lake(_folder, FileFormat.Csv()), _state, new() { RemovalLimitShare = 1 }, TestFolder.Stop);
            Assert.True(report.Status == SyncStatus.Succeeded, $"{report} {report.Message}");
            var added = _folder.Data().Except(before).Single(file => file.EndsWith("-added.csv", StringComparison.Ordinal));
            Run(connection, Sql().Replace("…", Path.Combine(_folder.Lake, added[..^"-added.csv".Length]), StringComparison.Ordinal));
            Assert.Equal(rows.OrderBy(row => row.CustomerId), Rows(connection));
        }
    }

    private static string Sql()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Syncline.slnx"))) root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The root of the repository was not found above the test.");
        var page = File.ReadAllText(Path.Combine(root, "docs", "destinations", "files.md")).ReplaceLineEndings("\n");
        return page.Split("```sql\n")[1..].Select(static block => block.Split("```")[0]).Single(static block => block.Contains("-removed.csv", StringComparison.Ordinal));
    }

    private static void Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<Buyer> Rows(DuckDBConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM customers ORDER BY CustomerId";
        using var reader = command.ExecuteReader();
        var rows = new List<Buyer>();
        while (reader.Read()) rows.Add(new(reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetDecimal(2)));
        return rows;
    }
}
