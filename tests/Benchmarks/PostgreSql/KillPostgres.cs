using System.Diagnostics;
using System.Globalization;

namespace Syncline.Benchmarks;

/// <summary>
/// Kills runs at random moments, with table and state in one database. Each version of the rows is delivered to the end by as many runs as it takes; a trigger writes down each write with its version, in the transaction of the row. Of each key and
/// version there must be one: none is a row lost, a second one a row doubled. With the state apart, where a killed run may send its last batch again, the same books are kept beside it: they can tell.
/// </summary>
internal static class KillPostgres
{
    private const int Rows = 20_000;
    private const int BatchSize = 200;

    public static double? Run(int kills)
    {
        using var server = new CustomerServer();
        Console.WriteLine("Killed with the state in the table's database:");
        var (lost, doubled) = KillAll(server, server.Database, kills);
        Console.WriteLine("Killed with the state in another database, where the last batch may come again:");
        KillAll(server, server.NewDatabase(), Math.Max(1, kills / 4));
        if (lost + doubled > 0) throw new InvalidOperationException($"{lost} rows were lost and {doubled} doubled.");
        return null;
    }

    /// <summary>What a child does until it is killed.</summary>
    public static int Deliver(string table, string state, int version)
    {
        var rows = Enumerable.Range(1, Rows).Select(id => new Customer(id, "someone@example.com", null, version, new DateTime(2024, 1, 1), true, null, version));
        Console.WriteLine("begins");
        var report = Customer.Sync.RunAsync(SyncSource.From(rows), new PostgreSqlTable(table, "ours"), new PostgreSqlStateStore(state), new() { BatchSize = BatchSize }).GetAwaiter().GetResult();
        return report.Status == SyncStatus.Succeeded ? 0 : throw new InvalidOperationException(report.ToString());
    }

    private static (long Lost, long Doubled) KillAll(CustomerServer server, string state, int kills)
    {
        server.CreateTable("ours");
        server.Execute("""
            DROP TABLE IF EXISTS syncline_meta, syncline_segments, syncline_lease, writes;
            CREATE TABLE writes (id integer NOT NULL, version numeric NOT NULL);
            CREATE OR REPLACE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO writes VALUES (NEW."Id", NEW."LifetimeValue"); RETURN NEW; END';
            CREATE TRIGGER note AFTER INSERT OR UPDATE ON ours FOR EACH ROW EXECUTE FUNCTION note()
            """);
        var random = new Random(7);
        // One is not killed, and says how long a run takes: the moments of the others are spread over that.
        var (killed, atWork, version, length) = (0, 0, 1, Timeout.Infinite);
        for (var isDone = false; killed < kills || !isDone;)
        {
            var before = server.Count("SELECT count(*) FROM writes");
            using var child = ChildProcess.Start("kill-postgres", server.Database, state, version.ToString(CultureInfo.InvariantCulture));
            // However long the process took to start: the moments are those of a run.
            child.StandardOutput.ReadLine();
            // Once there were kills enough the last version is delivered to its end.
            var start = Stopwatch.GetTimestamp();
            isDone = killed < kills && length > 0 ? child.WaitForExit(random.Next(length)) : child.WaitForExit(Timeout.Infinite);
            if (isDone)
            {
                if (child.ExitCode != 0) throw new InvalidOperationException($"A run ended with {child.ExitCode}.");
                version++;
                length = Math.Max(length, (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                continue;
            }

            child.Kill();
            child.WaitForExit();
            killed++;
            if (server.Count("SELECT count(*) FROM writes") > before) atWork++;
        }

        var versions = version - 1;
        var lost = (long)versions * Rows - server.Count("SELECT count(DISTINCT (id, version)) FROM writes") + server.Count(string.Create(CultureInfo.InvariantCulture, $"SELECT {Rows} - count(*) FROM ours WHERE \"LifetimeValue\" = {versions}"));
        var doubled = server.Count("SELECT count(*) - count(DISTINCT (id, version)) FROM writes");
        Console.WriteLine($"  {killed} runs killed, {atWork} of them after they had written rows; {versions} versions of {Rows} rows delivered: {lost} rows lost, {doubled} doubled");
        return (lost, doubled);
    }
}
