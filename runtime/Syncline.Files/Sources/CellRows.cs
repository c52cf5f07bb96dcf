namespace Syncline;

/// <summary>The rows of a file whose cells are asked for one by one.</summary>
/// <typeparam name="TCells">The cells of the current row: a struct, for code that is generic over a class takes three times as long.</typeparam>
internal abstract class CellRows<TCells>(SourceFile file, SyncSchema schema, Stream opened) : FileRows(file, schema)
    where TCells : struct, IStoredCells
{
    /// <summary>What the encoder has to know of each column.</summary>
    protected FedColumn[] Plan { get; } = CellFeed.Plan(schema);

    /// <summary>The open file.</summary>
    protected Stream Opened { get; } = opened;

    /// <summary>The cells of the current row.</summary>
    /// <exception cref="UnreadableRowException">The row as a whole can't be read.</exception>
    protected abstract TCells Current { get; }

    public override void Encode(ref RowEncoder encoder)
    {
        var cells = new AskedCells<TCells>(this, Current);
        CellFeed.Encode(ref cells, Plan, ref encoder);
    }

    public override bool KeyHasNull()
    {
        var cells = new AskedCells<TCells>(this, Current);
        return CellFeed.KeyHasNull(ref cells, Schema);
    }

    public override TModel Build<TModel>()
    {
        var cells = new AskedCells<TCells>(this, Current);
        return TModel.Read(ref cells);
    }

    public override void CheckUnchanged() => File.CheckUnchanged(Opened);
}
