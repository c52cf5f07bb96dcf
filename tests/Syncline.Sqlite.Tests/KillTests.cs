using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>A real process, killed in the middle of its work.</summary>
public sealed class KillTests : IDisposable
{
    private const string VictimFile = "SYNCLINE_KILL_VICTIM";
    private const string VictimState = "SYNCLINE_KILL_VICTIM_STATE";
    private const int Rows = 5_000;
    private const int Events = 4_000;
    private const int BatchSize = 20;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ISyncSource<Customer> Source => SyncSource.From(Enumerable.Range(1, Rows).Select(id => new Customer(id, $"{id}@example.org", $"Name {id}")));

    private static Task<SyncReport> RunAsync(string file)
        => Customer.Sync.RunAsync(Source, new SqliteTable(file, "customers"), new SqliteStateStore(file), new() { BatchSize = BatchSize }, Read.Stop);

    private static Task<SyncReport> RunEventsAsync(string file, string stateFile, IEnumerable<int> ids)
        => SignUp.Sync.RunAsync(SyncSource.From(ids.Select(id => new SignUp(id, $"{id}@example.org"))), new SqliteTable(file, "sign_ups"), new SqliteStateStore(stateFile), new() { BatchSize = BatchSize }, Read.Stop);

    /// <summary>Not a test: what the other process runs.</summary>
    [Fact(Explicit = true)]
    public Task What_the_killed_process_does() => RunAsync(Environment.GetEnvironmentVariable(VictimFile)!);

    /// <summary>Not a test: what the other process runs.</summary>
    [Fact(Explicit = true)]
    public Task What_the_killed_process_does_with_events()
        => RunEventsAsync(Environment.GetEnvironmentVariable(VictimFile)!, Environment.GetEnvironmentVariable(VictimState)!, Enumerable.Range(1, Events));

    [Fact]
    public async Task A_run_killed_at_any_moment_is_taken_up_and_no_row_is_written_twice()
    {
        // The trigger counts every write of every row, in the transaction of the row.
        var file = _folder.Sql("crm.db", """
            CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); CREATE TABLE writes (Id INTEGER);
            CREATE TRIGGER i AFTER INSERT ON customers BEGIN INSERT INTO writes VALUES (new.Id); END;
            CREATE TRIGGER u AFTER UPDATE ON customers BEGIN INSERT INTO writes VALUES (new.Id); END;
            """);
        var kills = 0;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var before = Written();
            using var victim = Start(file, file, nameof(What_the_killed_process_does));
            if (await KillAsync(victim, () => Written() >= before + 300 + (attempt * 111))) kills++;
        }

        Assert.True(kills > 0, "The process ended before it could be killed.");
        var there = Written();
        var report = await RunAsync(file);
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal((Rows - there, there), (report.Counts.Added, report.Counts.Unchanged));
        Assert.Equal([$"{Rows}|{Rows}|{Rows}"], _folder.Rows("crm.db", "SELECT (SELECT count(*) FROM customers), count(*), count(DISTINCT Id) FROM writes"));
    }

    [Theory]
    [InlineData("log.db")]
    [InlineData("state.db")]
    public async Task Events_of_a_run_that_was_killed_arrive_once_though_the_source_holds_them_no_more(string stateFile)
    {
        var file = _folder.Sql("log.db", """
            CREATE TABLE sign_ups (Id INTEGER PRIMARY KEY, Email TEXT); CREATE TABLE writes (Id INTEGER);
            CREATE TRIGGER i AFTER INSERT ON sign_ups BEGIN INSERT INTO writes VALUES (new.Id); END;
            CREATE TRIGGER u AFTER UPDATE ON sign_ups BEGIN INSERT INTO writes VALUES (new.Id); END;
            """);
        long Written() => Count("log.db", "sign_ups");
        using (var victim = Start(file, _folder[stateFile], nameof(What_the_killed_process_does_with_events)))
        {
            Assert.True(await KillAsync(victim, () => Written() >= 300), "The process ended before it could be killed.");
        }

        var there = Written();
        Assert.InRange(there, 300, Events - 1);
        var report = await RunEventsAsync(file, _folder[stateFile], [Events + 1]);
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Added));
        // With a state of its own one batch may have arrived without the state knowing: it is sent again, and the table has it.
        var again = report.Counts.Carried - (Events - there);
        Assert.InRange(again, 0, stateFile == "log.db" ? 0 : BatchSize);
        Assert.Equal(again, report.Counts.Skipped);
        Assert.Equal([$"{Events + 1}|{Events + 1}|{Events + 1}"], _folder.Rows("log.db", "SELECT (SELECT count(*) FROM sign_ups), count(*), count(DISTINCT Id) FROM writes"));
    }

    private long Written() => Count("crm.db", "customers");

    private long Count(string file, string table) => long.Parse(_folder.Rows(file, $"SELECT count(*) FROM {table}")[0], CultureInfo.InvariantCulture);

    /// <summary>Kills a process when it has come so far.</summary>
    /// <returns>Whether it was still at work.</returns>
    private static async Task<bool> KillAsync(Process victim, Func<bool> isFarEnough)
    {
        while (!victim.HasExited && !isFarEnough()) await Task.Delay(2, Read.Stop);
        var isAtWork = !victim.HasExited;
        victim.Kill();
        await victim.WaitForExitAsync(Read.Stop);
        return isAtWork;
    }

    private static Process Start(string file, string stateFile, string method)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(KillTests).FullName}.{method}");
        start.ArgumentList.Add("-explicit");
        start.ArgumentList.Add("only");
        start.Environment[VictimFile] = file;
        start.Environment[VictimState] = stateFile;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
