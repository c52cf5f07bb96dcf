using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>What was surely never sent is left for the next run, also where it may not be repeated.</summary>
public sealed class UnsentTests : Runs
{
    private static readonly SyncDefinition Actions = Sync(default(SyncMode), type: SyncType.Actions) with { FirstRun = FirstRunPolicy.Backfill };

    private static HttpDestination People(HttpAccount account) => new(account, "people") { Action = HttpCall.Post("people") };

    [Fact]
    public async Task A_token_that_is_lost_on_its_way_leaves_nothing_in_doubt()
    {
        Api.Before = static async (http, request) => request.Target == "/token" && await ApiDouble.CutAsync(http);
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Authentication = HttpAuthentication.ClientCredentials(new Uri($"{Api.Address}token"), "me", "hush") };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Incomplete, 0L, 3L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Api.Before = static async (http, request) => request.Target == "/token" && await ApiDouble.AnswerAsync(http, 200, """{"access_token":"t","expires_in":3600}""");
        Assert.Equal(3L, (await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty)).Counts.Succeeded);
    }

    [Theory]
    [InlineData(false, SyncStatus.Failed)]
    [InlineData(true, SyncStatus.Incomplete)]
    public async Task An_authentication_that_throws_leaves_nothing_in_doubt(bool passes, SyncStatus status)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Authentication = new Thrower(passes ? new HttpRequestException("the vault is away") : new KeyNotFoundException("no such key")) };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty);
        Assert.Equal((status, 0L, 3L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Contains($"The Authentication of 127.0.0.1, Thrower, threw {(passes ? "HttpRequestException: the vault is away" : "KeyNotFoundException: no such key")}", report.Message, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task A_client_that_can_not_be_had_leaves_nothing_in_doubt()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Client = static () => throw new KeyNotFoundException("no such client") };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Failed, 0L, 3L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Contains("The Client of 127.0.0.1 threw KeyNotFoundException: no such client", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_for_a_window_when_it_is_cancelled_is_not_in_doubt()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, RateLimitHeaders = RateLimitHeaders.RateLimit, TimeProvider = new WaitCanceller(stop) };
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200, null, ("RateLimit-Limit", "1"), ("RateLimit-Remaining", "0"), ("RateLimit-Reset", "3600"));
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), static options => (options.StopTimeout, options.MaxWait) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromHours(2)), stop.Token);
        Assert.Equal((SyncStatus.Cancelled, 1L, 0L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
    }

    [Fact]
    public async Task What_is_cancelled_just_before_it_is_sent_is_not_in_doubt()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Authentication = new Canceller(stop) };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), static options => options.StopTimeout = TimeSpan.FromMilliseconds(50), stop.Token);
        Assert.Equal((SyncStatus.Cancelled, 0L, 3L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("2147483647")]
    [InlineData("99999999999")]
    public async Task A_wait_without_end_is_no_doubt(string after)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = (http, _) => ApiDouble.AnswerAsync(http, 429, null, ("Retry-After", after));
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), Hasty);
        Assert.Equal((SyncStatus.Incomplete, 0L, 3L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Contains($"{TimeSpan.FromDays(365).TotalSeconds:0} s", report.Message, StringComparison.Ordinal);
    }

    private sealed class Thrower(Exception exception) : HttpAuthentication
    {
        public override ValueTask<IReadOnlyList<string>> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw exception;
    }

    /// <summary>Cancels, and takes no notice when the request is given up.</summary>
    private sealed class Canceller(CancellationTokenSource stop) : HttpAuthentication
    {
        public override async ValueTask<IReadOnlyList<string>> ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ContinueWith(static _ => { }, TaskScheduler.Default);
            return [];
        }
    }

    /// <summary>A clock that cancels when somebody begins to wait for a window.</summary>
    private sealed class WaitCanceller(CancellationTokenSource stop) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan) stop.CancelAsync();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
