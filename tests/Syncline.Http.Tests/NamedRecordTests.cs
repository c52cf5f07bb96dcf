using System.Collections.Immutable;
using System.Net;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>Whether a request says which record it is of, and what an answer means where its address does not.</summary>
public sealed class NamedRecordTests : Runs
{
    private static readonly SyncDefinition Members = Sync(SyncMode.Add, WhenRemoved.RemoveMember, SyncType.Segments);

    [Theory]
    [InlineData(404, 5)]
    [InlineData(404, 1)]
    [InlineData(410, 5)]
    public async Task An_address_of_removals_that_is_not_there_removes_nobody(int status, int batchSize)
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = (http, request) => ApiDouble.AnswerAsync(http, request.Target == "/members" ? 200 : status);
        HttpDestination To(ImmutableDictionary<HttpStatusCode, HttpMeaning> statuses) => new(account, "members")
        {
            AddMember = HttpCall.Post("members"),
            RemoveMember = HttpCall.Post("members/remov") with { BatchSize = batchSize, Statuses = statuses },
        };
        var none = ImmutableDictionary<HttpStatusCode, HttpMeaning>.Empty;
        await RunAsync(Members, To(none), People(3));
        var report = await RunAsync(Members, To(none), People(1));
        Assert.Equal((SyncStatus.Failed, 0L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Deferred));
        Assert.Contains($"127.0.0.1 answered {status}", report.Message, StringComparison.Ordinal);
        Assert.Contains("\"members/remov\" names no record, so that nothing was found at the address itself: look at it, or say with Statuses what the status means.", report.Message, StringComparison.Ordinal);
        Assert.Equal(4, Api.Requests.Count);
        var told = await RunAsync(Members, To(none.Add((HttpStatusCode)status, HttpMeaning.Succeeded)), People(1));
        Assert.Equal((SyncStatus.Succeeded, 2L), (told.Status, told.Counts.Succeeded));
    }

    [Fact]
    public async Task An_address_of_updates_that_is_not_there_skips_nobody()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 404);
        var report = await RunAsync(Sync(SyncMode.Update), new HttpDestination(account, "people") { Update = HttpCall.Post("people/updat") }, People(3));
        Assert.Equal((SyncStatus.Failed, 0L, 3L), (report.Status, report.Counts.Skipped, report.Counts.Deferred));
        Assert.Contains("The address \"people/updat\" names no record", report.Message, StringComparison.Ordinal);
        Assert.Single(Api.Requests);
    }

    [Fact]
    public async Task A_call_that_names_no_record_is_refused_before_anything_is_sent()
    {
        using var account = new HttpAccount(Api.Address);
        foreach (var batchSize in new[] { 1, 5 })
        {
            var destination = new HttpDestination(account, "people") { Upsert = HttpCall.Put("people/{id}"), Delete = HttpCall.Delete("people") with { BatchSize = batchSize } };
            var report = await RunAsync(Sync(SyncMode.Upsert, WhenRemoved.Delete), destination, People(1));
            Assert.Equal(SyncStatus.Failed, report.Status);
            Assert.Contains("the address \"people\" of Delete names no column, and no body is sent, so that the API can't tell which record is meant: name one, as in people/{id}, or give a Body", report.Message, StringComparison.Ordinal);
        }

        var empty = new HttpDestination(account, "people") { Upsert = HttpCall.Put("people?all=true") with { Body = HttpBody.None } };
        Assert.Contains("of Upsert names no column, and no body is sent", (await RunAsync(Sync(SyncMode.Upsert), empty, People(1))).Message, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task An_address_that_names_a_part_of_the_key_names_no_record()
    {
        using var account = new HttpAccount(Api.Address);
        OrderLine[] rows = [new(1, 1, "a"), new(1, 2, "b")];
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Delete);
        foreach (var (call, missing) in new[] { (HttpCall.Delete("orders/{Order}"), "Line"), (HttpCall.Delete("lines/{Line}?all=true"), "Order"), (HttpCall.Post("lines") with { Body = HttpBody.None }, null) })
        {
            var report = await RunAsync<OrderLine, OrderLine.Key>(sync, new HttpDestination(account, "lines") { Upsert = HttpCall.Post("lines"), Delete = call }, rows);
            Assert.Equal(SyncStatus.Failed, report.Status);
            Assert.Contains($"the address \"{call.Address}\" of Delete {(missing is null ? "names no column" : $"does not name {missing} of the key")}, and no body is sent, so that the API can't tell which record is meant: name ", report.Message, StringComparison.Ordinal);
        }

        var other = new HttpDestination(account, "lines") { Upsert = HttpCall.Put("skus/{Sku}") with { Body = HttpBody.None }, Delete = HttpCall.Delete("orders/{Order}/{Line}") };
        Assert.Contains("of Upsert does not name Order, Line of the key, and no body is sent", (await RunAsync<OrderLine, OrderLine.Key>(sync, other, rows)).Message, StringComparison.Ordinal);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task Not_found_at_an_address_with_a_part_of_the_key_is_not_said_of_the_record()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        OrderLine[] rows = [new(1, 1, "a"), new(1, 2, "b")];
        foreach (var (address, isNamed) in new[] { ("orders/{Order}/remove", false), ("orders/{Order}/{Line}/remove", true) })
        {
            State = new InMemoryStateStore();
            var (sync, destination) = (Sync(SyncMode.Upsert, WhenRemoved.Delete), new HttpDestination(account, "lines") { Upsert = HttpCall.Post("lines"), Delete = HttpCall.Post(address), Update = HttpCall.Post(address) });
            Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200);
            Succeeded(await RunAsync<OrderLine, OrderLine.Key>(sync, destination, rows));
            Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 404);
            var removed = await RunAsync<OrderLine, OrderLine.Key>(sync, destination, rows[..1]);
            var updated = await RunAsync<OrderLine, OrderLine.Key>(Sync(SyncMode.Update), destination, rows);
            Assert.Equal(isNamed ? (SyncStatus.Succeeded, 1L, 0L) : (SyncStatus.Failed, 0L, 1L), (removed.Status, removed.Counts.Succeeded, removed.Counts.Deferred));
            Assert.Equal(isNamed ? (2L, 0L) : (0L, 2L), (updated.Counts.Skipped, updated.Counts.Deferred));
            if (!isNamed) Assert.Contains("The address \"orders/{Order}/remove\" does not name Line of the key, so that it is not said of the record that it was not found: look at it, or say with Statuses what the status means.", removed.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_event_may_be_a_ping_and_a_body_alone_names_a_record()
    {
        using var account = new HttpAccount(Api.Address);
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200);
        var ping = new HttpDestination(account, "hook") { Event = new HttpCall(HttpMethod.Get, "hook"), Action = HttpCall.Post("hook") with { Body = HttpBody.None } };
        Succeeded(await RunAsync(Sync(SyncMode.Insert, type: SyncType.Events), ping, People(1)));
        Succeeded(await RunAsync(Sync(default(SyncMode), type: SyncType.Actions) with { FirstRun = FirstRunPolicy.Backfill }, ping, People(1)));
        var people = new HttpDestination(account, "people") { Upsert = HttpCall.Post("people"), Delete = HttpCall.Delete("people") with { Body = HttpBody.Row } };
        foreach (var count in new[] { 2, 1 }) Succeeded(await RunAsync(Sync(SyncMode.Upsert, WhenRemoved.Delete), people, People(count)));
        Assert.Equal("""DELETE /people {"id":"p002"}""", Api.Requests[^1] is { } request ? $"{request.Method} {request.Target} {request.Body}" : null);
    }
}
