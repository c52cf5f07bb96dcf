using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>An operation of a plan as a line of text.</summary>
internal static class PlanText
{
    public static void Append<TModel, TKey>(StringBuilder text, SyncChange<TModel, TKey> change)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var operation = change.Operation.ToString().ToLowerInvariant();
        text.Append(CultureInfo.InvariantCulture, $"{operation,-7}{Sign(change)} {change.Key}");
        switch (change)
        {
            case SyncChange<TModel, TKey>.Added added:
                text.Append(' ').Append(Values(added.Row));
                break;
            case SyncChange<TModel, TKey>.Changed { HasBefore: true } changed:
                var before = Cells(changed.Before!);
                var after = Cells(changed.Row);
                foreach (var column in changed.Columns)
                {
                    text.Append(CultureInfo.InvariantCulture, $" {TModel.Schema.Columns[column].Name}: {before[column]} → {after[column]}");
                }

                break;
            case SyncChange<TModel, TKey>.Changed changed:
                text.Append(' ').Append(Values(changed.Row));
                break;
            case SyncChange<TModel, TKey>.Removed { HasRow: true } removed:
                text.Append(' ').Append(Values(removed.Row!));
                break;
        }
    }

    private static char Sign<TModel, TKey>(SyncChange<TModel, TKey> change)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => change switch
        {
            SyncChange<TModel, TKey>.Added => '+',
            SyncChange<TModel, TKey>.Changed => '~',
            _ => '-',
        };

    private static string Values<TModel>(TModel row)
        where TModel : ISyncModel<TModel>
    {
        var cells = Cells(row);
        var schema = TModel.Schema;
        return string.Join(' ', Enumerable.Range(0, cells.Length)
            .Where(column => schema.KeyPartOf(column) < 0)
            .Select(column => $"{schema.Columns[column].Name}={cells[column]}"));
    }

    private static string[] Cells<TModel>(TModel row)
        where TModel : ISyncModel<TModel>
    {
        var writer = new TextWriterOfColumns(TModel.Schema);
        TModel.Write(in row, ref writer);
        return writer.Cells;
    }

    /// <summary>Prints each column; a sensitive one as ***.</summary>
    private readonly struct TextWriterOfColumns(SyncSchema schema) : IRowWriter
    {
        public string[] Cells { get; } = new string[schema.Columns.Length];

        public void Null(int column) => Cells[column] = "null";

        public void Value<T>(int column, T value)
            where T : struct
            => Set(column, value switch
            {
                DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
                DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
                IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString()!,
            });

        public void Text(int column, string value) => Set(column, Quote(value));

        public void Bytes(int column, ReadOnlySpan<byte> value) => Set(column, $"0x{Convert.ToHexString(value)}");

        /// <summary>On one line, whatever the text holds.</summary>
        private static string Quote(string value)
        {
            var text = new StringBuilder("\"");
            foreach (var c in value)
            {
                text = c switch
                {
                    '"' or '\\' => text.Append('\\').Append(c),
                    '\n' => text.Append("\\n"),
                    '\r' => text.Append("\\r"),
                    '\t' => text.Append("\\t"),
                    _ when char.IsControl(c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                    _ => text.Append(c),
                };
            }

            return text.Append('"').ToString();
        }

        private void Set(int column, string text) => Cells[column] = schema.Columns[column].IsSensitive ? "***" : text;
    }
}
