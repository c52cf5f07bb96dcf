using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Mailchimp.Tests;

/// <summary>What goes wrong on the way, and what becomes of the rows.</summary>
public sealed class FaultTests : Runs
{
    public enum Loss
    {
        BeforeTheAnswer,
        InTheAnswer,
        Never,
        Truncated,
        NoJson,
        AnArray,
    }

    [Theory]
    [InlineData(429, """{"title":"Too Many Requests"}""")]
    [InlineData(403, null)]
    [InlineData(403, "<html><title>Forbidden</title></html>")]
    [InlineData(502, "<html><title>Bad Gateway</title></html>")]
    [InlineData(500, """{"title":"Internal Server Error"}""")]
    [InlineData(503, null)]
    public async Task A_storm_passes_and_every_member_arrives_once(int status, string? body)
    {
        var left = 25;
        Api.Before = async (http, request) => request.Method != "GET" && Interlocked.Decrement(ref left) >= 0 && await MailchimpDouble.AnswerAsync(http, status, body);
        var report = await RunAsync<Member, Member.Key>(Sync(SyncMode.Upsert), Audience(), Members(5_100), Hasty);
        Assert.Equal((SyncStatus.Succeeded, 5_100L), (report.Status, report.Counts.Succeeded));
        Assert.Equal((5_100, 25 + 11), (There.Members.Count, Sent().Count()));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_storm_while_the_audience_is_looked_at_passes(int status)
    {
        var left = 3;
        Api.Before = async (http, request) => request.Method == "GET" && Interlocked.Decrement(ref left) >= 0 && (status == 0 ? await MailchimpDouble.CutAsync(http) : await MailchimpDouble.AnswerAsync(http, status));
        Succeeded(await RunAsync<Member, Member.Key>(Sync(SyncMode.Upsert), Audience(), Members(3), Hasty));
        Assert.True(left < 0);
        Assert.Equal(3, There.Members.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    public async Task A_storm_that_does_not_end_defers_what_was_not_taken(int status)
    {
        using var account = NewAccount(connections: 1);
        var taken = 0;
        Api.Before = async (http, request) => request.Method != "GET" && Interlocked.Increment(ref taken) > 2 && await MailchimpDouble.AnswerAsync(http, status);
        var report = await RunAsync<Member, Member.Key>(Sync(SyncMode.Upsert), new MailchimpAudience(account, List) { NewMemberStatus = MailchimpStatus.Subscribed }, Members(2_000), Hasty);
        Assert.Equal((SyncStatus.Incomplete, 1_000L, 1_000L, 0L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred, report.Counts.Unknown));
        Api.Before = static (_, _) => Task.FromResult(false);
        var next = await RunAsync(Sync(SyncMode.Upsert), Audience(), Members(2_000));
        Assert.Equal((SyncStatus.Succeeded, 1_000L), (next.Status, next.Counts.Succeeded));
    }

    [Theory]
    [InlineData(Loss.BeforeTheAnswer)]
    [InlineData(Loss.InTheAnswer)]
    [InlineData(Loss.Never)]
    [InlineData(Loss.Truncated)]
    [InlineData(Loss.NoJson)]
    [InlineData(Loss.AnArray)]
    public async Task An_upsert_whose_answer_is_lost_is_sent_again_in_the_same_run(Loss loss)
    {
        using var account = NewAccount(timeout: TimeSpan.FromSeconds(loss == Loss.Never ? 3 : 60));
        var lost = 3;
        Api.Before = async (http, request) =>
        {
            if (request.Method == "GET" || Interlocked.Decrement(ref lost) < 0) return false;
            await LoseAsync(http, loss);
            return true;
        };
        var report = await RunAsync<Member, Member.Key>(Sync(SyncMode.Upsert), new MailchimpAudience(account, List) { NewMemberStatus = MailchimpStatus.Subscribed }, Members(1_600), Hasty);
        Assert.Equal((SyncStatus.Succeeded, 1_600L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(1_600, There.Members.Count);
        // On a slow machine others may not be answered in time, too.
        Assert.InRange(Sent().Count(), 7, loss == Loss.Never ? int.MaxValue : 7);
    }

    [Fact]
    public async Task An_upsert_that_was_applied_and_not_answered_touches_no_consent_when_it_is_sent_again()
    {
        var first = 1;
        There.Add("m0001@example.com", "unsubscribed");
        Api.Before = async (http, request) =>
        {
            if (request.Method == "GET" || Interlocked.Exchange(ref first, 0) == 0) return false;
            // The API did it; whoever it was done to had a say before it was sent again.
            There.Add("m0002@example.com", "unsubscribed");
            await LoseAsync(http, Loss.BeforeTheAnswer);
            return true;
        };
        Succeeded(await RunAsync<Member, Member.Key>(Sync(SyncMode.Upsert), Audience(), Members(3), Hasty));
        Assert.Equal(["m0001@example.com unsubscribed Name 1", "m0002@example.com unsubscribed Name 2", "m0003@example.com subscribed Name 3"], Held());
    }

    [Theory]
    [InlineData(Loss.BeforeTheAnswer)]
    [InlineData(Loss.InTheAnswer)]
    public async Task The_second_step_of_an_upsert_may_be_lost_too(Loss loss)
    {
        foreach (var member in Members(600)) There.Add(member.Email, "unsubscribed");
        var lost = 2;
        Api.Before = async (http, request) =>
        {
            if (!request.Body.Contains("\"update_existing\":true", StringComparison.Ordinal) || Interlocked.Decrement(ref lost) < 0) return false;
            await LoseAsync(http, loss);
            return true;
        };
        Succeeded(await RunAsync<Member, Member.Key>(Sync(SyncMode.Upsert), Audience(), Members(600), Hasty));
        Assert.All(There.Members, static member => Assert.Equal(("unsubscribed", true), (member.Status, member.MergeFields.ContainsKey("FNAME"))));
    }

    [Fact]
    public async Task Who_is_deleted_by_others_between_the_steps_of_an_upsert_is_created()
    {
        There.LetsBackIn = true;
        foreach (var member in Members(3)) There.Add(member.Email, "unsubscribed");
        var first = 1;
        Api.Before = (_, request) =>
        {
            if (request.Body.Contains("\"update_existing\":true", StringComparison.Ordinal) && Interlocked.Exchange(ref first, 0) == 1) There.Forget(MailchimpAudienceDouble.HashOf("m0002@example.com"));
            return Task.FromResult(false);
        };
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Audience(), Members(3)));
        Assert.Equal(["m0001@example.com unsubscribed Name 1", "m0002@example.com subscribed Name 2", "m0003@example.com unsubscribed Name 3"], Held());
    }

    [Theory]
    [InlineData(Loss.BeforeTheAnswer)]
    [InlineData(Loss.InTheAnswer)]
    public async Task An_archive_whose_answer_is_lost_is_done_again_and_counts_once(Loss loss)
    {
        var first = 1;
        There.Add("m0001@example.com");
        Api.Before = async (http, request) =>
        {
            if (request.Method != "DELETE" || Interlocked.Exchange(ref first, 0) == 0) return false;
            There.Find("m0001@example.com")!.Status = "archived";
            await LoseAsync(http, loss);
            return true;
        };
        var report = await RunAsync<Member, Member.Key>(Sync(SyncMode.Archive), Audience(), Members(1), Hasty);
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Succeeded));
    }

    [Fact]
    public async Task An_api_that_is_not_there_fails_the_run_and_loses_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var account = new MailchimpAccount(MailchimpDouble.ApiKey) { Address = $"http://127.0.0.1:{port}" };
        var report = await RunAsync<Member, Member.Key>(Sync(SyncMode.Upsert), new MailchimpAudience(account, List) { NewMemberStatus = MailchimpStatus.Subscribed }, Members(3), Hasty);
        Assert.NotEqual(SyncStatus.Succeeded, report.Status);
        Assert.Contains("can't be reached", report.Message, StringComparison.Ordinal);
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Audience(), Members(3)));
    }

    [Fact]
    public async Task A_key_that_is_revoked_in_the_middle_ends_delivery()
    {
        using var account = NewAccount(connections: 1);
        Api.Before = async (http, request) => request.Method != "GET" && Sent().Count() > 1 && await MailchimpDouble.AnswerAsync(http, 401, $$"""{"title":"API Key Invalid","detail":"Your API key {{MailchimpDouble.ApiKey}} may be invalid"}""");
        var report = await RunAsync<Member, Member.Key>(Sync(SyncMode.Upsert), new MailchimpAudience(account, List) { NewMemberStatus = MailchimpStatus.Subscribed }, Members(2_000));
        Assert.Equal((SyncStatus.Failed, 500L, 1_500L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Contains("Your API key *** may be invalid", report.Message, StringComparison.Ordinal);
        Assert.Equal(2, Sent().Count());
    }

    [Fact]
    public async Task No_more_requests_are_on_their_way_than_mailchimp_takes()
    {
        var (open, most) = (0, 0);
        var gate = new Lock();
        // Answered when ten have come, or when no more will.
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Api.Before = async (_, request) =>
        {
            if (request.Method == "GET") return false;
            lock (gate)
            {
                most = Math.Max(most, ++open);
                if (most == 10) full.TrySetResult();
            }

            await full.Task;
            lock (gate) open--;
            return false;
        };
        There.Segments[1] = ("VIPs", "static");
        foreach (var member in Members(20)) There.Add(member.Email);
        // Two syncs of one account share its connections.
        await Task.WhenAll(
            RunAsync<Member, Member.Key>(Sync(SyncMode.Upsert), Audience(), Members(10_000)),
            RunAsync<Member, Member.Key>(Sync(SyncMode.Add, type: SyncType.Segments), new MailchimpTag(Account, List, "Gold"), Members(20)));
        Assert.Equal((10, 0), (most, Api.TooMany));
    }

    [Fact]
    public async Task Nobody_sees_a_sensitive_value_or_the_key()
    {
        var seen = new ConcurrentQueue<HttpExchange>();
        using var account = NewAccount(seen.Enqueue);
        There.InCompliance.Add("ada@example.com");
        There.Add("bob@example.com", "pending", "Robert");
        var audience = new MailchimpAudience(account, List) { NewMemberStatus = MailchimpStatus.Subscribed };
        var report = await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Upsert), audience, [new("Ada@example.com", "Augusta"), new("Bob@example.com", "Robert"), new(" eve@example.com", "Evelyn")]);
        var archive = await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Archive), audience, [new("Bob@example.com", "Robert")]);
        Assert.Equal((2L, 1L, 1L), (report.Counts.Rejected, report.Counts.Succeeded, archive.Counts.Rejected));
        var text = $"{report} {archive} {string.Join(' ', report.Troubled.Concat(archive.Troubled))} {string.Join(' ', seen.Select(static exchange => $"{exchange} {string.Join(',', exchange.Keys)} {string.Join(',', exchange.RequestHeaders)} {exchange.RequestBody} {string.Join(',', exchange.ResponseHeaders)} {exchange.ResponseBody}"))}";
        foreach (var secret in new[] { "ada@", "bob@", "eve@", "Augusta", "Robert", "Evelyn", "0123456789abcdef", MailchimpAudienceDouble.HashOf("bob@example.com") }) Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("/members/***", text, StringComparison.Ordinal);
        Assert.Contains("*** is in a compliance state", text, StringComparison.Ordinal);
        Assert.Contains(seen, exchange => exchange.RunId == report.RunId && exchange.Keys.Count == 2);
    }

    private static Task<bool> LoseAsync(HttpContext http, Loss loss) => loss switch
    {
        Loss.Truncated => ApiDouble.AnswerAsync(http, 200, """{"new_members":[{"email_address":"m00"""),
        Loss.AnArray => ApiDouble.AnswerAsync(http, 200, "[]"),
        Loss.NoJson => ApiDouble.AnswerAsync(http, 200, "OK"),
        Loss.InTheAnswer => ApiDouble.CutAsync(http, "{\"new_members\":"),
        Loss.Never => ApiDouble.HangAsync(http),
        _ => ApiDouble.CutAsync(http),
    };
}
