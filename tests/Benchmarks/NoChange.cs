using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Syncline.Benchmarks;

/// <summary>
/// A whole run that finds nothing changed, its state loaded anew each time, against Dapper reading the same query without a buffer and doing nothing with
/// the rows.
/// </summary>
internal static class NoChange
{
    private const int CountedRounds = 5;

    public static double? Run(int rows)
    {
        using var file = new CustomerFile(rows);
        var destination = new SqliteTable($"Data Source={file.PathOf("crm.db")}", "customer") { CreateIfMissing = true };
        var state = new SqliteStateStore($"Data Source={file.PathOf("state.db")}");
        var first = RunOnce(file, SqliteReading.Raw, destination, state);
        Console.WriteLine(first);
        if (first.Counts.Succeeded != rows) throw new InvalidOperationException("The first run did not deliver every row.");

        var records = Compare("records", file, SqliteReading.Records, destination, state);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"nochange-records ratio {records:F2}"));
        return Compare("raw", file, SqliteReading.Raw, destination, state);
    }

    private static double Compare(string name, CustomerFile file, SqliteReading reading, SqliteTable destination, SqliteStateStore state)
    {
        var allocated = 0L;
        var (our, their) = Rounds.Compare(
            () =>
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                var report = RunOnce(file, reading, destination, state);
                allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
                return report is { Status: SyncStatus.Succeeded, Counts.Planned: 0 } ? report.Counts.Unchanged : throw new InvalidOperationException(report.ToString());
            },
            () => ReadByDapper(file),
            CountedRounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-8} {our.TotalMilliseconds,7:F0} ms, {(double)allocated / file.Rows:F1} bytes allocated a row; Dapper {their.TotalMilliseconds,7:F0} ms; x {our / their:F2}"));
        return our / their;
    }

    private static SyncReport RunOnce(CustomerFile file, SqliteReading reading, SqliteTable destination, SqliteStateStore state)
        => Customer.Sync.RunAsync(SqliteSource.Query<Customer>(file.ConnectionString, CustomerFile.Sql, reading), destination, state).GetAwaiter().GetResult();

    private static long ReadByDapper(CustomerFile file)
    {
        using var connection = new SqliteConnection(file.ConnectionString);
        var rows = 0L;
        foreach (var row in connection.Query<PlainCustomer>(CustomerFile.Sql, buffered: false)) rows += row.Email.Length > 0 ? 1 : 0;
        return rows;
    }
}
