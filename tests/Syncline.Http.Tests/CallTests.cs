using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Syncline.ApiDoubles;
using Syncline.Tests.Engine;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>What is asked of the API, and what its answers mean.</summary>
public sealed class CallTests : Runs
{
    private HttpDestination People(HttpAccount account) => new(account, "people")
    {
        Insert = HttpCall.Post("people"),
        Update = HttpCall.Patch("people/{id}"),
        Upsert = HttpCall.Put("people/{id}"),
        Delete = HttpCall.Delete("people/{id}"),
    };

    [Fact]
    public async Task Rows_are_put_changed_and_deleted_by_their_key()
    {
        using var account = new HttpAccount(Api.Address);
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        Assert.Equal(SyncStatus.Succeeded, (await RunAsync(sync, People(account), new("a", "Ada", 36), new("b", "Bob", null))).Status);
        Assert.Equal(["a: Ada", "b: Bob"], At("people"));
        Assert.Equal("""{"id":"b","name":"Bob"}""", Api.Requests.Single(static request => request.Target == "/people/b").Body);
        await RunAsync(sync, People(account), new Person("b", null, 1));
        Assert.Equal(["b: "], At("people"));
        Assert.Equal(["DELETE /people/a", "PUT /people/b"], Api.Requests.Skip(2).Select(static request => $"{request.Method} {request.Target}"));
    }

    [Theory]
    [InlineData("a/b", "/people/a%2Fb")]
    [InlineData("ä ?#%&", "/people/%C3%A4%20%3F%23%25%26")]
    [InlineData("..a", "/people/..a")]
    [InlineData("x{y}", "/people/x%7By%7D")]
    public async Task A_key_is_one_segment_of_the_path(string id, string target)
    {
        using var account = new HttpAccount(Api.Address);
        await RunAsync(Sync(SyncMode.Upsert), People(account), new Person(id, "n", null));
        Assert.Equal(target, Assert.Single(Api.Requests).Target);
        Assert.Equal([$"{id}: n"], At("people"));
    }

    [Theory]
    [InlineData("", "id is \"\", which can't stand in the path of an address")]
    [InlineData(".", "id is \".\", which can't stand in the path of an address")]
    [InlineData("..", "id is \"..\", which can't stand in the path of an address")]
    public async Task What_would_be_another_address_is_rejected_and_never_sent(string id, string reason)
    {
        using var account = new HttpAccount(Api.Address);
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), new Person(id, "n", null), new Person("b", "Bob", null));
        Assert.Equal((1L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal(reason, Assert.Single(report.Troubled).Reason);
        Assert.Equal("/people/b", Assert.Single(Api.Requests).Target);
    }

    [Fact]
    public async Task A_column_of_the_address_that_is_null_rejects_its_row()
    {
        using var account = new HttpAccount(Api.Address);
        var destination = new HttpDestination(account, "people") { Upsert = HttpCall.Put("people/{name}") };
        var report = await RunAsync(Sync(SyncMode.Upsert), destination, new Person("a", null, null));
        Assert.Equal("name is null, and stands in the address", Assert.Single(report.Troubled).Reason);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task An_insert_of_what_is_there_and_an_update_of_what_is_not_are_skipped()
    {
        using var account = new HttpAccount(Api.Address);
        await RunAsync(Sync(SyncMode.Upsert), People(account), new Person("a", "by hand", null));
        var inserted = await RunAsync(Sync(SyncMode.Insert), People(account), new("a", "Ada", null), new("b", "Bob", null));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (inserted.Status, inserted.Counts.Succeeded, inserted.Counts.Skipped));
        var updated = await RunAsync(Sync(SyncMode.Update), People(account), new("b", "Bea", null), new("c", "Cy", null));
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (updated.Status, updated.Counts.Succeeded, updated.Counts.Skipped));
        Assert.Equal(["a: by hand", "b: Bea"], At("people"));
    }

    [Fact]
    public async Task A_record_that_is_gone_already_is_deleted()
    {
        using var account = new HttpAccount(Api.Address);
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        await RunAsync(sync, People(account), new Person("a", "Ada", null));
        Api.Places["people"].Clear();
        var report = await RunAsync(sync, People(account));
        Assert.Equal((SyncStatus.Succeeded, 1L, 0L), (report.Status, report.Counts.Removed, report.Counts.Skipped));
    }

    [Fact]
    public async Task A_refusal_is_in_the_words_of_the_api()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Refusal = static (_, record) => record["name"]?.ToString() == "Bob" ? "Bob may not come in" : null;
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), new("a", "Ada", null), new("b", "Bob", null));
        Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("127.0.0.1 answered 422 Unprocessable Entity: Bob may not come in", report.Troubled.Single().Reason);
    }

    [Fact]
    public async Task A_batch_that_is_refused_is_sent_in_halves_until_the_bad_row_stands_alone()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static async (http, request) => await ApiDouble.AnswerAsync(http, request.Body.Contains("\"Name 7\"", StringComparison.Ordinal) ? 400 : 200, """{"error":{"message":"7 is bad"}}""");
        var destination = new HttpDestination(account, "people") { Upsert = HttpCall.Post("import") with { BatchSize = 10, Body = HttpBody.Rows("people") } };
        var report = await RunAsync(Sync(SyncMode.Upsert), destination, People(20));
        Assert.Equal((19L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("127.0.0.1 answered 400 Bad Request: 7 is bad", report.Troubled.Single().Reason);
        Assert.Equal(10, Json(Api.Requests[0])["people"]!.AsArray().Count);
    }

    [Fact]
    public async Task Items_are_read_by_their_key_and_one_that_is_missing_is_unknown()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static async (http, _) => await ApiDouble.AnswerAsync(http, 200, """{"result":{"items":[{"id":"p003","ok":false,"why":"no"},{"id":"p001","ok":true}]}}""");
        var destination = new HttpDestination(account, "people")
        {
            Upsert = HttpCall.Post("import") with
            {
                BatchSize = 10,
                IsRepeatable = false,
                Answers = HttpAnswers.ByKey("result.items", "id", static item => item.GetProperty("ok").GetBoolean() ? OperationOutcome.Succeeded : OperationOutcome.Rejected(item.GetProperty("why").GetString()!)),
            },
        };
        var report = await RunAsync(Sync(SyncMode.Upsert), destination, People(3));
        Assert.Equal((1L, 1L, 1L), (report.Counts.Succeeded, report.Counts.Rejected, report.Counts.Unknown));
        Assert.Equal("127.0.0.1 answered 200 without a word of this record", report.Troubled.Single(static trouble => trouble.Outcome == Outcome.Unknown).Reason);
    }

    [Theory]
    [InlineData("""[{"ok":true}]""", "has 1 item for 2 rows")]
    [InlineData("""{"items":[]}""", "has no array at its root")]
    [InlineData("""[{"ok":true},{""", "which is no JSON")]
    [InlineData("<html>busy</html>", "which is no JSON")]
    [InlineData("""[{"ok":true},{"fine":true}]""", "could not be read")]
    public async Task An_answer_that_is_not_of_the_rows_leaves_them_unknown(string body, string reason)
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = async (http, _) => await ApiDouble.AnswerAsync(http, 200, body);
        var destination = new HttpDestination(account, "people")
        {
            Event = HttpCall.Post("events") with { BatchSize = 10, Answers = HttpAnswers.InOrder("", static item => item.GetProperty("ok").GetBoolean() ? OperationOutcome.Succeeded : OperationOutcome.Rejected("no")) },
        };
        var report = await RunAsync(Sync(SyncMode.Insert, type: SyncType.Events), destination, People(2));
        Assert.Equal(2L, report.Counts.Unknown);
        Assert.Contains(reason, report.Troubled[0].Reason, StringComparison.Ordinal);
        // An event that may have been taken is not sent twice.
        await RunAsync(Sync(SyncMode.Insert, type: SyncType.Events), destination, People(2));
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task A_function_of_ones_own_writes_the_body_and_a_row_it_fails_for_is_rejected()
    {
        using var account = new HttpAccount(Api.Address);
        var destination = new HttpDestination(account, "people")
        {
            Upsert = HttpCall.Post("import") with
            {
                BatchSize = 5,
                Body = HttpBody.Json<Person>(static (json, rows) =>
                {
                    json.WriteStartObject();
                    foreach (var row in rows) json.WriteString(row.Id, row.Name ?? throw new FormatException("a name is missing"));
                    json.WriteEndObject();
                }),
            },
        };
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200);
        var report = await RunAsync(Sync(SyncMode.Upsert), destination, new("a", "Ada", 1), new("b", null, 2), new("c", "Cy", 3));
        Assert.Equal((2L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("its body could not be written: a name is missing", report.Troubled.Single().Reason);
        Assert.Equal(["a", "c"], Api.Requests.SelectMany(static request => Json(request).Select(static pair => pair.Key)).Order());
    }

    public static TheoryData<string, Action<Utf8JsonWriter>> UnfinishedBodies() => new()
    {
        { "its body could not be written: its function wrote nothing. Write one JSON value, or send none with HttpBody.None", static _ => { } },
        { "its body could not be written: its function left 1 object or array open. End each that it starts", static json => json.WriteStartObject() },
        { "its body could not be written: its function left 2 objects or arrays open. End each that it starts", static json => { json.WriteStartObject(); json.WriteStartArray("people"); json.WriteNumberValue(1); } },
    };

    [Theory]
    [MemberData(nameof(UnfinishedBodies), DisableDiscoveryEnumeration = true)]
    public async Task A_body_that_is_no_json_value_is_not_sent(string reason, Action<Utf8JsonWriter> write)
    {
        using var account = new HttpAccount(Api.Address);
        var destination = new HttpDestination(account, "people")
        {
            Event = HttpCall.Post("events") with { Body = HttpBody.Json<Person>((json, _) => write(json)) },
            Upsert = HttpCall.Put("people/{id}"),
            Delete = HttpCall.Post("people/remove") with { BatchSize = 4, Body = HttpBody.JsonOfKeys<Person.Key>((json, _) => write(json)) },
        };
        var report = await RunAsync(Sync(SyncMode.Insert, type: SyncType.Events), destination, People(2));
        Assert.Equal((2L, 2), (report.Counts.Rejected, report.Troubled.Count(trouble => trouble.Reason == reason)));
        Assert.Empty(Api.Requests);
        await RunAsync(Sync(SyncMode.Upsert, WhenRemoved.Delete), destination, People(3));
        report = await RunAsync(Sync(SyncMode.Upsert, WhenRemoved.Delete), destination, People(1));
        Assert.Equal((2L, 2), (report.Counts.Rejected, report.Troubled.Count(trouble => trouble.Reason == reason)));
        Assert.Equal(3, Api.Requests.Count);
    }

    [Fact]
    public async Task What_does_not_fit_is_told_in_one_error_before_anything_is_sent()
    {
        using var account = new HttpAccount(Api.Address);
        var destination = new HttpDestination(account, "people")
        {
            Upsert = HttpCall.Post("people/{id}/{color}") with { BatchSize = 5 },
            Delete = HttpCall.Delete("people/{name}"),
        };
        var report = await RunAsync(Sync(SyncMode.Upsert, WhenRemoved.Delete), destination, People(1));
        Assert.Equal(SyncStatus.Failed, report.Status);
        Assert.Contains("the address \"people/{id}/{color}\" of Upsert names {color}, which Syncline.Http.Tests.Person has not. Its columns are id, name, age", report.Message, StringComparison.Ordinal);
        Assert.Contains("the address \"people/{name}\" of Delete names {name}, of which nothing is known when a record is removed: only the key is, id", report.Message, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
        var lacking = await RunAsync(Sync(SyncMode.Update), destination, People(1));
        Assert.Contains("nothing says how to update a record: set Update", lacking.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statuses_mean_what_the_call_says()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 418, """{"message":"a teapot"}""");
        var destination = new HttpDestination(account, "people") { Upsert = HttpCall.Put("people/{id}") with { Statuses = new Dictionary<HttpStatusCode, HttpMeaning> { [(HttpStatusCode)418] = HttpMeaning.Skipped }.ToImmutableDictionary() } };
        var report = await RunAsync(Sync(SyncMode.Upsert), destination, People(2));
        Assert.Equal((SyncStatus.Succeeded, 2L), (report.Status, report.Counts.Skipped));
    }

    [Fact]
    public async Task An_event_has_the_same_idempotency_key_whenever_it_is_sent_again_and_another_has_another()
    {
        using var account = new HttpAccount(Api.Address) { Timeout = TimeSpan.FromSeconds(30) };
        var lost = 1;
        Api.Before = async (http, _) =>
        {
            if (Interlocked.Exchange(ref lost, 0) == 1) http.Abort();
            else await ApiDouble.AnswerAsync(http, 200);
            return true;
        };
        var destination = new HttpDestination(account, "events") { Event = HttpCall.Post("events") with { IdempotencyHeader = "Idempotency-Key" } };
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert, type: SyncType.Events), destination, People(1), static options => options.TimeProvider = new HastyClock());
        Assert.Equal((SyncStatus.Succeeded, 1L), (report.Status, report.Counts.Succeeded));
        Assert.Equal(2, Api.Requests.Count);
        Assert.Single(Api.Requests.Select(static request => request.Headers["Idempotency-Key"]).Distinct());
        await RunAsync(Sync(SyncMode.Insert, type: SyncType.Events), destination, People(2));
        Assert.Equal(2, Api.Requests.Select(static request => request.Headers["Idempotency-Key"]).Distinct().Count());
    }

    [Fact]
    public async Task An_update_back_to_what_was_is_no_request_the_api_had_before()
    {
        using var account = new HttpAccount(Api.Address);
        var lost = 1;
        Api.Before = async (http, _) => Interlocked.Exchange(ref lost, 0) == 1 && await ApiDouble.CutAsync(http);
        var destination = new HttpDestination(account, "people") { Upsert = HttpCall.Put("people/{id}") with { IdempotencyHeader = "Idempotency-Key" } };
        foreach (var name in new[] { "A", "B", "A" }) await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), destination, [new("a", name, null)], Hasty);
        string[] keys = [.. Api.Requests.Select(static request => request.Headers["Idempotency-Key"])];
        Assert.Equal((4, 3), (keys.Length, keys.Distinct().Count()));
        Assert.Equal(keys[0], keys[1]);
    }

    [Fact]
    public async Task An_insert_that_was_not_answered_has_its_key_in_the_next_run_too()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        var destination = new HttpDestination(account, "people") { Insert = HttpCall.Post("people") with { IdempotencyHeader = "Idempotency-Key" } };
        await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert), destination, People(1), Hasty);
        var before = Api.Requests.Count;
        await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert), destination, People(1), Hasty);
        Assert.True(Api.Requests.Count > before, "It was not sent again.");
        Assert.Single(Api.Requests.Select(static request => request.Headers["Idempotency-Key"]).Distinct());
    }

    [Fact]
    public async Task An_insert_in_doubt_has_its_key_whatever_its_row_became_and_else_each_run_has_another()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.CutAsync(http);
        var destination = new HttpDestination(account, "people") { Insert = HttpCall.Post("people") with { IdempotencyHeader = "Idempotency-Key" } };
        await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert), destination, [new("a", "A", null)], Hasty);
        await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert), destination, [new("a", "B", null), new("b", "B", null)], Hasty);
        var sent = Api.Requests.ToLookup(static request => Json(request)["id"]!.ToString(), static request => (request.Body, Key: request.Headers["Idempotency-Key"]));
        Assert.Equal(2, sent["a"].Select(static one => one.Body).Distinct().Count());
        Assert.Single(sent["a"].Select(static one => one.Key).Distinct());
        Assert.Single(sent["b"].Select(static one => one.Key).Distinct());
        Assert.NotEqual(sent["a"].First().Key, sent["b"].First().Key);
        State = new InMemoryStateStore();
        var before = Api.Requests.Count;
        await RunAsync<Person, Person.Key>(Sync(SyncMode.Insert), destination, [new("a", "A", null)], Hasty);
        Assert.NotEqual(sent["a"].First().Key, Api.Requests[before].Headers["Idempotency-Key"]);
    }

    [Theory]
    [InlineData("José Müller+1@example.com")]
    [InlineData("Anna, b")]
    [InlineData("a b+c")]
    public async Task A_sensitive_value_in_an_address_is_masked_however_it_is_escaped(string email)
    {
        var seen = new List<HttpExchange>();
        using var account = new HttpAccount(Api.Address) { Observer = seen.Add };
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200);
        var destination = new HttpDestination(account, "patients") { Upsert = HttpCall.Put("patients/{email}") };
        await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Upsert), destination, [new("a", email, null)]);
        Assert.EndsWith("/patients/***", Assert.Single(seen).Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_can_not_be_read_is_told_without_sensitive_values()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200, """{"n":"ada@example.com"}""");
        var destination = new HttpDestination(account, "patients") { Upsert = HttpCall.Put("patients/{id}") with { Answers = HttpAnswers.Read(static answer => int.Parse(answer.Json.GetProperty("n").GetString()!, System.Globalization.CultureInfo.InvariantCulture) > 0 ? [] : []) } };
        var report = await RunAsync<Patient, Patient.Key>(Sync(SyncMode.Upsert), destination, [new("a", "ada@example.com", null)], Hasty);
        Assert.Contains("could not be read, so that it can't be told what became of the records: The input string '***'", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", $"{report.Message} {report.Error} {string.Join(' ', report.Troubled)}", StringComparison.Ordinal);
    }

    public static TheoryData<string, string, Action> WrongArguments() => new()
    {
        { "property", "The property that the array is put into has no name. Give it one, or none where the array is the body.", static () => HttpBody.Rows("") },
        { "property", "The property that the array is put into has no name.", static () => HttpBody.Rows(" ") },
        { "Method", "null", static () => _ = new HttpCall(null!, "people") },
        { "Address", "null", static () => HttpCall.Post(null!) },
        { "Address", "begins with a slash", static () => HttpCall.Post("/people") },
        { "Answers", "null", static () => _ = HttpCall.Post("people") with { Answers = null! } },
        { "Statuses", "null", static () => _ = HttpCall.Post("people") with { Statuses = null! } },
        { "Headers", "null", static () => _ = HttpCall.Post("people") with { Headers = null! } },
        { "Headers", "\"X Version\" is no name of a header", static () => _ = HttpCall.Post("people") with { Headers = ImmutableDictionary<string, string>.Empty.Add("X Version", "1") } },
        { "Headers", "The header X-Version is null. Leave it out, or give it a value.", static () => _ = HttpCall.Post("people") with { Headers = ImmutableDictionary<string, string>.Empty.Add("X-Version", null!) } },
        { "IdempotencyHeader", "\"\" is no name of a header: one has letters, digits and dashes, as in X-Api-Key.", static () => _ = HttpCall.Post("people") with { IdempotencyHeader = "" } },
        { "IdempotencyHeader", "\"Idempotency Key\" is no name of a header", static () => _ = HttpCall.Post("people") with { IdempotencyHeader = "Idempotency Key" } },
        { "path", "The path \"result..items\" has a property without a name", static () => HttpAnswers.InOrder("result..items", static _ => default) },
        { "path", "The path \" \" has a property without a name", static () => HttpAnswers.ByKey(" ", "id", static _ => default) },
        { "property", "cannot be an empty string", static () => HttpAnswers.ByKey("", " ", static _ => default) },
        { "name", "\"X Key\" is no name of a header", static () => HttpAuthentication.Header("X Key", "hush") },
        { "Headers", "\"\" is no name of a header", static () => _ = new HttpAccount("https://api.example.com") { Headers = new Dictionary<string, string> { [""] = "1" } } },
        { "MaxAnswerBytes", "0", static () => _ = new HttpAccount("https://api.example.com") { MaxAnswerBytes = 0 } },
        { "TimeProvider", "null", static () => _ = new HttpAccount("https://api.example.com") { TimeProvider = null! } },
        { "Remaining", "\" \" is no name of a header", static () => _ = new RateLimitHeaders("X-Limit", " ", "X-Reset", true) },
        { "account", "null", static () => _ = new HttpDestination(null!, "people") },
        { "name", "Name what the records are called at the API", static () => _ = new HttpDestination(new HttpAccount("https://api.example.com"), " ") },
    };

    [Theory]
    [MemberData(nameof(WrongArguments), DisableDiscoveryEnumeration = true)]
    public void An_argument_that_makes_no_sense_is_refused_by_name(string argument, string words, Action make)
    {
        var e = Assert.ThrowsAny<ArgumentException>(make);
        Assert.Equal(argument, e.ParamName);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_a_reader_of_answers_forgets_is_not_answered_and_named()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200, """[{"ok":true},{}]""");
        HttpAnswers[] readers =
        [
            HttpAnswers.Read(static answer => [OperationOutcome.Succeeded, .. new OperationOutcome[1]]),
            HttpAnswers.InOrder("", static item => item.TryGetProperty("ok", out _) ? OperationOutcome.Succeeded : default),
        ];
        foreach (var answers in readers)
        {
            State = new InMemoryStateStore();
            var destination = new HttpDestination(account, "people") { Upsert = HttpCall.Post("import") with { BatchSize = 10, Answers = answers } };
            var report = await RunAsync(Sync(SyncMode.Upsert), destination, People(2));
            Assert.Equal((SyncStatus.Incomplete, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Unknown));
            Assert.Equal("the answer of 127.0.0.1, 200, was read without an outcome for this record: give one from Answers for every row", Assert.Single(report.Troubled).Reason);
        }
    }

    [Theory]
    [InlineData("""[{"id":"p001","ok":true},{"id":"p001","ok":false}]""")]
    [InlineData("""[{"id":"p001","ok":false},{"id":"p001","ok":true}]""")]
    public async Task Two_items_of_one_record_that_contradict_each_other_tell_nothing(string answer)
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = (http, _) => ApiDouble.AnswerAsync(http, 200, answer);
        var destination = new HttpDestination(account, "people") { Upsert = HttpCall.Post("import") with { BatchSize = 10, Answers = HttpAnswers.ByKey("", "id", static item => item.GetProperty("ok").GetBoolean() ? OperationOutcome.Succeeded : OperationOutcome.Rejected("no")) } };
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Upsert), destination, [new("p001", null, null)], Hasty);
        Assert.Equal((1L, 0L), (report.Counts.Unknown, report.Counts.Succeeded + report.Counts.Rejected));
    }

    [Fact]
    public async Task An_item_is_found_by_a_key_that_ignores_case_in_any_spelling()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200, """[{"id":"ADA"},{"id":"bob"}]""");
        var destination = new HttpDestination(account, "people") { Upsert = HttpCall.Post("import") with { BatchSize = 10, Answers = HttpAnswers.ByKey("", "id", static _ => OperationOutcome.Succeeded) } };
        var report = await RunAsync<Blind, Blind.Key>(Sync(SyncMode.Upsert), destination, [new("ada", "Ada"), new("Bob", "Bob")]);
        Assert.Equal((2L, 0L), (report.Counts.Succeeded, report.Counts.Unknown));
        State = new InMemoryStateStore();
        var exact = await RunAsync(Sync(SyncMode.Upsert), destination, new("ada", "Ada", null), new("bob", "Bob", null));
        Assert.Equal((1L, 1L), (exact.Counts.Succeeded, exact.Counts.Unknown));
    }

    [Theory]
    [InlineData("//evil.example/r/{id}", "begins with a slash")]
    [InlineData("/r/{id}", "begins with a slash")]
    [InlineData("\\\\evil.example\\r\\{id}", "holds a backslash")]
    [InlineData("r\\{id}", "holds a backslash")]
    [InlineData("../r/{id}", "holds a segment of dots")]
    [InlineData("r/../../{id}", "holds a segment of dots")]
    [InlineData("r/%2E./{id}", "holds a segment of dots")]
    [InlineData("./{id}", "holds a segment of dots")]
    [InlineData(" //evil.example/{id}", "begins or ends with a blank")]
    [InlineData("\t/r", "begins or ends with a blank")]
    [InlineData("https://evil.example/{id}", "names a host")]
    [InlineData("o#{id}", "holds a #, and what follows it is never sent")]
    [InlineData("r/{id}?a=b#top", "holds a #, and what follows it is never sent")]
    public void An_address_that_leaves_the_account_is_refused(string address, string words)
    {
        foreach (var make in new Action[] { () => HttpCall.Put(address), () => _ = HttpCall.Put("people") with { Address = address } })
        {
            var e = Assert.Throws<ArgumentException>(make);
            Assert.Contains($"The address \"{address}\" {words}", e.Message, StringComparison.Ordinal);
            Assert.Contains("as in contacts/{id}", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("r/.{id}", ".")]
    [InlineData("r/{id}.", ".")]
    [InlineData("r/{id}{id}", ".")]
    public async Task A_value_that_makes_a_segment_of_dots_with_what_is_beside_it_is_rejected(string address, string id)
    {
        using var account = new HttpAccount(Api.Address);
        var report = await RunAsync(Sync(SyncMode.Upsert), new HttpDestination(account, "people") { Upsert = HttpCall.Put(address) }, new Person(id, "n", null));
        Assert.Equal(1L, report.Counts.Rejected);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?id={id}&next=/../x")]
    [InlineData("r/..a/{id}")]
    [InlineData("r/at=12:30/{id}")]
    public void An_address_that_stays_is_taken(string address) => Assert.Equal(address, HttpCall.Put(address).Address);

    [Fact]
    public async Task Requests_go_side_by_side_and_no_more_than_the_account_allows()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 3 };
        var all = new TaskCompletionSource();
        Api.Before = async (_, _) =>
        {
            if (Api.MostAtOnce >= 3) all.TrySetResult();
            await all.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
            return false;
        };
        var report = await RunAsync(Sync(SyncMode.Upsert), People(account), People(12));
        Assert.Equal((SyncStatus.Succeeded, 12L, 3), (report.Status, report.Counts.Succeeded, Api.MostAtOnce));
    }

    [Fact]
    public async Task Keys_of_several_columns_stand_in_the_address()
    {
        using var account = new HttpAccount(Api.Address);
        var destination = new HttpDestination(account, "lines") { Upsert = HttpCall.Put("orders/{Order}-{Line}?sku={Sku}") };
        await RunAsync<OrderLine, OrderLine.Key>(Sync(SyncMode.Upsert), destination, [new(1, 2, "a&b")]);
        Assert.Equal("/orders/1-2?sku=a%26b", Assert.Single(Api.Requests).Target);
        Assert.Equal(JsonValueKind.Number, JsonNode.Parse(Api.Requests[0].Body)!["Order"]!.GetValueKind());
    }
}
