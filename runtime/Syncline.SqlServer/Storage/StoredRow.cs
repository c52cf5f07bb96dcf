using System.Data.SqlTypes;
using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Where a column of the model stands in a result.</summary>
/// <param name="Ordinal">Its place in the result.</param>
/// <param name="Form">How it is held there.</param>
/// <param name="MayBeNull">Whether a null is a value of it.</param>
/// <param name="IsPadded">Whether blanks at its end are padding: <c>char(n)</c>, <c>nchar(n)</c>.</param>
internal readonly record struct StoredColumn(int Ordinal, StoredForm Form, bool MayBeNull, bool IsPadded);

/// <summary>The row that a reader stands at, as one of the model: fed to an encoder, or built.</summary>
internal sealed class StoredRow<TModel>
    where TModel : ISyncModel<TModel>
{
    private readonly SqlDataReader _reader;
    private readonly StoredColumn[] _columns;

    /// <param name="reader">The reader, which others move.</param>
    /// <param name="ordinals">For each column of the model its place in the result; the types there are known to fit.</param>
    public StoredRow(SqlDataReader reader, ReadOnlySpan<int> ordinals)
    {
        _reader = reader;
        _columns = new StoredColumn[ordinals.Length];
        for (var column = 0; column < ordinals.Length; column++)
        {
            var type = reader.GetDataTypeName(ordinals[column]);
            var model = TModel.Schema.Columns[column];
            _columns[column] = new(ordinals[column], StoredForms.OfType(type), model.IsNullable || TModel.Schema.KeyPartOf(column) >= 0, StoredForms.IsPadded(type));
        }
    }

    /// <summary>The column that the record being built asked for last: what is wrong with the record came up with it.</summary>
    public int LastColumn { get; private set; }

    /// <summary>Whether the model's column is null in this row.</summary>
    public bool IsNull(int column) => _reader.IsDBNull(_columns[column].Ordinal);

    /// <summary>Feeds the columns to an encoder, from what the driver read.</summary>
    /// <exception cref="UnreadableRowException">A value doesn't fit its column.</exception>
    public void Encode(ref RowEncoder encoder)
    {
        for (var column = 0; column < _columns.Length; column++)
        {
            // The driver is asked for nulls only where the model or the key can have one; it says itself where there is one all the same.
            if (_columns[column].MayBeNull && _reader.IsDBNull(_columns[column].Ordinal)) encoder.Null(column);
            else Feed(column, ref encoder);
        }
    }

    /// <summary>Builds the record.</summary>
    /// <exception cref="UnreadableRowException">A value doesn't fit its column.</exception>
    public TModel Build()
    {
        var cells = new Cells(this);
        return TModel.Read(ref cells);
    }

    private void Feed(int column, ref RowEncoder encoder)
    {
        switch (TModel.Schema.Columns[column].Kind)
        {
            case ColumnKind.Text: encoder.Text(column, Text(column)); break;
            case ColumnKind.Bytes: encoder.Bytes(column, Bytes(column)); break;
            case ColumnKind.Int32: encoder.Value(column, Take<int>(column)); break;
            case ColumnKind.Int64: encoder.Value(column, Take<long>(column)); break;
            case ColumnKind.Boolean: encoder.Value(column, Take<bool>(column)); break;
            case ColumnKind.Double: encoder.Value(column, Take<double>(column)); break;
            case ColumnKind.Decimal: encoder.Value(column, Take<decimal>(column)); break;
            case ColumnKind.DateTime: encoder.Value(column, Take<DateTime>(column)); break;
            case ColumnKind.DateTimeOffset: encoder.Value(column, Take<DateTimeOffset>(column)); break;
            case ColumnKind.DateOnly: encoder.Value(column, Take<DateOnly>(column)); break;
            case ColumnKind.TimeOnly: encoder.Value(column, Take<TimeOnly>(column)); break;
            case ColumnKind.TimeSpan: encoder.Value(column, Take<TimeSpan>(column)); break;
            case ColumnKind.Guid: encoder.Value(column, Take<Guid>(column)); break;
            case ColumnKind.Byte: encoder.Value(column, Take<byte>(column)); break;
            case ColumnKind.SByte: encoder.Value(column, Take<sbyte>(column)); break;
            case ColumnKind.Int16: encoder.Value(column, Take<short>(column)); break;
            case ColumnKind.UInt16: encoder.Value(column, Take<ushort>(column)); break;
            case ColumnKind.UInt32: encoder.Value(column, Take<uint>(column)); break;
            case ColumnKind.UInt64: encoder.Value(column, Take<ulong>(column)); break;
            case ColumnKind.Single: encoder.Value(column, Take<float>(column)); break;
            case ColumnKind.Char: encoder.Value(column, Take<char>(column)); break;
            case var kind: throw new NotSupportedException($"{kind} is no column kind.");
        }
    }

    private T Take<T>(int column)
        where T : struct
    {
        ref readonly var from = ref _columns[column];
        try
        {
            if (StoredValue.TryRead(_reader, from.Ordinal, from.Form, out T value)) return value;
        }
        catch (SqlNullValueException)
        {
            throw Null(column);
        }

        throw Misfit.Of(_reader, from, TModel.Schema.Columns[column]);
    }

    private string Text(int column)
    {
        ref readonly var from = ref _columns[column];
        try
        {
            return StoredValue.Text(_reader, from.Ordinal, from.IsPadded);
        }
        catch (SqlNullValueException)
        {
            throw Null(column);
        }
    }

    private byte[] Bytes(int column)
    {
        var ordinal = _columns[column].Ordinal;
        return _reader.IsDBNull(ordinal) ? throw Null(column) : _reader.GetFieldValue<byte[]>(ordinal);
    }

    private static UnreadableRowException Null(int column) => Misfit.OfNull(TModel.Schema.Columns[column]);

    private StoredRow<TModel> At(int column)
    {
        LastColumn = column;
        return this;
    }

    /// <summary>Gives the row's columns to the model.</summary>
    private readonly struct Cells(StoredRow<TModel> row) : IRowReader
    {
        public bool IsNull(int column) => row.At(column).IsNull(column);

        public T Value<T>(int column)
            where T : struct
            => row.At(column).Take<T>(column);

        public string Text(int column) => row.At(column).Text(column);

        public byte[] Bytes(int column) => row.At(column).Bytes(column);
    }
}
