using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>Windows of an API's rate limit: none is overdrawn, each is used up, and none is waited for longer than the run allows.</summary>
public sealed class RateWindowTests : Runs
{
    private static HttpDestination People(HttpAccount account) => new(account, "people") { Upsert = HttpCall.Put("people/{id}") };

    [Theory]
    [InlineData(20, 8, true, true, 10)]
    [InlineData(20, 8, true, false, 10)]
    [InlineData(5, 10, true, true, 10)]
    [InlineData(166, 10, true, true, 10)]
    [InlineData(20, 8, false, true, 60)]
    [InlineData(20, 8, false, true, 1)]
    public async Task A_small_window_is_used_up_whatever_order_answers_come_in(int limit, int connections, bool isUnixTime, bool tellsLimit, int seconds)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var server = new Server(limit, seconds, isUnixTime, tellsLimit, new Random(seed));
            await server.SendAsync(20 * limit, connections);
            Assert.Equal(0, server.Refused);
            // The last window is what is left of the requests.
            int[] full = [.. server.Used[..^1]];
            Assert.True(full.Sum() > 0.95 * limit * full.Length, $"Of {limit} a window took {string.Join(", ", full)}, with seed {seed}.");
        }
    }

    [Fact]
    public async Task What_others_take_of_a_window_is_heeded()
    {
        var server = new Server(limit: 20, seconds: 10, isUnixTime: true, tellsLimit: true, new Random(1)) { TakenByOthers = 8 };
        await server.SendAsync(requests: 120, connections: 1);
        Assert.Equal(0, server.Refused);
        Assert.All(server.Used[..^1], static used => Assert.Equal(20, used));
    }

    [Fact]
    public async Task A_window_that_ends_later_than_the_run_waits_ends_its_delivery()
    {
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200, null, ("RateLimit-Limit", "2"), ("RateLimit-Remaining", "0"), ("RateLimit-Reset", "259200"));
        using var account = new HttpAccount(Api.Address) { RateLimitHeaders = RateLimitHeaders.RateLimit };
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), People(3));
        Assert.Equal((SyncStatus.Incomplete, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Matches("^127.0.0.1 takes no more requests, of 2 that a window has, until [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} UTC, as its RateLimit-Remaining and RateLimit-Reset say. It asks to be left alone for 25[0-9]{4} s, longer than MaxWait has left.", report.Message);
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task What_waits_already_when_a_long_window_is_told_waits_no_more()
    {
        var clock = new FakeTimeProvider();
        var window = new RateWindow(RateLimitHeaders.RateLimit, "api.example.com", clock);
        var first = await window.EnterAsync(TimeSpan.FromMinutes(5), Stop);
        var patient = window.EnterAsync(TimeSpan.FromHours(2), Stop).AsTask();
        var hasty = window.EnterAsync(TimeSpan.FromMinutes(5), Stop).AsTask();
        window.Leave(first, Answer(("RateLimit-Remaining", "0"), ("RateLimit-Reset", "3600")));
        var e = await Assert.ThrowsAsync<DestinationException>(() => hasty);
        Assert.Equal((FailureEffect.NothingTransient, TimeSpan.FromHours(1)), (e.Effect, e.RetryAfter));
        Assert.False(patient.IsCompleted);
        clock.Advance(TimeSpan.FromHours(1));
        await patient;
    }

    [Fact]
    public async Task A_wait_is_seen_by_the_observer()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        var seen = new List<HttpExchange>();
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200, null, ("RateLimit-Limit", "1"), ("RateLimit-Remaining", "0"), ("RateLimit-Reset", "60"), ("Date", DateTimeOffset.FromUnixTimeSeconds(1_800_000_000).ToString("R", CultureInfo.InvariantCulture)));
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1, TimeProvider = clock, RateLimitHeaders = RateLimitHeaders.RateLimit, Observer = seen.Add };
        var run = RunAsync(Sync(SyncMode.Upsert), People(account), People(2));
        while (!run.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(run, Task.Delay(1, Stop));
        }

        Succeeded(await run);
        Assert.True(seen[0].Waited < TimeSpan.FromSeconds(30), $"{seen[0].Waited}");
        Assert.InRange(seen[1].Waited, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(120));
    }

    private static HttpAnswer Answer(params (string Name, string Value)[] headers)
        => new(HttpStatusCode.OK, [.. headers.Select(static header => KeyValuePair.Create(header.Name, header.Value))], default, "api.example.com", TimeProvider.System, static text => text);

    /// <summary>An API that counts requests in windows, and a client of it with several connections. Requests come and answers go in any order.</summary>
    private sealed class Server(int limit, int seconds, bool isUnixTime, bool tellsLimit, Random random)
    {
        private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        private readonly List<long> _sent = [];
        private readonly List<(long Number, HttpAnswer Answer)> _answered = [];

        public int TakenByOthers { get; init; }

        public int Refused { get; private set; }

        public List<int> Used { get; } = [0];

        public async Task SendAsync(int requests, int connections)
        {
            var window = new RateWindow(isUnixTime ? RateLimitHeaders.XRateLimit : RateLimitHeaders.RateLimit, "api.example.com", _clock);
            var waiting = new List<Task<long>>();
            var left = requests;
            while (left > 0 || waiting.Count + _sent.Count + _answered.Count > 0)
            {
                foreach (var turn in waiting.Where(static turn => turn.IsCompleted).ToArray())
                {
                    waiting.Remove(turn);
                    _sent.Add(await turn);
                }

                var free = connections - waiting.Count - _sent.Count - _answered.Count;
                var step = random.Next(3);
                for (var times = random.Next(connections) + 1; times > 0; times--)
                {
                    if (step == 0 && left > 0 && free-- > 0)
                    {
                        left--;
                        waiting.Add(window.EnterAsync(TimeSpan.MaxValue, Stop).AsTask());
                    }
                    else if (step == 1 && _sent.Count > 0)
                    {
                        Count(Take(_sent));
                    }
                    else if (step == 2 && _answered.Count > 0)
                    {
                        var (number, answer) = Take(_answered);
                        window.Leave(number, answer);
                    }
                }

                if (_sent.Count + _answered.Count == 0 && waiting.Count > 0 && (left == 0 || waiting.Count == connections)) await EndWindowAsync(waiting);
            }
        }

        // Nothing is on its way, and all that could be sent waits.
        private async Task EndWindowAsync(List<Task<long>> waiting)
        {
            // Where the window is not used up, one that was let in may not know it yet.
            if (Used[^1] < limit) await Task.WhenAny(waiting.Append(Task.Delay(100)));
            if (waiting.Exists(static turn => turn.IsCompleted)) return;
            Used.Add(0);
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            await Task.WhenAll(waiting.Take(tellsLimit ? limit : 1)).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        }

        private void Count(long number)
        {
            var refused = Used[^1] >= limit;
            if (refused) Refused++;
            else Used[^1]++;
            if (Used[^1] == limit / 2 && TakenByOthers > 0) Used[^1] += TakenByOthers;
            var now = _clock.GetUtcNow();
            var end = 1_800_000_000L + (Used.Count * seconds);
            _answered.Add((number, Answer(
                (isUnixTime ? "X-RateLimit-Limit" : "RateLimit-Limit", tellsLimit ? $"{limit}" : ""),
                (isUnixTime ? "X-RateLimit-Remaining" : "RateLimit-Remaining", $"{limit - Used[^1]}"),
                (isUnixTime ? "X-RateLimit-Reset" : "RateLimit-Reset", $"{(isUnixTime ? end : end - now.ToUnixTimeSeconds())}"),
                ("Date", now.ToString("R", CultureInfo.InvariantCulture)))));
        }

        private T Take<T>(List<T> from)
        {
            var i = random.Next(from.Count);
            var taken = from[i];
            from.RemoveAt(i);
            return taken;
        }
    }
}
