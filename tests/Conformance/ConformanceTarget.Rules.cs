namespace Syncline.Conformance;

// Rules that a destination can be given, so that it refuses rows. The place was made before: a record was delivered to it and deleted.
public abstract partial class ConformanceTarget
{
    /// <summary>Has a place refuse records with a certain text in a column, as a CHECK does.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="name">The place.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="text">The text.</param>
    /// <returns>Whether it will. Default: it can't, and the cases of it are skipped.</returns>
    public virtual Task<bool> AddRefusalAsync<TModel, TKey>(string name, string column, string text)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => Task.FromResult(false);

    /// <summary>Has a place take each value of a column once.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="name">The place.</param>
    /// <param name="column">The column's name.</param>
    /// <returns>Whether it will. Default: it can't, and the cases of it are skipped.</returns>
    public virtual Task<bool> AddUniqueAsync<TModel, TKey>(string name, string column)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => Task.FromResult(false);

    /// <summary>Has a column of a place refer to the key of the same place, so that a record is refused whose parent is missing, and the removal of one that has children.</summary>
    /// <typeparam name="TModel">The model, whose key is one column.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="name">The place.</param>
    /// <param name="column">The column's name.</param>
    /// <returns>Whether it will. Default: it can't, and the cases of it are skipped.</returns>
    public virtual Task<bool> AddReferenceAsync<TModel, TKey>(string name, string column)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => Task.FromResult(false);

    /// <summary>Makes a place that takes more keys for one than the model does: of texts that differ by case, say, by accents or by blanks at their end. Nothing was delivered to it before.</summary>
    /// <typeparam name="TModel">The model, whose key is a text.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="name">The place.</param>
    /// <returns>Whether it does. Default: it can't, and the cases of it are skipped.</returns>
    public virtual Task<bool> MakeLooseAsync<TModel, TKey>(string name)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => Task.FromResult(false);

    /// <summary>Makes a place for a model whose key ignores case, where the destination needs to be told. Nothing was delivered to it before.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <typeparam name="TKey">The model's key.</typeparam>
    /// <param name="name">The place.</param>
    /// <returns>Whether it takes such keys. Default: it does by itself.</returns>
    public virtual Task<bool> MakeCaseBlindAsync<TModel, TKey>(string name)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => Task.FromResult(true);
}
