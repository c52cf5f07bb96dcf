using System.Text.Json.Nodes;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>What becomes of the rest of a request that is sent in halves, where one of them fails.</summary>
public sealed class HalvesTests : Runs
{
    private static readonly SyncDefinition Events = Sync(SyncMode.Insert, type: SyncType.Events);

    [Fact]
    public async Task A_half_that_was_never_sent_is_deferred_and_not_in_doubt()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = static async (http, request) => Count(request) switch
        {
            8 or 4 => await ApiDouble.AnswerAsync(http, 400, """{"message":"one of them is bad"}"""),
            _ => await ApiDouble.CutAsync(http),
        };
        var destination = new HttpDestination(account, "events") { Event = HttpCall.Post("events") with { BatchSize = 8 } };
        var report = await RunAsync<Person, Person.Key>(Events, destination, People(8), Hasty);
        Assert.Equal((2L, 6L), (report.Counts.Unknown, report.Counts.Deferred));
        Assert.Equal(["Key { Id = p001 }", "Key { Id = p002 }"], report.Troubled.Where(static trouble => trouble.Outcome == Outcome.Unknown).Select(static trouble => trouble.Key));
        Api.Before = static (http, _) => ApiDouble.AnswerAsync(http, 200);
        var next = await RunAsync<Person, Person.Key>(Events, destination, People(8), Hasty);
        Assert.Equal((6L, 2L), (next.Counts.Succeeded, next.Counts.Parked));
    }

    [Fact]
    public async Task A_half_that_was_sent_after_the_other_was_answered_is_in_doubt_alone()
    {
        using var account = new HttpAccount(Api.Address) { MaxConnections = 1 };
        Api.Before = static async (http, request) => Count(request) == 4 ? await ApiDouble.AnswerAsync(http, 400) : request.Body.Contains("p003", StringComparison.Ordinal) ? await ApiDouble.CutAsync(http) : await ApiDouble.AnswerAsync(http, 200);
        var destination = new HttpDestination(account, "events") { Event = HttpCall.Post("events") with { BatchSize = 4 } };
        var report = await RunAsync<Person, Person.Key>(Events, destination, People(4), Hasty);
        Assert.Equal((2L, 2L, 0L), (report.Counts.Succeeded, report.Counts.Unknown, report.Counts.Deferred));
    }

    private static int Count(ApiRequest request) => JsonNode.Parse(request.Body)!.AsArray().Count;
}
