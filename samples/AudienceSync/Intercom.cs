using Syncline;
using Syncline.ApiDoubles;

namespace AudienceSync;

/// <summary>What goes to Intercom: contacts, a tag on some of them, and their orders as events.</summary>
internal sealed class Intercom(Shop shop, SqliteStateStore state, Runs runs, Action<HttpExchange> observer) : IService
{
    private const string Tag = "Top buyers";

    private readonly IntercomDouble _api = new();
    private IntercomAccount? _account;

    // Of one's own one gives the token and the workspace; the address leads to the double.
    private IntercomAccount Account => _account ??= new IntercomAccount(IntercomDouble.Token, IntercomDouble.Workspace) { Address = _api.Address, Observer = observer };

    public async Task StartAsync()
    {
        // A former tool has left these.
        _api.Add("901", "Former");
        _api.Add("902", "Gone");
        await _api.StartAsync();
    }

    public async Task RunAsync()
    {
        var contacts = new IntercomContacts(Account);
        await using (var plan = await AppUser.Sync.PlanAsync(shop.Users, state)) await runs.ApplyAsync(plan, () => plan.ApplyAsync(contacts));

        var tag = new IntercomTag(Account, Tag);
        await using (var plan = await TopBuyer.Sync.PlanAsync(shop.TopBuyers, state)) await runs.ApplyAsync(plan, () => plan.ApplyAsync(tag));

        var events = new IntercomEvents(Account) { EventName = "ordered" };
        await using (var plan = await Ordered.Sync.PlanAsync(shop.OrdersOfUsers, state)) await runs.ApplyAsync(plan, () => plan.ApplyAsync(events));
    }

    public async Task ArchiveAsync()
    {
        var contacts = new IntercomContacts(Account);
        await using var plan = await FormerUser.Sync.PlanAsync(shop.FormerUsers, state);
        await runs.ApplyAsync(plan, () => plan.ApplyAsync(contacts));
    }

    public void Check()
    {
        var contacts = _api.Contacts.Values;
        runs.Same("users", contacts.Count(contact => !contact.IsArchived), 59);
        runs.Same("archived users", contacts.Count(contact => contact.IsArchived), 3);
        runs.Same("users with the tag", contacts.Count(contact => !contact.IsArchived && contact.Tags.Count > 0), 14);
        runs.Same("events of users", contacts.Sum(contact => contact.Events.Count), 413);
    }

    public async ValueTask DisposeAsync()
    {
        _account?.Dispose();
        await _api.DisposeAsync();
    }
}
