using System.Data.Common;
using System.Text;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>One pass over a query. Feeds the encoder from the driver's values and builds a record only when asked.</summary>
internal sealed class SqlServerCursor<TModel> : RowCursor<TModel>
    where TModel : ISyncModel<TModel>
{
    private readonly QueryReading _reading;
    private readonly SqlDataReader _reader;
    private readonly SyncSchema _schema = TModel.Schema;
    private readonly int[] _ordinals;
    private readonly StoredRow<TModel> _stored;
    private readonly string _name;
    private readonly bool _hasSecrets;
    private TModel _current = default!;
    private bool _hasCurrent;
    private long _row;

    public SqlServerCursor(QueryReading reading, int[] ordinals, string name)
    {
        (_reading, _reader, _ordinals, _name) = (reading, reading.Reader, ordinals, name);
        _stored = new(_reader, ordinals);
        _hasSecrets = _schema.Columns.Any(column => column.IsSensitive);
    }

    public override TModel Current
    {
        get
        {
            if (!_hasCurrent)
            {
                _current = Build();
                _hasCurrent = true;
            }

            return _current;
        }
    }

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _hasCurrent = false;
        try
        {
            if (_reading.Next(cancellationToken))
            {
                _row++;
                return new(true);
            }

            _current = default!;
            if (_reading.End(cancellationToken)) throw new SourceException($"The {_name} gives more than one result. One statement is one snapshot: join them with UNION ALL or WITH.");
            return new(false);
        }
        catch (DbException fault)
        {
            throw Failed(fault);
        }
    }

    public override void Encode(ref RowEncoder encoder)
    {
        try
        {
            _stored.Encode(ref encoder);
        }
        catch (UnreadableRowException e)
        {
            throw Placed(e);
        }
    }

    public override ValueTask DisposeAsync() => _reading.DisposeAsync();

    private SourceException Failed(DbException fault)
        => new(FormattableString.Invariant($"The {_name} failed after {_row} {(_row == 1 ? "row" : "rows")}: {SqlServerFaults.Explain(fault, _reading.Database.Name, _hasSecrets)}"), SqlServerFaults.Inner(fault, _hasSecrets));

    private TModel Build()
    {
        try
        {
            return _stored.Build();
        }
        catch (UnreadableRowException e)
        {
            throw Placed(e);
        }
        catch (Exception e) when (e is not (SourceException or DbException or IOException or OutOfMemoryException))
        {
            // A converter's or constructor's words may quote a value: with sensitive columns they are left out.
            var column = _schema.Columns[_stored.LastColumn].Name;
            var words = _hasSecrets ? $"{e.GetType().Name}, whose message is left out because the model has sensitive columns" : e.Message.TrimEnd('.');
            throw new UnreadableRowException(column, $"The record of {Place()} could not be built after column {column} was read: {words}. Correct the value, or the converter or constructor that refuses it.", _hasSecrets ? null : e);
        }
    }

    private UnreadableRowException Placed(UnreadableRowException e) => new(e.Column, $"{e.Message.TrimEnd('.')}. It is in {Place()}.", e.InnerException);

    /// <summary>The row by its key. Its place in the source is known to who reads it, and said there.</summary>
    private string Place()
    {
        var key = new StringBuilder();
        foreach (var column in _schema.Key)
        {
            var model = _schema.Columns[column];
            key.Append(key.Length == 0 ? "" : ", ").Append(model.Name).Append(" = ").Append(KeyWords.Of(_reader, _ordinals[column], model.IsSensitive));
        }

        return $"the row ({key}) of the {_name}";
    }
}
