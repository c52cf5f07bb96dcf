namespace Syncline.Tests.Suite;

/// <summary>Rows and keys as cells, both ways.</summary>
internal readonly struct PaperCells(object?[] cells) : IRowWriter, IRowReader
{
    public static object?[] Of<TModel>(TModel row)
        where TModel : ISyncModel<TModel>
    {
        var cells = new object?[TModel.Schema.Columns.Length];
        var writer = new PaperCells(cells);
        TModel.Write(in row, ref writer);
        return cells;
    }

    public static object?[] OfKey<TKey>(TKey key, int parts)
        where TKey : struct, ISyncKey<TKey>
    {
        var cells = new object?[parts];
        var writer = new PaperCells(cells);
        TKey.Write(in key, ref writer);
        return cells;
    }

    public static TModel Row<TModel>(object?[] cells)
        where TModel : ISyncModel<TModel>
    {
        var reader = new PaperCells(cells);
        return TModel.Read(ref reader);
    }

    public void Null(int column) => cells[column] = null;

    void IRowWriter.Value<T>(int column, T value) => cells[column] = value;

    void IRowWriter.Text(int column, string value) => cells[column] = value;

    void IRowWriter.Bytes(int column, ReadOnlySpan<byte> value) => cells[column] = value.ToArray();

    public bool IsNull(int column) => cells[column] is null;

    T IRowReader.Value<T>(int column) => (T)cells[column]!;

    string IRowReader.Text(int column) => (string)cells[column]!;

    byte[] IRowReader.Bytes(int column) => (byte[])cells[column]!;
}
