using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>Addresses, credentials, limits and observers of an account.</summary>
public sealed class AccountTests : Runs
{
    private static HttpDestination Patients(HttpAccount account) => new(account, "patients") { Upsert = HttpCall.Put("patients/{id}?email={email}") };

    private static HttpDestination People(HttpAccount account) => new(account, "people") { Upsert = HttpCall.Put("people/{id}") };

    [Theory]
    [InlineData("api.example.com", "is no address of http or https")]
    [InlineData("ftp://api.example.com", "is no address of http or https")]
    [InlineData("https://me:secret@api.example.com", "holds a user")]
    [InlineData("me:secret@api.example.com", "\"api.example.com\" is no address of http or https")]
    [InlineData("api.example.com?key=secret", "\"api.example.com\" is no address of http or https")]
    [InlineData("https://api.example.com/?key=1", "a query or a fragment")]
    public void An_address_that_is_none_is_told(string address, string words)
    {
        var e = Assert.Throws<ArgumentException>(() => new HttpAccount(address));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_segment_of_an_address_counts()
    {
        using var account = new HttpAccount("https://api.example.com/v2");
        Assert.Equal("https://api.example.com/v2/", account.BaseAddress.ToString());
        Assert.Equal("http:https://api.example.com/v2/people", People(account).Identity);
    }

    [Fact]
    public async Task A_token_is_fetched_once_kept_and_renewed_when_it_is_refused()
    {
        var (given, good) = (0, "");
        Api.Before = async (http, request) =>
        {
            if (request.Target == "/token")
            {
                Assert.Equal("grant_type=client_credentials&client_id=me&client_secret=hush&scope=all", request.Body);
                good = $"token-{Interlocked.Increment(ref given)}";
                return await ApiDouble.AnswerAsync(http, 200, $$"""{"access_token":"{{good}}","expires_in":3600}""");
            }

            return request.Headers["Authorization"] != $"Bearer {good}" && await ApiDouble.AnswerAsync(http, 401, """{"error":"expired"}""");
        };
        using var account = new HttpAccount(Api.Address) { Authentication = HttpAuthentication.ClientCredentials(new Uri($"{Api.Address}token"), "me", "hush", "all") };
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(Sync(SyncMode.Upsert), People(account), People(20))).Status);
        Assert.Equal(1, given);
        good = "none any more";
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(Sync(SyncMode.Upsert), People(account), People(40))).Status);
        Assert.Equal(2, given);
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_ends()
    {
        var given = 0;
        Api.Before = async (http, request) => request.Target == "/token" && await ApiDouble.AnswerAsync(http, 200, $$"""{"access_token":"token-{{Interlocked.Increment(ref given)}}","expires_in":3600}""");
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var account = new HttpAccount(Api.Address) { TimeProvider = clock, Authentication = HttpAuthentication.ClientCredentials(new Uri($"{Api.Address}token"), "me", "hush") };
        await RunAsync(Sync(SyncMode.Upsert), People(account), People(1));
        clock.Advance(TimeSpan.FromMinutes(58));
        await RunAsync(Sync(SyncMode.Upsert), People(account), People(2));
        Assert.Equal(1, given);
        clock.Advance(TimeSpan.FromMinutes(1.5));
        await RunAsync(Sync(SyncMode.Upsert), People(account), People(3));
        Assert.Equal(2, given);
    }

    [Fact]
    public async Task A_client_that_gets_no_token_fails_the_run_without_telling_its_secret()
    {
        Api.Before = static async (http, request) => request.Target == "/token" && await ApiDouble.AnswerAsync(http, 400, """{"error":"invalid_client","error_description":"no client me with hush"}""");
        using var account = new HttpAccount(Api.Address) { Authentication = HttpAuthentication.ClientCredentials(new Uri($"{Api.Address}token"), "me", "hush") };
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), People(1));
        Assert.Equal((SyncStatus.Failed, 1L), (report.Status, report.Counts.Deferred));
        Assert.Contains("127.0.0.1 gave no token to the client me: 127.0.0.1 answered 400 Bad Request: no client me with ***. Look at the client's id, secret and permissions.", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_observer_sees_everything_but_secrets()
    {
        var seen = new ConcurrentQueue<HttpExchange>();
        Api.Before = static async (http, request) => request.Target.StartsWith("/patients", StringComparison.Ordinal) && await ApiDouble.AnswerAsync(http, 422, $$"""{"message":"{{(request.Body.Contains("Ada", StringComparison.Ordinal) ? "Ada \\\"L\\\" of ada+1@example.com" : "?")}} is a bad name","token":"s3cret"}""", ("X-Echo", "ada+1@example.com"));
        using var account = new HttpAccount(Api.Address) { Authentication = HttpAuthentication.Bearer("s3cret"), Observer = seen.Enqueue };
        var report = await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Upsert), Patients(account), [new("a", "ada+1@example.com", "Ada \"L\"")]);
        Assert.Equal("127.0.0.1 answered 422 Unprocessable Entity: *** of *** is a bad name", Assert.Single(report.Troubled).Reason);
        var exchange = seen.First();
        Assert.Equal(("PUT", 422, report.RunId), (exchange.Method, exchange.Status, exchange.RunId));
        Assert.Equal(["Key { Id = a }"], exchange.Keys);
        Assert.Equal("""{"id":"a","email":"***","name":"***"}""", exchange.RequestBody);
        Assert.EndsWith("/patients/a?email=***", exchange.Address, StringComparison.Ordinal);
        Assert.Contains(new("Authorization", "***"), exchange.RequestHeaders);
        var text = $"{exchange} {string.Join(',', exchange.RequestHeaders)} {string.Join(',', exchange.ResponseHeaders)} {exchange.ResponseBody}";
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ada", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("s3/cre\"t+ x")]
    [InlineData("s3%2Fcre%22t%2B%20x")]
    [InlineData("s3%2fcre%22t%2b+x")]
    [InlineData("s3/cre\\\"t+ x")]
    [InlineData("s3/cre\\u0022t\\u002B x")]
    public async Task A_credential_is_hidden_however_it_is_written(string spelling)
    {
        var seen = new ConcurrentQueue<HttpExchange>();
        Api.Before = (http, _) => ApiDouble.AnswerAsync(http, 422, $"<title>The key [{spelling}] may not</title>", ("X-Echo", $"[{spelling}]"));
        using var account = new HttpAccount(Api.Address) { Authentication = HttpAuthentication.Header("X-Key", "s3/cre\"t+ x"), Observer = seen.Enqueue };
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), People(1));
        Assert.EndsWith(": The key [***] may not", Assert.Single(report.Troubled).Reason, StringComparison.Ordinal);
        var exchange = seen.First();
        Assert.Equal("<title>The key [***] may not</title>", exchange.ResponseBody);
        Assert.Contains(new("X-Echo", "[***]"), exchange.ResponseHeaders);
    }

    [Theory]
    [InlineData(380)]
    [InlineData(390)]
    [InlineData(399)]
    public async Task What_is_cut_off_leaves_no_head_of_a_secret(int before)
    {
        Api.Before = (http, request) => ApiDouble.AnswerAsync(http, 422, request.Target.EndsWith("com", StringComparison.Ordinal) ? $$"""{"message":"{{new string('x', before)}}ada+1@example.com and so on and on and on"}""" : null);
        using var account = new HttpAccount(Api.Address);
        var report = await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Upsert), Patients(account), [new("a", "ada+1@example.com", null)]);
        var reason = Assert.Single(report.Troubled).Reason!;
        Assert.DoesNotContain("a", reason[reason.IndexOf('x', StringComparison.Ordinal)..].Replace("and", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("…", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://me:s3cret@other.example.com/people?token=t0ken#t0ken", "https://other.example.com/people")]
    [InlineData("//me:s3cret@other.example.com/people?token=t0ken", "//other.example.com/people")]
    [InlineData("/v3/people?token=t0ken", "/v3/people")]
    public async Task Where_an_API_redirects_to_is_told_without_secrets(string location, string shown)
    {
        var seen = new ConcurrentQueue<HttpExchange>();
        Api.Before = (http, _) => ApiDouble.AnswerAsync(http, 302, null, ("Location", location));
        using var account = new HttpAccount(Api.Address) { Observer = seen.Enqueue };
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), People(1));
        Assert.Contains($"It redirects to {shown}, which is not followed", report.Message, StringComparison.Ordinal);
        var text = $"{report.Error} {report.Message} {string.Join(' ', seen.SelectMany(static exchange => exchange.ResponseHeaders))}";
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_observer_that_throws_changes_nothing()
    {
        var calls = 0;
        using var account = new HttpAccount(Api.Address)
        {
            MaxConnections = 1,
            Observer = _ =>
            {
                calls++;
                throw new InvalidOperationException("no");
            },
        };
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), People(3));
        Assert.Equal(SyncStatus.Succeeded, report.Status);
        Assert.Equal(("no", 1), (account.ObserverFailure!.Message, calls));
    }

    [Fact]
    public async Task Of_two_observers_at_once_that_throw_the_first_is_kept_and_none_is_called_after_it()
    {
        var calls = 0;
        HttpAccount account = null!;
        using var both = new Barrier(2);
        account = new HttpAccount(Api.Address)
        {
            MaxConnections = 2,
            Observer = _ =>
            {
                var call = Interlocked.Increment(ref calls);
                both.SignalAndWait(TimeSpan.FromSeconds(30), Stop);
                if (call == 1) throw new InvalidOperationException("first");
                SpinWait.SpinUntil(() => account.ObserverFailure is not null, TimeSpan.FromSeconds(30));
                throw new InvalidOperationException("second");
            },
        };
        using var disposed = account;
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), People(6));
        Assert.Equal((SyncStatus.Succeeded, "first", 2), (report.Status, account.ObserverFailure!.Message, calls));
    }

    [Fact]
    public async Task Requests_wait_for_the_next_window_and_none_is_refused()
    {
        const int Limit = 10;
        // The server's clock: a window of ten seconds, put forward by whoever finds it used up and waits.
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        var (used, window, refused) = (0, 0L, 0);
        var gate = new Lock();
        Api.Before = async (http, _) =>
        {
            long reset;
            int left;
            lock (gate)
            {
                var now = clock.GetUtcNow().ToUnixTimeSeconds() / 10;
                if (now != window) (window, used) = (now, 0);
                reset = (window + 1) * 10;
                left = Limit - ++used;
                if (left < 0) refused++;
                if (left <= 0) clock.Advance(TimeSpan.FromSeconds(0));
            }

            http.Response.Headers.Date = clock.GetUtcNow().ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            return await ApiDouble.AnswerAsync(http, left < 0 ? 429 : 200, null, ("X-RateLimit-Limit", $"{Limit}"), ("X-RateLimit-Remaining", $"{Math.Max(left, 0)}"), ("X-RateLimit-Reset", $"{reset}"));
        };
        using var account = new HttpAccount(Api.Address) { TimeProvider = clock, RateLimitHeaders = RateLimitHeaders.XRateLimit, MaxConnections = 4 };
        var run = RunAsync(Sync(SyncMode.Upsert), People(account), People(55));
        // Time goes on as long as the run has not come to its end.
        while (!run.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
            await Task.WhenAny(run, Task.Delay(5, Stop));
        }

        Assert.Equal((SyncStatus.Succeeded, 0, 55), ((await run).Status, refused, Api.Requests.Count));
    }

    [Fact]
    public async Task A_limiter_of_ones_own_gives_the_permits()
    {
        await using var limiter = new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions { PermitLimit = 2, Window = TimeSpan.FromHours(1), QueueLimit = 0, AutoReplenishment = false });
        using var account = new HttpAccount(Api.Address) { RateLimiter = limiter, MaxConnections = 1 };
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), People(5));
        Assert.Equal((SyncStatus.Incomplete, 2L, 3L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Equal(2, Api.Requests.Count);
    }

    [Fact]
    public async Task A_limiter_of_concurrency_holds_its_permit_until_the_answer_is_read()
    {
        await using var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 2, QueueLimit = 1000 });
        using var account = new HttpAccount(Api.Address) { RateLimiter = limiter, MaxConnections = 8 };
        var (left, both) = (new ConcurrentQueue<long>(), new TaskCompletionSource());
        Api.Before = async (_, _) =>
        {
            left.Enqueue(limiter.GetStatistics()!.CurrentAvailablePermits);
            if (Api.MostAtOnce >= 2) both.TrySetResult();
            await both.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
            return false;
        };
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), People(account), People(40)));
        Assert.Equal((2, 40), (Api.MostAtOnce, left.Count));
        Assert.All(left, static permits => Assert.InRange(permits, 0, 1));
        Assert.Equal(2, limiter.GetStatistics()!.CurrentAvailablePermits);
    }

    [Theory]
    [InlineData("401")]
    [InlineData("cut")]
    [InlineData("429")]
    [InlineData("no token")]
    [InlineData("window")]
    public async Task A_permit_is_given_back_however_the_request_ends(string how)
    {
        await using var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = 1000 });
        using var account = new HttpAccount(Api.Address) { RateLimiter = limiter, MaxConnections = 2, RateLimitHeaders = RateLimitHeaders.RateLimit, Authentication = HttpAuthentication.ClientCredentials(new Uri($"{Api.Address}token"), "me", "hush") };
        Api.Before = (http, request) => (request.Target, how) switch
        {
            ("/token", "no token") => ApiDouble.AnswerAsync(http, 400),
            ("/token", _) => ApiDouble.AnswerAsync(http, 200, """{"access_token":"t"}"""),
            (_, "401") => ApiDouble.AnswerAsync(http, 401),
            (_, "cut") => ApiDouble.CutAsync(http, "{"),
            (_, "429") => ApiDouble.AnswerAsync(http, 429),
            _ => ApiDouble.AnswerAsync(http, 200, null, ("RateLimit-Limit", "1"), ("RateLimit-Remaining", "0"), ("RateLimit-Reset", "36000")),
        };
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), People(account), People(5), Hasty);
        Assert.NotEqual(SyncStatus.Succeeded, report.Status);
        Assert.Equal((1L, 0L), (limiter.GetStatistics()!.CurrentAvailablePermits, limiter.GetStatistics()!.CurrentQueuedCount));
    }

    [Fact]
    public async Task A_client_of_a_factory_is_used()
    {
        using var own = new HttpClient();
        own.DefaultRequestHeaders.Add("X-Own", "yes");
        using var account = new HttpAccount(Api.Address) { Client = () => own };
        await RunAsync(Sync(SyncMode.Upsert), People(account), People(1));
        Assert.Equal("yes", Assert.Single(Api.Requests).Headers["X-Own"]);
    }
}
