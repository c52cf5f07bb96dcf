using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Syncline.ApiDoubles;
using Syncline.Tests.Engine;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>What goes wrong on the way, and what becomes of the rows.</summary>
public sealed class FaultTests : Runs
{
    private static HttpDestination People(HttpAccount account) => new(account, "people")
    {
        Upsert = HttpCall.Put("people/{id}"),
        Insert = HttpCall.Post("people"),
        Event = HttpCall.Post("people"),
        Action = HttpCall.Post("people"),
    };

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_storm_passes_and_every_row_arrives(int status)
    {
        using var account = new HttpAccount(Api.Address);
        var left = 25;
        Api.Before = async (http, _) => Interlocked.Decrement(ref left) >= 0 && await ApiDouble.AnswerAsync(http, status, "<html><title>Busy</title></html>");
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), People(account), People(60), Hasty);
        Assert.Equal((SyncStatus.Succeeded, 60L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(60, At("people").Count());
        Assert.Equal(85, Api.Requests.Count);
    }

    [Fact]
    public async Task A_storm_that_does_not_end_defers_what_was_not_taken()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        var taken = 0;
        Api.Before = async (http, _) => Interlocked.Increment(ref taken) > 3 && await ApiDouble.AnswerAsync(http, 429, """{"title":"Too many"}""");
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), People(account), People(10), Hasty);
        Assert.Equal((SyncStatus.Incomplete, 3L, 7L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.Unknown));
        Api.Before = static (_, _) => Task.FromResult(false);
        var next = await RunAsync(Sync(SyncMode.Upsert), People(account), People(10));
        Assert.Equal((SyncStatus.Succeeded, 7L), (next.Status, next.Counts.Succeeded));
    }

    [Fact]
    public async Task Retry_After_is_waited_for_and_nothing_is_sent_meanwhile()
    {
        var clock = new HastyClock();
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(4) } };
        var first = 1;
        Api.Before = async (http, _) => Interlocked.Exchange(ref first, 0) == 1 && await ApiDouble.AnswerAsync(http, 429, null, ("Retry-After", "7"));
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), People(account), People(3), options => options.TimeProvider = clock);
        Assert.Equal((SyncStatus.Succeeded, 4), (report.Status, Api.Requests.Count));
        Assert.Contains(TimeSpan.FromSeconds(7), clock.Waits);
    }

    [Fact]
    public async Task A_longer_wait_than_the_run_has_patience_for_ends_it()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 429, null, ("Retry-After", "3600"));
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Incomplete, 3L), (report.Status, report.Counts.Deferred));
        Assert.Contains("3600 s", report.Message, StringComparison.Ordinal);
        Assert.Single(Api.Requests);
        // Another sync of the account learns of it without asking.
        var other = await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert), People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Incomplete, 3L), (other.Status, other.Counts.Deferred));
        Assert.Contains("127.0.0.1 asked to be left alone", other.Message, StringComparison.Ordinal);
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task An_api_that_is_not_there_defers_every_row()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var account = new HttpAccount($"http://127.0.0.1:{port}");
        var report = await RunAsync<Person, Person.Key>(Sync(default(SyncMode), type: SyncType.Actions) with { FirstRun = FirstRunPolicy.Backfill }, People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Incomplete, 3L, 0L), (report.Status, report.Counts.Deferred, report.Counts.Unknown));
        Assert.Contains("can't be reached", report.Message, StringComparison.Ordinal);
    }

    public enum Loss
    {
        BeforeTheAnswer,
        InTheAnswer,
        Never,
    }

    [Theory]
    [InlineData(Loss.BeforeTheAnswer)]
    [InlineData(Loss.InTheAnswer)]
    [InlineData(Loss.Never)]
    public async Task An_action_whose_answer_is_lost_is_parked_and_the_others_are_not(Loss loss)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Timeout = TimeSpan.FromSeconds(loss == Loss.Never ? 0.5 : 60) };
        Api.Before = async (http, request) =>
        {
            if (!request.Body.Contains("p002", StringComparison.Ordinal)) return false;
            await LoseAsync(http, loss);
            return true;
        };
        var sync = Sync(default(SyncMode), type: SyncType.Actions) with { FirstRun = FirstRunPolicy.Backfill };
        var report = await RunAsync<Person, Person.Key>(sync, People(account), People(4), Hasty);
        Assert.Equal((1L, 1L, 2L), (report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal("Key { Id = p002 }", report.Troubled.Single(static trouble => trouble.Outcome == Outcome.Unknown).Key);
        Api.Before = static (_, _) => Task.FromResult(false);
        var next = await RunAsync<Person, Person.Key>(sync, People(account), People(4));
        Assert.Equal(2L, next.Counts.Succeeded);
        Assert.Equal(["p001", "p002", "p003", "p004"], Api.Requests.Select(static request => Json(request)["id"]!.ToString()));
    }

    [Fact]
    public async Task An_upsert_whose_answer_is_lost_is_sent_again_in_the_same_run()
    {
        using var account = new HttpAccount(Api.Address);
        var lost = 3;
        Api.Before = async (http, _) =>
        {
            if (Interlocked.Decrement(ref lost) < 0) return false;
            await LoseAsync(http, Loss.InTheAnswer);
            return true;
        };
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), People(account), People(10), Hasty);
        Assert.Equal((SyncStatus.Succeeded, 10L, 13), (report.Status, report.Counts.Succeeded, Api.Requests.Count));
    }

    [Fact]
    public async Task An_account_that_is_not_let_in_ends_delivery_after_one_request()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Authentication = HttpAuthentication.Bearer("s3cret") };
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 401, """{"error":"invalid_token","error_description":"The token s3cret is no good"}""");
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Failed, 3L), (report.Status, report.Counts.Deferred));
        Assert.Contains("127.0.0.1 answered 401 Unauthorized: The token *** is no good. Look at the account's Authentication.", report.Message, StringComparison.Ordinal);
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 301, null, ("Location", "https://elsewhere.example.com/people"));
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), People(1));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("It redirects to https://elsewhere.example.com/people, which is not followed", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_it()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, MaxAnswerBytes = 100_000 };
        Api.Before = static async (http, _) =>
        {
            http.Response.StatusCode = 200;
            var bytes = Encoding.UTF8.GetBytes(new string('x', 50_000));
            for (var i = 0; i < 100 && !http.RequestAborted.IsCancellationRequested; i++) await http.Response.Body.WriteAsync(bytes);
            return true;
        };
        var report = await RunAsync(Sync(SyncMode.Insert), People(account), People(1));
        Assert.Equal(1L, report.Counts.Unknown);
        Assert.Contains("larger than MaxAnswerBytes, 100000 bytes", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_keeps_what_was_answered_and_parks_nothing_that_was_not_sent()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Api.Before = async (http, request) =>
        {
            if (!request.Body.Contains("p003", StringComparison.Ordinal)) return false;
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            return true;
        };
        var sync = Sync(default(SyncMode), type: SyncType.Actions) with { FirstRun = FirstRunPolicy.Backfill };
        var report = await RunAsync<Person, Person.Key>(sync, People(account), People(5), static options => options.StopTimeout = TimeSpan.FromMilliseconds(50), stop.Token);
        Assert.Equal((SyncStatus.Cancelled, 2L, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
    }

    private static Task<bool> LoseAsync(HttpContext http, Loss loss) => loss switch
    {
        Loss.InTheAnswer => ApiDouble.CutAsync(http, "{\"ok\":"),
        Loss.Never => ApiDouble.HangAsync(http),
        _ => ApiDouble.CutAsync(http),
    };
}
