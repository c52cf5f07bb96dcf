using System.Text;
using CsvHelper;

namespace Syncline;

/// <summary>The rows of a CSV file.</summary>
internal sealed partial class CsvRows : CellRows<CsvRows.Cells>
{
    private readonly CsvReader _csv;
    private readonly CsvFaults _faults;
    private readonly CsvReadOptions _options;
    private readonly int[] _fields;
    private readonly int _width;
    private readonly bool _hasNull;
    private readonly byte[] _null;
    private readonly bool _checksLength;
    private readonly Base64Scratch _base64 = new();
    private string? _problem;

    public CsvRows(SourceFile file, SyncSchema schema, Stream opened, CsvReader csv, CsvFaults faults, int[] fields, int width, CsvReadOptions options)
        : base(file, schema, opened)
    {
        (_csv, _faults, _fields, _width, _options) = (csv, faults, fields, width, options);
        _hasNull = options.Null is not null;
        _null = Encoding.UTF8.GetBytes(options.Null ?? "");
        // What the library has in its buffer already it does not measure.
        _checksLength = options.MaxRowBytes < csv.Options.BufferSize * 2;
    }

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.IsLocal) return WaitAsync(cancellationToken);
        try
        {
            return new(Taken(_csv.Read()));
        }
        catch (CsvFormatException e)
        {
            throw _faults.TooLong(e.LineNumber, e);
        }
    }

    public override ValueTask DisposeAsync() => _csv.DisposeAsync();

    public override string Position() => $"line {Number(_csv.LineNumber)} of {File.Name}";

    protected override Cells Current => _problem is null ? new(this) : throw new UnreadableRowException("?", _problem);

    protected override bool HoldsNull(int column) => IsNull(column);

    protected override string Found(int column, bool masked)
    {
        var text = Field(column);
        if (IsNull(column)) return text.IsEmpty ? "is empty" : $"holds {FoundWords.Quoted(text)}, which is null";
        return masked ? "holds a text" : $"holds the text {FoundWords.Quoted(text)}";
    }

    protected override string KeyValue(int column) => Schema.Columns[column].Kind is ColumnKind.Text or ColumnKind.Char ? FoundWords.Quoted(Field(column)) : FoundWords.Cut(Field(column));

    protected override string Explain(int column) => TextMisfit.Explain(Field(column), Schema.Columns[column].Kind);

    private async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Taken(await _csv.ReadAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (CsvFormatException e)
        {
            throw _faults.TooLong(e.LineNumber, e);
        }
    }

    private bool Taken(bool hasRow)
    {
        _problem = _faults.OfLine();
        if (!hasRow) return false;
        if (_csv.FieldCount != _width && _problem is null)
        {
            _problem = $"Line {Number(_csv.LineNumber)} of {File.Name} has {Sentence.Count(_csv.FieldCount, "field")}, and {(_options.Columns is null ? "the header" : _options.ColumnsWord)} {Number(_width)}. A text with a delimiter {(_options.Quote is null ? "can't be told from two fields without quotes" : $"{_options.Delimiter} in it has to stand in quotes")}.";
        }

        if (_checksLength && _csv.RawRecord.Length > _options.MaxRowBytes) throw _faults.TooLong(_csv.LineNumber);
        return true;
    }
}
