using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Syncline.ApiDoubles;

namespace Syncline.Benchmarks;

/// <summary>
/// A first run into an empty audience of the double, whose every answer takes 50 ms, against what ten connections and 500 members a request allow: in figures, and by a bare client that sends bodies made before.
/// Counted from the first batch's coming: a run sends nothing before it has read its source to the end, which is printed beside it.
/// Then a run in which every member is there and changed, which takes two requests for each 500.
/// </summary>
internal static class MailchimpUpsert
{
    private const string List = "a1b2c3";
    private const int Connections = 10;
    private const int MembersPerRequest = 500;
    private const int CountedRounds = 3;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    public static double? Run(int rows)
    {
        var (first, whole, bare, second) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        var (work, bareWork) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round <= CountedRounds; round++)
        {
            var times = RunAsync(rows).GetAwaiter().GetResult();
            // The first is not counted.
            if (round == 0) continue;
            first.Add(times.First.Delivery);
            whole.Add(times.First.Whole);
            second.Add(times.Second.Delivery);
            bare.Add(times.Bare.Whole);
            work.Add(times.First.Work);
            bareWork.Add(times.Bare.Work);
        }

        var allowed = Math.Ceiling(Math.Ceiling((double)rows / MembersPerRequest) / Connections) * Latency;
        var ratio = allowed / Rounds.Median(first);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} new members {Rounds.Median(first).TotalMilliseconds:F0} ms, the whole run {Rounds.Median(whole).TotalMilliseconds:F0} ms; allowed {allowed.TotalMilliseconds:F0} ms, of which {ratio:P0} are reached; a bare client {Rounds.Median(bare).TotalMilliseconds:F0} ms, {Rounds.Median(bare) / Rounds.Median(first):P0} of it"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor time of client and double together: the whole run {Rounds.Median(work).TotalMilliseconds:F0} ms, a bare client {Rounds.Median(bareWork).TotalMilliseconds:F0} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mailchimp-upsert-bare ratio {Rounds.Median(bare) / Rounds.Median(first):F2}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} changed members {Rounds.Median(second).TotalMilliseconds:F0} ms; allowed {allowed.TotalMilliseconds * 2:F0} ms in two requests, of which {allowed * 2 / Rounds.Median(second):P0} are reached"));
        return ratio;
    }

    private static async Task<((TimeSpan Whole, TimeSpan Delivery, TimeSpan Work) First, (TimeSpan Whole, TimeSpan Delivery, TimeSpan Work) Second, (TimeSpan Whole, TimeSpan Work) Bare)> RunAsync(int rows)
    {
        await using var api = new MailchimpDouble { Latency = Latency, KeepsRequests = false };
        await api.StartAsync();
        foreach (var id in new[] { List, "bare" }) (api.Audiences[id] = new()).MergeFields["CITY"] = false;
        using var account = new MailchimpAccount(MailchimpDouble.ApiKey) { Address = api.Address };
        var (audience, state) = (new MailchimpAudience(account, List) { NewMemberStatus = MailchimpStatus.Subscribed }, new InMemoryStateStore());
        var first = await SyncAsync(api, Subscribers(rows, "Berlin"), audience, state);
        var second = await SyncAsync(api, Subscribers(rows, "Potsdam"), audience, state);
        var bare = await SendAsync(Bodies(Subscribers(rows, "Berlin")), api.Address);
        if (api.Audiences["bare"].Members.Count != rows || api.TooMany > 0) throw new InvalidOperationException("Not everything arrived.");
        return (first, second, bare);
    }

    private static async Task<(TimeSpan Whole, TimeSpan Delivery, TimeSpan Work)> SyncAsync(MailchimpDouble api, Subscriber[] rows, MailchimpAudience audience, InMemoryStateStore state)
    {
        var came = 0L;
        api.Before = (_, request) =>
        {
            if (request.Method == "POST") Interlocked.CompareExchange(ref came, Stopwatch.GetTimestamp(), 0);
            return Task.FromResult(false);
        };
        GC.Collect();
        var (start, work) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var report = await Subscriber.Sync.RunAsync(SyncSource.From(rows), audience, state);
        var time = (Stopwatch.GetElapsedTime(start), Stopwatch.GetElapsedTime(came), Environment.CpuUsage.TotalTime - work);
        return report.Status == SyncStatus.Succeeded && report.Counts.Succeeded == rows.Length ? time : throw new InvalidOperationException($"{report} {report.Message}");
    }

    private static async Task<(TimeSpan Whole, TimeSpan Work)> SendAsync(byte[][] bodies, string address)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"syncline:{MailchimpDouble.ApiKey}")));
        var next = -1;
        GC.Collect();
        var (start, work) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var at && at < bodies.Length)
            {
                using var content = new ByteArrayContent(bodies[at]);
                using var answer = await client.PostAsync(new Uri($"{address}lists/bare"), content);
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{answer.StatusCode}");
            }
        }));
        return (Stopwatch.GetElapsedTime(start), Environment.CpuUsage.TotalTime - work);
    }

    private static byte[][] Bodies(Subscriber[] rows)
        => [.. rows.Chunk(MembersPerRequest).Select(static some => JsonSerializer.SerializeToUtf8Bytes(new { update_existing = false, members = some.Select(static row => new { email_address = row.Email, status = "subscribed", merge_fields = new { FNAME = row.FName, LNAME = row.LName, CITY = row.City } }) }))];

    private static Subscriber[] Subscribers(int rows, string city) => [.. Enumerable.Range(0, rows).Select(i => new Subscriber(string.Create(CultureInfo.InvariantCulture, $"subscriber{i:D7}@example.com"), $"First {i}", $"Last {i}", city))];
}
