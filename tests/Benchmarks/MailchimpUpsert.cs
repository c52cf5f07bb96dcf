using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Syncline.ApiDoubles;

namespace Syncline.Benchmarks;

/// <summary>
/// A first run into an empty audience of the double, whose every answer takes 50 ms, against what ten connections and 500 members a request allow: in figures, and by a bare client that sends bodies made before. The double runs in a process of its own.
/// Counted from the first batch's coming: a run sends nothing before it has read its source to the end, which is printed beside it.
/// Then a run in which every member is there and changed, which takes two requests for each 500.
/// </summary>
internal static class MailchimpUpsert
{
    private const int Connections = 10;
    private const int MembersPerRequest = 500;
    private const int CountedRounds = 3;

    public static double? Run(int rows) => Run(rows, TimeSpan.FromMilliseconds(50));

    /// <summary>The same with half a second, which is nearer to what the service takes.</summary>
    public static double? RunSlow(int rows) => Run(rows, TimeSpan.FromMilliseconds(500));

    private static double? Run(int rows, TimeSpan latency)
    {
        var (first, whole, bare, second) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        var (work, serverWork, bareWork) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        using var api = new MailchimpServer(latency);
        for (var round = 0; round <= CountedRounds; round++)
        {
            var times = RunAsync(api, rows).GetAwaiter().GetResult();
            // The first is not counted.
            if (round == 0) continue;
            first.Add(times.First.Delivery);
            whole.Add(times.First.Whole);
            second.Add(times.Second.Delivery);
            bare.Add(times.Bare.Delivery);
            work.Add(times.First.Work);
            serverWork.Add(times.First.ServerWork);
            bareWork.Add(times.Bare.Work);
        }

        var allowed = Math.Ceiling(Math.Ceiling((double)rows / MembersPerRequest) / Connections) * latency;
        var ratio = allowed / Rounds.Median(first);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} new members {Rounds.Median(first).TotalMilliseconds:F0} ms, the whole run {Rounds.Median(whole).TotalMilliseconds:F0} ms; allowed {allowed.TotalMilliseconds:F0} ms, of which {ratio:P0} are reached; a bare client {Rounds.Median(bare).TotalMilliseconds:F0} ms, {Rounds.Median(bare) / Rounds.Median(first):P0} of it"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor time: the whole run {Rounds.Median(work).TotalMilliseconds:F0} ms, the server {Rounds.Median(serverWork).TotalMilliseconds:F0} ms, a bare client {Rounds.Median(bareWork).TotalMilliseconds:F0} ms"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"mailchimp-upsert-bare ratio {Rounds.Median(bare) / Rounds.Median(first):F2}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} changed members {Rounds.Median(second).TotalMilliseconds:F0} ms; allowed {allowed.TotalMilliseconds * 2:F0} ms in two requests, of which {allowed * 2 / Rounds.Median(second):P0} are reached"));
        return ratio;
    }

    private static async Task<(Times First, Times Second, Times Bare)> RunAsync(MailchimpServer api, int rows)
    {
        using var account = new MailchimpAccount(MailchimpDouble.ApiKey) { Address = api.Address };
        var (audience, state) = (new MailchimpAudience(account, MailchimpServer.List) { NewMemberStatus = MailchimpStatus.Subscribed }, new InMemoryStateStore());
        var (before, after) = (Subscribers(rows, "Berlin"), Subscribers(rows, "Potsdam"));
        var bodies = Bodies(before);
        api.Begin(isEmpty: true);
        var first = await TimeAsync(api, rows, () => SyncAsync(before, audience, state));
        api.Begin(isEmpty: false);
        var second = await TimeAsync(api, rows, () => SyncAsync(after, audience, state));
        api.Begin(isEmpty: true);
        return (first, second, await TimeAsync(api, rows, () => SendAsync(bodies, api.Address)));
    }

    private static async Task<Times> TimeAsync(MailchimpServer api, int rows, Func<Task> deliver)
    {
        GC.Collect();
        var (start, work, serverWork) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, api.Work);
        await deliver();
        var end = Stopwatch.GetTimestamp();
        work = Environment.CpuUsage.TotalTime - work;
        serverWork = api.Work - serverWork;
        var (came, members) = api.End();
        if (members != rows) throw new InvalidOperationException($"{members} of {rows} members arrived.");
        return new(Stopwatch.GetElapsedTime(start, end), Stopwatch.GetElapsedTime(came, end), work, serverWork);
    }

    private static async Task SyncAsync(Subscriber[] rows, MailchimpAudience audience, InMemoryStateStore state)
    {
        var report = await Subscriber.Sync.RunAsync(SyncSource.From(rows), audience, state);
        if (report.Status != SyncStatus.Succeeded || report.Counts.Succeeded != rows.Length) throw new InvalidOperationException($"{report} {report.Message}");
    }

    private static async Task SendAsync(byte[][] bodies, string address)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"syncline:{MailchimpDouble.ApiKey}")));
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var at && at < bodies.Length)
            {
                using var content = new ByteArrayContent(bodies[at]);
                using var answer = await client.PostAsync(new Uri($"{address}lists/{MailchimpServer.List}"), content);
                if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{answer.StatusCode}");
            }
        }));
    }

    private static byte[][] Bodies(Subscriber[] rows)
        => [.. rows.Chunk(MembersPerRequest).Select(static some => JsonSerializer.SerializeToUtf8Bytes(new { update_existing = false, members = some.Select(static row => new { email_address = row.Email, status = "subscribed", merge_fields = new { FNAME = row.FName, LNAME = row.LName, CITY = row.City } }) }))];

    private static Subscriber[] Subscribers(int rows, string city) => [.. Enumerable.Range(0, rows).Select(i => new Subscriber(string.Create(CultureInfo.InvariantCulture, $"subscriber{i:D7}@example.com"), $"First {i}", $"Last {i}", city))];

    /// <summary>How long a run took, from the first batch's coming too, and the processor time of client and server.</summary>
    private readonly record struct Times(TimeSpan Whole, TimeSpan Delivery, TimeSpan Work, TimeSpan ServerWork);
}
