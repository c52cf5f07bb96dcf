using System.Globalization;

namespace Syncline;

/// <summary>The columns of a row or the parts of a key as text, in no culture: times in ISO 8601, bytes as Base64.</summary>
internal readonly struct CellTexts(string?[] cells, ReadOnlyMemory<int> columns) : IRowWriter
{
    public string?[] Cells => cells;

    /// <summary>The texts of a row's columns.</summary>
    public static string?[] OfRow<TModel>(in TModel row)
        where TModel : ISyncModel<TModel>
    {
        var writer = new CellTexts(new string?[TModel.Schema.Columns.Length], Enumerable.Range(0, TModel.Schema.Columns.Length).ToArray());
        TModel.Write(in row, ref writer);
        return writer.Cells;
    }

    /// <summary>The texts of a key's columns, at their places in the model; the others are null.</summary>
    public static string?[] OfKey<TModel, TKey>(in TKey key)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var writer = new CellTexts(new string?[TModel.Schema.Columns.Length], TModel.Schema.Key.AsMemory());
        TKey.Write(in key, ref writer);
        return writer.Cells;
    }

    /// <summary>The text of a key's first part.</summary>
    public static string? FirstOfKey<TModel, TKey>(in TKey key)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var writer = new FirstCell();
        TKey.Write(in key, ref writer);
        return writer.Cell;
    }

    /// <summary>A value's text.</summary>
    public static string Of<T>(T value)
        where T : struct
        => value switch
        {
            bool truth => truth ? "true" : "false",
            DateTimeOffset instant => KeyForms.Of(instant).ToString("O", CultureInfo.InvariantCulture),
            decimal number => KeyForms.Of(number).ToString(CultureInfo.InvariantCulture),
            double number => KeyForms.Of(number).ToString(CultureInfo.InvariantCulture),
            float number => KeyForms.Of(number).ToString(CultureInfo.InvariantCulture),
            DateTime or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
            TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString()!,
        };

    public void Null(int column) => cells[columns.Span[column]] = null;

    public void Value<T>(int column, T value)
        where T : struct
        => cells[columns.Span[column]] = Of(value);

    public void Text(int column, string value) => cells[columns.Span[column]] = value;

    public void Bytes(int column, ReadOnlySpan<byte> value) => cells[columns.Span[column]] = Convert.ToBase64String(value);

    /// <summary>Takes the first column alone: many a record is found by one, and asked for it often.</summary>
    private struct FirstCell : IRowWriter
    {
        public string? Cell { get; private set; }

        // It is null from the start.
        public readonly void Null(int column)
        {
        }

        public void Value<T>(int column, T value)
            where T : struct
        {
            if (column == 0) Cell = Of(value);
        }

        public void Text(int column, string value)
        {
            if (column == 0) Cell = value;
        }

        public void Bytes(int column, ReadOnlySpan<byte> value)
        {
            if (column == 0) Cell = Convert.ToBase64String(value);
        }
    }
}
