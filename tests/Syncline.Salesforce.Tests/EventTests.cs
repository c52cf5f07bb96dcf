using Microsoft.AspNetCore.Http;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Salesforce.Tests;

/// <summary>Platform events.</summary>
public sealed class EventTests : Runs
{
    private static readonly SyncDefinition Events = Sync(SyncMode.Insert, type: SyncType.Events);

    private static OrderPlaced[] Orders(int count) => [.. Enumerable.Range(1, count).Select(static i => new OrderPlaced($"o{i:0000}", i + 0.5m))];

    private SalesforceEvents To(string? field = null) => new(Account, "Order_Placed__e") { IdempotencyField = field };

    [Fact]
    public async Task Events_are_published_once()
    {
        var report = await RunAsync<OrderPlaced, OrderPlaced.Key>(Events, To(), Orders(450));
        Assert.Equal((SyncStatus.Succeeded, 450L, 450), (report.Status, report.Counts.Succeeded, Org.Events.Count));
        Assert.Equal(3, Sent("POST", "composite/sobjects").Count());
        Assert.Contains(Org.Events, static published => published.Values["Order_Id__c"]!.ToString() == "o0007" && published.Values["Total__c"]!.GetValue<decimal>() == 7.5m);
        var again = await RunAsync<OrderPlaced, OrderPlaced.Key>(Events, To(), Orders(451));
        Assert.Equal((SyncStatus.Succeeded, 1L, 451), (again.Status, again.Counts.Succeeded, Org.Events.Count));
    }

    [Fact]
    public async Task An_event_that_is_refused_is_rejected_alone()
    {
        Org.Objects["Order_Placed__e"].Rule = static values => values["Order_Id__c"]!.ToString() == "o0002" ? ("REQUIRED_FIELD_MISSING", "Required fields are missing: [Shop__c]") : null;
        var report = await RunAsync<OrderPlaced, OrderPlaced.Key>(Events, To(), Orders(3));
        Assert.Equal((2L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("REQUIRED_FIELD_MISSING: Required fields are missing: [Shop__c]", Reason(report, "o0002"));
    }

    [Fact]
    public async Task Events_that_were_published_and_not_answered_are_parked()
    {
        Org.Before = LoseAnswerOnce();
        var report = await RunAsync<OrderPlaced, OrderPlaced.Key>(Events, To(), Orders(3));
        Assert.Equal((SyncStatus.Incomplete, 0L, 3L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown));
        Assert.All(report.Troubled, static trouble => Assert.True(trouble.Parked));
        var next = await RunAsync<OrderPlaced, OrderPlaced.Key>(Events, To(), Orders(4));
        Assert.Equal((1L, 1), (next.Counts.Succeeded, Org.Events.Count));
    }

    [Fact]
    public async Task Events_of_a_half_that_was_never_sent_are_deferred_and_published_by_the_next_run()
    {
        var asked = 0;
        Org.Before = async (http, request) => request.Target.EndsWith("composite/sobjects", StringComparison.Ordinal) && (++asked switch
        {
            1 => await ApiDouble.AnswerAsync(http, 400, """[{"errorCode":"JSON_PARSER_ERROR","message":"no"}]"""),
            2 => await ApiDouble.CutAsync(http),
            _ => false,
        });
        var report = await RunAsync<OrderPlaced, OrderPlaced.Key>(Events, To(), Orders(4));
        Assert.Equal((2L, 2L), (report.Counts.Unknown, report.Counts.Deferred));
        var next = await RunAsync<OrderPlaced, OrderPlaced.Key>(Events, To(), Orders(4));
        Assert.Equal((2L, 2L, 2), (next.Counts.Succeeded, next.Counts.Parked, Org.Events.Count));
    }

    [Fact]
    public async Task With_an_idempotency_field_they_are_published_again_under_the_same_key()
    {
        var lost = LoseAnswerOnce();
        Org.Before = lost;
        var report = await RunAsync<OrderPlaced, OrderPlaced.Key>(Events, To("Key__c"), Orders(3));
        Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
        var bodies = Org.Requests.Where(static request => request.Target.EndsWith("composite/sobjects", StringComparison.Ordinal)).Select(static request => request.Body).ToArray();
        Assert.Equal(2, bodies.Length);
        Assert.Equal(bodies[0], bodies[1]);
        Assert.Equal(3, Org.Events.Select(static published => published.Values["Key__c"]!.ToString()).Distinct().Count());
    }

    [Fact]
    public async Task The_limit_of_events_ends_the_run()
    {
        Org.Objects["Order_Placed__e"].Rule = static values => string.CompareOrdinal(values["Order_Id__c"]!.ToString(), "o0002") > 0 ? ("LIMIT_EXCEEDED", "The hourly publishing limit is exceeded") : null;
        var report = await RunAsync<OrderPlaced, OrderPlaced.Key>(Events, To(), Orders(5));
        Assert.Equal((SyncStatus.Incomplete, 2L, 3L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.Unknown));
        Assert.Contains("LIMIT_EXCEEDED: The hourly publishing limit is exceeded", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_is_told_at_once()
    {
        Org.Objects["Order_Placed__e"].Fields.RemoveAll(static field => field.Name == "Total__c");
        Org.Objects["Order_Placed__e"].Allowed.Clear();
        var report = await RunAsync<OrderPlaced, OrderPlaced.Key>(Events, To("Nothing__c"), Orders(1));
        Assert.Equal(SyncStatus.Failed, report.Status);
        foreach (var problem in new[] { "the user may not publish it", "it has no field Nothing__c that the user may write", "it has no field Total__c" }) Assert.Contains(problem, report.Message, StringComparison.Ordinal);
        Assert.Contains("no platform event", Assert.Throws<ArgumentException>(() => new SalesforceEvents(Account, "Contact")).Message, StringComparison.Ordinal);
    }

    private static Func<HttpContext, ApiRequest, Task<bool>> LoseAnswerOnce()
    {
        var left = 1;
        return (http, request) =>
        {
            if (!request.Target.EndsWith("composite/sobjects", StringComparison.Ordinal) || Interlocked.Decrement(ref left) < 0) return Task.FromResult(false);
            http.Abort();
            return Task.FromResult(true);
        };
    }
}
