using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Syncline.Sqlite.Tests.Survival;

/// <summary>A process that is stopped for longer than its lease lasts, robbed of it, and woken up.</summary>
public sealed class StoppedProcessTests : IDisposable
{
    private const int ContinueSignal = 18;
    private static readonly string[] Points =
    [
        "source:2", "append:2", "appended:2", "apply:2", "apply:4", "apply:6", "applied:2", "commit:2", "committed:2", "fold:1", "folded:1", "close:1",
    ];

    private readonly TestFolder _folder = new();

    /// <summary>Where a run is stopped.</summary>
    public static TheoryData<WorldKind, bool, string> Cases()
    {
        var cases = new TheoryData<WorldKind, bool, string>();
        foreach (var kind in Enum.GetValues<WorldKind>())
        {
            foreach (var sharesFile in new[] { true, false })
            {
                foreach (var point in Points.Where(point => kind == WorldKind.Objects || point is "append:2" or "apply:2"))
                {
                    // Where table and state are one file nothing is marked, and so little to fold.
                    if (!sharesFile || !point.StartsWith("fold", StringComparison.Ordinal)) cases.Add(kind, sharesFile, point);
                }
            }
        }

        return cases;
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_run_that_wakes_up_without_its_lease_commits_nothing_more(WorldKind kind, bool sharesFile, string point)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks into /proc whether a process is stopped.");
        var where = point.Split(':')[0];
        var holdsTable = where is "applied" or "commit" || (sharesFile && where is "append" or "appended");
        var isOver = where is "fold" or "folded" or "close";
        _folder.Sql("table.db", World.Table(kind));
        var clock = new ClockFile(_folder.Path);
        var world = new World(_folder.Path, kind, sharesFile, 7) { Patience = 1 };
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(world, 1, clock)).Status);
        using var sleeper = Child.Start(["round", .. world.Arguments, "2", $"{point}:stops"]);
        try
        {
            await StoppedAsync(sleeper);
            // What holds the lock of the state's file can't be robbed of the lease in it.
            var keepsLease = holdsTable && sharesFile;
            if (!keepsLease) Assert.Equal(SyncStatus.Stopped, (await RunAsync(world, 3, clock)).Status);
            clock.PutForward(TimeSpan.FromMinutes(2));
            var thief = await RunAsync(world, 3, clock);
            Assert.True(holdsTable ? thief.Status is SyncStatus.Failed or SyncStatus.Incomplete : thief.Status == SyncStatus.Succeeded, thief.ToString());
            var state = keepsLease ? [] : State(sharesFile);
            var told = await WakeAsync(sleeper);
            Assert.True(told[0] == (keepsLease || isOver ? "Succeeded" : "Stopped"), string.Join(' ', told));
            if (!keepsLease)
            {
                if (!isOver) Assert.Contains("lost the lease", told[3], StringComparison.Ordinal);
                Assert.Equal(state, State(sharesFile));
            }
        }
        finally
        {
            if (!sleeper.HasExited) sleeper.Kill();
        }

        if (!holdsTable) IsAsItShouldBe(world, "when the stopped run had woken up");
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(world, 3, clock)).Status);
        IsAsItShouldBe(world, "after one more run");
        var writes = _folder.Rows("table.db", "SELECT what FROM writes");
        Assert.InRange(writes.Length - writes.Distinct().Count(), 0, sharesFile ? 0 : World.BatchSize);
    }

    private void IsAsItShouldBe(World world, string when)
    {
        // What only the stopped run saw may never have been planned.
        var differs = world.Contents(3).ToHashSet();
        differs.SymmetricExceptWith(_folder.Rows("table.db", "SELECT Id, Email FROM t"));
        differs.ExceptWith(world.Passing(2));
        Assert.True(differs.Count == 0, $"{when}: {string.Join(", ", differs)}");
    }

    private static Task<SyncReport> RunAsync(World world, int round, TimeProvider clock)
        => world.RunAsync(round, Fuse.None, new SyncOptions { TimeProvider = clock, MaxWait = TimeSpan.Zero }, Read.Stop);

    private string[] State(bool sharesFile)
    {
        var file = sharesFile ? "table.db" : "state.db";
        return [.. _folder.Rows(file, "SELECT state, number, hex(data) FROM syncline_segments ORDER BY 1, 2"), .. _folder.Rows(file, "SELECT * FROM syncline_lease")];
    }

    private static async Task<string[]> WakeAsync(Process sleeper)
    {
        Assert.Equal(0, Fuse.Signal(sleeper.Id, ContinueSignal));
        var told = await sleeper.StandardOutput.ReadToEndAsync(Read.Stop);
        await sleeper.WaitForExitAsync(Read.Stop);
        Assert.True(sleeper.ExitCode == 0, await sleeper.StandardError.ReadToEndAsync(Read.Stop));
        return told.TrimEnd('\n').Split('\t');
    }

    private static async Task StoppedAsync(Process sleeper)
    {
        while (true)
        {
            var status = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{sleeper.Id}/stat"), Read.Stop);
            var letter = status[status.LastIndexOf(')') + 2];
            if (letter == 'T') return;
            Assert.False(letter is 'Z' or 'X', $"The process ended before it was stopped.");
            await Task.Delay(1, Read.Stop);
        }
    }
}
