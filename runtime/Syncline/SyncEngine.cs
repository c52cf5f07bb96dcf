using System.ComponentModel;

namespace Syncline;

/// <summary>What generated sync methods call. Not meant to be called by hand: the generated methods check the destination.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SyncEngine
{
    /// <summary>Reads, compares, plans, guards, delivers and commits.</summary>
    public static Task<SyncReport> RunAsync<TModel, TKey>(SyncDefinition sync, ISyncSource<TModel> source, IDestination destination, IStateStore state, SyncOptions? options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => throw new NotImplementedException();

    /// <summary>Reads, compares and plans.</summary>
    public static Task<PlannedRun<TModel, TKey>> PlanAsync<TModel, TKey>(SyncDefinition sync, ISyncSource<TModel> source, IStateStore state, SyncOptions? options, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => throw new NotImplementedException();

    /// <summary>Makes the next run take the source as delivered and send nothing.</summary>
    public static Task ResetAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, string? instance, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => throw new NotImplementedException();

    /// <summary>Makes the next run act on every row as a first run does; known keys stay known.</summary>
    public static Task ResyncAsync<TModel, TKey>(SyncDefinition sync, IStateStore state, string? instance, CancellationToken cancellationToken)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => throw new NotImplementedException();

    /// <summary>Binds a sync to a destination.</summary>
    public static BoundSync<TModel> Bind<TModel, TKey>(SyncDefinition sync, IDestination destination)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        ArgumentNullException.ThrowIfNull(destination);
        return new BoundSync<TModel, TKey>(sync, destination);
    }
}
