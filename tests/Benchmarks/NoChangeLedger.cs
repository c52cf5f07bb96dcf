using System.Globalization;

namespace Syncline.Benchmarks;

/// <summary>A whole run of events of which each was delivered before, against the run of an upsert that finds nothing changed: the same rows, as many keys remembered.</summary>
internal static class NoChangeLedger
{
    private const int CountedRounds = 5;

    public static double? Run(int rows)
    {
        using var file = new CustomerFile(rows);
        var destination = new InMemoryDestination();
        var (ledger, baseline) = (new SqliteStateStore($"Data Source={file.PathOf("ledger.db")}"), new SqliteStateStore($"Data Source={file.PathOf("baseline.db")}"));
        var source = SqliteSource.Query<Customer>(file.ConnectionString, CustomerFile.Sql);
        SyncReport Events() => Customer.LedgerSync.RunAsync(source, destination, ledger).GetAwaiter().GetResult();
        SyncReport Upserts() => Customer.BaselineSync.RunAsync(source, destination, baseline).GetAwaiter().GetResult();
        Console.WriteLine(Events());
        Console.WriteLine(Upserts());
        var (our, their) = Rounds.Compare(() => Unchanged(Events()), () => Unchanged(Upserts()), CountedRounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ledger {our.TotalMilliseconds,7:F0} ms; baseline {their.TotalMilliseconds,7:F0} ms; x {our / their:F2}"));
        return our / their;
    }

    private static long Unchanged(SyncReport report)
        => report is { Status: SyncStatus.Succeeded, Counts.Planned: 0 } ? report.Counts.Unchanged : throw new InvalidOperationException(report.ToString());
}
