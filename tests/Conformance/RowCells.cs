using System.Globalization;

namespace Syncline.Conformance;

/// <summary>The columns of a row as values, to compare and to name them without knowing its type.</summary>
internal readonly struct RowCells(object?[] cells) : IRowWriter
{
    public object?[] Cells => cells;

    public static object?[] Of<TModel>(TModel row)
        where TModel : ISyncModel<TModel>
    {
        var writer = new RowCells(new object?[TModel.Schema.Columns.Length]);
        TModel.Write(in row, ref writer);
        return writer.Cells;
    }

    /// <summary>The first column in which two rows differ, for a person; null where they are equal in value. The sign of a zero and the offset of an instant are no part of it.</summary>
    /// <param name="expected">The row as it was sent.</param>
    /// <param name="actual">The row that came back.</param>
    /// <param name="keepsEmpty">Whether a text or bytes of none come back as such, and not as null.</param>
    public static string? Difference<TModel>(TModel expected, TModel actual, bool keepsEmpty = true)
        where TModel : ISyncModel<TModel>
    {
        var (left, right) = (Of(expected), Of(actual));
        for (var column = 0; column < left.Length; column++)
        {
            if (!keepsEmpty && left[column] is "" or byte[] { Length: 0 } && right[column] is null) continue;
            if (!AreEqual(left[column], right[column])) return $"{TModel.Schema.Columns[column].Name} is {Text(right[column])} and not {Text(left[column])}";
        }

        return null;
    }

    public void Null(int column) => cells[column] = null;

    public void Value<T>(int column, T value)
        where T : struct
        => cells[column] = value;

    public void Text(int column, string value) => cells[column] = value;

    public void Bytes(int column, ReadOnlySpan<byte> value) => cells[column] = value.ToArray();

    private static bool AreEqual(object? left, object? right) => left is byte[] a && right is byte[] b ? a.AsSpan().SequenceEqual(b) : Equals(left, right);

    private static string Text(object? value) => value switch
    {
        null => "null",
        byte[] bytes => $"{bytes.Length} bytes",
        string { Length: > 60 } text => $"a text of {text.Length} characters",
        string text => $"'{text}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
