namespace Syncline;

/// <summary>Where rows come from: a query, a file, a list. Opened once a run, read once, in any order.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public interface ISyncSource<TModel>
    where TModel : ISyncModel<TModel>
{
    /// <summary>What the source is called in errors and logs. Holds no secrets.</summary>
    string Name { get; }

    /// <summary>Opens the source and checks that its columns fit the model.</summary>
    /// <exception cref="SourceException">It can't be opened, or columns are missing, surplus or mistyped: all of them in one error.</exception>
    ValueTask<RowCursor<TModel>> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>One pass over a source's rows.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <remarks>
/// The engine calls <see cref="ReadAsync"/>, then <see cref="Encode"/>, and asks for <see cref="Current"/> only when the row differs from the baseline.
/// A source that can feed the encoder from its own bytes overrides <see cref="Encode"/> and builds no record for an unchanged row.
/// </remarks>
public abstract class RowCursor<TModel> : IAsyncDisposable
    where TModel : ISyncModel<TModel>
{
    /// <summary>How many rows there are, where that is known before they are read; a wrong number costs time or memory and nothing else.</summary>
    internal virtual int? Expected => null;

    /// <summary>Moves to the next row; <see langword="false"/> after the last.</summary>
    /// <exception cref="SourceException">The source failed.</exception>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Visits the current row's columns in ordinal order. A null key part is written as null and makes the row invalid.</summary>
    /// <exception cref="UnreadableRowException">A value doesn't fit its column. The cursor can go on with the next row.</exception>
    public abstract void Encode(ref RowEncoder encoder);

    /// <summary>The current row, built on demand.</summary>
    /// <exception cref="UnreadableRowException">A value doesn't fit its column. The cursor can go on with the next row.</exception>
    public abstract TModel Current { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
