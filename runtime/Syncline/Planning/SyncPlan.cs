namespace Syncline;

/// <summary>The operations a run is about to make: to look at, print, approve and apply.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
public abstract class SyncPlan<TModel, TKey> : IAsyncDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly PlannedRun<TModel, TKey> _run;

    /// <summary>Wraps a planned run.</summary>
    protected SyncPlan(PlannedRun<TModel, TKey> run) => _run = run;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _run.DisposeAsync();

    /// <summary>Applies the plan; the generated method checks that the destination can.</summary>
    protected Task<SyncReport> ApplyToAsync(IDestination destination, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <summary>A run stopped after its plan.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
public sealed class PlannedRun<TModel, TKey> : IAsyncDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    internal PlannedRun()
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
