using System.Text.Json.Nodes;
using Xunit;

namespace Syncline.Http.Tests;

/// <summary>Runs syncs against an API.</summary>
public abstract class Runs : IAsyncLifetime
{
    private RestApi? _api;

    protected RestApi Api => _api!;

    protected InMemoryStateStore State { get; } = new();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _api = await RestApi.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Api.DisposeAsync();
    }

    protected static SyncDefinition Sync(SyncMode mode, WhenRemoved removed = WhenRemoved.Keep, SyncType type = SyncType.Objects) => new("Tests.Sync", $"{type}/{mode}/{removed}", type, mode) { WhenRemoved = removed };

    protected Task<SyncReport> RunAsync(SyncDefinition sync, HttpDestination destination, params Person[] rows) => RunAsync<Person, Person.Key>(sync, destination, rows);

    protected Task<SyncReport> RunAsync<TModel, TKey>(SyncDefinition sync, HttpDestination destination, IEnumerable<TModel> rows, Action<SyncOptions>? configure = null, CancellationToken? stop = null)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var options = new SyncOptions { RemovalLimitShare = 1, StopOnEmptySource = false };
        configure?.Invoke(options);
        return SyncEngine.RunAsync<TModel, TKey>(sync, SyncSource.From(rows), destination, State, options, stop ?? Stop);
    }

    protected IEnumerable<string> At(string place) => Api.Places.TryGetValue(place, out var records) ? records.Select(static record => $"{record.Key}: {record.Value["name"]?.GetValue<string>()}") : [];

    protected static Person[] People(int count) => [.. Enumerable.Range(1, count).Select(static i => new Person($"p{i:000}", $"Name {i}", i))];

    protected static JsonObject Json(Received request) => JsonNode.Parse(request.Body)!.AsObject();
}
