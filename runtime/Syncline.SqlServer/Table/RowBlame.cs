using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>Finds out what a row that the table refused has run into: the record in its way, the parent that is missing, the children it would leave behind.</summary>
internal sealed class RowBlame<TModel, TKey>(TableSession session, TableShape shape, TableSql sql, TableWords words, TableColumn[] keyParts)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private readonly SyncSchema _model = TModel.Schema;

    /// <summary>Why the table refused an operation, the attempt being undone.</summary>
    public async ValueTask<string> ExplainAsync(SqlException fault, int number, Operation<TModel, TKey> operation)
    {
        var row = TableOperations.WritesRow(operation.Kind) ? operation.Row : default;
        // A trigger's statement may have broken a rule of another table.
        if (SqlServerFaults.IsOfTrigger(fault)) return words.OfTrigger(fault);
        switch (fault.Number)
        {
            case RowFaults.UniqueConstraint or RowFaults.UniqueIndex when row is not null:
                return await ExplainUniqueAsync(fault, number, row).ConfigureAwait(false);
            case RowFaults.Null:
                return words.NotNull(_model.Columns.FirstOrDefault(column => RowFaults.Names(fault, column.Name))?.Name, fault);
            case RowFaults.Constraint:
                return await ExplainConstraintAsync(fault, row).ConfigureAwait(false);
            default:
                return words.Other(fault);
        }
    }

    private async ValueTask<string> ExplainUniqueAsync(SqlException fault, int number, TModel row)
    {
        if (RowFaults.IsOfIndex(fault, shape.KeyIndex)) return words.HeldUnseen(fault);
        var indexes = await CatalogReader.IndexesAsync(session, shape.Id).ConfigureAwait(false);
        var columns = indexes.Where(column => RowFaults.Names(fault, column.Index)).ToList();
        var ordinals = Ordinals(columns.Select(column => column.Column));
        // What the table computes of a row, or what a default gives it, can't be looked up by its columns.
        if (columns.Count == 0 || ordinals.Count < columns.Count) return words.HeldBySome(fault);
        TKey? holder = null;
        using var command = session.Command(sql.Holder(ordinals), new(number, number));
        await session.ForEachAsync(command, reader => holder = KeyCells.Read<TKey>(reader, [.. Enumerable.Range(0, keyParts.Length)], keyParts)).ConfigureAwait(false);
        return holder is { } key ? words.Held(row, ordinals, key, fault) : words.HeldBySome(fault);
    }

    private async ValueTask<string> ExplainConstraintAsync(SqlException fault, TModel? row)
    {
        var keys = (await CatalogReader.ForeignKeysAsync(session, shape.Id).ConfigureAwait(false)).Where(column => RowFaults.Names(fault, column.Name)).ToList();
        if (keys.Count > 0)
        {
            var key = keys[0];
            // A table that refers to itself breaks its key in two ways: by what is written, or by what is deleted.
            return key.IsOwn && row is not null
                ? words.NoParent(row, Ordinals(keys.Select(column => column.Column)), key.Parent, string.Join(", ", keys.Select(column => column.ParentColumn)), fault)
                : words.Children(key.Child, string.Join(", ", keys.Select(column => column.Column)), fault);
        }

        var check = (await CatalogReader.ChecksAsync(session, shape.Id).ConfigureAwait(false)).Find(check => RowFaults.Names(fault, check.Name));
        if (check is null) return words.Other(fault);
        // A rule names its columns in brackets.
        var mentioned = _model.Columns.Where(column => check.Definition?.Contains(SqlServerName.Quote(column.Name), StringComparison.OrdinalIgnoreCase) == true).Select(column => column.Name);
        return words.Check(row, Ordinals(mentioned), fault);
    }

    private List<int> Ordinals(IEnumerable<string> names)
        => [.. names.Select(name => Enumerable.Range(0, _model.Columns.Length).FirstOrDefault(column => _model.Columns[column].Name.Equals(name, StringComparison.OrdinalIgnoreCase) && shape.Columns[column] is not null, -1)).Where(column => column >= 0)];
}
