namespace Syncline.Conformance;

/// <summary>A destination as the suite sees it: it makes empty places for the records of a model, and reads back what they hold.</summary>
/// <remarks>
/// Three members have to be written. The others say what the destination is not able to, or lend the suite a hand; each has a default, under which the destination can everything, and cases that need a hand are skipped.
/// </remarks>
public abstract partial class ConformanceTarget : IAsyncDisposable
{
    /// <summary>A destination under a name, empty and made for the model when first asked for.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="name">The name; any text, quotes and keywords included. The same name is the same place.</param>
    public abstract IDestination Open<TModel, TKey>(string name)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>;

    /// <summary>The state: in the same place as the records where the destination has a store that can.</summary>
    public abstract IStateStore State { get; }

    /// <summary>What is held under a name: records, members, events or actions; not what is archived. Nothing where the place was not made yet.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="type">What the records are.</param>
    /// <param name="archived">Whether to read what is archived instead.</param>
    public abstract Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>;

    /// <summary>The snapshots that were delivered under a name, in their order. Of interest where mode Snapshot is not lacking.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="name">The name.</param>
    public virtual Task<IReadOnlyList<IReadOnlyList<TModel>>> SnapshotsAsync<TModel, TKey>(string name)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => throw new NotSupportedException($"{GetType().Name} does not say with Lacks that it takes no snapshots: override SnapshotsAsync.");

    /// <summary>The diffs that were delivered under a name, in their order. Of interest where mode Diff is not lacking.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="name">The name.</param>
    public virtual Task<IReadOnlyList<DeliveredDiff<TModel>>> DiffsAsync<TModel, TKey>(string name)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => throw new NotSupportedException($"{GetType().Name} does not say with Lacks that it takes no diffs: override DiffsAsync.");

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>All rows of a source: for destinations that can be read by one.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="source">The source.</param>
    protected static async Task<IReadOnlyList<TModel>> RowsAsync<TModel>(ISyncSource<TModel> source)
        where TModel : ISyncModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(source);
        var rows = new List<TModel>();
        await using var cursor = await source.OpenAsync(CancellationToken.None);
        while (await cursor.ReadAsync(CancellationToken.None)) rows.Add(cursor.Current);
        return rows;
    }
}

/// <summary>What one run of mode Diff delivered.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <param name="Added">The added rows.</param>
/// <param name="Changed">The changed rows, as they are now.</param>
/// <param name="Removed">The removed rows, as they were last.</param>
public sealed record DeliveredDiff<TModel>(IReadOnlyList<TModel> Added, IReadOnlyList<TModel> Changed, IReadOnlyList<TModel> Removed);
