using System.Globalization;

namespace Syncline.Benchmarks;

/// <summary>The most memory that a process has taken which reads rows from one query and delivers them in a first run, and one that finds a tenth of them changed, for a fifth of the rows and for all.</summary>
internal static class MemoryPostgres
{
    private const int Parts = 5;
    private const int ChangedOneIn = 10;

    /// <summary>Returns how much more memory a further row of a first run takes, in bytes, over the 24 that a row in the loaded baseline may take.</summary>
    public static double? Run(int rows)
    {
        using var server = new CustomerServer();
        var (few, all) = (Peaks(server, rows / Parts), Peaks(server, rows));
        double Each(long ofFew, long ofAll) => (double)(ofAll - ofFew) / (rows - rows / Parts);
        var first = Each(few.First, all.First);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first:F1} bytes for each further row of a first run, {Each(few.Later, all.Later):F1} of a later one; the state of a row in memory may take 24"));
        return first / 24;
    }

    /// <summary>What the child does.</summary>
    /// <param name="database">Where.</param>
    /// <param name="rows">How many rows the query gives.</param>
    /// <param name="isLater">Whether one in ten of them is not what it was in the first run.</param>
    public static int Deliver(string database, int rows, bool isLater)
    {
        var score = isLater ? $"i / 7.0::double precision + CASE WHEN i % {ChangedOneIn} = 0 THEN 1 ELSE 0 END" : "i / 7.0::double precision";
        var source = PostgreSqlSource.Query<Customer>(database, $"""
            SELECT i AS "Id", 'user' || i || '@example.com' AS "Email", CASE WHEN i % 8 > 0 THEN 'Someone ' || i % 10000 END AS "Name", (i % 1000000) / 100.0 AS "LifetimeValue",
                   timestamp '2024-01-01' + i % 100000 * interval '1 s' AS "UpdatedAt", i % 4 > 0 AS "Active", CASE WHEN i % 5 > 0 THEN 18 + i % 80 END AS "Age", {score} AS "Score"
            FROM generate_series(1, {rows}) AS i
            """);
        var report = Customer.Sync.RunAsync(source, new PostgreSqlTable(database, "ours"), new PostgreSqlStateStore(database)).GetAwaiter().GetResult();
        if (report.Counts.Succeeded != (isLater ? rows / ChangedOneIn : rows)) throw new InvalidOperationException(report.ToString());
        var peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        Console.WriteLine(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        return 0;
    }

    private static (long First, long Later) Peaks(CustomerServer server, int rows)
    {
        server.CreateTable("ours");
        server.Execute("DROP TABLE IF EXISTS syncline_meta, syncline_segments, syncline_lease");
        return (Peak(server, rows, isLater: false), Peak(server, rows, isLater: true));
    }

    private static long Peak(CustomerServer server, int rows, bool isLater)
    {
        using var child = ChildProcess.Start("memory-postgres", server.Database, rows.ToString(CultureInfo.InvariantCulture), isLater ? "later" : "first");
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode != 0) throw new InvalidOperationException($"The child ended with {child.ExitCode}: {output}");
        var kibibytes = long.Parse(output, CultureInfo.InvariantCulture);
        Console.WriteLine($"{rows,9} rows, {(isLater ? "one in ten changed" : "a first run"),-18} {kibibytes / 1024} MiB at most");
        return kibibytes * 1024;
    }
}
