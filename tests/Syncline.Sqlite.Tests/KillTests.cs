using System.Diagnostics;
using System.Globalization;
using System.Text;
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
    private const int Enough = 300;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static ISyncSource<Customer> Source => SyncSource.From(Enumerable.Range(1, Rows).Select(id => new Customer(id, $"{id}@example.org", $"Name {id}")));

    private static Task<SyncReport> RunAsync(string file, string stateFile, Brake? brake = null)
        => Customer.Sync.RunAsync(Source, new SqliteTable(file, "customers"), new SqliteStateStore(stateFile), Options(brake), Read.Stop);

    private static async Task<SyncReport> RunActionsAsync(string file, string stateFile, Brake? brake = null)
    {
        using var postman = new Postman(file);
        return await Mail.Sync.RunAsync(SyncSource.From(Enumerable.Range(1, Events).Select(id => new Mail(id, "x"))), postman, new SqliteStateStore(stateFile), Options(brake), Read.Stop);
    }

    private static Task<SyncReport> RunEventsAsync(string file, string stateFile, IEnumerable<int> ids, Brake? brake = null)
        => SignUp.Sync.RunAsync(SyncSource.From(ids.Select(id => new SignUp(id, $"{id}@example.org"))), new SqliteTable(file, "sign_ups"), new SqliteStateStore(stateFile), Options(brake), Read.Stop);

    /// <summary>Not a test: what the other process runs.</summary>
    [Fact(Explicit = true)]
    public Task What_the_killed_process_does() => RunAsync(Environment.GetEnvironmentVariable(VictimFile)!, Environment.GetEnvironmentVariable(VictimState)!, new());

    /// <summary>Not a test: what the other process runs.</summary>
    [Fact(Explicit = true)]
    public Task What_the_killed_process_does_with_events()
        => RunEventsAsync(Environment.GetEnvironmentVariable(VictimFile)!, Environment.GetEnvironmentVariable(VictimState)!, Enumerable.Range(1, Events), new());

    /// <summary>Not a test: what the other process runs.</summary>
    [Fact(Explicit = true)]
    public Task What_the_killed_process_does_with_actions() => RunActionsAsync(Environment.GetEnvironmentVariable(VictimFile)!, Environment.GetEnvironmentVariable(VictimState)!, new());

    [Fact]
    public async Task A_run_killed_at_any_moment_is_taken_up_and_no_row_is_written_twice()
    {
        var file = CreateCustomers();
        var kills = 0;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var before = Written();
            using var victim = Start(file, file, nameof(What_the_killed_process_does));
            if (await KillAsync(victim, () => Written() >= before + Enough + (attempt * 111))) kills++;
        }

        Assert.True(kills > 0, "The process ended before it could be killed.");
        var there = Written();
        var report = await RunAsync(file, file);
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal((Rows - there, there), (report.Counts.Added, report.Counts.Unchanged));
        Assert.Equal([$"{Rows}|{Rows}|{Rows}"], _folder.Rows("crm.db", "SELECT (SELECT count(*) FROM customers), count(*), count(DISTINCT Id) FROM writes"));
    }

    [Fact]
    public async Task A_killed_run_with_a_state_of_its_own_sends_at_most_one_batch_twice()
    {
        var file = CreateCustomers();
        using (var victim = Start(file, _folder["state.db"], nameof(What_the_killed_process_does)))
        {
            Assert.True(await KillAsync(victim, () => Written() >= Enough), "The process ended before it could be killed.");
        }

        var there = Written();
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(file, _folder["state.db"])).Status);
        Assert.InRange(there, Enough, Rows - 1);
        Assert.Equal([$"{Rows}|{Rows}"], _folder.Rows("crm.db", "SELECT (SELECT count(*) FROM customers), count(DISTINCT Id) FROM writes"));
        Assert.InRange(Count("crm.db", "writes") - Rows, 0, BatchSize);
    }

    [Fact]
    public async Task Actions_of_a_run_that_was_killed_are_done_at_most_once_and_what_is_not_known_is_parked()
    {
        var file = _folder["sent.txt"];
        int[] Sent() => File.Exists(file) ? [.. File.ReadAllText(file).Split('\n')[..^1].Select(line => int.Parse(line, CultureInfo.InvariantCulture))] : [];
        using (var victim = Start(file, _folder["state.db"], nameof(What_the_killed_process_does_with_actions)))
        {
            Assert.True(await KillAsync(victim, () => Sent().Length >= Enough), "The process ended before it could be killed.");
        }

        Assert.InRange(Sent().Length, Enough, Events - 1);
        var report = await RunActionsAsync(file, _folder["state.db"]);
        var sent = Sent();
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal(sent.Length, sent.Distinct().Count());
        var parked = await Mail.Sync.ParkedAsync(new SqliteStateStore(_folder["state.db"]), cancellationToken: Read.Stop);
        Assert.InRange(parked.Length, 0, BatchSize);
        Assert.Equal(Enumerable.Range(1, Events), sent.Union(parked.Select(operation => operation.Key.Id)).Order());
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
            Assert.True(await KillAsync(victim, () => Written() >= Enough), "The process ended before it could be killed.");
        }

        var there = Written();
        Assert.InRange(there, Enough, Events - 1);
        var report = await RunEventsAsync(file, _folder[stateFile], [Events + 1]);
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Added));
        // With a state of its own one batch may have arrived without the state knowing: it is sent again, and the table has it.
        var again = report.Counts.Carried - (Events - there);
        Assert.InRange(again, 0, stateFile == "log.db" ? 0 : BatchSize);
        Assert.Equal(again, report.Counts.Skipped);
        Assert.Equal([$"{Events + 1}|{Events + 1}|{Events + 1}"], _folder.Rows("log.db", "SELECT (SELECT count(*) FROM sign_ups), count(*), count(DISTINCT Id) FROM writes"));
    }

    /// <summary>Makes a table whose triggers count every write of every row, in the transaction of the row.</summary>
    private string CreateCustomers() => _folder.Sql("crm.db", """
        CREATE TABLE customers (Id INTEGER PRIMARY KEY, Email TEXT, Name TEXT); CREATE TABLE writes (Id INTEGER);
        CREATE TRIGGER i AFTER INSERT ON customers BEGIN INSERT INTO writes VALUES (new.Id); END;
        CREATE TRIGGER u AFTER UPDATE ON customers BEGIN INSERT INTO writes VALUES (new.Id); END;
        """);

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

    private static SyncOptions Options(Brake? brake)
    {
        var options = new SyncOptions { BatchSize = BatchSize, Progress = brake };
        if (brake is not null) options.TimeProvider = brake;
        return options;
    }

    /// <summary>Holds up a process that has come far enough to be killed, for a machine so busy that nobody looks before it is done.</summary>
    /// <remarks>Progress is told every tenth of a second, in which a quick disk takes all rows: here one passes at each look at the clock.</remarks>
    private sealed class Brake : TimeProvider, IProgress<SyncProgress>
    {
        private long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimestampFrequency / 10);

        public void Report(SyncProgress value)
        {
            if (value.Phase == SyncPhase.Delivering && value.Done >= Enough) Thread.Sleep(TimeSpan.FromMilliseconds(500));
        }
    }

    /// <summary>Writes a line for each mail into a file, which keeps it when the process is killed.</summary>
    private sealed class Postman(string file) : IActionDestination<Mail>, IDisposable
    {
        private readonly FileStream _out = new(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        public string Identity => "post";

        public ValueTask PerformAsync(RowBatch<Mail> batch, CancellationToken cancellationToken)
        {
            foreach (var mail in batch.Rows) _out.Write(Encoding.UTF8.GetBytes($"{mail.Id}\n"));
            return default;
        }

        public void Dispose() => _out.Dispose();
    }
}
