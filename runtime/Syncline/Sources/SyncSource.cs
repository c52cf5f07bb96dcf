namespace Syncline;

/// <summary>Sources over rows at hand.</summary>
public static class SyncSource
{
    /// <summary>The rows of a sequence, enumerated once a run.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="rows">The rows. A null element fails the run.</param>
    /// <param name="name">What errors and logs call the source.</param>
    public static ISyncSource<TModel> From<TModel>(IEnumerable<TModel> rows, string? name = null)
        where TModel : ISyncModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new SequenceSource<TModel>(rows, name ?? $"sequence of {typeof(TModel).Name}");
    }

    /// <summary>The rows of an asynchronous sequence, enumerated once a run.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="rows">The rows. A null element fails the run.</param>
    /// <param name="name">What errors and logs call the source.</param>
    public static ISyncSource<TModel> From<TModel>(IAsyncEnumerable<TModel> rows, string? name = null)
        where TModel : ISyncModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new AsyncSequenceSource<TModel>(rows, name ?? $"asynchronous sequence of {typeof(TModel).Name}");
    }
}
