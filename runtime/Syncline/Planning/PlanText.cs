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
        text.Append(CultureInfo.InvariantCulture, $"{$"{operation} ",-7}{Sign(change)} {KeyText.Of<TModel, TKey>(change.Key)}");
        switch (change)
        {
            case SyncChange<TModel, TKey>.Added added:
                text.Append(' ').Append(Values(added.Row));
                break;
            case SyncChange<TModel, TKey>.Carried carried:
                text.Append(' ').Append(Values(carried.Row));
                break;
            case SyncChange<TModel, TKey>.Full full:
                text.Append(' ').Append(Values(full.Row));
                break;
            case SyncChange<TModel, TKey>.Changed { HasBefore: true } changed:
                var before = Cells(changed.Before!);
                var after = Cells(changed.Row);
                foreach (var column in changed.Columns)
                {
                    // A null that is left out of delivery leaves the record's value.
                    var isLeftOut = TModel.Schema.Columns[column].SkipsNull && after[column] == "null";
                    text.Append(CultureInfo.InvariantCulture, $" {TModel.Schema.Columns[column].Name}: {before[column]} {(isLeftOut ? "stays (null is left out)" : $"→ {after[column]}")}");
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
            SyncChange<TModel, TKey>.Carried => '>',
            SyncChange<TModel, TKey>.Full => '=',
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
        var writer = new ColumnTextWriter([.. TModel.Schema.Columns]);
        TModel.Write(in row, ref writer);
        return writer.Cells;
    }
}
