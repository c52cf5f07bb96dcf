using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Salesforce.Tests;

/// <summary>What goes wrong on the way, and what becomes of the rows.</summary>
public sealed class FaultTests : Runs
{
    public enum Loss
    {
        BeforeTheAnswer,
        InTheAnswer,
        NoJson,
        OtherRows,
        Never,
    }

    [Theory]
    [InlineData(429, """[{"errorCode":"TOO_MANY","message":"slowly"}]""")]
    [InlineData(500, """[{"errorCode":"UNKNOWN_EXCEPTION","message":"An unexpected error occurred"}]""")]
    [InlineData(502, "<html><title>Bad Gateway</title></html>")]
    [InlineData(503, """[{"errorCode":"SERVER_UNAVAILABLE","message":"try again"}]""")]
    [InlineData(403, """[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"ConcurrentRequests (Concurrent API Requests) Limit exceeded."}]""")]
    [InlineData(400, """[{"errorCode":"UNABLE_TO_LOCK_ROW","message":"unable to obtain exclusive access"}]""")]
    public async Task A_storm_passes_and_every_row_arrives(int status, string body)
    {
        var left = 12;
        Org.Before = async (http, request) => request.Target.Contains("composite", StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0 && await ApiDouble.AnswerAsync(http, status, body);
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), People(1_500));
        Assert.Equal((SyncStatus.Succeeded, 1_500L, 1_500), (report.Status, report.Counts.Succeeded, Contacts.Records.Count));
    }

    [Theory]
    [InlineData("token", 429)]
    [InlineData("token", 503)]
    [InlineData("token", 0)]
    [InlineData("describe", 500)]
    [InlineData("describe", 503)]
    [InlineData("describe", 0)]
    public async Task A_storm_while_the_object_is_looked_at_passes(string where, int status)
    {
        var left = 3;
        Org.Before = async (http, request) => request.Target.Contains(where, StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0 && (status == 0 ? await ApiDouble.CutAsync(http) : await ApiDouble.AnswerAsync(http, status));
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), To(), People(3)));
        Assert.True(left < 0);
        Assert.Equal(3, Contacts.Records.Count);
    }

    [Fact]
    public async Task When_the_requests_of_a_day_are_used_up_the_run_ends_and_the_rest_is_deferred()
    {
        using var account = NewAccount(connections: 1);
        Org.RequestsLeft = 4;
        var report = await RunAsync(Sync(SyncMode.Upsert), To(account: account), People(1_000));
        Assert.Equal((SyncStatus.Incomplete, 400L, 600L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.Unknown));
        Assert.Contains("REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded. What the org may be asked in 24 hours is used up", report.Message, StringComparison.Ordinal);
        Assert.Equal(6, Org.Requests.Count);
        Org.RequestsLeft = 1_000;
        Assert.Equal(600L, (await RunAsync(Sync(SyncMode.Upsert), To(account: account), People(1_000))).Counts.Succeeded);
    }

    [Theory]
    [InlineData("/services/oauth2/token")]
    [InlineData("/describe")]
    [InlineData("/jobs/ingest")]
    public async Task When_they_are_used_up_before_it_is_opened_all_is_deferred(string place)
    {
        Org.Before = async (http, request) => request.Target.Contains(place, StringComparison.Ordinal) && await ApiDouble.AnswerAsync(http, 403, """[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]""");
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), People(3));
        Assert.Equal((SyncStatus.Incomplete, 0L, 0), (report.Status, report.Counts.Planned, Contacts.Records.Count));
        Assert.StartsWith($"salesforce:127.0.0.1/Contact/ExtId__c could not be opened: GET {Org.Address}services/data/v62.0/{(place == "/jobs/ingest" ? "jobs/ingest" : "sobjects/Contact/describe")}: 127.0.0.1 ", report.Message, StringComparison.Ordinal);
        Assert.EndsWith("What the org may be asked in 24 hours is used up; the rest is left for later. It asks to be left alone for 3600 s, longer than MaxWait lets, 300 s. Nothing was sent, and all is deferred to the next run: run again after that time, or with a longer MaxWait.", report.Message, StringComparison.Ordinal);
        Org.Before = static (_, _) => Task.FromResult(false);
        Assert.Equal(3L, (await RunAsync(Sync(SyncMode.Upsert), To(), People(3))).Counts.Succeeded);
    }

    [Theory]
    [InlineData(403, "INSUFFICIENT_ACCESS", "Look at the permissions of the user that the connected app runs as.")]
    [InlineData(404, "NOT_FOUND", "Look at the names of object and external id, at ApiVersion, and at what the user may see.")]
    [InlineData(400, "INVALID_FIELD", "Look at the columns of the model, and at what the user may see.")]
    [InlineData(302, "MOVED", "which is not followed: give the account the org's own domain.")]
    public async Task What_no_other_try_mends_ends_the_run_after_one_request(int status, string code, string way)
    {
        using var account = NewAccount(connections: 1);
        Org.Before = async (http, request) => request.Target.Contains("composite", StringComparison.Ordinal) && await ApiDouble.AnswerAsync(http, status, $$"""[{"errorCode":"{{code}}","message":"no"}]""");
        var report = await RunAsync(Sync(SyncMode.Upsert), To(account: account), People(500));
        Assert.Equal((SyncStatus.Failed, 500L), (report.Status, report.Counts.Deferred));
        Assert.Contains($"answered {status}: {code}: no.", report.Message, StringComparison.Ordinal);
        Assert.Contains(way, report.Message, StringComparison.Ordinal);
        Assert.Single(Sent("PATCH", "composite"));
    }

    [Theory]
    [InlineData(Loss.BeforeTheAnswer)]
    [InlineData(Loss.InTheAnswer)]
    [InlineData(Loss.NoJson)]
    [InlineData(Loss.OtherRows)]
    [InlineData(Loss.Never)]
    public async Task An_upsert_whose_answer_is_lost_is_sent_again(Loss loss)
    {
        using var account = NewAccount(loss == Loss.Never ? TimeSpan.FromSeconds(0.5) : null);
        var left = 2;
        Org.Before = async (http, request) => request.Target.Contains("composite", StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0 && await LoseAsync(http, loss);
        var report = await RunAsync(Sync(SyncMode.Upsert), To(account: account), People(450));
        Assert.Equal((SyncStatus.Succeeded, 450L, 450), (report.Status, report.Counts.Succeeded, Contacts.Records.Count));
    }

    [Fact]
    public async Task An_insert_that_was_done_and_not_answered_creates_no_second_record()
    {
        var left = 1;
        Org.Before = async (http, request) =>
        {
            if (request.Method != "POST" || !request.Target.Contains("composite", StringComparison.Ordinal) || Interlocked.Decrement(ref left) < 0) return false;
            foreach (var person in People(3)) Put(person.Id, person.LastName!);
            return await LoseAsync(http, Loss.InTheAnswer);
        };
        var report = await RunAsync(Sync(SyncMode.Insert), To(), People(3));
        Assert.Equal((SyncStatus.Succeeded, 3L, 3), (report.Status, report.Counts.Skipped, Contacts.Records.Count));
    }

    [Fact]
    public async Task A_record_without_a_result_is_unknown()
    {
        // What was rejected is tried once more, alone.
        Org.Before = static async (http, request) => request.Target.Contains("composite", StringComparison.Ordinal) && await ApiDouble.AnswerAsync(http, 200, request.Body.Contains("p0001", StringComparison.Ordinal) ? """[{"id":"1","success":true,"errors":[]},{"id":"2"},{"success":false}]""" : """[{"success":false}]""");
        var report = await RunAsync(Sync(SyncMode.Upsert), To(), People(3));
        Assert.Equal((1L, 1L, 1L), (report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Rejected));
        Assert.Equal("127.0.0.1 answered 200 without a word of this record", Reason(report, "p0002"));
        Assert.Equal("it gave no reason", Reason(report, "p0003"));
    }

    [Fact]
    public async Task A_success_of_another_record_is_unknown()
    {
        foreach (var person in People(3)) Put(person.Id, "Old");
        Org.Before = static async (http, request) =>
        {
            if (request.Method != "PATCH" || !request.Target.EndsWith("composite/sobjects", StringComparison.Ordinal)) return false;
            string[] ids = [.. Json(request)["records"]!.AsArray().Select(static record => record!["id"]!.GetValue<string>())];
            return await ApiDouble.AnswerAsync(http, 200, $$"""[{"id":"{{ids[1]}}","success":true,"errors":[]},{"success":true,"errors":[]},{"id":"{{ids[2][..15]}}","success":true,"errors":[]}]""");
        };
        var report = await RunAsync(Sync(SyncMode.Update), To(), People(3));
        Assert.Equal((1L, 2L), (report.Counts.Succeeded, report.Counts.Unknown));
        Assert.Contains("was asked for", Reason(report, "p0001"), StringComparison.Ordinal);
        Assert.Contains("for the record without an id", Reason(report, "p0002"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deletion_of_another_record_is_unknown()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        await RunAsync(sync, To(), People(3));
        Org.Before = static async (http, request) => request.Method == "DELETE" && await ApiDouble.AnswerAsync(http, 200, """[{"id":"003000000000999AAA","success":true,"errors":[]}]""");
        var report = await RunAsync(sync, To(), People(2));
        Assert.Equal((0L, 1L), (report.Counts.Succeeded, report.Counts.Unknown));
    }

    [Fact]
    public async Task A_query_that_fails_in_passing_leaves_nothing_in_doubt()
    {
        var left = 3;
        Org.Before = async (http, request) => request.Target.Contains("/query", StringComparison.Ordinal) && Interlocked.Decrement(ref left) >= 0 && (left > 0 ? await LoseAsync(http, Loss.BeforeTheAnswer) : await ApiDouble.AnswerAsync(http, 200, "{\"records\":[{}]}"));
        foreach (var person in People(3)) Put(person.Id, "Old");
        var report = await RunAsync(Sync(SyncMode.Update), To(), People(3));
        Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
    }

    [Fact]
    public async Task An_org_that_is_not_there_leaves_the_run_undone()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var account = new SalesforceAccount($"http://127.0.0.1:{port}", "client", "secret");
        var report = await RunAsync(Sync(SyncMode.Upsert), To(account: account), People(3));
        Assert.NotEqual(SyncStatus.Succeeded, report.Status);
        Assert.Equal(0L, report.Counts.Unknown);
        Assert.Contains("can't be reached", report.Message, StringComparison.Ordinal);
    }

    internal static Task<bool> LoseAsync(HttpContext http, Loss loss) => loss switch
    {
        Loss.NoJson => ApiDouble.AnswerAsync(http, 200, "[{\"id\":"),
        Loss.OtherRows => ApiDouble.AnswerAsync(http, 200, """[{"id":"1","success":true,"errors":[]}]"""),
        Loss.InTheAnswer => ApiDouble.CutAsync(http, "[{\"id\":"),
        Loss.Never => ApiDouble.HangAsync(http),
        _ => ApiDouble.CutAsync(http),
    };
}
