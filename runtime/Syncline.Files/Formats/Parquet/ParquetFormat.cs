using Parquet;

namespace Syncline;

/// <summary>Rows as Parquet.</summary>
internal sealed class ParquetFormat : FileFormat
{
    private readonly ParquetFileOptions _options;

    public ParquetFormat(ParquetFileOptions options)
        : base("parquet")
    {
        options.Check();
        _options = options;
    }

    internal override string Name => "parquet";

    internal override IEnumerable<string> Problems(SyncSchema schema)
    {
        foreach (var problem in TextNames.Problems(schema)) yield return problem;
        foreach (var name in _options.Decimals.Keys.Order(StringComparer.Ordinal))
        {
            if (!schema.Columns.Any(column => column.Name == name && column.Kind == ColumnKind.Decimal)) yield return $"Decimals names {name}, which is no decimal column of {schema.Model}. Correct it or leave it out.";
        }
    }

    internal override ISyncSource<TModel> Read<TModel>(Func<Stream> open, string name) => ParquetSource.Read<TModel>(open, name);

    internal override RowFile<TModel> Begin<TModel>(SyncSchema schema, Stream output) => new ParquetRowFile<TModel>(new ParquetPlan(_options, schema), output);

    private sealed class ParquetRowFile<TModel>(ParquetPlan plan, Stream output) : RowFile<TModel>
        where TModel : ISyncModel<TModel>
    {
        private readonly ColumnBuffer[] _columns = plan.Buffers();
        private readonly TextArena _texts = new();
        private ParquetWriter? _writer;
        private int _buffered;
        private long _bufferedSize;

        public override long Size => output.Position + _bufferedSize;

        public override bool IsDue => _buffered >= plan.RowsPerGroup;

        public override string? Write(in TModel row)
        {
            var writer = new ParquetRowWriter(plan, _columns, _texts, _buffered);
            TModel.Write(in row, ref writer);
            return End(writer);
        }

        public override string? Write(StoredRow row)
        {
            var writer = new ParquetRowWriter(plan, _columns, _texts, _buffered);
            row.CopyTo(ref writer);
            return End(writer);
        }

        public override async ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            if (_buffered == 0) return;
            _writer ??= await ParquetWriter.CreateAsync(plan.Schema, output, plan.Writing, cancellationToken: cancellationToken).ConfigureAwait(false);
            using var group = _writer.CreateRowGroup();
            foreach (var column in _columns) await column.WriteAsync(group, _buffered, cancellationToken).ConfigureAwait(false);
            group.CompleteValidate();
            (_buffered, _bufferedSize) = (0, 0);
            _texts.Clear();
        }

        public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            _writer ??= await ParquetWriter.CreateAsync(plan.Schema, output, plan.Writing, cancellationToken: cancellationToken).ConfigureAwait(false);
            await _writer.DisposeAsync().ConfigureAwait(false);
        }

        // A file that is given up needs no end.
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private string? End(ParquetRowWriter writer)
        {
            // What was put there is overwritten by the next row.
            if (writer.Misfit is not null) return writer.Misfit;
            _buffered++;
            _bufferedSize += writer.Size;
            Rows++;
            return null;
        }
    }
}
