using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Syncline.Sqlite.Tests;

/// <summary>A real process, killed in the middle of its work.</summary>
public sealed class KillTests : IDisposable
{
    private const string VictimFile = "SYNCLINE_KILL_VICTIM";
    private const int Rows = 5_000;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ISyncSource<Customer> Source => SyncSource.From(Enumerable.Range(1, Rows).Select(id => new Customer(id, $"{id}@example.org", $"Name {id}")));

    private static Task<SyncReport> RunAsync(string file)
        => Customer.Sync.RunAsync(Source, new SqliteTable(file, "customers"), new SqliteStateStore(file), new() { BatchSize = 20 }, Read.Stop);

    /// <summary>Not a test: what the other process runs.</summary>
    [Fact(Explicit = true)]
    public Task What_the_killed_process_does() => RunAsync(Environment.GetEnvironmentVariable(VictimFile)!);

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
            using var victim = Start(file);
            while (!victim.HasExited && Written() < before + 300 + (attempt * 111)) await Task.Delay(2, Read.Stop);
            if (!victim.HasExited) kills++;
            victim.Kill();
            await victim.WaitForExitAsync(Read.Stop);
        }

        Assert.True(kills > 0, "The process ended before it could be killed.");
        var there = Written();
        var report = await RunAsync(file);
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal((Rows - there, there), (report.Counts.Added, report.Counts.Unchanged));
        Assert.Equal([$"{Rows}|{Rows}|{Rows}"], _folder.Rows("crm.db", "SELECT (SELECT count(*) FROM customers), count(*), count(DISTINCT Id) FROM writes"));
    }

    private long Written() => long.Parse(_folder.Rows("crm.db", "SELECT count(*) FROM customers")[0], CultureInfo.InvariantCulture);

    private static Process Start(string file)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(KillTests).FullName}.{nameof(What_the_killed_process_does)}");
        start.ArgumentList.Add("-explicit");
        start.ArgumentList.Add("only");
        start.Environment[VictimFile] = file;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
