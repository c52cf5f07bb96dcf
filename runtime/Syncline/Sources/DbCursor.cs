using System.Data.Common;
using System.Globalization;

namespace Syncline;

/// <summary>One pass over a query of any provider. Feeds the encoder through the reader's typed getters and builds a record only when asked.</summary>
internal sealed class DbCursor<TModel>(DbReading reading, (int Ordinal, DbForm Form)[] columns, string name) : RowCursor<TModel>
    where TModel : ISyncModel<TModel>
{
    private const int LongestText = 40;
    private readonly DbDataReader _reader = reading.Reader;
    private readonly SyncSchema _schema = TModel.Schema;
    private TModel _current = default!;
    private bool _hasCurrent;
    private long _row;
    private int _asked;

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

    private bool HasSecrets => _schema.Columns.Any(column => column.IsSensitive);

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _hasCurrent = false;
        try
        {
            if (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                _row++;
                return true;
            }

            _current = default!;
            return false;
        }
        catch (DbException fault)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DbReading.Failure($"The {name} failed after {Syncline.Sentence.Count(_row, "row")}", fault, _schema);
        }
    }

    public override void Encode(ref RowEncoder encoder)
    {
        for (var column = 0; column < columns.Length; column++) Feed(column, ref encoder);
    }

    public override ValueTask DisposeAsync() => reading.DisposeAsync();

    private void Feed(int column, ref RowEncoder encoder)
    {
        if (_reader.IsDBNull(columns[column].Ordinal))
        {
            if (!_schema.Columns[column].IsNullable && _schema.KeyPartOf(column) < 0) throw Mismatch(column);
            encoder.Null(column);
            return;
        }

        switch (_schema.Columns[column].Kind)
        {
            case ColumnKind.Text: encoder.Text(column, _reader.GetString(columns[column].Ordinal)); break;
            case ColumnKind.Bytes: encoder.Bytes(column, _reader.GetFieldValue<byte[]>(columns[column].Ordinal)); break;
            case ColumnKind.Boolean: encoder.Value(column, Take<bool>(column)); break;
            case ColumnKind.Byte: encoder.Value(column, Take<byte>(column)); break;
            case ColumnKind.SByte: encoder.Value(column, Take<sbyte>(column)); break;
            case ColumnKind.Int16: encoder.Value(column, Take<short>(column)); break;
            case ColumnKind.UInt16: encoder.Value(column, Take<ushort>(column)); break;
            case ColumnKind.Int32: encoder.Value(column, Take<int>(column)); break;
            case ColumnKind.UInt32: encoder.Value(column, Take<uint>(column)); break;
            case ColumnKind.Int64: encoder.Value(column, Take<long>(column)); break;
            case ColumnKind.UInt64: encoder.Value(column, Take<ulong>(column)); break;
            case ColumnKind.Char: encoder.Value(column, Take<char>(column)); break;
            case ColumnKind.Single: encoder.Value(column, Take<float>(column)); break;
            case ColumnKind.Double: encoder.Value(column, Take<double>(column)); break;
            case ColumnKind.Decimal: encoder.Value(column, Take<decimal>(column)); break;
            case ColumnKind.Guid: encoder.Value(column, Take<Guid>(column)); break;
            case ColumnKind.DateTime: encoder.Value(column, Take<DateTime>(column)); break;
            case ColumnKind.DateTimeOffset: encoder.Value(column, Take<DateTimeOffset>(column)); break;
            case ColumnKind.DateOnly: encoder.Value(column, Take<DateOnly>(column)); break;
            case ColumnKind.TimeOnly: encoder.Value(column, Take<TimeOnly>(column)); break;
            case ColumnKind.TimeSpan: encoder.Value(column, Take<TimeSpan>(column)); break;
            default: throw new NotSupportedException($"{_schema.Columns[column].Kind} is no column kind.");
        }
    }

    private T Take<T>(int column)
        where T : struct
    {
        var (ordinal, form) = columns[column];
        try
        {
            if (!_reader.IsDBNull(ordinal) && DbValue.TryRead(_reader, ordinal, form, out T value)) return value;
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException)
        {
            // The driver has no such value: a number with more digits than a decimal has, a text where it promised a date.
        }

        throw Mismatch(column);
    }

    private TModel Build()
    {
        var reader = new Reader(this);
        try
        {
            return TModel.Read(ref reader);
        }
        catch (UnreadableRowException e) when (!e.Message.Contains(name, StringComparison.Ordinal))
        {
            // A name that is none of an enum's, say: what converts it doesn't know the row.
            throw new UnreadableRowException(e.Column, $"{e.Message.TrimEnd('.')}. It is in {Place()}; correct the value, or add it to the enum.", e.InnerException);
        }
        catch (Exception e) when (e is not (SourceException or DbException or IOException or OutOfMemoryException))
        {
            // A converter's or constructor's words may quote a value: with sensitive columns they are left out.
            var column = _schema.Columns[_asked].Name;
            var words = HasSecrets ? $"{e.GetType().Name}, whose message is left out because the model has sensitive columns" : e.Message.TrimEnd('.');
            throw new UnreadableRowException(column, $"The record of {Place()} could not be built after column {column} was read: {words}. Correct the value, or the converter or constructor that refuses it.", HasSecrets ? null : e);
        }
    }

    private UnreadableRowException Mismatch(int column)
    {
        var model = _schema.Columns[column];
        if (_reader.IsDBNull(columns[column].Ordinal))
        {
            return new(model.Name, $"Column {model.Name} of {Place()} holds null, but the model says never null. Make the property nullable, or keep such rows out of the query.");
        }

        var found = model.IsSensitive ? $"a value of the type {columns[column].Form}" : Words(column);
        return new(model.Name, $"Column {model.Name} of {Place()} holds {found}, which is no {model.Kind}. Widen the property's type, convert the value in the query, or correct it.");
    }

    private string Place()
        => $"the row ({string.Join(", ", _schema.Key.Select(column => $"{_schema.Columns[column].Name} = {(_schema.Columns[column].IsSensitive ? "***" : Words(column))}"))}) of the {name}";

    private string Words(int column)
    {
        try
        {
            var value = _reader.GetValue(columns[column].Ordinal);
            if (value is DBNull) return "null";
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            return text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText), "…");
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException)
        {
            return $"a value that its driver can't give ({e.GetType().Name})";
        }
    }

    /// <summary>Gives the current row's columns to the model.</summary>
    private readonly struct Reader(DbCursor<TModel> cursor) : IRowReader
    {
        public bool IsNull(int column) => cursor._reader.IsDBNull(Ask(column));

        public T Value<T>(int column)
            where T : struct
        {
            Ask(column);
            return cursor.Take<T>(column);
        }

        public string Text(int column) => cursor._reader.IsDBNull(Ask(column)) ? throw cursor.Mismatch(column) : cursor._reader.GetString(Ask(column));

        public byte[] Bytes(int column) => cursor._reader.IsDBNull(Ask(column)) ? throw cursor.Mismatch(column) : cursor._reader.GetFieldValue<byte[]>(Ask(column));

        private int Ask(int column)
        {
            cursor._asked = column;
            return cursor.OrdinalOf(column);
        }
    }

    private int OrdinalOf(int column) => columns[column].Ordinal;
}
