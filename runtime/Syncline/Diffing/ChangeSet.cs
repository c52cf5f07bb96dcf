namespace Syncline;

/// <summary>What differs between two lists of rows.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TKey">The model's key.</typeparam>
public sealed class ChangeSet<TModel, TKey>
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    internal ChangeSet(IReadOnlyList<TModel> added, IReadOnlyList<RowChange<TModel>> changed, IReadOnlyList<TModel> removed)
    {
        Added = added;
        Changed = changed;
        Removed = removed;
    }

    /// <summary>Rows of the second list whose key the first lacks, in the second list's order.</summary>
    public IReadOnlyList<TModel> Added { get; }

    /// <summary>Rows in both whose compared columns differ, in the second list's order.</summary>
    public IReadOnlyList<RowChange<TModel>> Changed { get; }

    /// <summary>Rows of the first list whose key the second lacks, in the first list's order.</summary>
    public IReadOnlyList<TModel> Removed { get; }

    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Added.Count + Changed.Count + Removed.Count == 0;
}

/// <summary>One row before and after.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <param name="Before">The row in the first list.</param>
/// <param name="After">The row in the second.</param>
/// <param name="Columns">The columns that differ; ask it with the generated enum.</param>
public readonly record struct RowChange<TModel>(TModel Before, TModel After, ColumnSet Columns)
    where TModel : ISyncModel<TModel>;
