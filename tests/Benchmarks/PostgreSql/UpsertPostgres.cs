using System.Diagnostics;
using System.Globalization;

namespace Syncline.Benchmarks;

/// <summary>
/// A first run into an empty table, with its state, against a raw binary COPY of the same rows into a table with the same key; and a run over the full
/// table with one row in ten changed, against what one writes by hand. All read the same objects in memory.
/// </summary>
internal static class UpsertPostgres
{
    private const int CountedRounds = 5;
    private const int ChangedRounds = 3;
    private const int DapperRows = 20_000;

    private static readonly string StateFile = Path.Combine(Path.GetTempPath(), $"syncline-benchmark-{Guid.NewGuid():n}.db");

    public static double? Run(int rows)
    {
        using var server = new CustomerServer();
        var random = new Random(11);
        // Keys have gaps, as those of tables do.
        Customer[] customers = [.. Enumerable.Range(0, rows).Select(i => Customers.Make(random, i * 7 + 3))];
        Customer[] changed = [.. customers.Select((row, i) => i % 10 == 0 ? row with { LifetimeValue = row.LifetimeValue + 1, Active = !row.Active } : row)];
        Console.WriteLine("Rows: the same array of records in memory for all.");
        try
        {
            var apart = Empty("state in a SQLite file", server, customers, new SqliteStateStore($"Data Source={StateFile};Pooling=False"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"upsert-postgres-apart ratio {apart:F2}"));
            var ratio = Empty("state in the database", server, customers, new PostgreSqlStateStore(server.Database));
            Full("state in a SQLite file", server, customers, changed, new SqliteStateStore($"Data Source={StateFile};Pooling=False"));
            Full("state in the database", server, customers, changed, new PostgreSqlStateStore(server.Database));
            return ratio;
        }
        finally
        {
            DeleteState();
        }
    }

    private static double Empty(string name, CustomerServer server, Customer[] rows, IStateStore state)
    {
        void Prepare()
        {
            Forget(server);
            server.CreateTable("ours");
            server.CreateTable("theirs");
            server.Execute("CHECKPOINT");
        }

        var (our, their) = Rounds.Compare(() => Deliver(server, rows, state), () => ByHand.Copy(server, rows), CountedRounds, Prepare);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"empty table, {name,-23} {our.TotalMilliseconds,7:F0} ms; raw COPY {their.TotalMilliseconds,7:F0} ms; x {our / their:F2}"));
        return our / their;
    }

    /// <summary>Each contestant has a table of its own, full before; the rows change to and fro.</summary>
    private static void Full(string name, CustomerServer server, Customer[] before, Customer[] after, IStateStore state)
    {
        Forget(server);
        (string Name, string Table, Func<Customer[], int> Run)[] contestants =
        [
            ($"Syncline, {name}", "ours", rows => { Deliver(server, rows, state); return rows.Length; }),
            ("staged COPY and upsert by hand, every row", "by_hand", rows => ByHand.StageAndUpsert(server, "by_hand", rows)),
            ("the same, told which rows changed", "by_hand_told", rows => ByHand.StageAndUpsert(server, "by_hand_told", Changed(rows))),
            ("linq2db's merge, every row", "linq2db", rows => LinqMerge.Merge(server, "linq2db", rows)),
            ("the same, told which rows changed", "linq2db_told", rows => LinqMerge.Merge(server, "linq2db_told", Changed(rows))),
        ];
        Customer[] Changed(Customer[] rows) => [.. rows.Where((row, i) => i % 10 == 0)];
        foreach (var contestant in contestants)
        {
            server.CreateTable(contestant.Table);
            if (contestant.Table == "ours") Deliver(server, before, state);
            else ByHand.Copy(server, before, contestant.Table);
        }

        server.Execute("ANALYZE");
        var times = contestants.ToDictionary(contestant => contestant, _ => new List<TimeSpan>());
        for (var round = 0; round <= ChangedRounds; round++)
        {
            var rows = round % 2 == 0 ? after : before;
            foreach (var contestant in contestants)
            {
                server.Execute("CHECKPOINT");
                GC.Collect();
                var start = Stopwatch.GetTimestamp();
                contestant.Run(rows);
                if (round > 0) times[contestant].Add(Stopwatch.GetElapsedTime(start));
            }
        }

        var our = Rounds.Median(times[contestants[0]]);
        foreach (var contestant in contestants)
        {
            var median = Rounds.Median(times[contestant]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one in ten changed: {contestant.Name,-42} {median.TotalMilliseconds,7:F0} ms; Syncline x {our / median:F2}"));
        }

        var few = Changed(after).Take(DapperRows).ToArray();
        var began = Stopwatch.GetTimestamp();
        ByHand.OneByOne(server, "by_hand", few);
        var scaled = Stopwatch.GetElapsedTime(began) * ((double)before.Length / 10 / few.Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one in ten changed: {"Dapper row by row, told which rows changed",-42} {scaled.TotalMilliseconds,7:F0} ms; Syncline x {our / scaled:F2} (measured on {few.Length} rows and scaled)"));
    }

    private static long Deliver(CustomerServer server, Customer[] rows, IStateStore state)
    {
        var report = Customer.Sync.RunAsync(SyncSource.From(rows), new PostgreSqlTable(server.Database, "ours"), state).GetAwaiter().GetResult();
        return report.Status == SyncStatus.Succeeded ? report.Counts.Succeeded : throw new InvalidOperationException(report.ToString());
    }

    private static void Forget(CustomerServer server)
    {
        server.Execute("DROP TABLE IF EXISTS syncline_meta, syncline_segments, syncline_lease");
        DeleteState();
    }

    private static void DeleteState()
    {
        foreach (var beside in new[] { "", "-wal", "-shm", "-journal" }) File.Delete(StateFile + beside);
    }
}
