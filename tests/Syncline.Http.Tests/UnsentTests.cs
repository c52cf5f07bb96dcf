using System.Threading.RateLimiting;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>What was surely never sent is left for the next run, also where it may not be repeated.</summary>
public sealed class UnsentTests : Runs
{
    private static readonly SyncDefinition Actions = Sync(default(SyncMode), type: SyncType.Actions) with { FirstRun = FirstRunPolicy.Backfill };

    // Of what is over at once; a run that waits for what it is not to wait for takes an hour.
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

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
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), static options => (options.StopTimeout, options.MaxWait) = (TimeSpan.FromHours(1), TimeSpan.FromHours(2)), stop.Token).WaitAsync(Long, Stop);
        Assert.Equal((SyncStatus.Cancelled, 1L, 0L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal("Cancelled; what was left of the batch on its way was not applied. What was not sent is deferred to the next run.", report.Message);
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task What_waits_for_a_limiter_of_ones_own_when_it_is_cancelled_is_not_sent()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var limiter = new TokenBucketRateLimiter(new() { TokenLimit = 2, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromHours(1), QueueLimit = 10, AutoReplenishment = false });
        using var account = new HttpAccount(Api.Address) { MaxConnections = 3, RateLimiter = limiter };
        var answered = 0;
        Api.Before = async (http, _) =>
        {
            // By then the third one waits.
            if (Interlocked.Increment(ref answered) == 2) stop.CancelAfter(TimeSpan.FromMilliseconds(20));
            return await ApiDouble.AnswerAsync(http, 200);
        };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(5), static options => options.StopTimeout = TimeSpan.FromHours(1), stop.Token).WaitAsync(Long, Stop);
        Assert.Equal((SyncStatus.Cancelled, 2L, 0L, 3L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal(2, Api.Requests.Count);
    }

    [Fact]
    public async Task After_a_cancel_what_is_on_its_way_is_awaited_and_nothing_more_is_sent()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var account = new HttpAccount(Api.Address) { MaxConnections = 2 };
        var (here, both) = (0, new TaskCompletionSource());
        Api.Before = async (_, _) =>
        {
            if (Interlocked.Increment(ref here) == 2)
            {
                await stop.CancelAsync();
                both.SetResult();
            }

            await both.Task;
            return false;
        };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(20), static options => options.StopTimeout = TimeSpan.FromHours(1), stop.Token).WaitAsync(Long, Stop);
        Assert.Equal((SyncStatus.Cancelled, 2L, 0L, 18L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal(2, Api.Requests.Count);
        Assert.Empty(report.Troubled);
        Assert.Equal(18L, (await RunAsync<Person, Person.Key>(Actions, People(account), People(20))).Counts.Succeeded);
    }

    [Fact]
    public async Task After_a_cancel_a_token_that_is_refused_is_not_renewed()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, Authentication = HttpAuthentication.ClientCredentials(new Uri($"{Api.Address}token"), "me", "hush") };
        Api.Before = async (http, request) =>
        {
            if (request.Target == "/token") return await ApiDouble.AnswerAsync(http, 200, """{"access_token":"t","expires_in":3600}""");
            await stop.CancelAsync();
            return await ApiDouble.AnswerAsync(http, 401);
        };
        var report = await RunAsync<Person, Person.Key>(Actions, People(account), People(3), static options => options.StopTimeout = TimeSpan.FromHours(1), stop.Token).WaitAsync(Long, Stop);
        Assert.Equal((SyncStatus.Cancelled, 0L, 3L), (report.Status, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal(["/token", "/people"], Api.Requests.Select(static request => request.Target));
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
