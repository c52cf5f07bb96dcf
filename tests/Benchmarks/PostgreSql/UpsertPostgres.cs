using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Syncline.Benchmarks;

internal static class UpsertPostgres
{
    private const int CountedRounds = 5;

    public static double? Run(int rows)
    {
        using var server = new CustomerServer();
        var random = new Random(11);
        var customers = new Customer[rows];
        for (var i = 0; i < rows; i++) customers[i] = Customers.Make(random, i * 7 + 3);
        void Prepare()
        {
            server.CreateTable("ours");
            server.CreateTable("theirs");
            server.Execute("DROP TABLE IF EXISTS syncline_meta, syncline_segments, syncline_lease; CHECKPOINT");
        }

        var (our, their) = Rounds.Compare(() => RunOnce(server, customers), () => Copy(server, customers), CountedRounds, Prepare);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"our {our.TotalMilliseconds,7:F0} ms; copy {their.TotalMilliseconds,7:F0} ms; x {our / their:F2}"));
        return our / their;
    }

    private static long RunOnce(CustomerServer server, Customer[] rows)
    {
        var report = Customer.Sync.RunAsync(SyncSource.From(rows), new PostgreSqlTable(server.Database, "ours"), new PostgreSqlStateStore(server.Database), new() { Progress = new Phases() }).GetAwaiter().GetResult();
        Console.WriteLine(report);
        return report.Status == SyncStatus.Succeeded ? report.Counts.Succeeded : throw new InvalidOperationException(report.ToString());
    }

    private static long Copy(CustomerServer server, Customer[] rows)
    {
        var w = System.Diagnostics.Stopwatch.StartNew();
        using var connection = server.Open();
        using var import = connection.BeginBinaryImport($"COPY theirs ({CustomerServer.Columns}) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            import.StartRow();
            import.Write(row.Id, NpgsqlDbType.Integer);
            import.Write(row.Email, NpgsqlDbType.Text);
            if (row.Name is null) import.WriteNull(); else import.Write(row.Name, NpgsqlDbType.Text);
            import.Write(row.LifetimeValue, NpgsqlDbType.Numeric);
            import.Write(row.UpdatedAt, NpgsqlDbType.Timestamp);
            import.Write(row.Active, NpgsqlDbType.Boolean);
            if (row.Age is { } age) import.Write(age, NpgsqlDbType.Integer); else import.WriteNull();
            import.Write(row.Score, NpgsqlDbType.Double);
        }

        var count = (long)import.Complete();
        Console.WriteLine($"copy {w.ElapsedMilliseconds}");
        return count;
    }
}

internal sealed class Phases : IProgress<SyncProgress>
{
    private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();
    private SyncPhase? _phase;
    public void Report(SyncProgress value)
    {
        if (value.Phase == _phase) return;
        _phase = value.Phase;
        Console.WriteLine($"  {_watch.ElapsedMilliseconds} {value.Phase}");
    }
}
