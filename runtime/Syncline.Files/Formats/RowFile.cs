namespace Syncline;

/// <summary>A file that rows are written to.</summary>
/// <typeparam name="TModel">The model.</typeparam>
internal abstract class RowFile<TModel> : IAsyncDisposable
    where TModel : ISyncModel<TModel>
{
    /// <summary>Rows written.</summary>
    public long Rows { get; protected set; }

    /// <summary>About how large the file is, before compression.</summary>
    public abstract long Size { get; }

    /// <summary>Whether enough is in memory that <see cref="FlushAsync"/> is due.</summary>
    public abstract bool IsDue { get; }

    /// <summary>Writes a row to memory.</summary>
    /// <returns>Why the format can't hold it, in which case nothing was written; <see langword="null"/> when it can.</returns>
    public abstract string? Write(in TModel row);

    /// <inheritdoc cref="Write(in TModel)"/>
    public abstract string? Write(StoredRow row);

    /// <summary>Passes on what is in memory.</summary>
    public abstract ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Waits until what was passed on is written, so that <see cref="Size"/> is as exact as it gets.</summary>
    public virtual ValueTask SettleAsync() => ValueTask.CompletedTask;

    /// <summary>Writes what is left and the file's end.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
