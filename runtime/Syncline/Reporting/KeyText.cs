using System.Globalization;

namespace Syncline;

/// <summary>A key as plans and reports print it: on one line, in no culture, sensitive parts masked.</summary>
internal static class KeyText
{
    public static string Of<TModel, TKey>(ReadOnlySpan<byte> key)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => Of<TModel, TKey>(KeyCodec.Decode<TKey>(key, TModel.Schema));

    /// <param name="key">The key.</param>
    /// <param name="longest">The most characters of a part.</param>
    public static string Of<TModel, TKey>(TKey key, int longest = ColumnTextWriter.Longest)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var columns = TModel.Schema.Key.Select(column => TModel.Schema.Columns[column]).ToArray();
        var writer = new ColumnTextWriter(columns, quotes: false, longest);
        TKey.Write(in key, ref writer);
        var parts = columns.Select((column, part) => string.Create(CultureInfo.InvariantCulture, $"{column.Member} = {writer.Cells[part]}"));
        return $"{typeof(TKey).Name} {{ {string.Join(", ", parts)} }}";
    }
}
