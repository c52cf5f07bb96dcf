using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Changes;

/// <summary>Foreign keys, from both ends.</summary>
internal sealed class ReferenceKeeper(Statement statement, Table table)
{
    /// <summary>Each of the rows must refer to one that is there, or to NULL.</summary>
    public void Demand(ForeignKey key, IReadOnlyList<object?[]> rows, string verb)
    {
        var index = key.Referenced.Indexes.Find(index => index is { IsUnique: true, Filter: null } && index.Columns.Order().SequenceEqual(key.ReferencedColumns.Order()));
        foreach (var row in rows)
        {
            if (Array.Exists(key.Columns, column => row[column] is null))
                continue;
            if (index is null || !Exists(key, index, row))
            {
                var column = key.ReferencedColumns.Length == 1 ? key.Referenced.Columns[key.ReferencedColumns[0]].Name : null;
                throw SqlErrors.Conflict(verb, verb == "UPDATE" || key.Referenced != table ? "FOREIGN KEY" : "FOREIGN KEY SAME TABLE", key.Name, table.Database.Name, key.Referenced.QualifiedName, column);
            }
        }
    }

    public void Deleted(IReadOnlyList<object?[]> rows)
    {
        foreach (var key in Referrers())
            Follow(key, rows, null, key.OnDelete, "DELETE");
    }

    public void Updated(IReadOnlyList<object?[]> before, IReadOnlyList<object?[]> after)
    {
        foreach (var key in Referrers())
        {
            var moved = Enumerable.Range(0, before.Count).Where(row => KeyOf(key, before[row]) != KeyOf(key, after[row])).ToList();
            if (moved.Count > 0)
                Follow(key, [.. moved.Select(row => before[row])], [.. moved.Select(row => after[row])], key.OnUpdate, "UPDATE");
        }
    }

    private bool Exists(ForeignKey key, TableIndex index, object?[] row)
    {
        var referenced = new object?[key.Referenced.Columns.Count];
        for (var position = 0; position < key.Columns.Length; position++)
        {
            var (from, to) = (table.Columns[key.Columns[position]].Type, key.Referenced.Columns[key.ReferencedColumns[position]].Type);
            referenced[key.ReferencedColumns[position]] = SqlConvert.To(row[key.Columns[position]], from, to);
        }

        var sought = index.KeyOf(referenced);
        while (true)
        {
            var found = index.Find(sought);
            var open = found?.Writer ?? (found is null ? index.FreedBy(sought) : null);
            if (open is null || open == statement.Session.Transaction)
                return found is not null;
            statement.WaitFor(open);
        }
    }

    private IEnumerable<ForeignKey> Referrers() => table.Database.Tables.Values
        .SelectMany(other => other.ForeignKeys)
        .Where(key => key.Referenced == table && !key.IsDisabled);

    private void Follow(ForeignKey key, IReadOnlyList<object?[]> gone, IReadOnlyList<object?[]>? replaced, ReferentialAction action, string verb)
    {
        var byKey = new Dictionary<RowKey, int>();
        for (var index = 0; index < gone.Count; index++)
            byKey[KeyOf(key, gone[index])] = index;
        var referring = key.Table.Snapshot()
            .Where(row => !row.IsDeleted && Array.TrueForAll(key.Columns, column => row.Values[column] is not null) && byKey.ContainsKey(ReferringKey(key, row.Values)))
            .ToList();
        if (referring.Count == 0)
            return;
        var writer = new TableWriter(statement, key.Table);
        switch (action)
        {
            case ReferentialAction.NoAction:
                var column = key.Columns.Length == 1 ? key.Table.Columns[key.Columns[0]].Name : null;
                throw SqlErrors.Conflict(verb, key.Table == table ? "SAME TABLE REFERENCE" : "REFERENCE", key.Name, table.Database.Name, key.Table.QualifiedName, column);
            case ReferentialAction.Cascade when replaced is null:
                writer.Delete(referring);
                break;
            default:
                writer.Update([.. referring.Select(row => (row, Rewritten(key, row.Values, replaced is null || action != ReferentialAction.Cascade ? null : replaced[byKey[ReferringKey(key, row.Values)]], action)))]);
                break;
        }
    }

    private object?[] Rewritten(ForeignKey key, object?[] values, object?[]? target, ReferentialAction action)
    {
        var rewritten = (object?[])values.Clone();
        for (var index = 0; index < key.Columns.Length; index++)
        {
            rewritten[key.Columns[index]] = target is not null ? target[key.ReferencedColumns[index]]
                : action == ReferentialAction.SetDefault ? key.Table.Columns[key.Columns[index]].Default?.Evaluate(statement.Session)
                : null;
        }

        return rewritten;
    }

    private static RowKey KeyOf(ForeignKey key, object?[] referenced) =>
        new([.. key.ReferencedColumns.Select(column => referenced[column] is { } value ? SqlCompare.EqualityKey(value, key.Referenced.Columns[column].Type) : null)]);

    private static RowKey ReferringKey(ForeignKey key, object?[] referring) =>
        new([.. key.Columns.Select((column, index) => referring[column] is { } value ? SqlCompare.EqualityKey(value, key.Referenced.Columns[key.ReferencedColumns[index]].Type) : null)]);
}
