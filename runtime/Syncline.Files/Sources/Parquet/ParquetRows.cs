using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Parquet;

namespace Syncline;

/// <summary>The rows of a Parquet file, a row group at a time.</summary>
internal sealed class ParquetRows(SourceFile file, SyncSchema schema, Stream opened, ParquetReader reader, StoredColumn[] columns) : CellRows<ParquetRows.Cells>(file, schema, opened)
{
    /// <summary>A row group is in memory as a whole: one of more rows is damaged, or made by something that should make smaller ones.</summary>
    private const long MostRows = 1 << 26;

    private int _group = -1;
    private int _left;
    private long _row;

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_left == 0) return NextGroupAsync(cancellationToken);
        Advance();
        return new(true);
    }

    public override async ValueTask DisposeAsync()
    {
        await reader.DisposeAsync().ConfigureAwait(false);
        await Opened.DisposeAsync().ConfigureAwait(false);
    }

    public override string Position() => $"row {Number(_row)} of {File.Name}";

    protected override Cells Current => new(this);

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

    /// <summary>The current row's values.</summary>
    internal readonly struct Cells(ParquetRows rows) : IStoredCells
    {
        public bool IsNull(int column) => rows.HoldsNull(column);

        public T ValueOf<T>(int column)
            where T : struct
            => rows.ValueOf<T>(column);

        public ReadOnlySpan<byte> TextOf(int column) => rows.TextOf(column);

        public ReadOnlySpan<byte> BytesOf(int column) => rows.BytesOf(column);
    }
}
