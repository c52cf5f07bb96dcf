using Microsoft.Extensions.Time.Testing;

namespace Syncline.Tests.Engine;

/// <summary>A sync of a model with a destination, a state and a clock, for tests that look at one thing.</summary>
internal class SyncBench<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public SyncDefinition Sync { get; set; } = new($"{typeof(TModel).Name}.Sync", $"Tests.{typeof(TModel).Name}", SyncType.Objects, SyncMode.Upsert);

    public WatchedDestination Destination { get; set; } = new();

    public WatchedStore Store { get; set; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Settings of every run.</summary>
    public Action<SyncOptions>? Configure { get; set; }

    public IDictionary<TKey, TModel> Records => Destination.Inner.Records<TModel, TKey>();

    public SyncOptions Options(Action<SyncOptions>? configure = null)
    {
        var options = new SyncOptions { TimeProvider = Time, MaxWait = TimeSpan.Zero };
        Configure?.Invoke(options);
        configure?.Invoke(options);
        return options;
    }

    public Task<SyncReport> RunAsync(params TModel[] rows) => RunAsync(SyncSource.From(rows));

    public Task<SyncReport> RunAsync(Action<SyncOptions> configure, params TModel[] rows) => RunAsync(SyncSource.From(rows), configure);

    public Task<SyncReport> RunAsync(ISyncSource<TModel> source, Action<SyncOptions>? configure = null, CancellationToken? cancellationToken = null)
        => SyncEngine.RunAsync<TModel, TKey>(Sync, source, Destination, Store, Options(configure), cancellationToken ?? TestContext.Current.CancellationToken);

    public Task<SyncReport> RunAsync(IDestination destination, params TModel[] rows) => RunAsync(destination, null, rows);

    public Task<SyncReport> RunAsync(IDestination destination, Action<SyncOptions>? configure, params TModel[] rows)
        => SyncEngine.RunAsync<TModel, TKey>(Sync, SyncSource.From(rows), destination, Store, Options(configure), TestContext.Current.CancellationToken);

    public async Task<TestPlan<TModel, TKey>> PlanAsync(Action<SyncOptions>? configure, params TModel[] rows)
        => new(await SyncEngine.PlanAsync<TModel, TKey>(Sync, SyncSource.From(rows), Store, Options(configure), TestContext.Current.CancellationToken));

    public Task<TestPlan<TModel, TKey>> PlanAsync(params TModel[] rows) => PlanAsync(null, rows);

    public async Task<TestPlan<TModel, TKey>> PlanUndoAsync(Action<SyncOptions>? configure = null)
        => new(await SyncEngine.PlanUndoAsync<TModel, TKey>(Sync, Store, Options(configure), TestContext.Current.CancellationToken));

    public Task ResetAsync() => SyncEngine.ResetAsync<TModel, TKey>(Sync, Store, null, TestContext.Current.CancellationToken);

    public Task ResyncAsync() => SyncEngine.ResyncAsync<TModel, TKey>(Sync, Store, true, null, TestContext.Current.CancellationToken);
}

/// <summary>A bench of items.</summary>
internal sealed class ItemBench : SyncBench<Item, Item.Key>
{
    /// <summary>Items with these ids, all alike.</summary>
    public static Item[] Items(params IEnumerable<int> ids) => [.. ids.Select(id => new Item(id, 1, "a"))];

    /// <summary>Items 1 to <paramref name="count"/>.</summary>
    public static Item[] Items(int count) => Items(Enumerable.Range(1, count));

    public int[] Ids => [.. Records.Keys.Select(key => key.Id).Order()];
}

/// <summary>What the generator writes for a sync: a plan that can be applied.</summary>
internal sealed class TestPlan<TModel, TKey>(PlannedRun<TModel, TKey> run) : SyncPlan<TModel, TKey>(run)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public Task<SyncReport> ApplyAsync(IDestination destination, CancellationToken? cancellationToken = null) => ApplyToAsync(destination, cancellationToken ?? TestContext.Current.CancellationToken);
}
