using Syncline.ApiDoubles;
using Syncline.Tests;
using Xunit;

namespace Syncline.Intercom.Tests;

/// <summary>Runs syncs against the double.</summary>
public abstract class Runs : ApiRuns, IAsyncLifetime
{
    private IntercomAccount? _account;

    protected IntercomDouble Api { get; } = new();

    protected IntercomAccount Account => _account!;

    protected IntercomContacts Contacts => new(Account);

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

    protected IntercomAccount NewAccount(Action<HttpExchange>? observer = null, int connections = 10, TimeSpan? timeout = null, TimeProvider? clock = null)
        => new(IntercomDouble.Token, IntercomDouble.Workspace) { Address = Api.Address, Observer = observer, MaxConnections = connections, Timeout = timeout ?? TimeSpan.FromSeconds(60), TimeProvider = clock ?? TimeProvider.System };

    protected Task<SyncReport> RunAsync(SyncDefinition sync, IDestination destination, params Person[] rows) => RunAsync<Person, Person.Key>(sync, destination, rows);

    /// <summary>What the workspace holds, in the order of the external ids.</summary>
    protected IEnumerable<string> Held() => Api.Contacts.Values.OrderBy(static contact => contact.ExternalId, StringComparer.Ordinal).Select(static contact => $"{contact.ExternalId} {contact.Fields.GetValueOrDefault("name", "-").Trim('"')}{(contact.IsArchived ? " (archived)" : "")}");

    protected static Person[] People(int count, string name = "Name") => [.. Enumerable.Range(1, count).Select(i => new Person($"p{i:0000}", $"{name} {i}"))];

    /// <summary>Requests but for those that look whether the sync fits, as "METHOD path".</summary>
    protected IReadOnlyList<string> Sent(int skip = 0) => [.. Requests().Skip(skip).Select(static request => $"{request.Method} {request.Target}")];

    protected IEnumerable<ApiRequest> Requests() => Api.Requests.Where(static request => request.Target is not "/me" && !request.Target.StartsWith("/data_attributes", StringComparison.Ordinal));

    protected static string ReasonOf(SyncReport report) => Assert.Single(report.Troubled).Reason;
}
