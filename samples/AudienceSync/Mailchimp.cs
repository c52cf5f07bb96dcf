using Syncline;
using Syncline.ApiDoubles;

namespace AudienceSync;

/// <summary>What goes to Mailchimp: the audience, a segment of it, events of its members.</summary>
internal sealed class Mailchimp(Shop shop, SqliteStateStore state, Runs runs, Action<HttpExchange> observer) : IService
{
    /// <summary>How many requests the storm refuses.</summary>
    public const int Storm = 30;

    private const string List = "a1b2c3";
    private const long Segment = 49377;
    // Among the events: how many are taken before the storm.
    private const int Calm = 200;

    private readonly MailchimpDouble _api = new();
    private MailchimpAccount? _account;
    private int _events;

    // Of one's own one gives the API key alone; the address leads to the double.
    private MailchimpAccount Account => _account ??= new MailchimpAccount(MailchimpDouble.ApiKey) { Address = _api.Address, Observer = observer };

    public async Task StartAsync()
    {
        _api.Audience.MergeFields["COUNTRY"] = false;
        _api.Audience.Segments[Segment] = ("Big spenders", "static");
        // A former tool has left these.
        _api.Audience.Add("former@example.com");
        _api.Audience.Add("gone@example.com");
        // Others use the account too: for a while the API answers that there are too many requests, and that one should wait for a second.
        _api.Before = async (http, request) => request.Target.EndsWith("/events", StringComparison.Ordinal)
            && Interlocked.Increment(ref _events) is > Calm and <= Calm + Storm
            && await ApiDouble.AnswerAsync(http, 429, """{"title":"Too Many Requests","status":429}""", ("Retry-After", "1"));
        await _api.StartAsync();
    }

    public async Task RunAsync()
    {
        // Members first: segment and events are of members that are there. The shop's customers have agreed; those who have not been asked are Pending, and Mailchimp asks them.
        var audience = new MailchimpAudience(Account, List) { NewMemberStatus = MailchimpStatus.Subscribed };
        await using (var plan = await Subscriber.Sync.PlanAsync(shop.Subscribers, state)) await runs.ApplyAsync(plan, () => plan.ApplyAsync(audience));

        var segment = new MailchimpSegment(Account, List, Segment);
        await using (var plan = await BigSpender.Sync.PlanAsync(shop.BigSpenders, state)) await runs.ApplyAsync(plan, () => plan.ApplyAsync(segment));

        var events = new MailchimpEvents(Account, List) { EventName = "purchase" };
        await using (var plan = await Purchase.Sync.PlanAsync(shop.Purchases, state)) await runs.ApplyAsync(plan, () => plan.ApplyAsync(events));
    }

    public async Task ArchiveAsync()
    {
        var audience = new MailchimpAudience(Account, List);
        await using var plan = await FormerSubscriber.Sync.PlanAsync(shop.FormerSubscribers, state);
        await runs.ApplyAsync(plan, () => plan.ApplyAsync(audience));
    }

    public void Check()
    {
        var members = _api.Audience.Members;
        runs.Same("members", members.Count(member => member.Status == "subscribed"), 59);
        runs.Same("archived members", members.Count(member => member.Status == "archived"), 3);
        runs.Same("members of the segment", members.Count(member => member.Tags.ContainsKey(Segment)), 14);
        runs.Same("events of members", members.Sum(member => member.Events.Count), 413);
    }

    public async ValueTask DisposeAsync()
    {
        _account?.Dispose();
        await _api.DisposeAsync();
    }
}
