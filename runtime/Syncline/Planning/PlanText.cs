using System.Globalization;
using System.Text;

namespace Syncline;

/// <summary>The operations of a plan as a table: what is asked, of which key, and the values.</summary>
internal static class PlanText
{
    // A plan has many rows of several values: enough to know each by.
    private const int LongestValue = 60;

    // A longer key takes its own line out of step, and no other.
    private const int WidestKey = 60;

    public static void Append<TModel, TKey>(StringBuilder text, IEnumerable<SyncChange<TModel, TKey>> changes)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
    {
        var rows = changes.Select(change => (Sign: Sign(change), Operation: Operation(change.Operation), Key: KeyText.Of<TModel, TKey>(change.Key, LongestValue), Values: Values(change))).ToList();
        if (rows.Count == 0) return;
        var operationWidth = Math.Max("operation".Length, rows.Max(row => row.Operation.Length));
        var keyWidth = rows.Max(row => row.Key.Length <= WidestKey ? row.Key.Length : 0);
        void Line(char sign, string operation, string key, string values)
            => text.Append("  ").Append($"{sign} {operation.PadRight(operationWidth)}  {key.PadRight(keyWidth)}  {values}".TrimEnd()).Append('\n');

        Line(' ', "operation", "key", "values");
        foreach (var row in rows) Line(row.Sign, row.Operation, row.Key, row.Values);
    }

    private static string Operation(OperationKind kind) => kind switch
    {
        OperationKind.AddMember => "add member",
        OperationKind.RemoveMember => "remove member",
        _ => kind.ToString().ToLowerInvariant(),
    };

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

    private static string Values<TModel, TKey>(SyncChange<TModel, TKey> change)
        where TModel : ISyncModel<TModel, TKey>
        where TKey : struct, ISyncKey<TKey>
        => change switch
        {
            SyncChange<TModel, TKey>.Added added => Values(added.Row),
            SyncChange<TModel, TKey>.Carried carried => Values(carried.Row),
            SyncChange<TModel, TKey>.Full full => Values(full.Row),
            SyncChange<TModel, TKey>.Changed { HasBefore: true } changed => Moves(changed.Before!, changed.Row, changed.Columns),
            SyncChange<TModel, TKey>.Changed changed => Values(changed.Row),
            SyncChange<TModel, TKey>.Removed { HasRow: true } removed => Values(removed.Row!),
            _ => "",
        };

    private static string Values<TModel>(TModel row)
        where TModel : ISyncModel<TModel>
    {
        var cells = Cells(row);
        var schema = TModel.Schema;
        return string.Join("  ", Enumerable.Range(0, cells.Length)
            .Where(column => schema.KeyPartOf(column) < 0)
            .Select(column => $"{schema.Columns[column].Name}={cells[column]}"));
    }

    private static string Moves<TModel>(TModel before, TModel after, ColumnSet columns)
        where TModel : ISyncModel<TModel>
    {
        var (from, to) = (Cells(before), Cells(after));
        return string.Join("  ", columns.Select(column =>
        {
            // A null that is left out of delivery leaves the record's value.
            var isLeftOut = TModel.Schema.Columns[column].SkipsNull && to[column] == "null";
            return string.Create(CultureInfo.InvariantCulture, $"{TModel.Schema.Columns[column].Name}: {from[column]} {(isLeftOut ? "stays (null is left out)" : $"→ {to[column]}")}");
        }));
    }

    private static string[] Cells<TModel>(TModel row)
        where TModel : ISyncModel<TModel>
    {
        var writer = new ColumnTextWriter([.. TModel.Schema.Columns], quotes: true, LongestValue);
        TModel.Write(in row, ref writer);
        return writer.Cells;
    }
}
