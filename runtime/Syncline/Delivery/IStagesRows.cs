namespace Syncline;

/// <summary>A whole delivery that takes the rows of mode Snapshot while the source is still being read, and hides them.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
/// <remarks>
/// It spares a run the time between reading and delivering. What was staged counts when <see cref="IWholeDelivery{TModel, TKey}.ApplyAsync"/> is called with <see cref="WholeRun{TModel, TKey}.IsStaged"/>.
/// Where rows share a key, a guard stops the run, or staging failed, it is not called so, or not at all: then what was staged is to be thrown away, by <c>ApplyAsync</c> or when the delivery is disposed of.
/// </remarks>
public interface IStagesRows<TModel, TKey> : IWholeDelivery<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    /// <summary>Whether it wants rows so early. The source waits where they are taken slower than they are read, so what is far away had better not.</summary>
    bool StagesWhileReading { get; }

    /// <summary>Takes more rows, in the order of the run's operations. Called by one thread at a time, on another than the one that reads.</summary>
    /// <param name="commit">What the commit of the run is going to be called.</param>
    /// <param name="rows">The rows; valid until the call has ended.</param>
    /// <param name="cancellationToken">Tells to give up at once.</param>
    ValueTask StageAsync(string commit, StoredRows rows, CancellationToken cancellationToken);
}
