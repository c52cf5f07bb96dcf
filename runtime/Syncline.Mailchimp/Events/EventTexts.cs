namespace Syncline;

/// <summary>The columns of an event as text: its properties are nothing else.</summary>
internal readonly struct EventTexts(string?[] cells) : IRowWriter
{
    public static string?[] Of<TModel>(in TModel row)
        where TModel : ISyncModel<TModel>
    {
        var writer = new EventTexts(new string?[TModel.Schema.Columns.Length]);
        TModel.Write(in row, ref writer);
        return writer.Cells;
    }

    public string?[] Cells => cells;

    public void Null(int column) => cells[column] = null;

    public void Value<T>(int column, T value)
        where T : struct
        => cells[column] = MailchimpTexts.Of(value);

    public void Text(int column, string value) => cells[column] = value;

    // The plan takes no such column.
    public void Bytes(int column, ReadOnlySpan<byte> value) => cells[column] = Convert.ToBase64String(value);
}
