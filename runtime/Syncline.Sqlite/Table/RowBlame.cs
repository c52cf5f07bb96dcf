using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>Finds out what a row that the table refused has run into: the record in its way, the parent that is missing, the children it would leave behind.</summary>
internal sealed class RowBlame<TModel, TKey>(SqliteDatabase database, TableShape shape, SyncSchema schema, TableWords words, BindRules[] rowRules, BindRules[] keyRules)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    private const string Unique = "UNIQUE constraint failed: ";
    private readonly TableRules _rules = new(database, shape.Table);

    /// <summary>Why the table refused an operation.</summary>
    public string Explain(SqliteException fault, in Operation<TModel, TKey> operation)
    {
        var said = SqliteFaults.Words(fault);
        var writes = TableOperations.WritesRow(operation.Kind);
        return fault.SqliteExtendedErrorCode switch
        {
            // A trigger or an expression writes its own words, which may quote the row.
            raw.SQLITE_CONSTRAINT_TRIGGER or raw.SQLITE_ERROR when schema.Columns.Any(column => column.IsSensitive) => TableWords.Silenced,
            raw.SQLITE_CONSTRAINT_TRIGGER => TableWords.OfTrigger(said),
            raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY or raw.SQLITE_CONSTRAINT_ROWID when writes => ExplainUnique(said, operation.Row!),
            raw.SQLITE_CONSTRAINT_NOTNULL when OwnColumn(said) is >= 0 and var column => words.NotNull(column, said),
            raw.SQLITE_CONSTRAINT_CHECK when writes => words.Check(operation.Row!, said),
            raw.SQLITE_CONSTRAINT_FOREIGNKEY => ExplainForeignKey(in operation),
            raw.SQLITE_MISMATCH => words.NoWholeNumber(said),
            _ => said,
        };
    }

    /// <summary>Which foreign key an operation breaks.</summary>
    public string ExplainForeignKey(in Operation<TModel, TKey> operation)
    {
        // A removal may come with the row as it was, of which nothing is written.
        if (TableOperations.WritesRow(operation.Kind))
        {
            var row = operation.Row!;
            var given = Given(row);
            foreach (var key in _rules.ToParents())
            {
                var columns = key.Columns.ConvertAll(pair => shape.Columns.IndexOf(pair.From));
                // A key with a null refers to nothing.
                if (columns.Exists(column => column < 0 || !given.Contains(column))) continue;
                var terms = key.Columns.Select((pair, i) => $"p.{SqliteName.Quote(pair.To)} = ?{columns[i] + 1}");
                if (!Any($"SELECT 1 FROM {SqliteName.Quote(key.Parent)} AS p WHERE {string.Join(" AND ", terms)}", row)) return words.NoParent(row, key, columns);
            }
        }

        if (operation.Kind == OperationKind.Insert) return TableWords.SomeForeignKey;
        foreach (var key in _rules.FromChildren())
        {
            if (HasChildren(key, operation.Key)) return TableWords.Children(key);
        }

        return TableWords.SomeForeignKey;
    }

    private string ExplainUnique(string said, TModel row)
    {
        if (!said.StartsWith(Unique, StringComparison.Ordinal)) return said;
        var named = said[Unique.Length..];
        var indexes = _rules.UniqueIndexes().Where(index => string.Join(", ", index.Select(column => $"{shape.Table}.{column.Column}")) == named).ToList();
        // An INTEGER PRIMARY KEY is the row's own number and has no index.
        if (indexes.Count == 0 && OwnColumn(said) is >= 0 and var number) indexes.Add([(shape.Columns[number], "BINARY")]);
        var given = Given(row);
        foreach (var index in indexes)
        {
            var columns = index.ConvertAll(column => shape.Columns.IndexOf(column.Column));
            // What the row doesn't say is a default, or the old value: the holder can't be looked up by it.
            if (columns.Exists(column => column < 0 || !given.Contains(column))) continue;
            var terms = index.Select((column, i) => $"k.{SqliteName.Quote(column.Column)} = ?{columns[i] + 1} COLLATE {SqliteName.Quote(column.Collation)}");
            using var statement = database.Prepare($"SELECT {KeyCells()} FROM {SqliteName.Quote(shape.Table)} AS k WHERE {string.Join(" AND ", terms)}");
            var scratch = new BindScratch();
            Bind(statement, scratch, row);
            if (statement.Step()) return words.Held(row, columns, words.Spelling(statement, firstColumn: 0), said);
            GC.KeepAlive(scratch);
        }

        return TableWords.HeldBySome(said);
    }

    private bool HasChildren(ForeignKey key, TKey parent)
    {
        var parts = key.Columns.ConvertAll(pair => PartOf(pair.To));
        var child = SqliteName.Quote(key.Child);
        // By the key alone where that is what is referred to, for the record may be gone already.
        var sql = parts.TrueForAll(part => part >= 0)
            ? $"SELECT 1 FROM {child} AS c WHERE {string.Join(" AND ", key.Columns.Select((pair, i) => $"c.{SqliteName.Quote(pair.From)} = ?{parts[i] + 1}"))}"
            : $"SELECT 1 FROM {child} AS c JOIN {SqliteName.Quote(shape.Table)} AS k ON {string.Join(" AND ", key.Columns.Select(pair => $"k.{SqliteName.Quote(pair.To)} = c.{SqliteName.Quote(pair.From)}"))} WHERE {string.Join(" AND ", schema.Key.Select((column, part) => $"k.{SqliteName.Quote(shape.Columns[column])} = ?{part + 1} COLLATE {SqliteName.Quote(shape.KeyCollations[part])}"))}";
        using var statement = database.Prepare(sql);
        var scratch = new BindScratch();
        var binder = new ValueBinder(statement, scratch, statement.ParameterCount, keyRules);
        TKey.Write(in parent, ref binder);
        var any = statement.Step();
        GC.KeepAlive(scratch);
        return any;
    }

    private bool Any(string sql, TModel row)
    {
        using var statement = database.Prepare(sql);
        var scratch = new BindScratch();
        Bind(statement, scratch, row);
        var any = statement.Step();
        GC.KeepAlive(scratch);
        return any;
    }

    private void Bind(SqliteStatement statement, BindScratch scratch, TModel row)
    {
        var binder = new ValueBinder(statement, scratch, statement.ParameterCount, rowRules);
        TModel.Write(in row, ref binder);
    }

    private static ColumnSet Given(TModel row)
    {
        var given = new GivenColumns();
        TModel.Write(in row, ref given);
        return given.Columns;
    }

    private string KeyCells() => string.Join(", ", schema.Key.Select(column => $"k.{SqliteName.Quote(shape.Columns[column])}"));

    private int PartOf(string name)
    {
        for (var part = 0; part < schema.Key.Length; part++)
        {
            if (SqliteName.Same(shape.Columns[schema.Key[part]], name)) return part;
        }

        return -1;
    }

    // "NOT NULL constraint failed: customers.Email", with a list of columns where there are several.
    private int OwnColumn(string said)
    {
        var start = said.IndexOf($": {shape.Table}.", StringComparison.Ordinal);
        return start < 0 ? -1 : shape.Columns.IndexOf(said[(start + shape.Table.Length + 3)..]);
    }
}
