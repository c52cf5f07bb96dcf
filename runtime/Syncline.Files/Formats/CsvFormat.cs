namespace Syncline;

/// <summary>Rows as CSV.</summary>
internal sealed class CsvFormat : FileFormat
{
    private readonly CsvFileOptions _options;

    public CsvFormat(CsvFileOptions options)
        : base($"csv{options.Compression.Extension()}")
    {
        options.Check();
        _options = options;
    }

    internal override string Name => "csv";

    internal override bool IsByPosition => !_options.Header;

    internal override IEnumerable<string> Problems(SyncSchema schema) => TextNames.Problems(schema);

    internal override string? WhyNotMirrored(SyncSchema schema)
        => _options.GuardFormulas && schema.Key.Any(part => schema.Columns[part].Kind is ColumnKind.Text or ColumnKind.Char)
            ? "GuardFormulas changes texts, so that a record can't be found by a key that is one. Switch it off for mode All, or deliver snapshots."
            : null;

    internal override ISyncSource<TModel> Read<TModel>(Func<Stream> open, string name) => CsvSource.Read<TModel>(open, name, new CsvReadOptions
    {
        Delimiter = _options.Delimiter,
        Null = _options.Null,
        Compression = _options.Compression,
        MaxRowBytes = int.MaxValue,
        AllowSurplusColumns = true,
        AllowMissingColumns = true,
        ColumnsWord = "the model",
        Columns = _options.Header ? null : [.. TModel.Schema.Columns.Select(static column => column.Name)],
    });

    internal override RowFile<TModel> Begin<TModel>(SyncSchema schema, Stream output) => new CsvFile<TModel>(new CsvPlan(_options, schema), output, _options);

    private sealed class CsvFile<TModel> : TextFile<TModel>
        where TModel : ISyncModel<TModel>
    {
        private readonly CsvPlan _plan;

        public CsvFile(CsvPlan plan, Stream output, CsvFileOptions options)
            : base(output, options.Compression)
        {
            _plan = plan;
            if (options.ByteOrderMark) Buffer.Add(CsvRowWriter.ByteOrderMark);
            if (!options.Header) return;
            var header = new CsvRowWriter(plan, Buffer);
            for (var i = 0; i < plan.Columns.Length; i++) header.Name(i);
            Buffer.Add(plan.NewLine);
        }

        protected override string? WriteRow(in TModel row)
        {
            var writer = new CsvRowWriter(_plan, Buffer);
            TModel.Write(in row, ref writer);
            Buffer.Add(_plan.NewLine);
            return writer.Misfit;
        }

        protected override string? WriteRow(StoredRow row)
        {
            var writer = new CsvRowWriter(_plan, Buffer);
            row.CopyTo(ref writer);
            Buffer.Add(_plan.NewLine);
            return writer.Misfit;
        }
    }
}
