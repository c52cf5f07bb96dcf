using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Parquet;

namespace Syncline;

/// <summary>The rows of a Parquet file, a row group at a time.</summary>
internal sealed class ParquetRows(SourceFile file, SyncSchema schema, Stream opened, ParquetReader reader, StoredColumn[] columns) : FileRows(file, schema)
{
    /// <summary>A row group is in memory as a whole: one of more rows is damaged, or made by something that should make smaller ones.</summary>
    private const long MostRows = 1 << 26;

    private readonly FedColumn[] _plan = CellFeed.Plan(schema);
    private int _group = -1;
    private int _left;
    private long _row;

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_left == 0) return NextGroupAsync(cancellationToken);
        Advance();
        return new(true);
    }

    public override void Encode(ref RowEncoder encoder)
    {
        var cells = new Cells(this);
        CellFeed.Encode(ref cells, _plan, ref encoder);
    }

    public override bool KeyHasNull()
    {
        var cells = new Cells(this);
        return CellFeed.KeyHasNull(ref cells, Schema);
    }

    public override TModel Build<TModel>()
    {
        var cells = new Cells(this);
        return TModel.Read(ref cells);
    }

    public override void CheckUnchanged() => File.CheckUnchanged(opened);

    public override async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync().ConfigureAwait(false);
        await opened.DisposeAsync().ConfigureAwait(false);
    }

    public override string Position() => $"row {Number(_row)} of {File.Name}";

    protected override bool HoldsNull(int column) => columns[column].IsNull;

    protected override string Found(int column, bool masked)
        => $"holds {(columns[column].IsNull ? "null" : masked ? ParquetWords.Masked(columns[column]) : ParquetWords.Found(columns[column]))}";

    protected override string KeyValue(int column) => ParquetWords.Value(columns[column]);

    protected override string Explain(int column) => ParquetWords.Explain(columns[column], Schema.Columns[column].Kind);

    private async ValueTask<bool> NextGroupAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_left == 0)
            {
                if (++_group >= reader.RowGroupCount) return CheckCount();
                await ReadGroupAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not (SourceException or OperationCanceledException))
        {
            throw ParquetFaults.Damaged(File, e);
        }

        Advance();
        return true;
    }

    private async ValueTask ReadGroupAsync(CancellationToken cancellationToken)
    {
        using var group = reader.OpenRowGroupReader(_group);
        if (group.RowCount is < 0 or > MostRows)
        {
            throw new SourceException($"{File.Name} has a row group of {Number(group.RowCount)} rows, and up to {Number(MostRows)} can be read: a row group is in memory as a whole. Write it in groups of a million rows, say.");
        }

        var rows = (int)group.RowCount;
        foreach (var column in columns) await column.ReadAsync(group, rows, cancellationToken).ConfigureAwait(false);
        _left = rows;
    }

    private bool CheckCount()
    {
        if (reader.Metadata is { } metadata && metadata.NumRows != _row) throw new SourceException($"{File.Name} is damaged: it says {Number(metadata.NumRows)} rows, and its row groups have {Number(_row)}. Write it anew.");
        return false;
    }

    private void Advance()
    {
        _left--;
        _row++;
        foreach (var column in columns) column.Advance();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T ValueOf<T>(int column)
        where T : struct
        => !columns[column].IsNull && ParquetValue.TryRead(columns[column], out T value) ? value : throw Mismatch(column);

    private ReadOnlySpan<byte> TextOf(int column)
    {
        if (columns[column].IsNull) throw Mismatch(column);
        var text = columns[column].Blob;
        return Utf8.IsValid(text) ? text : throw Mismatch(column);
    }

    private ReadOnlySpan<byte> BytesOf(int column) => columns[column].IsNull ? throw Mismatch(column) : columns[column].Blob;

    /// <summary>Gives the current row's values to the model and to the encoder.</summary>
    private readonly struct Cells(ParquetRows rows) : ICells
    {
        public bool IsNull(int column)
        {
            rows.Asked = column;
            return rows.HoldsNull(column);
        }

        public T Value<T>(int column)
            where T : struct
        {
            rows.Asked = column;
            return rows.ValueOf<T>(column);
        }

        public string Text(int column)
        {
            rows.Asked = column;
            return Encoding.UTF8.GetString(rows.TextOf(column));
        }

        public byte[] Bytes(int column)
        {
            rows.Asked = column;
            return rows.BytesOf(column).ToArray();
        }

        public void EncodeText(int column, ref RowEncoder encoder) => encoder.Utf8(column, rows.TextOf(column));

        public void EncodeBytes(int column, ref RowEncoder encoder) => encoder.Bytes(column, rows.BytesOf(column));
    }
}
