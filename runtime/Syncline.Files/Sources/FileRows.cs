using System.Globalization;

namespace Syncline;

/// <summary>The rows of one file, one at a time.</summary>
/// <remarks>It knows the model by its schema alone: code that is generic over a class is shared between models, and takes three times as long.</remarks>
internal abstract class FileRows(SourceFile file, SyncSchema schema) : IAsyncDisposable
{
    public SourceFile File => file;

    /// <summary>The column that was asked for last.</summary>
    public int Asked { get; set; }

    protected SyncSchema Schema => schema;

    /// <summary>Moves to the next row. What is wrong with one row alone is said when it is taken.</summary>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Gives the row's cells to the encoder.</summary>
    public abstract void Encode(ref RowEncoder encoder);

    /// <summary>Whether a part of the key is null.</summary>
    public abstract bool KeyHasNull();

    /// <summary>Makes a record of the row.</summary>
    public abstract TModel Build<TModel>()
        where TModel : ISyncModel<TModel>;

    /// <exception cref="SourceException">The file changed since it was opened.</exception>
    public abstract void CheckUnchanged();

    public abstract ValueTask DisposeAsync();

    /// <summary>Where the row is: <c>line 12 of orders.csv</c>.</summary>
    public abstract string Position();

    /// <summary>What a cell holds, as in an error's <c>holds the text 'x'</c>; its kind alone where the value is nobody's business.</summary>
    protected abstract string Found(int column, bool masked);

    /// <summary>A cell's value alone, for a key.</summary>
    protected abstract string KeyValue(int column);

    /// <summary>Whether a cell is null, or there is none.</summary>
    protected abstract bool HoldsNull(int column);

    /// <summary>Why the column can't take what a cell holds that is not null, and the way out.</summary>
    protected abstract string Explain(int column);

    /// <summary>The row by its key and its place.</summary>
    public string Place()
        => $"the row ({string.Join(", ", Schema.Key.Select(column => $"{Schema.Columns[column].Name} = {(HoldsNull(column) ? "null" : Schema.Columns[column].IsSensitive ? "***" : KeyValue(column))}"))}) in {Position()}";

    /// <summary>The error of a cell that doesn't fit its column.</summary>
    protected UnreadableRowException Mismatch(int column)
    {
        var model = Schema.Columns[column];
        return HoldsNull(column)
            ? new(model.Name, $"Column {model.Name} of {Place()} {Found(column, model.IsSensitive)}, but the model says never null. Make the property nullable, or give it a value.")
            : new(model.Name, $"Column {model.Name} of {Place()} {Found(column, model.IsSensitive)}, {Explain(column)}");
    }

    protected static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
