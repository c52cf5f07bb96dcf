using Syncline.ApiDoubles;
using Syncline.Tests;
using Xunit;

namespace Syncline.Mailchimp.Tests;

/// <summary>Runs syncs against the double.</summary>
public abstract class Runs : ApiRuns, IAsyncLifetime
{
    protected const string List = "a1b2c3";

    private MailchimpAccount? _account;

    protected MailchimpDouble Api { get; } = new();

    protected MailchimpAudienceDouble There => Api.Audience;

    protected MailchimpAccount Account => _account!;

    public async ValueTask InitializeAsync()
    {
        await Api.StartAsync();
        _account = NewAccount();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Account.Dispose();
        await Api.DisposeAsync();
    }

    protected MailchimpAccount NewAccount(Action<HttpExchange>? observer = null, int connections = 10, TimeSpan? timeout = null)
        => new(MailchimpDouble.ApiKey) { Address = Api.Address, Observer = observer, MaxConnections = connections, Timeout = timeout ?? TimeSpan.FromSeconds(60) };

    protected MailchimpAudience Audience(MailchimpStatus? status = MailchimpStatus.Subscribed) => new(Account, List) { NewMemberStatus = status };

    protected Task<SyncReport> RunAsync(SyncDefinition sync, IDestination destination, params Member[] rows) => RunAsync<Member, Member.Key>(sync, destination, rows);

    /// <summary>What the audience holds, in the order of the addresses.</summary>
    protected IEnumerable<string> Held() => There.Members.OrderBy(static member => member.Email, StringComparer.Ordinal).Select(static member => $"{member.Email} {member.Status} {member.MergeFields.GetValueOrDefault("FNAME", "-").Trim('"')}");

    protected static Member[] Members(int count, string name = "Name") => [.. Enumerable.Range(1, count).Select(i => new Member($"m{i:0000}@example.com", $"{name} {i}"))];

    /// <summary>Requests but for those that look whether the sync fits.</summary>
    protected IEnumerable<ApiRequest> Sent(string method = "") => Api.Requests.Where(request => request.Method != "GET" || method == "GET").Where(request => method.Length == 0 || request.Method == method);
}
