using Microsoft.AspNetCore.Http;
using Syncline.ApiDoubles;
using Xunit;

namespace Syncline.Intercom.Tests;

/// <summary>What is in the way of a contact, and what each error of the API's makes of a row.</summary>
public sealed class OutcomeTests : Runs
{
    private static readonly Person Ada = new("ada", "Ada");

    [Theory]
    [InlineData(SyncMode.Insert)]
    [InlineData(SyncMode.Upsert)]
    public async Task Another_contact_of_the_same_address_is_left_alone_and_named(SyncMode mode)
    {
        var other = Api.Add("other", email: "A@example.com");
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(mode), Contacts, [new("ada", "a@example.com"), new("bob", "b@example.com")]);
        Assert.Equal((1L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal($"contact {other.Id} has these details and another external id: 127.0.0.1 answered 409 Conflict: A contact matching those details already exists with id={other.Id}", ReasonOf(report));
        Assert.Equal("\"A@example.com\"", other.Fields["email"]);
        Assert.Equal(["bob", "other"], Api.Contacts.Values.Select(static contact => contact.ExternalId).Order());
    }

    [Fact]
    public async Task An_archived_contact_of_the_same_address_goes_back_into_the_archive()
    {
        var other = Api.Add("other", email: "a@example.com");
        other.IsArchived = true;
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Upsert), Contacts, [new("ada", "a@example.com")]);
        Assert.Equal($"the archived contact {other.Id} has these details and another external id", ReasonOf(report));
        Assert.True(other.IsArchived);
        Assert.Single(Api.Contacts);
    }

    [Fact]
    public async Task An_archived_contact_that_stays_out_is_told()
    {
        var other = Api.Add("other", email: "a@example.com");
        other.IsArchived = true;
        Api.Before = static async (http, request) => request.Target.EndsWith("/archive", StringComparison.Ordinal) && await IntercomDouble.AnswerAsync(http, 400, """{"errors":[{"message":"No."}]}""");
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Upsert), Contacts, [new("ada", "a@example.com")]);
        Assert.Equal($"the archived contact {other.Id} has these details and another external id; contact {other.Id} was taken out of the archive to see that, and was left outside: 127.0.0.1 answered 400 Bad Request: No. Archive it in Intercom", ReasonOf(report));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(500)]
    public async Task An_archived_contact_goes_back_though_that_is_put_off(int status)
    {
        var other = Api.Add("other", email: "a@example.com");
        other.IsArchived = true;
        var putOff = 2;
        Api.Before = async (http, request) => request.Target.EndsWith("/archive", StringComparison.Ordinal) && Interlocked.Decrement(ref putOff) >= 0 && await IntercomDouble.AnswerAsync(http, status);
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Upsert), Contacts, [new("ada", "a@example.com")], Hasty);
        Assert.Equal($"the archived contact {other.Id} has these details and another external id", ReasonOf(report));
        Assert.True(other.IsArchived);
    }

    [Fact]
    public async Task An_archived_contact_that_is_put_off_for_good_is_told()
    {
        var other = Api.Add("other", email: "a@example.com");
        other.IsArchived = true;
        Api.Before = static async (http, request) => request.Target.EndsWith("/archive", StringComparison.Ordinal) && await IntercomDouble.AnswerAsync(http, 500);
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Upsert), Contacts, [new("ada", "a@example.com")], Hasty);
        Assert.StartsWith($"the archived contact {other.Id} has these details and another external id; contact {other.Id} was taken out of the archive to see that, and was left outside: 127.0.0.1 answered 500", ReasonOf(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_archived_contact_goes_back_though_nobody_answered_that_it_had_left(bool isCut)
    {
        var other = Api.Add("other", email: "a@example.com");
        other.IsArchived = true;
        LoseUnarchive(isCut, () => other.IsArchived = false);
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Upsert), Contacts, [new("ada", "a@example.com")], Hasty);
        Assert.Equal($"the archived contact {other.Id} has these details and another external id", ReasonOf(report));
        Assert.True(other.IsArchived);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_contact_that_comes_back_and_is_not_answered_for_takes_its_columns_after_all(bool hasLeft)
    {
        var ada = Api.Add("ada", email: "a@example.com");
        ada.IsArchived = true;
        LoseUnarchive(isCut: true, () => ada.IsArchived = !hasLeft);
        Succeeded(await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Upsert), Contacts, [new("ada", "a@example.com")], Hasty));
        Assert.False(ada.IsArchived);
    }

    [Fact]
    public async Task A_contact_that_may_have_left_the_archive_and_can_not_be_seen_is_told()
    {
        var other = Api.Add("other", email: "a@example.com");
        other.IsArchived = true;
        LoseUnarchive(isCut: true, () => other.IsArchived = false, static (http, request) => request.Method == "GET" && request.Target.StartsWith("/contacts/", StringComparison.Ordinal) ? IntercomDouble.AnswerAsync(http, 400, """{"errors":[{"message":"No."}]}""") : Task.FromResult(false));
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Upsert), Contacts, [new("ada", "a@example.com")], Hasty);
        Assert.Equal((1L, $"taking contact {other.Id} out of the archive was not answered, and it can't be seen whether it is another's: 127.0.0.1 answered 400 Bad Request: No. Look at it in Intercom"), (report.Counts.Unknown, ReasonOf(report)));
    }

    [Fact]
    public async Task A_contact_that_was_remembered_as_archived_and_is_another_s_is_not_archived_for_an_answer_that_was_lost()
    {
        var sync = Sync(SyncMode.Upsert, WhenRemoved.Archive);
        Succeeded(await RunAsync(sync, Contacts, Ada));
        Succeeded(await RunAsync(sync, Contacts));
        var old = Api.Find("ada")!;
        (old.ExternalId, old.IsArchived) = ("ada the elder", false);
        LoseUnarchive(isCut: true, static () => { });
        var report = await RunAsync<Person, Person.Key>(sync, Contacts, [Ada], Hasty);
        Assert.Equal($"contact {old.Id} had this external id and has another now; taking it out of the archive was not answered, so that it can't be told whether it was there. Look at it in Intercom", ReasonOf(report));
        Assert.False(old.IsArchived);
        Succeeded(await RunAsync(sync, Contacts, Ada));
        Assert.Equal(["ada Ada", "ada the elder Ada"], Held());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_s_contact_is_archived_again_after_a_cancel_too(bool isLost)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var other = Api.Add("other", email: "a@example.com");
        other.IsArchived = true;
        Api.Before = async (http, request) =>
        {
            if (!request.Target.EndsWith("/unarchive", StringComparison.Ordinal)) return false;
            await stop.CancelAsync();
            if (!isLost) return false;
            other.IsArchived = false;
            return await ApiDouble.CutAsync(http);
        };
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Upsert), Contacts, [new("ada", "a@example.com")], Hasty, stop.Token);
        Assert.Equal((1L, $"the archived contact {other.Id} has these details and another external id"), (report.Counts.Rejected, ReasonOf(report)));
        Assert.True(other.IsArchived);
    }

    private void LoseUnarchive(bool isCut, Action done, Func<HttpContext, ApiRequest, Task<bool>>? others = null)
    {
        var first = 1;
        Api.Before = async (http, request) =>
        {
            if (!request.Target.EndsWith("/unarchive", StringComparison.Ordinal) || Interlocked.Exchange(ref first, 0) == 0) return others is not null && await others(http, request);
            done();
            return isCut ? await ApiDouble.CutAsync(http) : await ApiDouble.AnswerAsync(http, 200, "[]");
        };
    }

    [Fact]
    public async Task Insert_can_not_tell_why_an_archived_contact_is_in_the_way_of_an_address()
    {
        Api.Add("ada", email: "a@example.com").IsArchived = true;
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Insert), Contacts, [new("ada", "a@example.com")]);
        Assert.StartsWith("an archived contact has this external id or these details: 127.0.0.1 answered 409 Conflict", ReasonOf(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_checked_and_then_taken_where_the_contact_is_the_one()
    {
        Api.Add("ada", email: "old@example.com");
        Succeeded(await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Upsert), Contacts, [new("ada", "a@example.com")]));
        Assert.Equal("\"a@example.com\"", Assert.Single(Api.Contacts.Values).Fields["email"]);
        Assert.Equal(["POST", "GET", "PUT"], Sent().Select(static request => request.Split(' ')[0]));
    }

    [Fact]
    public async Task A_conflict_without_an_id_in_its_words_is_looked_up()
    {
        Api.NamesConflicts = false;
        var ada = Api.Add("ada", "old");
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada));
        Assert.Equal(["POST /contacts", "GET /contacts/find_by_external_id/ada", $"PUT /contacts/{ada.Id}"], Sent());
        Api.Add("other", email: "b@example.com");
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Upsert) with { Id = "addressed" }, Contacts, [new("bob", "b@example.com")]);
        Assert.Equal("127.0.0.1 answered 409 Conflict: A contact matching those details already exists", ReasonOf(report));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 7)]
    public async Task A_contact_that_is_in_the_way_and_gone_is_created(int deletions, int requests)
    {
        Api.Add("ada", "old");
        Api.Before = (_, request) => Task.FromResult(ComesAndGoes(request, ref deletions));
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada));
        Assert.Equal(["ada Ada"], Held());
        Assert.Equal(requests, Sent().Count);
    }

    [Fact]
    public async Task A_contact_that_comes_and_goes_is_left_to_the_next_run()
    {
        Api.Add("ada", "old");
        var deletions = int.MaxValue;
        Api.Before = (_, request) => Task.FromResult(ComesAndGoes(request, ref deletions));
        var report = await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada);
        Assert.Equal((SyncStatus.Incomplete, 1L), (report.Status, report.Counts.Deferred));
        Assert.Equal(8, Sent().Count);
        Api.Before = static (_, _) => Task.FromResult(false);
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada));
        Assert.Equal(["ada Ada"], Held());
    }

    /// <summary>Somebody else deletes the contact before it is updated, and creates it again before it is created, but after the last deletion.</summary>
    private bool ComesAndGoes(ApiRequest request, ref int deletions)
    {
        if (request.Method == "PUT" && deletions-- > 0) Api.Contacts.Clear();
        else if (request.Target == "/contacts" && Api.Contacts.Count == 0 && deletions > 0) Api.Add("ada", "theirs");
        return false;
    }

    [Fact]
    public async Task An_update_into_the_address_of_another_is_rejected_in_the_words_of_the_api()
    {
        Api.Add("ada");
        Api.Add("other", email: "a@example.com");
        var report = await RunAsync<Addressed, Addressed.Key>(Sync(SyncMode.Update), Contacts, [new("ada", "a@example.com")]);
        Assert.Contains("409 Conflict: A contact matching those details already exists with id=", ReasonOf(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "parameter_invalid", "The owner specified is not a member of the workspace", "400 Bad Request")]
    [InlineData(422, "parameter_invalid", "email is invalid", "422 Unprocessable Entity")]
    [InlineData(400, "bad_request", "bad 'name' parameter", "400 Bad Request")]
    public async Task A_contact_that_is_refused_is_rejected_alone_in_the_words_of_the_api(int status, string code, string message, string shown)
    {
        Api.Before = async (http, request) => request.Body.Contains("\"ada\"", StringComparison.Ordinal) && await IntercomDouble.AnswerAsync(http, status, $$"""{"type":"error.list","request_id":"x","errors":[{"code":"{{code}}","message":"{{message}}"}]}""");
        var report = await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada, new("bob", "Bob"));
        Assert.Equal((1L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal($"127.0.0.1 answered {shown}: {message}", ReasonOf(report));
        // Nor is it asked for a second time in the same run.
        Assert.Equal(2, Sent().Count);
    }

    [Fact]
    public async Task A_contact_whose_external_id_was_changed_is_told_and_found_anew()
    {
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada));
        var old = Api.Find("ada")!;
        old.ExternalId = "ada the elder";
        var report = await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada with { Name = "Augusta" });
        Assert.Equal($"contact {old.Id} had this external id and has another now; it took the columns before that was seen. The contact is looked up anew", ReasonOf(report));
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada with { Name = "Augusta" }));
        Assert.Equal(["ada Augusta", "ada the elder Augusta"], Held());
    }

    [Theory]
    [InlineData(SyncMode.Upsert, "POST", """{"type":"contact","id":"65a4c1d20000000000000fff","external_id":"else"}""")]
    [InlineData(SyncMode.Upsert, "POST", """{"type":"contact"}""")]
    [InlineData(SyncMode.Upsert, "POST", "[]")]
    [InlineData(SyncMode.Archive, "POST", """{"type":"contact","id":"65a4c1d20000000000000fff","archived":true}""")]
    [InlineData(SyncMode.Update, "PUT", """{"type":"contact","id":"65a4c1d20000000000000fff","external_id":"ada"}""")]
    public async Task Of_a_contact_that_another_was_answered_for_nobody_knows(SyncMode mode, string method, string body)
    {
        if (mode != SyncMode.Upsert) Api.Add("ada", "old");
        Api.Before = async (http, request) => request.Method == method && await IntercomDouble.AnswerAsync(http, 200, body);
        var report = await RunAsync<Person, Person.Key>(Sync(mode), Contacts, [Ada], Hasty);
        Assert.Equal((1L, 0L), (report.Counts.Unknown, report.Counts.Succeeded));
        Api.Before = static (_, _) => Task.FromResult(false);
        Succeeded(await RunAsync(Sync(mode), Contacts, Ada));
        Assert.Equal([mode == SyncMode.Archive ? "ada old (archived)" : "ada Ada"], Held());
    }

    [Fact]
    public async Task A_look_up_that_finds_another_contact_changes_nobody()
    {
        Api.Add("ada", "old");
        Api.Before = static async (http, request) => request.Method == "GET" && request.Target.Contains("find_by", StringComparison.Ordinal) && await IntercomDouble.AnswerAsync(http, 200, """{"type":"contact","id":"65a4c1d20000000000000001","external_id":"ADA"}""");
        var report = await RunAsync(Sync(SyncMode.Update), Contacts, Ada);
        Assert.Equal("127.0.0.1 answered with a contact of another external id", ReasonOf(report));
        Assert.Equal(["ada old"], Held());
    }

    [Theory]
    [InlineData(WhenRemoved.Archive, "archived")]
    [InlineData(WhenRemoved.Delete, "deleted")]
    public async Task A_removal_that_was_not_done_is_rejected(WhenRemoved removed, string proof)
    {
        var (sync, contacts) = (Sync(SyncMode.Upsert, removed), new IntercomContacts(Account) { PermanentDelete = true });
        Succeeded(await RunAsync(sync, contacts, Ada));
        Api.Before = async (http, request) => request.Method != "GET" && await IntercomDouble.AnswerAsync(http, 200, $$"""{"id":"{{Api.Find("ada")!.Id}}","{{proof}}":false}""");
        var report = await RunAsync(sync, contacts);
        Assert.Equal($"127.0.0.1 answered 200, and that it is not {proof}", ReasonOf(report));
    }

    [Fact]
    public async Task A_permission_that_lacks_ends_delivery_in_its_words()
    {
        Api.Before = static async (http, request) => request.Method == "POST" && await IntercomDouble.AnswerAsync(http, 403, """{"type":"error.list","errors":[{"code":"api_plan_restricted","message":"Active subscription needed."}]}""");
        using var account = NewAccount(connections: 1);
        var report = await RunAsync(Sync(SyncMode.Upsert), new IntercomContacts(account), People(3));
        Assert.Equal((SyncStatus.Failed, 3L), (report.Status, report.Counts.Deferred));
        Assert.Contains("Active subscription needed. Look at what the account may do.", report.Message, StringComparison.Ordinal);
        Assert.Single(Sent());
    }

    [Fact]
    public async Task An_address_that_has_no_contacts_ends_delivery()
    {
        Api.Before = static async (http, request) => request.Method == "POST" && await IntercomDouble.AnswerAsync(http, 404, """{"errors":[{"message":"Resource Not Found"}]}""");
        var report = await RunAsync(Sync(SyncMode.Upsert), Contacts, People(3));
        Assert.Equal((SyncStatus.Failed, 3L), (report.Status, report.Counts.Deferred));
        Assert.Contains("intercom:abc12345/contacts is not there: 127.0.0.1 answered 404 Not Found: Resource Not Found", report.Message, StringComparison.Ordinal);
    }
}
