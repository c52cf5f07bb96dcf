namespace Syncline;

/// <summary>A cursor over rows that are records already.</summary>
internal abstract class RecordCursor<TModel>(string name) : RowCursor<TModel>
    where TModel : ISyncModel<TModel>
{
    private TModel _current = default!;
    private long _position;

    public override TModel Current => _current;

    public override void Encode(ref RowEncoder encoder) => TModel.Write(in _current, ref encoder);

    protected void Take(TModel row)
    {
        _position++;
        _current = row is null ? throw new SourceException($"Row {_position} of {name} is null.") : row;
    }
}
