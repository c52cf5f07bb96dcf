using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace Syncline.PostgreSql.Tests;

public sealed class StateLeaseTests(Cluster cluster) : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private string _database = "";

    public async ValueTask InitializeAsync() => _database = await cluster.NewDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask<IStateSession> Open(string id = "a") => new PostgreSqlStateStore(_database).OpenAsync(id, StateAccess.Run, _time, Statements.Stop);

    private static ReadOnlyMemory<byte>[] Segment => [new byte[] { 1 }];

    private Task ExecuteAsync(string sql) => Statements.ExecuteAsync(_database, sql);

    private async Task<string> OneAsync(string sql) => Assert.Single(await Statements.RowsAsync(_database, sql));

    /// <summary>Beats, and waits until what is asked for is so: the beat goes on beside the test.</summary>
    private async Task BeatUntilAsync(Func<Task<bool>> isSo)
    {
        _time.Advance(StateLease.Interval);
        for (var i = 0; i < 500 && !await isSo(); i++) await Task.Delay(10, Statements.Stop);
        Assert.True(await isSo());
    }

    [Fact]
    public async Task A_second_run_is_told_who_holds_the_lease_and_until_when()
    {
        await using var session = await Open();
        var until = await OneAsync("SELECT to_char(expires AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS\"Z\"') FROM syncline_lease");
        var error = await Assert.ThrowsAsync<LeaseHeldException>(async () => await Open());
        Assert.Contains($"Another run holds the lease of the state 'a' in the database {new NpgsqlConnectionStringBuilder(_database).Database}", error.Message);
        Assert.Contains($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on {Environment.MachineName}", error.Message);
        Assert.Contains($"until {until}. Wait for it to end.", error.Message);
        await using var other = await Open("b");
        Assert.True(other.HoldsLease);
    }

    [Fact]
    public async Task A_lease_given_back_is_free_at_once()
    {
        var session = await Open();
        await session.DisposeAsync();
        await session.DisposeAsync();
        await using var next = await Open();
        Assert.True(next.HoldsLease);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lease_whose_taking_was_not_answered_keeps_nobody_out(bool isTaken)
    {
        await (await Open()).DisposeAsync();
        using var proxy = new CutOffProxy(_database, isTaken);
        await Assert.ThrowsAsync<StateException>(async () => await new PostgreSqlStateStore(proxy.ConnectionString).OpenAsync("a", StateAccess.Run, _time, Statements.Stop));
        Assert.Equal($"{isTaken}", await OneAsync("SELECT holder IS NOT NULL FROM syncline_lease"));
        await using var next = await Open();
        Assert.True(next.HoldsLease);
    }

    [Fact]
    public async Task A_lease_lasts_sixty_seconds_by_the_server_s_clock_whatever_the_clock_here_says()
    {
        _time.SetUtcNow(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var session = await Open();
        Assert.Equal("True", await OneAsync("SELECT expires BETWEEN now() + interval '50 s' AND now() + interval '60 s' FROM syncline_lease"));
        await Assert.ThrowsAsync<LeaseHeldException>(async () => await Open());
    }

    [Fact]
    public async Task The_heartbeat_renews_the_lease()
    {
        await using var session = await Open();
        await ExecuteAsync("UPDATE syncline_lease SET expires = now() + interval '1 s'");
        await BeatUntilAsync(async () => await OneAsync("SELECT expires > now() + interval '30 s' FROM syncline_lease") == "True");
        Assert.True(session.HoldsLease);
    }

    [Fact]
    public async Task The_heartbeat_goes_on_where_a_beat_meets_a_server_that_is_away()
    {
        await using var session = await Open();
        // Nobody gets in, and who is in is thrown out.
        var name = new NpgsqlConnectionStringBuilder(_database).Database!;
        var postgres = new NpgsqlConnectionStringBuilder(_database) { Database = "postgres" }.ConnectionString;
        await Statements.ExecuteAsync(postgres, $"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await Statements.ExecuteAsync(postgres, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        _time.Advance(StateLease.Interval);
        await Task.Delay(200, Statements.Stop);
        Assert.True(session.HoldsLease);
        await Statements.ExecuteAsync(postgres, $"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        NpgsqlConnection.ClearPool(new NpgsqlConnection(_database));
        await ExecuteAsync("UPDATE syncline_lease SET expires = now() + interval '1 s'");
        await BeatUntilAsync(async () => await OneAsync("SELECT expires > now() + interval '30 s' FROM syncline_lease") == "True");
    }

    [Fact]
    public async Task An_append_renews_the_lease_and_an_empty_one_only_checks_it()
    {
        await using var session = await Open();
        foreach (var segments in new[] { Segment, [] })
        {
            await ExecuteAsync("UPDATE syncline_lease SET expires = now() + interval '1 s'");
            await session.AppendAsync(segments, null, Statements.Stop);
            Assert.Equal("True", await OneAsync("SELECT expires > now() + interval '30 s' FROM syncline_lease"));
            Assert.Equal(1, session.Version);
        }
    }

    [Fact]
    public async Task An_expired_lease_is_taken_over_and_its_old_holder_commits_nothing_more()
    {
        await using var old = await Open();
        await old.AppendAsync(Segment, null, Statements.Stop);
        // The old run was asleep: no heartbeat came.
        await ExecuteAsync("UPDATE syncline_lease SET expires = now()");
        await using var next = await Open();
        await next.AppendAsync(Segment, null, Statements.Stop);
        Assert.True(old.HoldsLease);
        var error = await Assert.ThrowsAsync<LeaseLostException>(async () => await old.AppendAsync(Segment, null, Statements.Stop));
        Assert.Contains($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on {Environment.MachineName}", error.Message);
        Assert.EndsWith("holds it now. Nothing more was committed; run again when that run has ended.", error.Message);
        Assert.False(old.HoldsLease);
        await Assert.ThrowsAsync<LeaseLostException>(async () => await old.ReplaceAsync(AsyncEnumerable.Empty<ReadOnlyMemory<byte>>(), Statements.Stop));
        Assert.Equal("2", await OneAsync("SELECT version FROM syncline_lease"));

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
        await ExecuteAsync(change);
        var error = await Assert.ThrowsAsync<LeaseLostException>(async () => await session.AppendAsync(Segment, null, Statements.Stop));
        Assert.Contains($": {now}. Nothing more was committed", error.Message);
        Assert.False(session.HoldsLease);
    }

    [Fact]
    public async Task A_heartbeat_finds_out_that_the_lease_is_lost()
    {
        await using var old = await Open();
        await ExecuteAsync("UPDATE syncline_lease SET expires = now()");
        await using var next = await Open();
        await BeatUntilAsync(() => Task.FromResult(!old.HoldsLease));
        Assert.True(next.HoldsLease);
    }

    [Fact]
    public async Task Of_many_that_want_the_lease_at_once_one_gets_it()
    {
        await using (await Open()) { }
        for (var round = 0; round < 5; round++)
        {
            var sessions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
                async () =>
                {
                    try
                    {
                        return await Open();
                    }
                    catch (LeaseHeldException)
                    {
                        return null;
                    }
                },
                Statements.Stop)));
            var winner = Assert.Single(sessions, session => session is not null)!;
            await winner.AppendAsync(Segment, null, Statements.Stop);
            await winner.DisposeAsync();
        }

        Assert.Equal("5|5", await OneAsync("SELECT version, (SELECT count(*) FROM syncline_segments) FROM syncline_lease"));
    }

    [Fact]
    public async Task Who_takes_over_waits_for_a_commit_under_way_and_who_commits_for_the_one_who_takes_over()
    {
        await using var old = await Open();
        await ExecuteAsync("UPDATE syncline_lease SET expires = now()");
        // The old holder's segments are written and its lease renewed, but not committed.
        var appending = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource();
        var append = Task.Run(async () => await old.ReplaceAsync(Slow(), Statements.Stop), Statements.Stop);
        await appending.Task;
        var taking = Task.Run(async () => await Open(), Statements.Stop);
        await Task.Delay(100, Statements.Stop);
        Assert.False(taking.IsCompleted);
        mayEnd.SetResult();
        await append;
        await Assert.ThrowsAsync<LeaseHeldException>(() => taking);
        await old.AppendAsync(Segment, null, Statements.Stop);
        Assert.Equal("2", await OneAsync("SELECT count(*) FROM syncline_segments"));

        async IAsyncEnumerable<ReadOnlyMemory<byte>> Slow()
        {
            yield return Segment[0];
            appending.SetResult();
            await mayEnd.Task;
        }
    }

    [Fact]
    public async Task A_holder_that_died_on_this_machine_is_replaced_at_once_and_one_elsewhere_is_waited_for()
    {
        await using (await Open())
        {
            using var gone = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
            await gone.WaitForExitAsync(Statements.Stop);
            await ExecuteAsync($"UPDATE syncline_lease SET process = {gone.Id}, holder = 'dead'");
            await using var next = await Open();
            Assert.True(next.HoldsLease);
        }

        await ExecuteAsync("UPDATE syncline_lease SET process = 1, started = 0, holder = 'x', machine = 'elsewhere/1/2', expires = now() + interval '30 s'");
        Assert.Contains("process 1 on elsewhere (run x), until ", (await Assert.ThrowsAsync<LeaseHeldException>(async () => await Open())).Message);
        await ExecuteAsync("UPDATE syncline_lease SET expires = now()");
        await (await Open()).DisposeAsync();
    }

    [Fact]
    public async Task Another_process_that_took_the_number_of_a_dead_one_does_not_keep_its_lease()
    {
        await using var old = await Open();
        await ExecuteAsync($"UPDATE syncline_lease SET started = started - {(OperatingSystem.IsLinux() ? 1 : TimeSpan.TicksPerMinute)}");
        await using var next = await Open();
        Assert.True(next.HoldsLease);
    }
}
