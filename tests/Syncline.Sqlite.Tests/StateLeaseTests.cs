using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Syncline.Sqlite.Tests;

public sealed class StateLeaseTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 5, 31, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    private ValueTask<IStateSession> Open(string id = "a") => new SqliteStateStore(TestFolder.Source(_folder["state.db"])).OpenAsync(id, StateAccess.Run, _time, Read.Stop);

    private static ReadOnlyMemory<byte>[] Segment => [new byte[] { 1 }];

    private string Expires => _folder.Rows("state.db", "SELECT datetime(expires / 1000, 'unixepoch') FROM syncline_lease")[0];

    [Fact]
    public async Task A_second_run_is_told_who_holds_the_lease_and_until_when()
    {
        await using var session = await Open();
        var error = await Assert.ThrowsAsync<LeaseHeldException>(async () => await Open());
        Assert.Contains($"Another run holds the lease of the state 'a' in {_folder["state.db"]}: process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on {Environment.MachineName}", error.Message);
        Assert.Contains("until 2024-05-31 12:01:00Z", error.Message);
        await using var other = await Open("b");
        Assert.True(other.HoldsLease);
    }

    [Fact]
    public async Task A_lease_given_back_is_free_at_once()
    {
        await (await Open()).DisposeAsync();
        await using var session = await Open();
        Assert.True(session.HoldsLease);
    }

    [Fact]
    public async Task A_lease_that_could_not_be_given_back_keeps_no_run_of_this_process_waiting()
    {
        var session = await Open();
        using (var other = _folder.Open("state.db"))
        {
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            await session.DisposeAsync();
        }

        Assert.Equal("2024-05-31 12:01:00", Expires);
        await using var next = await Open();
        Assert.True(next.HoldsLease);
    }

    [Fact]
    public async Task The_heartbeat_renews_the_lease_every_quarter_of_it()
    {
        await using var session = await Open();
        Assert.Equal("2024-05-31 12:01:00", Expires);
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("2024-05-31 12:01:15", Expires);
        for (var i = 0; i < 20; i++) _time.Advance(TimeSpan.FromSeconds(15));
        Assert.True(session.HoldsLease);
        await Assert.ThrowsAsync<LeaseHeldException>(async () => await Open());
        await session.AppendAsync(Segment, null, Read.Stop);
    }

    [Fact]
    public async Task A_heartbeat_that_meets_a_lock_tries_again_later()
    {
        await using var session = await Open();
        using (var other = _folder.Open("state.db"))
        {
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            _time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal("2024-05-31 12:01:00", Expires);
        Assert.True(session.HoldsLease);
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("2024-05-31 12:01:30", Expires);
    }

    [Fact]
    public async Task An_append_renews_the_lease()
    {
        await using var session = await Open();
        _time.SetUtcNow(_time.GetUtcNow() + TimeSpan.FromSeconds(10));
        await session.AppendAsync(Segment, null, Read.Stop);
        Assert.Equal("2024-05-31 12:01:10", Expires);
    }

    [Fact]
    public async Task An_expired_lease_is_taken_over_and_its_old_holder_commits_nothing_more()
    {
        await using var old = await Open();
        await old.AppendAsync(Segment, null, Read.Stop);
        // The old run was asleep: no heartbeat came.
        _folder.Sql("state.db", "UPDATE syncline_lease SET expires = 0");
        await using var next = await Open();
        await next.AppendAsync(Segment, null, Read.Stop);
        Assert.True(old.HoldsLease);
        var error = await Assert.ThrowsAsync<LeaseLostException>(async () => await old.AppendAsync(Segment, null, Read.Stop));
        Assert.Contains($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on {Environment.MachineName}", error.Message);
        Assert.False(old.HoldsLease);
        await Assert.ThrowsAsync<LeaseLostException>(async () => await old.ReplaceAsync(Nothing(), Read.Stop));
        Assert.Equal(["2"], _folder.Rows("state.db", "SELECT version FROM syncline_lease"));

        // Nor does it give back what is another's.
        await old.DisposeAsync();
        await Assert.ThrowsAsync<LeaseHeldException>(async () => await Open());
    }

    [Theory]
    [InlineData("DELETE FROM syncline_lease", "its row in syncline_lease is gone")]
    [InlineData("UPDATE syncline_lease SET fence = fence + 2, holder = NULL", "it was taken over and given back")]
    public async Task A_lease_that_nobody_holds_any_more_is_lost_too(string change, string now)
    {
        await using var session = await Open();
        _folder.Sql("state.db", change);
        var error = await Assert.ThrowsAsync<LeaseLostException>(async () => await session.AppendAsync(Segment, null, Read.Stop));
        Assert.Contains($": {now}. Nothing more was committed", error.Message);
        Assert.False(session.HoldsLease);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("moved")]
    [InlineData("replaced")]
    public async Task A_file_that_is_not_the_one_any_more_takes_nothing_more(string how)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets nobody move an open file.");
        Assert.SkipWhen(how == "replaced" && !OperatingSystem.IsLinux(), "Files of one path are told apart on Linux alone.");
        await using var session = await Open();
        await session.AppendAsync(Segment, null, Read.Stop);
        if (how == "deleted") File.Delete(_folder["state.db"]);
        else File.Move(_folder["state.db"], _folder["aside.db"]);
        if (how == "replaced") await File.WriteAllTextAsync(_folder["state.db"], "another", Read.Stop);
        var error = await Assert.ThrowsAsync<StateException>(async () => await session.AppendAsync(Segment, null, Read.Stop));
        Assert.StartsWith($"The state file {_folder["state.db"]} was deleted, moved or replaced while this run was at work, and nothing more is remembered", error.Message);
        Assert.False(session.HoldsLease);
        await Assert.ThrowsAsync<StateException>(async () => await session.ReplaceAsync(Nothing(), Read.Stop));
    }

    [Fact]
    public async Task A_heartbeat_finds_out_that_the_file_is_gone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets nobody move an open file.");
        await using var session = await Open();
        File.Delete(_folder["state.db"]);
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.False(session.HoldsLease);
    }

    [Fact]
    public async Task A_heartbeat_finds_out_that_the_lease_is_lost()
    {
        await using var old = await Open();
        _folder.Sql("state.db", "UPDATE syncline_lease SET expires = 0");
        await using var next = await Open();
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.False(old.HoldsLease);
        Assert.True(next.HoldsLease);
    }

    [Fact]
    public async Task A_holder_that_died_on_this_machine_is_replaced_at_once_and_one_elsewhere_is_waited_for()
    {
        await using (await Open())
        {
            using var gone = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
            await gone.WaitForExitAsync(Read.Stop);
            _folder.Sql("state.db", $"UPDATE syncline_lease SET process = {gone.Id}, holder = 'dead'");
            await using var next = await Open();
            Assert.True(next.HoldsLease);
        }

        _folder.Sql("state.db", $"UPDATE syncline_lease SET process = 1, started = 0, holder = 'x', machine = 'elsewhere/1/2', expires = {_time.GetUtcNow().AddSeconds(30).ToUnixTimeMilliseconds()}");
        Assert.Contains("process 1 on elsewhere (run x), until 2024-05-31 12:00:30Z", (await Assert.ThrowsAsync<LeaseHeldException>(async () => await Open())).Message);
        _time.SetUtcNow(_time.GetUtcNow().AddSeconds(31));
        await (await Open()).DisposeAsync();
    }

    [Fact]
    public async Task Another_process_that_took_the_number_of_a_dead_one_does_not_keep_its_lease()
    {
        await using var old = await Open();
        _folder.Sql("state.db", $"UPDATE syncline_lease SET started = started - {(OperatingSystem.IsLinux() ? 1 : TimeSpan.TicksPerMinute)}");
        await using var next = await Open();
        Assert.True(next.HoldsLease);
    }

    [Fact]
    public async Task A_live_process_keeps_its_lease()
    {
        // 'sleep' stands for a run in another process: only its number and start are looked at.
        if (!OperatingSystem.IsLinux()) return;
        using var alive = Process.Start("sleep", "30");
        try
        {
            await using var session = await Open();
            var stat = await File.ReadAllTextAsync($"/proc/{alive.Id}/stat", Read.Stop);
            var started = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
            _folder.Sql("state.db", $"UPDATE syncline_lease SET process = {alive.Id}, started = {started}, holder = 'other'");
            await Assert.ThrowsAsync<LeaseHeldException>(async () => await Open());
            alive.Kill();
            await alive.WaitForExitAsync(Read.Stop);
            await using var next = await Open();
        }
        finally
        {
            if (!alive.HasExited) alive.Kill();
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Nothing()
    {
        await Task.Yield();
        yield break;
    }
}
