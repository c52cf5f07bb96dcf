namespace Syncline;

/// <summary>What a record becomes when a row is written over it, or when it is cleared, without knowing its type.</summary>
internal static class RowMerge
{
    /// <summary>The row, but for null columns that are left out of delivery and for a key that is spelled otherwise: those keep the record's value.</summary>
    public static TModel Merge<TModel>(TModel record, TModel row)
        where TModel : ISyncModel<TModel>
    {
        var schema = TModel.Schema;
        if (!schema.Columns.Any(column => column.SkipsNull || (column.Traits & ColumnTraits.IgnoreCase) != 0)) return row;
        var cells = new CellWriter(new object?[TModel.Schema.Columns.Length]);
        var old = new CellWriter(new object?[TModel.Schema.Columns.Length]);
        TModel.Write(in row, ref cells);
        TModel.Write(in record, ref old);
        var differs = false;
        for (var column = 0; column < cells.Cells.Length; column++)
        {
            // A record keeps the key it was created with: an unchanged row brings no new spelling, so a changed one must not either.
            var keeps = schema.KeyPartOf(column) >= 0 || (schema.Columns[column].SkipsNull && cells.Cells[column] is null);
            if (!keeps || Equals(cells.Cells[column], old.Cells[column])) continue;
            cells.Cells[column] = old.Cells[column];
            differs = true;
        }

        if (!differs) return row;
        var reader = new CellReader(cells.Cells);
        return TModel.Read(ref reader);
    }

    /// <summary>The record with every column but the key's null.</summary>
    public static TModel Clear<TModel>(TModel record)
        where TModel : ISyncModel<TModel>
    {
        var cells = new CellWriter(new object?[TModel.Schema.Columns.Length]);
        TModel.Write(in record, ref cells);
        for (var column = 0; column < cells.Cells.Length; column++)
        {
            if (TModel.Schema.KeyPartOf(column) < 0) cells.Cells[column] = null;
        }

        var reader = new CellReader(cells.Cells);
        return TModel.Read(ref reader);
    }

    private readonly struct CellWriter(object?[] cells) : IRowWriter
    {
        public object?[] Cells => cells;

        public void Null(int column) => cells[column] = null;

        public void Value<T>(int column, T value)
            where T : struct
            => cells[column] = value;

        public void Text(int column, string value) => cells[column] = value;

        public void Bytes(int column, ReadOnlySpan<byte> value) => cells[column] = value.ToArray();
    }

    private readonly struct CellReader(object?[] cells) : IRowReader
    {
        public bool IsNull(int column) => cells[column] is null;

        public T Value<T>(int column)
            where T : struct
            => (T)cells[column]!;

        public string Text(int column) => (string)cells[column]!;

        public byte[] Bytes(int column) => (byte[])cells[column]!;
    }
}
