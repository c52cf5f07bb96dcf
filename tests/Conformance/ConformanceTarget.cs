namespace Syncline.Conformance;

/// <summary>A destination as the suite sees it: it makes empty places for the records of a model, and reads back what they hold.</summary>
public abstract class ConformanceTarget : IAsyncDisposable
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

    /// <summary>What is held under a name: records, members or events; not what is archived.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="name">The name.</param>
    /// <param name="type">What the records are.</param>
    /// <param name="archived">Whether to read what is archived instead.</param>
    public abstract Task<IReadOnlyList<TModel>> ReadAsync<TModel, TKey>(string name, SyncType type, bool archived = false)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>;

    /// <summary>Why the suite leaves a case out, where the destination can't do it; null where it must.</summary>
    /// <param name="sync">The sync of the case.</param>
    public virtual string? Lacks(SyncDefinition sync) => null;

    /// <summary>The sharpest instant that the destination tells apart.</summary>
    /// <value>Default: a tick, 100 ns.</value>
    public virtual TimeSpan Precision => new(1);

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
