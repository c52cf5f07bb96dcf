using System.Text;
using Npgsql;

namespace Syncline;

/// <summary>One pass over a query. Feeds the encoder from the driver's buffer and builds a record only when asked.</summary>
internal sealed partial class PostgreSqlCursor<TModel> : RowCursor<TModel>
    where TModel : ISyncModel<TModel>
{
    private readonly QueryReading _reading;
    private readonly NpgsqlDataReader _reader;
    private readonly SyncSchema _schema = TModel.Schema;
    private readonly ResultColumn[] _columns;
    private readonly string _name;
    private readonly bool _hasSecrets;
    private TModel _current = default!;
    private bool _hasCurrent;
    private byte[] _bytes = [];
    private long _row;
    private int _asked;

    public PostgreSqlCursor(QueryReading reading, ResultColumn[] columns, string name)
    {
        (_reading, _reader, _columns, _name) = (reading, reading.Reader, columns, name);
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
        cancellationToken.ThrowIfCancellationRequested();
        _hasCurrent = false;
        var reading = _reader.ReadAsync(cancellationToken);
        if (!reading.IsCompletedSuccessfully || !reading.Result) return AwaitAsync(reading, cancellationToken);
        _row++;
        return new(true);
    }

    public override ValueTask DisposeAsync() => _reading.DisposeAsync();

    private async ValueTask<bool> AwaitAsync(Task<bool> reading, CancellationToken cancellationToken)
    {
        try
        {
            if (await reading.ConfigureAwait(false))
            {
                _row++;
                return true;
            }

            _reading.Ended();
            _current = default!;
            return false;
        }
        catch (NpgsqlException fault)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SourceException(FormattableString.Invariant($"The {_name} failed after {_row} {(_row == 1 ? "row" : "rows")}: {PostgreSqlFaults.Explain(fault, _reading.Database.Name, _hasSecrets)}"), PostgreSqlFaults.Inner(fault, _hasSecrets));
        }
    }

    private TModel Build()
    {
        var reader = new Reader(this);
        try
        {
            return TModel.Read(ref reader);
        }
        catch (UnreadableRowException e) when (!e.Message.Contains(_name, StringComparison.Ordinal))
        {
            // A name that is none of an enum's, say: what converts it doesn't know the row.
            throw new UnreadableRowException(e.Column, $"{e.Message.TrimEnd('.')}. It is in {Place()}; correct the value, or add it to the enum.", e.InnerException);
        }
        catch (Exception e) when (e is not (SourceException or NpgsqlException or IOException or OutOfMemoryException))
        {
            // A converter's or constructor's words may quote a value: with sensitive columns they are left out.
            var column = _schema.Columns[_asked].Name;
            var words = _hasSecrets ? $"{e.GetType().Name}, whose message is left out because the model has sensitive columns" : e.Message.TrimEnd('.');
            throw new UnreadableRowException(column, $"The record of {Place()} could not be built after column {column} was read: {words}. Correct the value, or the converter or constructor that refuses it.", _hasSecrets ? null : e);
        }
    }

    private UnreadableRowException Mismatch(int column)
    {
        var model = _schema.Columns[column];
        ref readonly var plan = ref _columns[column];
        var found = FoundWords.Found(_reader, plan, model.IsSensitive);
        return new(model.Name, $"Column {model.Name} of {Place()} holds {found}, {UnfitValue.Explain(_reader, plan)}");
    }

    /// <summary>The row by its key. Its place in the source is known to who reads it, and said there.</summary>
    private string Place()
    {
        var key = new StringBuilder();
        foreach (var column in _schema.Key)
        {
            var model = _schema.Columns[column];
            key.Append(key.Length == 0 ? "" : ", ").Append(model.Name).Append(" = ").Append(FoundWords.Value(_reader, _columns[column], model.IsSensitive));
        }

        return $"the row ({key}) of the {_name}";
    }
}
