using System.Collections.Concurrent;
using System.Globalization;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Intercom.Tests;

/// <summary>Events, and the one that Intercom keeps of those of a second.</summary>
public sealed class EventTests : Runs
{
    private static readonly SyncDefinition Events = Sync(SyncMode.Insert, type: SyncType.Events);
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.FromHours(2));

    private IntercomEvents Destination => new(Account);

    private Task<SyncReport> RunAsync(params Order[] rows) => RunAsync<Order, Order.Key>(Events, Destination, rows);

    private IEnumerable<string> Kept() => Api.Contacts.Values.SelectMany(static contact => contact.Events);

    [Fact]
    public async Task Each_is_sent_once_with_its_columns_as_metadata()
    {
        Api.Add("ada");
        Order[] rows = [new("o1", "ada", "order", At, 12.50m, At), new("o2", "ada", "order", At.AddSeconds(1), null)];
        Api.Before = static (_, _) => Task.FromResult(false);
        Succeeded(await RunAsync(rows));
        Succeeded(await RunAsync(rows));
        Assert.Equal(["""order 1772359200 {"order_id":"o1","Total":12.50,"DueDate":"2026-03-01T10:00:00.2500000+00:00"}""", """order 1772359201 {"order_id":"o2"}"""], Kept().Select(static text => text.Replace("\\u002B", "+", StringComparison.Ordinal)).Order());
        Assert.Equal(2, Sent().Count);
        Assert.StartsWith("""{"event_name":"order","created_at":17723592""", Requests().First().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_of_one_contact_name_and_second_are_told_before_one_is_lost()
    {
        Api.Add("ada");
        Api.Add("bob");
        var report = await RunAsync(new Order("o1", "ada", "order", At), new Order("o2", "ada", "order", At.AddMilliseconds(700)), new Order("o3", "ada", "visit", At), new Order("o4", "bob", "order", At), new Order("o5", "ada", "order", At.AddMilliseconds(750)));
        Assert.Equal((4L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("Key { EventId = o2 } and Key { EventId = o1 } are of one contact, one name and one second: Intercom takes them for one event and would drop this one without a word. Name them otherwise, or have them a second apart in the query", ReasonOf(report));
        Assert.Equal(4, Kept().Count());
    }

    [Fact]
    public async Task One_that_comes_in_a_later_run_is_told_too()
    {
        Api.Add("ada");
        Succeeded(await RunAsync(new Order("o1", "ada", "order", At)));
        var report = await RunAsync(new Order("o1", "ada", "order", At), new Order("o2", "ada", "order", At.AddMilliseconds(1)));
        Assert.StartsWith("Key { EventId = o2 } and an earlier event of this sync are of one contact, one name and one second", ReasonOf(report), StringComparison.Ordinal);
        Assert.Single(Sent());
    }

    [Fact]
    public async Task One_that_was_refused_leaves_its_second_to_another()
    {
        Api.Add("ada");
        Api.Before = static async (http, request) => request.Body.Contains("\"o1\"", StringComparison.Ordinal) && await IntercomDouble.AnswerAsync(http, 400, """{"errors":[{"message":"No."}]}""");
        Assert.Equal(1L, (await RunAsync(new Order("o1", "ada", "order", At))).Counts.Rejected);
        var report = await RunAsync(new Order("o2", "ada", "order", At));
        Assert.Equal(1L, report.Counts.Succeeded);
        Assert.Contains("\"o2\"", Kept().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_sent_again_has_its_own_second()
    {
        Api.Add("ada");
        Order[] rows = [new("o1", "ada", "order", At)];
        Succeeded(await RunAsync(rows));
        await SyncEngine.ResyncAsync<Order, Order.Key>(Events, State, sendAgain: true, instance: null, Stop);
        Succeeded(await RunAsync(rows));
        Assert.Equal((2, 1), (Sent().Count, Kept().Count()));
    }

    [Fact]
    public async Task One_name_may_be_all_of_theirs()
    {
        Api.Add("ada");
        Succeeded(await RunAsync<Order, Order.Key>(Events, new IntercomEvents(Account) { EventName = "order" }, [new("o1", "ada", "not its name", At)]));
        Assert.Equal("""order 1772359200 {"order_id":"o1","EventName":"not its name"}""", Kept().Single());
    }

    [Theory]
    [InlineData(null, "order", 1, "UserId is null: an event is one contact's")]
    [InlineData(" ", "order", 1, "UserId is empty: an event is one contact's")]
    [InlineData("ada", null, 1, "EventName is null: an event has a name")]
    [InlineData("ada", "", 1, "EventName is empty: an event has a name")]
    [InlineData("ada", "half", 1, "EventName holds half of a surrogate pair, which JSON has no form for")]
    [InlineData("ada", "order", null, "CreatedAt is null: Intercom knows an event it has by its time")]
    [InlineData("nobody", "order", 1, "the workspace has no such contact: 127.0.0.1 answered 404 Not Found: User Not Found")]
    public async Task One_that_can_not_be_is_rejected_alone(string? user, string? name, int? second, string reason)
    {
        Api.Add("ada");
        var report = await RunAsync(new Order("o1", user, name?.Replace("half", "\ud800", StringComparison.Ordinal), second is null ? null : At), new Order("o2", "ada", "other", At));
        Assert.Equal((1L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(reason, ReasonOf(report));
    }

    [Fact]
    public async Task One_that_is_not_answered_is_sent_again_and_kept_once()
    {
        Api.Add("ada");
        var lost = 3;
        Api.Before = async (http, request) =>
        {
            if (request.Method != "POST" || Interlocked.Decrement(ref lost) < 0) return false;
            // The front gave up, and the API did not.
            using var client = new HttpClient();
            using var again = new HttpRequestMessage(HttpMethod.Post, new Uri($"{Api.Address}events")) { Content = new StringContent(request.Body) };
            again.Headers.TryAddWithoutValidation("Authorization", request.Headers["Authorization"]);
            Interlocked.Exchange(ref lost, 0);
            (await client.SendAsync(again)).Dispose();
            return await IntercomDouble.AnswerAsync(http, 502, "<html><head><title>502 Bad Gateway</title></head></html>");
        };
        Succeeded(await RunAsync<Order, Order.Key>(Events, Destination, Enumerable.Range(1, 4).Select(static i => new Order($"o{i}", "ada", "order", At.AddSeconds(i))), Hasty));
        Assert.Equal(4, Kept().Count());
    }

    [Fact]
    public async Task A_storm_keeps_each_of_them_once()
    {
        Api.Add("ada");
        var left = 30;
        Api.Before = async (http, request) => request.Method == "POST" && Interlocked.Decrement(ref left) >= 0 && await IntercomDouble.AnswerAsync(http, 429);
        Succeeded(await RunAsync<Order, Order.Key>(Events, Destination, Enumerable.Range(1, 900).Select(static i => new Order($"o{i.ToString("000", CultureInfo.InvariantCulture)}", "ada", "order", At.AddSeconds(i))), Hasty));
        Assert.Equal((900, 900), (Kept().Count(), Kept().Distinct().Count()));
    }

    [Fact]
    public async Task Nobody_sees_a_sensitive_key_or_address()
    {
        var seen = new ConcurrentQueue<HttpExchange>();
        using var account = NewAccount(seen.Enqueue);
        Api.Add("ada", email: "Ada@example.com");
        var events = new IntercomEvents(account) { EventName = "visit" };
        var report = await RunAsync<Visit, Visit.Key>(Events, events, [new("secret1", "Ada@example.com", At), new("secret2", "ada@example.com", At), new("secret3", "bob@example.com", At)]);
        Assert.Equal((1L, 2L), (report.Counts.Succeeded, report.Counts.Rejected));
        var text = $"{report} {string.Join(' ', report.Troubled)} {string.Join(' ', seen.Select(static exchange => $"{exchange} {string.Join(',', exchange.Keys)} {string.Join(',', exchange.RequestHeaders)} {exchange.RequestBody} {exchange.ResponseBody}"))}";
        foreach (var secret in new[] { "secret", "ada@", "bob@", IntercomDouble.Token }) Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("are of one contact, one name and one second", text, StringComparison.Ordinal);
    }
}
