using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Intercom.Tests;

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
    [InlineData(429, """{"type":"error.list","errors":[{"code":"rate_limit_exceeded","message":"Exceeded rate limit"}]}""")]
    [InlineData(502, "<html><title>Bad Gateway</title></html>")]
    [InlineData(500, """{"type":"error.list","errors":[{"code":"server_error","message":"An error occurred"}]}""")]
    [InlineData(503, null)]
    public async Task A_storm_passes_and_every_contact_arrives_once(int status, string? body)
    {
        var left = 25;
        Api.Before = async (http, request) => request.Method != "GET" && Interlocked.Decrement(ref left) >= 0 && await IntercomDouble.AnswerAsync(http, status, body);
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), Contacts, People(900), Hasty);
        Assert.Equal((SyncStatus.Succeeded, 900L), (report.Status, report.Counts.Succeeded));
        Assert.Equal((900, 25 + 900), (Api.Contacts.Count, Sent().Count));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_storm_that_does_not_end_leaves_what_was_not_taken_to_the_next_run(int status)
    {
        using var account = NewAccount(connections: 1);
        var taken = 0;
        Api.Before = async (http, request) => request.Method != "GET" && Interlocked.Increment(ref taken) > 60 && await IntercomDouble.AnswerAsync(http, status);
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), new IntercomContacts(account), People(100), Hasty);
        Assert.Equal((SyncStatus.Incomplete, 60L, 40L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred + report.Counts.Unknown));
        Assert.Equal(status == 500, report.Counts.Unknown > 0);
        Api.Before = static (_, _) => Task.FromResult(false);
        var next = await RunAsync(Sync(SyncMode.Upsert), Contacts, People(100));
        Assert.Equal((SyncStatus.Succeeded, 40L, 100), (next.Status, next.Counts.Succeeded, Api.Contacts.Count));
    }

    [Theory]
    [InlineData(Loss.BeforeTheAnswer)]
    [InlineData(Loss.InTheAnswer)]
    [InlineData(Loss.Never)]
    [InlineData(Loss.Truncated)]
    [InlineData(Loss.NoJson)]
    [InlineData(Loss.AnArray)]
    public async Task A_contact_that_was_created_and_not_answered_for_is_not_created_twice(Loss loss)
    {
        using var account = NewAccount(timeout: TimeSpan.FromSeconds(loss == Loss.Never ? 3 : 60));
        var lost = 3;
        Api.Before = async (http, request) =>
        {
            if (request.Method != "POST" || Interlocked.Decrement(ref lost) < 0) return false;
            // The API did it.
            var row = Json(request);
            await Api.InTurnAsync(() => Api.Add(row["external_id"]!.GetValue<string>(), "half done"));
            await LoseAsync(http, loss);
            return true;
        };
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), new IntercomContacts(account), People(30), Hasty);
        Assert.Equal((SyncStatus.Succeeded, 30L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(30, Api.Contacts.Count);
        Assert.DoesNotContain(Held(), static held => held.Contains("half done", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Loss.BeforeTheAnswer)]
    [InlineData(Loss.Truncated)]
    public async Task An_archive_whose_answer_is_lost_is_done_again_and_counts_once(Loss loss)
    {
        var first = 1;
        Api.Add("p0001");
        Api.Before = async (http, request) =>
        {
            if (request.Method != "POST" || Interlocked.Exchange(ref first, 0) == 0) return false;
            Api.Find("p0001")!.IsArchived = true;
            await LoseAsync(http, loss);
            return true;
        };
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Archive), Contacts, People(1), Hasty);
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Succeeded));
    }

    [Fact]
    public async Task An_answer_that_comes_byte_by_byte_is_an_answer()
    {
        Api.Add("p0001");
        Api.Before = async (http, request) =>
        {
            if (request.Method != "PUT") return false;
            foreach (var c in $$"""{"id":"{{Api.Find("p0001")!.Id}}","external_id":"p0001"}""")
            {
                await http.Response.WriteAsync(c.ToString());
                await http.Response.Body.FlushAsync();
            }

            return true;
        };
        Succeeded(await RunAsync(Sync(SyncMode.Update), Contacts, People(1)));
    }

    [Fact]
    public async Task An_api_that_is_not_there_fails_the_run_and_loses_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var account = new IntercomAccount(IntercomDouble.Token, IntercomDouble.Workspace) { Address = $"http://127.0.0.1:{port}" };
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), new IntercomContacts(account), People(3), Hasty);
        Assert.NotEqual(SyncStatus.Succeeded, report.Status);
        Assert.Contains("can't be reached", report.Message, StringComparison.Ordinal);
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, People(3)));
    }

    [Fact]
    public async Task A_server_that_speaks_no_tls_fails_the_run_and_loses_nothing()
    {
        using var account = new IntercomAccount(IntercomDouble.Token, IntercomDouble.Workspace) { Address = Api.Address.Replace("http:", "https:", StringComparison.Ordinal) };
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), new IntercomContacts(account), People(3), Hasty);
        Assert.NotEqual(SyncStatus.Succeeded, report.Status);
        Assert.Contains("no secure connection", report.Message, StringComparison.Ordinal);
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, People(3)));
    }

    [Fact]
    public async Task A_token_that_is_revoked_in_the_middle_ends_delivery()
    {
        using var account = NewAccount(connections: 1);
        Api.Before = async (http, request) => request.Method != "GET" && Sent().Count > 10 && await IntercomDouble.AnswerAsync(http, 401, $$"""{"type":"error.list","errors":[{"code":"unauthorized","message":"Access Token {{IntercomDouble.Token}} Invalid"}]}""");
        var report = await RunAsync(Sync(SyncMode.Upsert), new IntercomContacts(account), People(30));
        Assert.Equal((SyncStatus.Failed, 10L, 20L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Contains("Access Token *** Invalid", report.Message, StringComparison.Ordinal);
        Assert.Equal(11, Sent().Count);
        Api.Before = static (_, _) => Task.FromResult(false);
        Assert.Equal(20L, (await RunAsync(Sync(SyncMode.Upsert), Contacts, People(30))).Counts.Succeeded);
    }

    [Fact]
    public async Task A_window_is_used_up_and_the_next_waited_for_without_a_refusal()
    {
        (Api.WindowLimit, Api.Window) = (40, TimeSpan.FromSeconds(1));
        var report = await RunAsync(Sync(SyncMode.Upsert), Contacts, People(100));
        Assert.Equal((SyncStatus.Succeeded, 100L, 0), (report.Status, report.Counts.Succeeded, Api.TooMany));
    }

    [Fact]
    public async Task A_refusal_is_waited_for_until_the_window_ends()
    {
        // Longer than a run waits: it ends at once, and says so.
        Api.Before = static async (http, request) => request.Method == "POST" && await IntercomDouble.AnswerAsync(http, 429, null, ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 900}"));
        var report = await RunAsync(Sync(SyncMode.Upsert), Contacts, People(1));
        Assert.Equal((SyncStatus.Incomplete, 1L), (report.Status, report.Counts.Deferred));
        Assert.Single(Sent());
    }

    [Fact]
    public async Task Nobody_sees_a_sensitive_value_or_the_token()
    {
        var seen = new ConcurrentQueue<HttpExchange>();
        using var account = NewAccount(seen.Enqueue);
        Api.Add("someone", email: "bob@example.com");
        Api.Add("eve-zq", email: "eve@example.com");
        Api.Invalid.Add(("email", "\"evelyn@example.com\""));
        var contacts = new IntercomContacts(account);
        var report = await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Upsert), contacts, [new("ada-zq", "ada@example.com"), new("bob-zq", "bob@example.com"), new("eve-zq", "evelyn@example.com"), new(" joe-zq", "joe@example.com")]);
        Assert.Equal((3L, 1L), (report.Counts.Rejected, report.Counts.Succeeded));
        var gone = await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Archive), contacts, [new("eve-zq", null), new("nobody-zq", null)]);
        var text = $"{report} {gone} {string.Join(' ', report.Troubled.Concat(gone.Troubled))} {string.Join(' ', seen.Select(static exchange => $"{exchange} {string.Join(',', exchange.Keys)} {string.Join(',', exchange.RequestHeaders)} {exchange.RequestBody} {string.Join(',', exchange.ResponseHeaders)} {exchange.ResponseBody}"))}";
        foreach (var secret in new[] { "-zq", "ada@", "bob@", "evelyn@", "eve@", "joe@", IntercomDouble.Token }) Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        // What Intercom holds is no value of the row, and nobody's to see all the same.
        Assert.Contains("\"email\":\"***\"", seen.Single(static exchange => exchange.Address.EndsWith("find_by_external_id/***", StringComparison.Ordinal) && exchange.Status == 200).ResponseBody, StringComparison.Ordinal);
        Assert.Contains("find_by_external_id/***", text, StringComparison.Ordinal);
        Assert.Contains(seen, exchange => exchange.RunId == report.RunId && exchange.Keys.Count == 1);
    }

    private static Task<bool> LoseAsync(HttpContext http, Loss loss) => loss switch
    {
        Loss.Truncated => ApiDouble.AnswerAsync(http, 200, """{"type":"contact","id":"65a4c1"""),
        Loss.AnArray => ApiDouble.AnswerAsync(http, 200, "[]"),
        Loss.NoJson => ApiDouble.AnswerAsync(http, 200, "OK"),
        Loss.InTheAnswer => ApiDouble.CutAsync(http, "{\"type\":"),
        Loss.Never => ApiDouble.HangAsync(http),
        _ => ApiDouble.CutAsync(http),
    };
}
