using System.Text.Json.Nodes;
using Syncline.ApiDoubles;
using Syncline.Tests.Engine;
using Xunit;

namespace Syncline.Tests;

/// <summary>Runs syncs of any model against an API, with a state of their own.</summary>
public abstract class ApiRuns
{
    protected IStateStore State { get; set; } = new InMemoryStateStore();

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected static SyncDefinition Sync(SyncMode mode, WhenRemoved removed = WhenRemoved.Keep, SyncType type = SyncType.Objects) => new("Tests.Sync", $"{type}/{mode}/{removed}", type, mode) { WhenRemoved = removed };

    protected Task<SyncReport> RunAsync<TModel, TKey>(SyncDefinition sync, IDestination destination, IEnumerable<TModel> rows, Action<SyncOptions>? configure = null, CancellationToken? stop = null)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var options = new SyncOptions { RemovalLimitShare = 1, StopOnEmptySource = false };
        Configure(options);
        configure?.Invoke(options);
        return SyncEngine.RunAsync<TModel, TKey>(sync, SyncSource.From(rows), destination, State, options, stop ?? Stop);
    }

    /// <summary>What all runs of a class have in common.</summary>
    protected virtual void Configure(SyncOptions options)
    {
    }

    /// <summary>Pauses are over at once.</summary>
    protected static void Hasty(SyncOptions options) => options.TimeProvider = new HastyClock();

    protected static SyncSchema SchemaOf<TModel>()
        where TModel : ISyncModel<TModel>
        => TModel.Schema;

    protected static JsonObject Json(ApiRequest request) => JsonNode.Parse(request.Body)!.AsObject();

    protected static void Succeeded(SyncReport report) => Assert.True(report.Status == SyncStatus.Succeeded, $"{report}: {report.Message} {string.Join("; ", report.Troubled.Take(3))}");
}
