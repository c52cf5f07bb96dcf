using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Intercom.Tests;

/// <summary>Tags of contacts.</summary>
public sealed class TagTests : Runs
{
    private static readonly SyncDefinition Adds = Sync(SyncMode.Add, WhenRemoved.RemoveMember, SyncType.Segments);

    private IntercomTag Gold => new(Account, "Gold");

    [Fact]
    public async Task A_tag_is_put_on_and_taken_off()
    {
        foreach (var person in People(3)) Api.Add(person.Id);
        Succeeded(await RunAsync(Adds, Gold, People(3)));
        Assert.All(Api.Contacts.Values, static contact => Assert.Single(contact.Tags));
        Assert.Equal($$"""{"name":"Gold","users":[{{string.Join(',', Api.Contacts.Keys.Order().Select(static id => $$"""{"id":"{{id}}"}"""))}}]}""", Requests().Single(static request => request.Method == "POST").Body);
        var before = Sent().Count;
        Succeeded(await RunAsync(Adds, Gold, People(1)));
        Assert.Equal([1, 0, 0], Api.Contacts.Values.OrderBy(static contact => contact.ExternalId).Select(static contact => contact.Tags.Count));
        // The tag's id is asked for once, and contacts that are known are looked at.
        Assert.Equal(["DELETE /contacts/65a4c1d20000000000000002/tags/7", "DELETE /contacts/65a4c1d20000000000000003/tags/7", "GET /contacts/65a4c1d20000000000000002", "GET /contacts/65a4c1d20000000000000003", "GET /tags"], Sent(before).Order());
    }

    [Fact]
    public async Task Fifty_are_tagged_in_a_request()
    {
        foreach (var person in People(120)) Api.Add(person.Id);
        Succeeded(await RunAsync(Adds, Gold, People(120)));
        Assert.Equal([20, 50, 50], Requests().Where(static request => request.Method == "POST").Select(static request => Json(request)["users"]!.AsArray().Count).Order());
    }

    [Fact]
    public async Task Who_is_not_there_is_rejected_alone_and_tried_again()
    {
        Api.Add("p0001");
        Api.Add("p0003").IsArchived = true;
        var report = await RunAsync(Adds, Gold, People(3));
        Assert.Equal((1L, 2L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.All(report.Troubled, static trouble => Assert.Equal("the workspace has no such contact, or it is archived", trouble.Reason));
        Api.Add("p0002");
        Api.Find("p0003")!.IsArchived = false;
        Succeeded(await RunAsync(Adds, Gold, People(3)));
        Assert.All(Api.Contacts.Values, static contact => Assert.Single(contact.Tags));
    }

    [Fact]
    public async Task A_request_that_is_refused_for_one_is_sent_in_halves_and_its_id_asked_anew()
    {
        foreach (var person in People(8)) Api.Add(person.Id);
        Succeeded(await RunAsync(Adds, Gold, People(8)));
        Succeeded(await RunAsync(Adds, Gold));
        // Two have other ids now, one of them is gone.
        foreach (var id in new[] { "p0003", "p0006" }) Api.Contacts.Remove(Api.Find(id)!.Id);
        Api.Add("p0003");
        var report = await RunAsync(Adds, Gold, People(8));
        Assert.Equal((7L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("Key { Id = p0006 }", Assert.Single(report.Troubled).Key);
        Assert.All(Api.Contacts.Values, static contact => Assert.Single(contact.Tags));
    }

    [Fact]
    public async Task A_tag_that_is_not_taken_rejects_in_the_words_of_the_api()
    {
        Api.Add("p0001");
        Api.Before = static async (http, request) => request.Method == "POST" && await IntercomDouble.AnswerAsync(http, 400, """{"errors":[{"code":"parameter_invalid","message":"Name is too long"}]}""");
        Assert.Equal("127.0.0.1 answered 400 Bad Request: Name is too long", ReasonOf(await RunAsync(Adds, Gold, People(1))));
    }

    [Fact]
    public async Task An_answer_for_another_tag_is_none()
    {
        Api.Add("p0001");
        Api.Before = static async (http, request) => request.Method == "POST" && await IntercomDouble.AnswerAsync(http, 200, """{"type":"tag","id":"9","name":"Silver"}""");
        var report = await RunAsync<Person, Person.Key>(Adds, Gold, People(1), Hasty);
        Assert.Equal(1L, report.Counts.Unknown);
        Api.Before = static (_, _) => Task.FromResult(false);
        Succeeded(await RunAsync(Adds, new IntercomTag(Account, "GOLD"), People(1)));
    }

    [Fact]
    public async Task Who_is_not_there_has_no_tag()
    {
        var removes = Sync(SyncMode.Remove, type: SyncType.Segments);
        // Nobody has a tag that is not there.
        Succeeded(await RunAsync(removes, Gold, People(1)));
        Assert.Equal(["GET /tags"], Sent());
        Api.Tags["9"] = "gold";
        Api.Add("p0002").Tags.Add("9");
        Api.Add("p0003");
        Succeeded(await RunAsync(removes, Gold, People(3)));
        Assert.All(Api.Contacts.Values, static contact => Assert.Empty(contact.Tags));
    }

    [Fact]
    public async Task A_tag_is_taken_off_who_has_another_id_by_now()
    {
        Api.Add("p0001");
        Succeeded(await RunAsync(Adds, Gold, People(1)));
        Api.Contacts.Clear();
        Api.Add("p0001").Tags.Add("7");
        Succeeded(await RunAsync(Adds, Gold));
        Assert.Empty(Assert.Single(Api.Contacts.Values).Tags);
    }

    [Fact]
    public async Task Who_has_another_external_id_by_now_is_left_alone()
    {
        foreach (var person in People(3)) Api.Add(person.Id);
        Succeeded(await RunAsync(Adds, Gold, People(3)));
        Succeeded(await RunAsync(Adds, Gold, People(2)));
        // Two of them are others' now: one that has the tag, and one that has it no more.
        foreach (var id in new[] { "p0002", "p0003" })
        {
            Api.Find(id)!.ExternalId = $"other of {id}";
            Api.Add(id);
        }

        Succeeded(await RunAsync(Adds, Gold, People(3)[0], People(3)[2]));
        Assert.Equal(["other of p0002", "p0001", "p0003"], Api.Contacts.Values.Where(static contact => contact.Tags.Count > 0).Select(static contact => contact.ExternalId).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(400, """{"errors":[{"message":"No."}]}""", SyncStatus.Failed)]
    [InlineData(200, "[]", SyncStatus.Incomplete)]
    public async Task Tags_that_can_not_be_looked_at_take_nothing_off(int status, string body, SyncStatus expected)
    {
        Api.Tags["7"] = "Gold";
        Api.Add("p0001").Tags.Add("7");
        Api.Before = async (http, request) => request.Target == "/tags" && await IntercomDouble.AnswerAsync(http, status, body);
        var report = await RunAsync<Person, Person.Key>(Sync(SyncMode.Remove, type: SyncType.Segments), Gold, People(1), Hasty);
        Assert.Equal((expected, 1L), (report.Status, report.Counts.Deferred));
        Assert.Single(Api.Find("p0001")!.Tags);
    }
}
