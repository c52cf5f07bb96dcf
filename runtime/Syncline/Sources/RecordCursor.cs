namespace Syncline;

/// <summary>A cursor over rows that are records already.</summary>
internal abstract class RecordCursor<TModel>(string name) : RowCursor<TModel>
    where TModel : ISyncModel<TModel>
{
    private TModel _current = default!;
    private long _position;

    public override TModel Current => _current;

    public override void Encode(ref RowEncoder encoder)
    {
        try
        {
            TModel.Write(in _current, ref encoder);
        }
        catch (Exception e) when (RowFailure.Of(e, TModel.Schema) is not null)
        {
            throw RowFailure.In(in _current, e);
        }
    }

    protected void Take(TModel row)
    {
        _position++;
        _current = row is null ? throw new SourceException($"Row {_position} of {name} is null.") : row;
    }
}
