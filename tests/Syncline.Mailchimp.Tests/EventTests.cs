using System.Collections.Concurrent;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Mailchimp.Tests;

/// <summary>Member events.</summary>
public sealed class EventTests : Runs
{
    private static readonly SyncDefinition Events = Sync(SyncMode.Insert, type: SyncType.Events);
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.FromHours(2));

    private MailchimpEvents Destination => new(Account, List);

    private Task<SyncReport> RunAsync(params Purchase[] rows) => RunAsync<Purchase, Purchase.Key>(Events, Destination, rows);

    [Fact]
    public async Task Each_is_sent_once_with_its_columns_as_text()
    {
        There.Add("ada@example.com");
        Purchase[] rows = [new("o1", "Ada@example.com", "purchase", At, 12.50m, true), new("o2", " ada@example.com", "purchase", null, null)];
        Succeeded(await RunAsync(rows));
        Succeeded(await RunAsync(rows));
        Assert.Equal(
            ["""{"name":"purchase","is_syncing":false,"properties":{"Id":"o2"}}""", """{"name":"purchase","occurred_at":"2026-03-01T10:00:00.25\u002B00:00","is_syncing":false,"properties":{"Id":"o1","Total":"12.5","Gift":"true"}}"""],
            There.Find("ada@example.com")!.Events.OrderBy(static text => text.Length));
    }

    [Fact]
    public async Task One_name_may_be_all_of_theirs()
    {
        There.Add("a@example.com");
        var events = new MailchimpEvents(Account, List) { EventName = "order", IsSyncing = true };
        Succeeded(await RunAsync<Purchase, Purchase.Key>(Events, events, [new("o1", "a@example.com", "not its name", null, null)]));
        Assert.Equal("""{"name":"order","is_syncing":true,"properties":{"Id":"o1","Name":"not its name"}}""", There.Members.Single().Events.Single());
    }

    [Theory]
    [InlineData(null, "purchase", "Email is null: an event is one member's")]
    [InlineData(" ", "purchase", "Email is empty: an event is one member's")]
    [InlineData("a@example.com", null, "Name is null: an event has a name")]
    [InlineData("a@example.com", "x", "Name \"x\" has 1 character, and the name of an event has 2 to 30")]
    [InlineData("a@example.com", "an event that has too many letters", "Name \"an event that has too many letters\" has 34 characters, and the name of an event has 2 to 30")]
    [InlineData("a@example.com", "half a pair", "Name holds half of a surrogate pair, which JSON has no form for")]
    [InlineData("nobody@example.com", "purchase", "the audience has no such member: 127.0.0.1 answered 404 Not Found: The requested resource could not be found")]
    public async Task One_that_can_not_be_is_rejected_alone(string? email, string? name, string reason)
    {
        There.Add("a@example.com");
        var report = await RunAsync(new Purchase("o1", email, name?.Replace("half", "\ud800", StringComparison.Ordinal), null, null), new Purchase("o2", "a@example.com", "purchase", null, null));
        Assert.Equal((1L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(reason, Assert.Single(report.Troubled).Reason);
    }

    [Fact]
    public async Task One_that_is_not_answered_is_parked_and_never_sent_twice()
    {
        There.Add("a@example.com");
        // The front gave up, and the API did not.
        Api.Before = static async (http, request) => request.Body.Contains("\"o2\"", StringComparison.Ordinal) && await MailchimpDouble.AnswerAsync(http, 502, "<html><head><title>502 Bad Gateway</title></head></html>");
        using var one = NewAccount(connections: 1);
        Purchase[] rows = [.. Enumerable.Range(1, 4).Select(static i => new Purchase($"o{i}", "a@example.com", "purchase", null, null))];
        var report = await RunAsync<Purchase, Purchase.Key>(Events, new MailchimpEvents(one, List), rows, Hasty);
        Assert.Equal((1L, 1L, 2L), (report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal("Key { Id = o2 }", report.Troubled.Single(static trouble => trouble.Outcome == Outcome.Unknown).Key);
        Api.Before = static (_, _) => Task.FromResult(false);
        var next = await RunAsync(rows);
        Assert.Equal(2L, next.Counts.Succeeded);
        Assert.Equal(3, There.Members.Single().Events.Count);
        Assert.Equal(4, Sent().Count());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    public async Task A_storm_sends_none_of_them_twice(int status)
    {
        There.Add("a@example.com");
        var left = 30;
        Api.Before = async (http, request) => request.Method == "POST" && Interlocked.Decrement(ref left) >= 0 && await MailchimpDouble.AnswerAsync(http, status);
        Succeeded(await RunAsync<Purchase, Purchase.Key>(Events, Destination, [.. Enumerable.Range(1, 100).Select(static i => new Purchase($"o{i:000}", "a@example.com", "purchase", null, null))], Hasty));
        Assert.Equal(100, There.Members.Single().Events.Distinct().Count());
        Assert.Equal(100, There.Members.Single().Events.Count);
    }

    [Fact]
    public async Task Nobody_sees_a_sensitive_address_or_its_hash()
    {
        var seen = new ConcurrentQueue<HttpExchange>();
        using var account = NewAccount(seen.Enqueue);
        var report = await RunAsync<Visit, Visit.Key>(Events, new MailchimpEvents(account, List) { EventName = "visit" }, [new("1", "Ada@example.com")]);
        Assert.Equal(1L, report.Counts.Rejected);
        var text = $"{report} {report.Troubled[0]} {string.Join(' ', seen.Select(static exchange => $"{exchange} {string.Join(',', exchange.RequestHeaders)} {exchange.RequestBody} {exchange.ResponseBody}"))}";
        Assert.DoesNotContain("ada", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(MailchimpAudienceDouble.HashOf("ada@example.com"), text, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", text, StringComparison.Ordinal);
        Assert.Contains("/members/***/events", text, StringComparison.Ordinal);
    }
}
