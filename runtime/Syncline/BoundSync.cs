namespace Syncline;

/// <summary>A sync with its destination, checked when it was bound: for dependency injection and schedules.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public abstract class BoundSync<TModel>
    where TModel : ISyncModel<TModel>
{
    private protected BoundSync(SyncDefinition definition, IDestination destination)
    {
        Definition = definition;
        Destination = destination;
    }

    /// <summary>The sync.</summary>
    public SyncDefinition Definition { get; }

    /// <summary>The destination.</summary>
    public IDestination Destination { get; }

    /// <summary>Runs the sync.</summary>
    /// <param name="source">Where the rows come from.</param>
    /// <param name="state">Where the state is kept.</param>
    /// <param name="options">Settings of this run.</param>
    /// <param name="cancellationToken">Cancels the run; its report says so.</param>
    /// <returns>The report. Everything but wrong arguments is a status.</returns>
    public abstract Task<SyncReport> RunAsync(ISyncSource<TModel> source, IStateStore state, SyncOptions? options = null, CancellationToken cancellationToken = default);
}

internal sealed class BoundSync<TModel, TKey>(SyncDefinition definition, IDestination destination) : BoundSync<TModel>(definition, destination)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    public override Task<SyncReport> RunAsync(ISyncSource<TModel> source, IStateStore state, SyncOptions? options = null, CancellationToken cancellationToken = default)
        => SyncEngine.RunAsync<TModel, TKey>(Definition, source, Destination, state, options, cancellationToken);
}
