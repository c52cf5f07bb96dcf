namespace Syncline;

/// <summary>Rows as JSON objects, one a line.</summary>
internal sealed class JsonLinesFormat : FileFormat
{
    private readonly JsonLinesFileOptions _options;

    public JsonLinesFormat(JsonLinesFileOptions options)
        : base($"jsonl{options.Compression.Extension()}")
    {
        options.Check();
        _options = options;
    }

    internal override string Name => "jsonl";

    internal override IEnumerable<string> Problems(SyncSchema schema) => TextNames.Problems(schema);

    internal override ISyncSource<TModel> Read<TModel>(Func<Stream> open, string name)
        => JsonLinesSource.Read<TModel>(open, name, new JsonLinesReadOptions { Compression = _options.Compression, MissingIsNull = true, AllowSurplusColumns = true, MaxRowBytes = int.MaxValue });

    internal override RowFile<TModel> Begin<TModel>(SyncSchema schema, Stream output) => new JsonLinesFile<TModel>(new JsonPlan(_options, schema), output, _options.Compression);

    private sealed class JsonLinesFile<TModel>(JsonPlan plan, Stream output, FileCompression compression) : TextFile<TModel>(output, compression)
        where TModel : ISyncModel<TModel>
    {
        protected override string? WriteRow(in TModel row)
        {
            Buffer.Add((byte)'{');
            var writer = new JsonRowWriter(plan, Buffer);
            TModel.Write(in row, ref writer);
            Buffer.Add("}\n"u8);
            return writer.Misfit;
        }

        protected override string? WriteRow(StoredRow row)
        {
            Buffer.Add((byte)'{');
            var writer = new JsonRowWriter(plan, Buffer);
            row.CopyTo(ref writer);
            Buffer.Add("}\n"u8);
            return writer.Misfit;
        }
    }
}
