using System.Globalization;
using Dapper;

namespace Syncline.Benchmarks;

/// <summary>A whole run over a PostgreSQL query that finds nothing changed, its state loaded anew each time, against Dapper reading the same query without a buffer and doing nothing with the rows.</summary>
internal static class NoChangePostgres
{
    private const int CountedRounds = 7;
    private const string Sql = $"SELECT {CustomerServer.Columns} FROM shop ORDER BY \"Id\"";

    public static double? Run(int rows)
    {
        using var server = new CustomerServer();
        var random = new Random(11);
        server.CreateTable("shop");
        server.CreateTable("ours");
        ByHand.Copy(server, [.. Enumerable.Range(0, rows).Select(i => Customers.Make(random, i * 7 + 3))], "shop");
        server.Execute("VACUUM ANALYZE shop");
        var state = new PostgreSqlStateStore(server.Database);
        var first = RunOnce(server, state);
        Console.WriteLine(first);
        if (first.Counts.Succeeded != rows) throw new InvalidOperationException("The first run did not deliver every row.");
        var allocated = 0L;
        var (our, their) = Rounds.Compare(
            () =>
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                var report = RunOnce(server, state);
                allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
                return report is { Status: SyncStatus.Succeeded, Counts.Planned: 0 } ? report.Counts.Unchanged : throw new InvalidOperationException(report.ToString());
            },
            () => ReadByDapper(server),
            CountedRounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{our.TotalMilliseconds,7:F0} ms, {(double)allocated / rows:F1} bytes allocated a row, the loaded baseline among them; Dapper {their.TotalMilliseconds,7:F0} ms; x {our / their:F2}"));
        return our / their;
    }

    private static SyncReport RunOnce(CustomerServer server, PostgreSqlStateStore state)
        => Customer.Sync.RunAsync(PostgreSqlSource.Query<Customer>(server.Database, Sql), new PostgreSqlTable(server.Database, "ours"), state).GetAwaiter().GetResult();

    private static long ReadByDapper(CustomerServer server)
    {
        using var connection = server.Open();
        var rows = 0L;
        foreach (var row in connection.Query<PlainCustomer>(Sql, buffered: false)) rows += row.Email.Length > 0 ? 1 : 0;
        return rows;
    }
}
