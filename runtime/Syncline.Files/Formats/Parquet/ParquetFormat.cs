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

    internal override string? WhyNotMirrored(SyncSchema schema)
        => _options.Times == ParquetTimes.MicrosecondsCut && schema.Key.Any(part => schema.Columns[part].Kind is ColumnKind.DateTime or ColumnKind.DateTimeOffset or ColumnKind.TimeOnly)
            ? "MicrosecondsCut changes times, so that a record can't be found by a key that is one. Set Times to Nanoseconds or Microseconds for mode All, or deliver snapshots."
            : null;

    internal override ISyncSource<TModel> Read<TModel>(Func<Stream> open, string name) => ParquetSource.Read<TModel>(open, name, new ParquetReadOptions { AllowSurplusColumns = true, AllowMissingColumns = true });

    internal override RowFile<TModel> Begin<TModel>(SyncSchema schema, Stream output) => new ParquetRowFile<TModel>(new ParquetPlan(_options, schema), output);

    /// <summary>A file of Parquet. A row group is encoded and written by another thread while the next one is filled.</summary>
    private sealed class ParquetRowFile<TModel>(ParquetPlan plan, Stream output) : RowFile<TModel>
        where TModel : ISyncModel<TModel>
    {
        private RowGroup _group = new(plan);
        private RowGroup _passedOn = new(plan);
        private Task _writing = Task.CompletedTask;
        private ParquetWriter? _writer;
        private long _written;
        private long _bufferedSize;

        public override long Size => _written + _bufferedSize;

        public override bool IsDue => _group.Rows >= plan.RowsPerGroup;

        public override string? Write(in TModel row)
        {
            var writer = new ParquetRowWriter(plan, _group.Columns, _group.Texts, _group.Rows);
            TModel.Write(in row, ref writer);
            return End(writer);
        }

        public override string? Write(StoredRow row)
        {
            var writer = new ParquetRowWriter(plan, _group.Columns, _group.Texts, _group.Rows);
            row.CopyTo(ref writer);
            return End(writer);
        }

        public override async ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            if (_group.Rows == 0) return;
            await SettleAsync().ConfigureAwait(false);
            (_group, _passedOn) = (_passedOn, _group);
            _group.Clear();
            _writing = Task.Run(() => WriteAsync(_passedOn, cancellationToken), cancellationToken);
        }

        public override async ValueTask SettleAsync()
        {
            await _writing.ConfigureAwait(false);
            (_written, _bufferedSize) = (output.Position, _group.Size);
        }

        public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            await SettleAsync().ConfigureAwait(false);
            _writer ??= await ParquetWriter.CreateAsync(plan.Schema, output, plan.Writing, cancellationToken: cancellationToken).ConfigureAwait(false);
            await _writer.DisposeAsync().ConfigureAwait(false);
        }

        // What was not completed is given up, and needs no end: whether its last group could be written is of no interest.
        public override async ValueTask DisposeAsync() => await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        private async Task WriteAsync(RowGroup rows, CancellationToken cancellationToken)
        {
            _writer ??= await ParquetWriter.CreateAsync(plan.Schema, output, plan.Writing, cancellationToken: cancellationToken).ConfigureAwait(false);
            using var group = _writer.CreateRowGroup();
            foreach (var column in rows.Columns) await column.WriteAsync(group, rows.Rows, cancellationToken).ConfigureAwait(false);
            group.CompleteValidate();
        }

        private string? End(ParquetRowWriter writer)
        {
            // What was put there is overwritten by the next row.
            if (writer.Misfit is not null) return writer.Misfit;
            _group.Add(writer.Size);
            _bufferedSize += writer.Size;
            Rows++;
            return null;
        }
    }

    /// <summary>The rows of a row group, in memory that a later one uses again.</summary>
    private sealed class RowGroup(ParquetPlan plan)
    {
        public ColumnBuffer[] Columns { get; } = plan.Buffers();

        public TextArena Texts { get; } = new();

        public int Rows { get; private set; }

        /// <summary>About how many bytes they have.</summary>
        public long Size { get; private set; }

        public void Add(long size)
        {
            Rows++;
            Size += size;
        }

        public void Clear()
        {
            (Rows, Size) = (0, 0);
            Texts.Clear();
        }
    }
}
