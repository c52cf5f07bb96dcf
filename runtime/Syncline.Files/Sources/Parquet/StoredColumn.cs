using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace Syncline;

/// <summary>A column of a Parquet file, as it is stored: one row group's values at a time, without those that are null, in memory that is used again.</summary>
internal sealed class StoredColumn
{
    private readonly DataField? _field;
    private readonly bool _isOptional;
    private bool[] _booleans = [];
    private int[] _ints = [];
    private long[] _longs = [];
    private float[] _floats = [];
    private double[] _doubles = [];
    private DateTime[] _times = [];
    private Guid[] _guids = [];
    private ReadOnlyMemory<byte>[] _blobs = [];
    private int[] _levels = [];
    private int _row;
    private int _at;

    /// <summary>A column that the file has not: null in every row.</summary>
    public StoredColumn() => _isOptional = true;

    /// <param name="element">The column in the file.</param>
    public StoredColumn(SchemaElement element)
    {
        Form = ParquetForms.Of(element);
        IsUtc = ParquetForms.IsUtc(element);
        Scale = ParquetForms.Scale(element);
        _isOptional = element.RepetitionType == FieldRepetitionType.OPTIONAL;
        // By its physical type: what a logical type is made into by the library has lost digits, nanoseconds or the bytes of a text by then.
        _field = new ParquetSchema(FieldOf(element.Name, Form, _isOptional)).DataFields[0];
    }

    public ParquetForm Form { get; }

    public bool IsUtc { get; }

    public int Scale { get; }

    public bool IsNull => _isOptional && _levels[_row] == 0;

    public bool Boolean => _booleans[_at];

    public int Int32 => _ints[_at];

    public long Int64 => _longs[_at];

    public float Single => _floats[_at];

    public double Double => _doubles[_at];

    public DateTime Time => _times[_at];

    public Guid Guid => _guids[_at];

    public ReadOnlySpan<byte> Blob => _blobs[_at].Span;

    /// <summary>Reads the values of a row group, before its first row.</summary>
    public async ValueTask ReadAsync(ParquetRowGroupReader group, int rows, CancellationToken cancellationToken)
    {
        (_row, _at) = (-1, -1);
        if (_isOptional && _levels.Length < rows) _levels = new int[rows];
        if (_field is null) return;
        switch (Form)
        {
            case ParquetForm.Boolean: _booleans = await TakeAsync(_booleans, group, rows, cancellationToken).ConfigureAwait(false); break;
            case ParquetForm.Single: _floats = await TakeAsync(_floats, group, rows, cancellationToken).ConfigureAwait(false); break;
            case ParquetForm.Double: _doubles = await TakeAsync(_doubles, group, rows, cancellationToken).ConfigureAwait(false); break;
            case ParquetForm.Int96: _times = await TakeAsync(_times, group, rows, cancellationToken).ConfigureAwait(false); break;
            case ParquetForm.Uuid: _guids = await TakeAsync(_guids, group, rows, cancellationToken).ConfigureAwait(false); break;
            case ParquetForm.Text or ParquetForm.Bytes or ParquetForm.DecimalOfBytes: _blobs = await TakeAsync(_blobs, group, rows, cancellationToken).ConfigureAwait(false); break;
            case ParquetForm.Int32 or ParquetForm.UInt32 or ParquetForm.DecimalOfInt32 or ParquetForm.Date or ParquetForm.TimeMillis: _ints = await TakeAsync(_ints, group, rows, cancellationToken).ConfigureAwait(false); break;
            default: _longs = await TakeAsync(_longs, group, rows, cancellationToken).ConfigureAwait(false); break;
        }
    }

    /// <summary>Moves to the next row of the group.</summary>
    public void Advance()
    {
        _row++;
        if (!_isOptional || _levels[_row] != 0) _at++;
    }

    private static DataField FieldOf(string name, ParquetForm form, bool isOptional) => form switch
    {
        ParquetForm.Boolean => new DataField(name, typeof(bool), isOptional),
        ParquetForm.Single => new DataField(name, typeof(float), isOptional),
        ParquetForm.Double => new DataField(name, typeof(double), isOptional),
        ParquetForm.Int96 => new DateTimeDataField(name, DateTimeFormat.Impala, isNullable: isOptional),
        ParquetForm.Uuid => new DataField(name, typeof(Guid), isOptional),
        ParquetForm.Text or ParquetForm.Bytes or ParquetForm.DecimalOfBytes => new DataField(name, typeof(byte[]), isOptional),
        ParquetForm.Int32 or ParquetForm.UInt32 or ParquetForm.DecimalOfInt32 or ParquetForm.Date or ParquetForm.TimeMillis => new DataField(name, typeof(int), isOptional),
        _ => new DataField(name, typeof(long), isOptional),
    };

    private async ValueTask<T[]> TakeAsync<T>(T[] values, ParquetRowGroupReader group, int rows, CancellationToken cancellationToken)
        where T : struct
    {
        if (values.Length < rows) values = new T[rows];
        await group.ReadRawAsync(_field!, values.AsMemory(0, rows), _isOptional ? _levels.AsMemory(0, rows) : default(Memory<int>?), null, cancellationToken).ConfigureAwait(false);
        return values;
    }
}
