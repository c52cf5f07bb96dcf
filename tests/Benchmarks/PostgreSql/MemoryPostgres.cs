using System.Globalization;

namespace Syncline.Benchmarks;

/// <summary>The most memory that a process has taken which reads rows from one query and delivers them in a first run, for a fifth of the rows and for all.</summary>
internal static class MemoryPostgres
{
    private const int Parts = 5;

    /// <summary>Returns how much more memory a further row takes, in bytes, over the 24 that a row in the loaded baseline may take.</summary>
    public static double? Run(int rows)
    {
        using var server = new CustomerServer();
        var (few, all) = (Peak(server, rows / Parts), Peak(server, rows));
        var each = (double)(all - few) / (rows - rows / Parts);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{each:F1} bytes for each further row; the state of a row in memory may take 24"));
        return each / 24;
    }

    /// <summary>What the child does.</summary>
    public static int Deliver(string database, int rows)
    {
        var source = PostgreSqlSource.Query<Customer>(database, $"""
            SELECT i AS "Id", 'user' || i || '@example.com' AS "Email", CASE WHEN i % 8 > 0 THEN 'Someone ' || i % 10000 END AS "Name", (i % 1000000) / 100.0 AS "LifetimeValue",
                   timestamp '2024-01-01' + i % 100000 * interval '1 s' AS "UpdatedAt", i % 4 > 0 AS "Active", CASE WHEN i % 5 > 0 THEN 18 + i % 80 END AS "Age", i / 7.0::double precision AS "Score"
            FROM generate_series(1, {rows}) AS i
            """);
        var report = Customer.Sync.RunAsync(source, new PostgreSqlTable(database, "ours"), new PostgreSqlStateStore(database)).GetAwaiter().GetResult();
        if (report.Counts.Succeeded != rows) throw new InvalidOperationException(report.ToString());
        var peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        Console.WriteLine(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        return 0;
    }

    private static long Peak(CustomerServer server, int rows)
    {
        server.CreateTable("ours");
        server.Execute("DROP TABLE IF EXISTS syncline_meta, syncline_segments, syncline_lease");
        using var child = ChildProcess.Start("memory-postgres", server.Database, rows.ToString(CultureInfo.InvariantCulture));
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode != 0) throw new InvalidOperationException($"The child ended with {child.ExitCode}: {output}");
        var kibibytes = long.Parse(output, CultureInfo.InvariantCulture);
        Console.WriteLine($"{rows,9} rows: {kibibytes / 1024} MiB at most");
        return kibibytes * 1024;
    }
}
