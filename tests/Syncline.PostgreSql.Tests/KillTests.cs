using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests;

/// <summary>A real process, killed in the middle of its work.</summary>
public sealed class KillTests(Cluster cluster)
{
    private const int Rows = 4_000;
    private const int BatchSize = 20;

    private static Task<SyncReport> RunAsync(string table, string state)
        => Visitor.Sync.RunAsync(
            SyncSource.From(Enumerable.Range(1, Rows).Select(id => new Visitor(id, $"{id}@example.org", $"Name {id}"))),
            new PostgreSqlTable(table, "visitors"),
            new PostgreSqlStateStore(state),
            new() { BatchSize = BatchSize },
            Statements.Stop);

    /// <summary>Not a test: what the other process runs.</summary>
    [Fact(Explicit = true)]
    public Task What_the_killed_process_does()
    {
        var databases = Environment.GetEnvironmentVariable(Cluster.Borrowed)!.Split('\n');
        return RunAsync(databases[0], databases[1]);
    }

    [Fact]
    public async Task A_run_killed_at_any_moment_is_taken_up_at_once_and_no_row_is_written_twice()
    {
        var database = await DatabaseAsync();
        var kills = 0;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var before = await WrittenAsync(database);
            if (await KillAsync(database, database, before + 300 + (attempt * 111))) kills++;
        }

        Assert.True(kills > 0, "The process ended before it could be killed.");
        await SettledAsync(database);
        var there = await WrittenAsync(database);
        var report = await RunAsync(database, database);
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal((Rows - there, there), (report.Counts.Added, report.Counts.Unchanged));
        Assert.Equal([$"{Rows}|{Rows}|{Rows}"], await Statements.RowsAsync(database, "SELECT (SELECT count(*) FROM visitors), count(*), count(DISTINCT id) FROM writes"));
    }

    [Fact]
    public async Task A_killed_run_with_a_state_in_another_database_sends_at_most_one_batch_twice()
    {
        var (database, state) = (await DatabaseAsync(), await cluster.NewDatabaseAsync());
        Assert.True(await KillAsync(database, state, 300), "The process ended before it could be killed.");
        await SettledAsync(database);
        var there = await WrittenAsync(database);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(database, state)).Status);
        Assert.InRange(there, 300, Rows - 1);
        Assert.Equal([$"{Rows}|{Rows}"], await Statements.RowsAsync(database, "SELECT (SELECT count(*) FROM visitors), count(DISTINCT id) FROM writes"));
        var doubled = long.Parse((await Statements.RowsAsync(database, "SELECT count(*) FROM writes"))[0], CultureInfo.InvariantCulture) - Rows;
        Assert.InRange(doubled, 0, BatchSize);
    }

    /// <summary>A table whose trigger counts every write of every row, in the transaction of the row.</summary>
    private async Task<string> DatabaseAsync()
    {
        var database = await cluster.NewDatabaseAsync();
        await Statements.ExecuteAsync(database, """
            CREATE TABLE visitors ("Id" int PRIMARY KEY, "Email" text, "Name" text);
            CREATE TABLE writes (id int);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO writes VALUES (NEW."Id"); RETURN NEW; END';
            CREATE TRIGGER note AFTER INSERT OR UPDATE ON visitors FOR EACH ROW EXECUTE FUNCTION note()
            """);
        return database;
    }

    private static async Task<long> WrittenAsync(string database) => long.Parse((await Statements.RowsAsync(database, "SELECT count(*) FROM visitors"))[0], CultureInfo.InvariantCulture);

    /// <summary>Waits until the server has noticed that the killed process is gone, and has undone or done what it was at.</summary>
    private static async Task SettledAsync(string database)
    {
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        while ((await Statements.RowsAsync(database, $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND application_name = 'victim'"))[0] != "0") await Task.Delay(10, Statements.Stop);
    }

    /// <summary>Starts a run in a process of its own, and kills it when it has written so many rows.</summary>
    /// <returns>Whether it was still at work.</returns>
    private static async Task<bool> KillAsync(string table, string state, long rows)
    {
        static string Victim(string database) => new NpgsqlConnectionStringBuilder(database) { ApplicationName = "victim" }.ConnectionString;
        using var victim = Start($"{Victim(table)}\n{Victim(state)}");
        while (!victim.HasExited && await WrittenAsync(table) < rows) await Task.Delay(2, Statements.Stop);
        var isAtWork = !victim.HasExited;
        victim.Kill();
        await victim.WaitForExitAsync(Statements.Stop);
        return isAtWork;
    }

    private static Process Start(string databases)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        foreach (var argument in new[] { "-method", $"{typeof(KillTests).FullName}.{nameof(What_the_killed_process_does)}", "-explicit", "only" }) start.ArgumentList.Add(argument);
        start.Environment[Cluster.Borrowed] = databases;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
