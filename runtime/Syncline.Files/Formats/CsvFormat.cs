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

    internal override IEnumerable<string> Problems(SyncSchema schema) => TextNames.Problems(schema);

    internal override RowFile<TModel> Begin<TModel>(SyncSchema schema, Stream output) => new CsvFile<TModel>(new CsvPlan(_options, schema), output, _options);

    private sealed class CsvFile<TModel> : TextFile<TModel>
        where TModel : ISyncModel<TModel>
    {
        private readonly CsvPlan _plan;

        public CsvFile(CsvPlan plan, Stream output, CsvFileOptions options)
            : base(output, options.Compression)
        {
            _plan = plan;
            if (options.ByteOrderMark) Buffer.Add("\uFEFF"u8);
            if (!options.Header) return;
            var header = new CsvRowWriter(plan, Buffer);
            for (var i = 0; i < plan.Columns.Length; i++) header.Text(i, plan.Columns[i].Name);
            Buffer.Add(plan.NewLine);
        }

        protected override string? WriteRow(in TModel row)
        {
            var writer = new CsvRowWriter(_plan, Buffer);
            TModel.Write(in row, ref writer);
            if (writer.Misfit is null) Buffer.Add(_plan.NewLine);
            return writer.Misfit;
        }
    }
}
