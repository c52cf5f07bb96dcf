using Xunit;

namespace Syncline.Intercom.Tests;

/// <summary>Modes and removals of contacts.</summary>
public sealed class ContactTests : Runs
{
    private static readonly Person Ada = new("ada", "Ada");
    private static readonly Person Bob = new("bob", "Bob");

    [Fact]
    public async Task Upsert_creates_and_updates()
    {
        var ada = Api.Add("ada", "old");
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada, Bob));
        Assert.Equal(["ada Ada", "bob Bob"], Held());
        Assert.Equal(["POST /contacts", "POST /contacts", $"PUT /contacts/{ada.Id}"], Sent().Order());
        Assert.Equal(0, (await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada, Bob)).Counts.Planned);
    }

    [Fact]
    public async Task What_is_known_is_updated_by_its_id_with_nothing_asked()
    {
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada, Bob));
        Api.Add("eve");
        var before = Sent().Count;
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada with { Name = "Augusta" }, Bob));
        Assert.Equal([$"PUT /contacts/{Api.Find("ada")!.Id}"], Sent(before));
    }

    [Fact]
    public async Task Insert_leaves_alone_who_is_there()
    {
        Api.Add("ada", "old");
        Api.Add("eve", "old").IsArchived = true;
        var report = await RunAsync(Sync(SyncMode.Insert), Contacts, Ada, Bob, new("eve", "Eve"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        Assert.Equal(["ada old", "bob Bob", "eve old (archived)"], Held());
    }

    [Fact]
    public async Task Update_creates_nobody_and_leaves_archived_who_others_archived()
    {
        Api.Add("ada", "old");
        Api.Add("eve", "old").IsArchived = true;
        var report = await RunAsync(Sync(SyncMode.Update), Contacts, Ada, Bob, new("eve", "Eve"));
        Assert.Equal((SyncStatus.Succeeded, 1L, 2L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        Assert.Equal(["ada Ada", "eve old (archived)"], Held());
        Api.Find("ada")!.IsArchived = true;
        var later = await RunAsync(Sync(SyncMode.Update), Contacts, Ada with { Name = "Augusta" }, Bob);
        Assert.Equal(1L, later.Counts.Skipped);
        Assert.Equal("ada Ada (archived)", Held().First());
    }

    [Fact]
    public async Task Upsert_brings_back_who_is_archived_whoever_did_it()
    {
        Api.Add("ada", "old").IsArchived = true;
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada, Bob));
        Assert.Equal(["ada Ada", "bob Bob"], Held());
        Api.Find("bob")!.IsArchived = true;
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada, Bob with { Name = "Robert" }));
        Assert.Equal(["ada Ada", "bob Robert"], Held());
    }

    [Theory]
    [InlineData(SyncMode.Insert)]
    [InlineData(SyncMode.Update)]
    [InlineData(SyncMode.Upsert)]
    public async Task Removed_rows_are_archived_and_come_back(SyncMode mode)
    {
        var sync = Sync(mode, WhenRemoved.Archive);
        if (mode == SyncMode.Update) Api.Add("ada");
        Api.Add("eve");
        Succeeded(await RunAsync(sync, Contacts, Ada));
        var before = Sent().Count;
        Succeeded(await RunAsync(sync, Contacts));
        Assert.Equal([$"GET /contacts/{Api.Find("ada")!.Id}", $"POST /contacts/{Api.Find("ada")!.Id}/archive"], Sent(before));
        Assert.Equal(["ada Ada (archived)", "eve -"], Held());
        var back = await RunAsync(sync, Contacts, Ada with { Name = "Augusta" });
        Assert.Equal(SyncStatus.Succeeded, back.Status);
        // What is archived is there to Insert, which leaves it.
        Assert.Equal([mode == SyncMode.Insert ? "ada Ada (archived)" : "ada Augusta", "eve -"], Held());
    }

    [Fact]
    public async Task Who_was_brought_back_by_hand_is_updated()
    {
        var sync = Sync(SyncMode.Update, WhenRemoved.Archive);
        Api.Add("ada");
        Succeeded(await RunAsync(sync, Contacts, Ada));
        Succeeded(await RunAsync(sync, Contacts));
        Api.Find("ada")!.IsArchived = false;
        Api.Before = static async (http, request) => request.Target.EndsWith("/unarchive", StringComparison.Ordinal) && await ApiDoubles.IntercomDouble.AnswerAsync(http, 400, """{"errors":[{"code":"client_error","message":"It is not archived"}]}""");
        Succeeded(await RunAsync(sync, Contacts, Ada with { Name = "Augusta" }));
        Assert.Equal(["ada Augusta"], Held());
    }

    [Fact]
    public async Task Removed_rows_are_deleted_for_good_where_that_is_asked_for()
    {
        var (sync, contacts) = (Sync(SyncMode.Upsert, WhenRemoved.Delete), new IntercomContacts(Account) { PermanentDelete = true });
        Succeeded(await RunAsync(sync, contacts, Ada, Bob));
        Succeeded(await RunAsync(sync, contacts, Bob));
        Assert.Equal(["bob Bob"], Held());
        // One that is gone already counts as done, and one that comes back is another.
        Api.Contacts.Clear();
        Succeeded(await RunAsync(sync, contacts));
        Succeeded(await RunAsync(sync, contacts, Ada));
        Assert.Equal(["ada Ada"], Held());
    }

    [Fact]
    public async Task Mode_archive_archives_every_row_and_again_is_done()
    {
        Api.Add("ada");
        Api.Add("bob");
        Api.Add("eve");
        for (var time = 0; time < 2; time++)
        {
            var report = await RunAsync(Sync(SyncMode.Archive), Contacts, Ada, Bob, new("nobody", null));
            Assert.Equal((SyncStatus.Succeeded, 3L), (report.Status, report.Counts.Succeeded));
        }

        Assert.Equal(["ada - (archived)", "bob - (archived)", "eve -"], Held());
    }

    [Theory]
    [InlineData(WhenRemoved.Archive)]
    [InlineData(WhenRemoved.Delete)]
    public async Task Who_has_another_id_by_now_is_removed_by_it(WhenRemoved removed)
    {
        var (sync, contacts) = (Sync(SyncMode.Upsert, removed), new IntercomContacts(Account) { PermanentDelete = true });
        Succeeded(await RunAsync(sync, contacts, Ada));
        Api.Contacts.Clear();
        Api.Add("ada", "anew");
        Succeeded(await RunAsync(sync, contacts));
        Assert.Equal(removed == WhenRemoved.Archive ? ["ada anew (archived)"] : [], Held());
    }

    [Theory]
    [InlineData(WhenRemoved.Archive)]
    [InlineData(WhenRemoved.Delete)]
    public async Task Who_has_another_external_id_by_now_is_not_removed(WhenRemoved removed)
    {
        var (sync, contacts) = (Sync(SyncMode.Upsert, removed), new IntercomContacts(Account) { PermanentDelete = true });
        Succeeded(await RunAsync(sync, contacts, Ada, Bob));
        Api.Find("ada")!.ExternalId = "new-ada";
        Api.Find("bob")!.ExternalId = "new-bob";
        Api.Add("bob", "anew");
        Succeeded(await RunAsync(sync, contacts, new Person("new-ada", "Ada")));
        Assert.Equal(removed == WhenRemoved.Archive ? ["bob anew (archived)", "new-ada Ada", "new-bob Bob"] : ["new-ada Ada", "new-bob Bob"], Held());
    }

    [Theory]
    [InlineData(SyncMode.Update)]
    [InlineData(SyncMode.Upsert)]
    public async Task An_id_that_is_nobodys_any_more_is_found_out(SyncMode mode)
    {
        Api.Add("ada");
        Succeeded(await RunAsync(Sync(mode), Contacts, Ada));
        Api.Contacts.Clear();
        Api.Add("ada", "anew");
        Succeeded(await RunAsync(Sync(mode), Contacts, Ada with { Name = "Augusta" }));
        Assert.Equal(["ada Augusta"], Held());
        Api.Contacts.Clear();
        Succeeded(await RunAsync(Sync(mode), Contacts, Ada));
        Assert.Equal(mode == SyncMode.Upsert ? ["ada Ada"] : [], Held());
    }

    [Fact]
    public async Task Columns_go_where_a_contact_has_a_place_for_them()
    {
        foreach (var (name, type) in new[] { ("spent", "float"), ("vip", "boolean"), ("born", "date"), ("name", "string") }) Api.Attributes[("contact", name)] = type;
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, 999, TimeSpan.FromHours(2));
        var full = new Everywhere(7, "a@example.com", "+4930", "Ada", "https://example.com/a.png", at, at.UtcDateTime, 127, true, "pro", 3, 12.50m, true, new DateOnly(1815, 12, 10), "Countess");
        Succeeded(await RunAsync<Everywhere, Everywhere.Key>(Sync(SyncMode.Upsert), Contacts, [full]));
        Assert.Equal("""{"role":"user","external_id":"7","email":"a@example.com","phone":"\u002B4930","name":"Ada","avatar":"https://example.com/a.png","signed_up_at":1772359200,"last_seen_at":1772359200,"owner_id":127,"unsubscribed_from_emails":true,"custom_attributes":{"plan":"pro","seats":3,"spent":12.50,"vip":true,"born":-4861728000,"name":"Countess"}}""", Requests().Single().Body);
        Succeeded(await RunAsync<Everywhere, Everywhere.Key>(Sync(SyncMode.Upsert), Contacts, [new(7, null, null, null, null, null, null, null, null, null, null, null, null, null, null)]));
        Assert.Equal("""{"email":null,"phone":null,"name":null,"avatar":null,"signed_up_at":null,"last_seen_at":null,"owner_id":null,"custom_attributes":{"plan":null,"seats":null,"spent":null,"vip":null,"born":null,"name":null}}""", Requests().Last().Body);
        // What a contact said of e-mails stays where the source does not know.
        Assert.Equal(["unsubscribed_from_emails"], Api.Find("7")!.Fields.Keys);
    }

    [Fact]
    public async Task Consent_is_not_touched_by_a_model_that_has_no_column_for_it()
    {
        Api.Add("ada").Fields["unsubscribed_from_emails"] = "true";
        Succeeded(await RunAsync(Sync(SyncMode.Upsert), Contacts, Ada, Bob));
        Assert.DoesNotContain(Requests(), static request => request.Body.Contains("unsubscribed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_contact_that_is_a_key_alone_is_made_and_found()
    {
        var id = Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7");
        Succeeded(await RunAsync<Bare, Bare.Key>(Sync(SyncMode.Upsert), Contacts, [new(id)]));
        Assert.Equal("7c9e6679-7425-40de-944b-e07fc1f90ae7", Assert.Single(Api.Contacts.Values).ExternalId);
        await SyncEngine.ResyncAsync<Bare, Bare.Key>(Sync(SyncMode.Upsert), State, instance: null, Stop);
        Succeeded(await RunAsync<Bare, Bare.Key>(Sync(SyncMode.Upsert), Contacts, [new(id)]));
        Assert.StartsWith("GET /contacts/65a4", Sent()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lead_is_rejected_for_nothing_would_find_it()
    {
        var report = await RunAsync<Ranked, Ranked.Key>(Sync(SyncMode.Upsert), Contacts, [new(1, "user", "A"), new(2, "lead", "B"), new(3, null, "C")]);
        Assert.Equal((2L, 1L), (report.Counts.Succeeded, report.Counts.Rejected));
        Assert.Equal("Role is \"lead\": only a user has an external id in Intercom, a lead that is created has none to be found by", ReasonOf(report));
        Assert.Equal(["user", "user"], Api.Contacts.Values.Select(static contact => contact.Role));
    }

    [Fact]
    public async Task An_attribute_that_is_called_like_a_field_is_none()
    {
        Api.Attributes[("contact", "role")] = Api.Attributes[("contact", "email")] = "string";
        Api.Add("bob").IsArchived = true;
        var report = await RunAsync<Namesake, Namesake.Key>(Sync(SyncMode.Insert), Contacts, [new("ada", "manager", "a@example.com"), new("bob", "clerk", "b@example.com")]);
        Assert.Equal((SyncStatus.Succeeded, 1L, 1L), (report.Status, report.Counts.Succeeded, report.Counts.Skipped));
        Assert.Contains("""{"role":"user","external_id":"ada","custom_attributes":{"role":"manager","email":"a@example.com"}}""", Requests().Select(static request => request.Body));
    }

    [Theory]
    [InlineData("", "external_id \"\" is empty")]
    [InlineData(" ada", "external_id \" ada\" begins or ends with a blank: trim it in the query")]
    [InlineData("..", "external_id \"..\" is a step in an address")]
    [InlineData("half", "holds half of a surrogate pair")]
    public async Task A_key_that_is_none_is_rejected_alone(string id, string words)
    {
        // Half a pair gets lost among a test's data.
        var report = await RunAsync(Sync(SyncMode.Upsert), Contacts, new Person(id.Replace("half", "\ud800", StringComparison.Ordinal), "X"), Bob);
        Assert.Equal((1L, 1L), (report.Counts.Rejected, report.Counts.Succeeded));
        Assert.Contains(words, ReasonOf(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_may_be_any_text_in_an_address()
    {
        const string id = "a/b?c=d&e#f %41 ä";
        Api.Add(id);
        Succeeded(await RunAsync(Sync(SyncMode.Update), Contacts, new Person(id, "A")));
        Assert.Equal([$"{id} A"], Held());
    }

    [Fact]
    public async Task A_value_without_a_form_is_rejected_alone()
    {
        Api.Attributes[("contact", "Score")] = "float";
        var report = await RunAsync(Sync(SyncMode.Upsert), Contacts, new Person("x", "\ud800"), Bob);
        Assert.Equal("Name holds half of a surrogate pair, which Intercom has no form for", ReasonOf(report));
        Assert.Equal(1L, report.Counts.Succeeded);
        var none = await RunAsync<Scored, Scored.Key>(Sync(SyncMode.Upsert) with { Id = "scored" }, Contacts, [new("n", double.NaN)]);
        Assert.Equal("Score is no number, which Intercom has no form for", ReasonOf(none));
    }
}
