namespace Syncline;

/// <summary>Takes the columns of a row, or the parts of a key, as cells.</summary>
/// <param name="cells">Where they are put, by ordinal.</param>
/// <param name="fields">The field of each column.</param>
/// <param name="columns">The columns.</param>
/// <param name="ordinals">The ordinal of each column that is visited.</param>
internal readonly struct FieldCells(FieldCell[] cells, FieldDescription[] fields, SyncColumn[] columns, int[] ordinals) : IRowWriter
{
    public void Null(int column) => cells[ordinals[column]] = columns[ordinals[column]].SkipsNull ? default : FieldCell.Null;

    public void Value<T>(int column, T value)
        where T : struct
    {
        var field = fields[ordinals[column]];
        var text = FieldTexts.Of(value, field.Type) ?? throw new UnfitRowException($"{columns[ordinals[column]].Name} holds {(value is char ? "half of a surrogate pair" : "what is no finite number")}, which Salesforce has no form for");
        cells[ordinals[column]] = new FieldCell(field.IsBare && IsBare(value) ? FieldCellKind.Bare : FieldCellKind.Text, text);
    }

    public void Text(int column, string value)
    {
        if (Surrogates.HasLone(value)) throw new UnfitRowException($"{columns[ordinals[column]].Name} holds half of a surrogate pair, which Salesforce has no form for");
        // To Salesforce an empty text is no value.
        cells[ordinals[column]] = value.Length == 0 ? FieldCell.Null : new FieldCell(FieldCellKind.Text, value);
    }

    public void Bytes(int column, ReadOnlySpan<byte> value) => cells[ordinals[column]] = value.IsEmpty ? FieldCell.Null : new FieldCell(FieldCellKind.Text, Convert.ToBase64String(value));

    private static bool IsBare<T>(T value) => value is bool or byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal;
}
