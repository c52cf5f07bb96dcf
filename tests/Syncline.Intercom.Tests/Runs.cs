using System.Text.Json.Nodes;
using Syncline.ApiDoubles;
using Syncline.Tests.Engine;
using Xunit;

namespace Syncline.Intercom.Tests;

/// <summary>Runs syncs against the double.</summary>
public abstract class Runs : IAsyncLifetime
{
    private IntercomAccount? _account;

    protected IntercomDouble Api { get; } = new();

    protected IntercomAccount Account => _account!;

    protected IntercomContacts Contacts => new(Account);

    protected IStateStore State { get; set; } = new InMemoryStateStore();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

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

    protected static SyncDefinition Sync(SyncMode mode, WhenRemoved removed = WhenRemoved.Keep, SyncType type = SyncType.Objects) => new("Tests.Sync", $"{type}/{mode}/{removed}", type, mode) { WhenRemoved = removed };

    protected Task<SyncReport> RunAsync(SyncDefinition sync, IDestination destination, params Person[] rows) => RunAsync<Person, Person.Key>(sync, destination, rows);

    protected Task<SyncReport> RunAsync<TModel, TKey>(SyncDefinition sync, IDestination destination, IEnumerable<TModel> rows, Action<SyncOptions>? configure = null, CancellationToken? stop = null)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var options = new SyncOptions { RemovalLimitShare = 1, StopOnEmptySource = false };
        configure?.Invoke(options);
        return SyncEngine.RunAsync<TModel, TKey>(sync, SyncSource.From(rows), destination, State, options, stop ?? Stop);
    }

    protected static SyncSchema SchemaOf<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;

    protected static void Hasty(SyncOptions options) => options.TimeProvider = new HastyClock();

    /// <summary>What the workspace holds, in the order of the external ids.</summary>
    protected IEnumerable<string> Held() => Api.Contacts.Values.OrderBy(static contact => contact.ExternalId, StringComparer.Ordinal).Select(static contact => $"{contact.ExternalId} {contact.Fields.GetValueOrDefault("name", "-").Trim('"')}{(contact.IsArchived ? " (archived)" : "")}");

    protected static Person[] People(int count, string name = "Name") => [.. Enumerable.Range(1, count).Select(i => new Person($"p{i:0000}", $"{name} {i}"))];

    /// <summary>Requests but for those that look whether the sync fits, as "METHOD path".</summary>
    protected IReadOnlyList<string> Sent(int skip = 0) => [.. Requests().Skip(skip).Select(static request => $"{request.Method} {request.Target}")];

    protected IEnumerable<ApiRequest> Requests() => Api.Requests.Where(static request => request.Target is not "/me" && !request.Target.StartsWith("/data_attributes", StringComparison.Ordinal));

    protected static JsonObject Json(ApiRequest request) => JsonNode.Parse(request.Body)!.AsObject();

    protected static void Succeeded(SyncReport report) => Assert.True(report.Status == SyncStatus.Succeeded, $"{report}: {report.Message} {string.Join("; ", report.Troubled.Take(3))}");

    protected static string ReasonOf(SyncReport report) => Assert.Single(report.Troubled).Reason;
}
