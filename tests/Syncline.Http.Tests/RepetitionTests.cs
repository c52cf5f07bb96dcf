using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>What is sent again after no answer came, by which idempotency key, and what an answer to that proves.</summary>
public sealed class RepetitionTests : Runs
{
    private static readonly SyncDefinition Events = Sync(SyncMode.Insert, type: SyncType.Events);
    private readonly HashSet<string> _known = [];

    /// <summary>What the API applied, by key of the record.</summary>
    private readonly List<string> _applied = [];

    private static HttpCall Post => HttpCall.Post("events") with { IdempotencyHeader = "Idempotency-Key" };

    [Theory]
    [InlineData("504")]
    [InlineData("html")]
    [InlineData("cut")]
    public async Task A_repetition_that_is_refused_in_the_same_run_is_not_answered(string lost)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = (http, request) => TakeAsync(http, request, lost);
        var destination = new HttpDestination(account, "events") { Event = Post with { Answers = HttpAnswers.InOrder("", static _ => OperationOutcome.Succeeded) } };
        var report = await RunAsync<Person, Person.Key>(Events, destination, People(1), Hasty);
        Assert.Equal((1L, 0L), (report.Counts.Unknown, report.Counts.Rejected + report.Counts.Succeeded + report.Counts.Skipped));
        Assert.Equal("it was sent before and not answered, and the repetition was refused: 127.0.0.1 answered 409 Conflict: this key was used before", report.Troubled[0].Reason);
        Assert.Equal(2, Api.Requests.Count);
        Assert.Single(_applied);
    }

    [Theory]
    [InlineData("PUT", true)]
    [InlineData("PUT", false)]
    [InlineData("POST", true)]
    [InlineData("POST", false)]
    public async Task A_bad_row_among_rows_in_doubt_stands_alone_in_the_end_where_they_may_be_grouped_anew(string method, bool inOneRun)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        var destination = new HttpDestination(account, "people") { Insert = new HttpCall(new HttpMethod(method), "people") { BatchSize = 4, IsRepeatable = method == "PUT" ? null : true, IdempotencyHeader = inOneRun ? "Idempotency-Key" : null } };
        Person[] rows = [.. People(3), new("p004", "bad", null)];
        Api.Before = (http, request) => Api.Requests.Count == 1 ? ApiDouble.AnswerAsync(http, 504) : ApiDouble.AnswerAsync(http, request.Body.Contains("bad", StringComparison.Ordinal) ? 400 : 200);
        if (!inOneRun)
        {
            var taken = Api.Before;
            Api.Before = static (http, _) => ApiDouble.CutAsync(http);
            await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert), destination, rows, Hasty);
            Api.Before = taken;
        }

        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert), destination, rows, Hasty);
        Assert.Equal((3L, 1L), (report.Counts.Succeeded, report.Counts.Unknown));
        var trouble = Assert.Single(report.Troubled);
        Assert.Equal(("Key { Id = p004 }", true), (trouble.Key, trouble.Parked));
        Assert.Equal("it was sent before and not answered, and the repetition was refused: 127.0.0.1 answered 400 Bad Request", trouble.Reason);
        Assert.Equal(["p001 p002 p003 p004", "p001 p002", "p003 p004", "p003", "p004"], Api.Requests.TakeLast(5).Select(Ids));
    }

    [Fact]
    public async Task Rows_in_doubt_whose_half_was_not_sent_again_stay_in_doubt()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        var destination = new HttpDestination(account, "events") { Event = HttpCall.Put("events") with { BatchSize = 4 } };
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        await RunAsync<Person, Person.Key>(Events, destination, People(4), Hasty);
        Api.Before = static (http, request) => request.Body.Contains("p004", StringComparison.Ordinal) ? ApiDouble.AnswerAsync(http, 400) : ApiDouble.CutAsync(http);
        var report = await RunAsync<Person, Person.Key>(Events, destination, People(4), Hasty);
        Assert.Equal((2L, 2L), (report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal("p001 p002", Ids(Api.Requests[^1]));
        Api.Before = static (http, request) => ApiDouble.AnswerAsync(http, request.Body.Contains("p004", StringComparison.Ordinal) ? 400 : 200);
        report = await RunAsync<Person, Person.Key>(Events, destination, People(4), Hasty);
        Assert.Equal((3L, 1L, 0L), (report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Rejected));
    }

    [Fact]
    public async Task A_batch_that_is_put_goes_again_as_it_was_under_its_key()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = (http, _) => ApiDouble.AnswerAsync(http, Api.Requests.Count == 1 ? 504 : 200);
        var destination = new HttpDestination(account, "events") { Event = HttpCall.Put("events") with { BatchSize = 4, IdempotencyHeader = "Idempotency-Key" } };
        Assert.Equal(4L, (await RunAsync<Person, Person.Key>(Events, destination, People(4), Hasty)).Counts.Succeeded);
        Assert.Equal(["p001 p002 p003 p004", "p001 p002 p003 p004"], Api.Requests.Select(Ids));
        Assert.Single(Keys().Distinct());
    }

    [Fact]
    public async Task What_a_call_says_that_a_status_skips_answers_for_all_rows_in_doubt_of_a_request()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = (http, request) => TakeAsync(http, request, "504");
        var destination = new HttpDestination(account, "events")
        {
            Event = Post with { BatchSize = 4, IsRepeatable = true, Statuses = ImmutableDictionary<HttpStatusCode, HttpMeaning>.Empty.Add(HttpStatusCode.Conflict, HttpMeaning.Skipped) },
        };
        Assert.Equal(4L, (await RunAsync<Person, Person.Key>(Events, destination, People(4), Hasty)).Counts.Skipped);
        Assert.Equal((2, 4), (Api.Requests.Count, _applied.Count));
    }

    [Theory]
    [InlineData(OperationKind.Insert, 422)]
    [InlineData(OperationKind.Insert, 409)]
    [InlineData(OperationKind.Event, 409)]
    [InlineData(OperationKind.Action, 400)]
    public async Task A_repetition_that_is_refused_in_the_next_run_is_not_answered(OperationKind kind, int status)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        var destination = new HttpDestination(account, "events") { Event = Post, Action = Post, Insert = Post };
        await RunAsync<Person, Person.Key>(SyncOf(kind), destination, People(1), Hasty);
        Api.Before = (http, _) => ApiDouble.AnswerAsync(http, status, """{"title":"no"}""");
        var report = await RunAsync<Person, Person.Key>(SyncOf(kind), destination, People(1), Hasty);
        Assert.Equal((1L, 0L), (report.Counts.Unknown, report.Counts.Rejected + report.Counts.Skipped));
        Assert.StartsWith($"it was sent before and not answered, and the repetition was refused: 127.0.0.1 answered {status}", report.Troubled[0].Reason, StringComparison.Ordinal);
        // Somebody has to look: asked a third time the API says the same.
        Assert.True(report.Troubled[0].Parked);
        var requests = Api.Requests.Count;
        Assert.Equal(1L, (await RunAsync<Person, Person.Key>(SyncOf(kind), destination, People(1), Hasty)).Counts.Parked);
        Assert.Equal(requests, Api.Requests.Count);
        Assert.Single(Keys().Distinct());
    }

    [Fact]
    public async Task What_a_call_says_of_a_status_counts_for_a_repetition_too()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        var destination = new HttpDestination(account, "events") { Event = Post with { Statuses = ImmutableDictionary<HttpStatusCode, HttpMeaning>.Empty.Add(HttpStatusCode.Conflict, HttpMeaning.Skipped) } };
        await RunAsync<Person, Person.Key>(Events, destination, People(1), Hasty);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 409);
        Assert.Equal(1L, (await RunAsync<Person, Person.Key>(Events, destination, People(1), Hasty)).Counts.Skipped);
    }

    [Fact]
    public async Task A_repetition_whose_body_can_not_be_written_or_whose_item_is_refused_is_not_answered()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        await RunAsync<Person, Person.Key>(Events, new HttpDestination(account, "events") { Event = Post }, People(1), Hasty);
        var unwritable = new HttpDestination(account, "events") { Event = Post with { Body = HttpBody.Json<Person>(static (_, _) => throw new FormatException("no form")) } };
        var report = await RunAsync<Person, Person.Key>(Events, unwritable, People(1), Hasty);
        Assert.Equal((1L, 0L), (report.Counts.Unknown, report.Counts.Rejected));
        Assert.Equal("it was sent before and not answered, and can't be sent again: its body could not be written: no form", report.Troubled[0].Reason);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200, "[{}]");
        var refusing = new HttpDestination(account, "events") { Event = Post with { Answers = HttpAnswers.InOrder("", static _ => OperationOutcome.Rejected("had it")) } };
        report = await RunAsync<Person, Person.Key>(Events, refusing, People(1), Hasty);
        Assert.Equal((1L, 0L), (report.Counts.Unknown, report.Counts.Rejected));
        Assert.Equal("it was sent before and not answered, and the repetition was refused: had it", report.Troubled[0].Reason);
        Assert.Single(Keys().Distinct());
    }

    [Fact]
    public async Task Of_several_rows_in_doubt_the_one_that_has_no_body_any_more_stands_alone()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        var call = Post with { BatchSize = 4, IsRepeatable = true };
        await RunAsync<Person, Person.Key>(Events, new HttpDestination(account, "events") { Event = call }, People(4), Hasty);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200);
        var failing = call with { Body = HttpBody.Json<Person>(static (json, rows) => json.WriteStringValue(rows[^1].Id == "p004" ? throw new FormatException("no form") : "")) };
        var report = await RunAsync<Person, Person.Key>(Events, new HttpDestination(account, "events") { Event = failing }, People(4), Hasty);
        Assert.Equal((3L, 1L), (report.Counts.Succeeded, report.Counts.Unknown));
        Assert.Equal("Key { Id = p004 }", Assert.Single(report.Troubled).Key);
        Assert.Equal("it was sent before and not answered, and can't be sent again: its body could not be written: no form", report.Troubled[0].Reason);
    }

    [Fact]
    public async Task What_was_never_sent_does_not_share_a_request_with_what_is_in_doubt()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        var destination = new HttpDestination(account, "events") { Event = Post with { BatchSize = 10, IsRepeatable = true } };
        await RunAsync<Person, Person.Key>(Events, destination, People(2), Hasty);
        Api.Before = static (http, request) => ApiDouble.AnswerAsync(http, request.Body.Contains("p001", StringComparison.Ordinal) ? 409 : 200);
        var report = await RunAsync<Person, Person.Key>(Events, destination, People(4), Hasty);
        Assert.Equal((1L, 3L), (report.Counts.Unknown, report.Counts.Succeeded));
        Assert.Equal(["p001 p002", "p001", "p002", "p003 p004"], Api.Requests.TakeLast(4).Select(Ids));
    }

    [Fact]
    public async Task An_upsert_that_is_refused_the_second_time_is_rejected()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        var destination = new HttpDestination(account, "people") { Upsert = HttpCall.Put("people/{id}") };
        await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), destination, People(1), Hasty);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 422, """{"title":"no"}""");
        Assert.Equal(1L, (await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), destination, People(1), Hasty)).Counts.Rejected);
    }

    [Fact]
    public async Task What_was_not_answered_stays_so_though_the_next_try_was_surely_not_taken()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        var tries = 0;
        Api.Before = async (http, _) => Interlocked.Increment(ref tries) == 1 ? await ApiDouble.CutAsync(http) : await ApiDouble.AnswerAsync(http, 429, null, ("Retry-After", "3600"));
        var destination = new HttpDestination(account, "events") { Event = Post };
        var report = await RunAsync<Person, Person.Key>(Events, destination, People(1), Hasty);
        Assert.Equal((1L, 0L), (report.Counts.Unknown, report.Counts.Deferred));
        using var later = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200);
        Assert.Equal(1L, (await RunAsync<Person, Person.Key>(Events, new HttpDestination(later, "events") { Event = Post }, People(1), Hasty)).Counts.Succeeded);
        Assert.Single(Keys().Distinct());
    }

    [Theory]
    [InlineData(OperationKind.Insert)]
    [InlineData(OperationKind.Event)]
    [InlineData(OperationKind.Action)]
    public async Task What_shares_a_request_is_parked_where_no_answer_came_though_there_is_an_idempotency_header(OperationKind kind)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        HttpDestination Of(int batchSize) => new(account, "events") { Event = Post with { BatchSize = batchSize }, Action = Post with { BatchSize = batchSize }, Insert = Post with { BatchSize = batchSize } };
        Assert.Equal(kind.AsSet(), Of(1).Repeatable & kind.AsSet());
        Assert.Equal(OperationKinds.None, Of(2).Repeatable & kind.AsSet());
        var report = await RunAsync<Person, Person.Key>(SyncOf(kind), Of(2), People(2), Hasty);
        Assert.Equal(2L, report.Counts.Unknown);
        Assert.All(report.Troubled, static trouble => Assert.True(trouble.Parked));
        await RunAsync<Person, Person.Key>(SyncOf(kind), Of(3), People(3), Hasty);
        Assert.Equal(["p001 p002", "p003"], Api.Requests.Select(Ids));
    }

    [Fact]
    public async Task What_an_answer_leaves_out_of_a_batch_of_events_is_not_sent_again_under_another_key()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200, """[{"id":"p001"}]""");
        var destination = new HttpDestination(account, "events") { Event = Post with { BatchSize = 3, Answers = HttpAnswers.ByKey("", "id", static _ => OperationOutcome.Succeeded) } };
        Assert.Equal((1L, 2L), (await RunAsync(Events, destination, People(3))) is { Counts: var counts } ? (counts.Succeeded, counts.Unknown) : default);
        await RunAsync(Events, destination, People(3));
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task What_was_sent_alone_is_sent_again_alone_though_a_request_has_several_rows_now()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        using var two = new HttpAccount(Api.Address) { MaxConnections = 2 };
        await RunAsync<Person, Person.Key>(Events, new HttpDestination(two, "events") { Event = Post }, People(2), Hasty);
        string[] before = [.. Keys().Distinct()];
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200);
        var report = await RunAsync<Person, Person.Key>(Events, new HttpDestination(account, "events") { Event = Post with { BatchSize = 3 } }, People(4), Hasty);
        Assert.Equal((4L, 2), (report.Counts.Succeeded, before.Length));
        Assert.Equal(before.Order(), Keys().TakeLast(3).SkipLast(1).Order());
        Assert.Equal(["p001", "p002", "p003 p004"], Api.Requests.TakeLast(3).Select(Ids));
    }

    [Fact]
    public async Task An_insert_of_a_record_that_was_deleted_and_came_back_has_another_key()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = (http, request) => request.Method == "POST" && !_known.Add(request.Headers["Idempotency-Key"]) ? ApiDouble.AnswerAsync(http, 200) : Task.FromResult(false);
        var destination = new HttpDestination(account, "people") { Insert = HttpCall.Post("people") with { IdempotencyHeader = "Idempotency-Key" }, Delete = HttpCall.Delete("people/{id}") };
        var sync = Sync(SyncMode.Insert, WhenRemoved.Delete);
        foreach (var count in new[] { 2, 1, 2 }) await RunAsync(sync, destination, People(count));
        Assert.Equal(["p001: Name 1", "p002: Name 2"], At("people"));
        Assert.Equal(3, _known.Count);
    }

    [Theory]
    [InlineData(WhenRemoved.Keep)]
    [InlineData(WhenRemoved.Delete)]
    public async Task An_insert_in_doubt_whose_row_left_is_forgotten_and_is_another_when_it_comes_back(WhenRemoved removed)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        var destination = new HttpDestination(account, "people") { Insert = HttpCall.Post("people") with { IdempotencyHeader = "Idempotency-Key" }, Delete = HttpCall.Delete("people/{id}") };
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert, removed), destination, People(1), Hasty);
        Assert.Single(Keys().Distinct());
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200);
        var before = Api.Requests.Count;
        await RunAsync(Sync(SyncMode.Insert, removed), destination);
        Assert.Equal(before, Api.Requests.Count);
        Assert.Equal(1L, (await RunAsync(Sync(SyncMode.Insert, removed), destination, People(1))).Counts.Succeeded);
        Assert.Equal(2, Keys().Distinct().Count());
    }

    [Fact]
    public async Task An_insert_that_was_done_and_not_answered_is_skipped_the_second_time_and_stays_when_its_row_leaves()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        var destination = new HttpDestination(account, "people") { Insert = HttpCall.Post("people") with { IsRepeatable = true }, Delete = HttpCall.Delete("people/{id}") };
        Api.Before = (http, _) => ApiDouble.AnswerAsync(http, Api.Requests.Count == 1 ? 504 : 409);
        var sync = Sync(SyncMode.Insert, WhenRemoved.Delete);
        Assert.Equal(1L, (await RunAsync<Person, Person.Key>(sync, destination, People(1), Hasty)).Counts.Skipped);
        await RunAsync(sync, destination);
        Assert.Equal(["POST", "POST"], Api.Requests.Select(static request => request.Method));
    }

    [Fact]
    public async Task An_insert_that_was_refused_and_put_right_has_another_key()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, request) => request.Body.Contains("bad", StringComparison.Ordinal) ? ApiDouble.AnswerAsync(http, 402, """{"message":"bad"}""") : Task.FromResult(false);
        var destination = new HttpDestination(account, "people") { Insert = HttpCall.Post("people") with { IdempotencyHeader = "Idempotency-Key" } };
        Assert.Equal(1L, (await RunAsync(Sync(SyncMode.Insert), destination, new Person("a", "bad", null))).Counts.Rejected);
        Assert.Equal(1L, (await RunAsync(Sync(SyncMode.Insert), destination, new Person("a", "good", null))).Counts.Succeeded);
        Assert.Equal(2, Keys().Distinct().Count());
    }

    [Fact]
    public async Task Inserts_that_share_a_request_have_its_key_whatever_their_rows_became()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        var destination = new HttpDestination(account, "people") { Insert = HttpCall.Post("people") with { IdempotencyHeader = "Idempotency-Key", BatchSize = 2, IsRepeatable = true } };
        await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert), destination, [new("a", "A", null), new("b", "B", null)], Hasty);
        await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert), destination, [new("a", "A2", null), new("b", "B", null)], Hasty);
        Assert.Equal(2, Api.Requests.Select(static request => request.Body).Distinct().Count());
        Assert.Single(Keys().Distinct());
    }

    private static SyncDefinition SyncOf(OperationKind kind) => kind switch
    {
        OperationKind.Insert => Sync(SyncMode.Insert),
        OperationKind.Event => Events,
        _ => Sync(default(SyncMode), type: SyncType.Actions) with { FirstRun = FirstRunPolicy.Backfill },
    };

    private static string Ids(ApiRequest request) => string.Join(' ', JsonNode.Parse(request.Body)!.AsArray().Select(static item => item!["id"]));

    private IEnumerable<string> Keys() => Api.Requests.Select(static request => request.Headers["Idempotency-Key"]);

    /// <summary>An API that knows an idempotency key again, and refuses it; the first answer is lost.</summary>
    private async Task<bool> TakeAsync(HttpContext http, ApiRequest request, string lost)
    {
        if (!_known.Add(request.Headers["Idempotency-Key"])) return await ApiDouble.AnswerAsync(http, 409, """{"message":"this key was used before"}""");
        var body = JsonNode.Parse(request.Body)!;
        _applied.AddRange((body is JsonArray rows ? rows : [body.DeepClone()]).Select(static row => row!["id"]!.ToString()));
        return _known.Count > 1 ? await ApiDouble.AnswerAsync(http, 200, new JsonArray([.. _applied.Select(static id => (JsonNode)id)]).ToJsonString())
            : lost switch
            {
                "504" => await ApiDouble.AnswerAsync(http, 504),
                "html" => await ApiDouble.AnswerAsync(http, 200, "<html>busy</html>"),
                _ => await ApiDouble.CutAsync(http),
            };
    }
}
