using System.Text;

namespace Syncline;

/// <summary>A foreign key: which columns of one table refer to which of another.</summary>
internal sealed record ForeignKey(string Child, string Parent, List<(string From, string To)> Columns);

/// <summary>What a table demands of its records, read when a row has broken it.</summary>
internal sealed class TableRules(SqliteDatabase database, string table)
{
    /// <summary>The columns of each unique index with their collations.</summary>
    public List<List<(string Column, string Collation)>> UniqueIndexes()
    {
        using var statement = database.Prepare(
            "SELECT i.seq, c.name, c.coll FROM pragma_index_list(?1) AS i JOIN pragma_index_xinfo(i.name) AS c WHERE i.\"unique\" AND c.key ORDER BY i.seq, c.seqno");
        statement.BindString(1, table);
        var indexes = new SortedDictionary<long, List<(string Column, string Collation)>>();
        while (statement.Step())
        {
            var index = statement.Int64Of(statement.Cell(0));
            if (!indexes.TryGetValue(index, out var columns)) indexes.Add(index, columns = []);
            columns.Add((Text(statement, 1), Text(statement, 2)));
        }

        return [.. indexes.Values];
    }

    /// <summary>The foreign keys by which the table refers to others.</summary>
    public List<ForeignKey> ToParents()
        => Read("SELECT ?1, f.\"table\", f.id, f.\"from\", f.\"to\" FROM pragma_foreign_key_list(?1) AS f ORDER BY f.id, f.seq");

    /// <summary>The foreign keys by which others, or its own records, refer to the table.</summary>
    public List<ForeignKey> FromChildren()
        => Read("SELECT s.name, f.\"table\", f.id, f.\"from\", f.\"to\" FROM sqlite_schema AS s JOIN pragma_foreign_key_list(s.name) AS f WHERE s.type = 'table' AND f.\"table\" = ?1 COLLATE NOCASE ORDER BY s.name, f.id, f.seq");

    private List<ForeignKey> Read(string sql)
    {
        using var statement = database.Prepare(sql);
        statement.BindString(1, table);
        var keys = new List<ForeignKey>();
        (string Child, long Id)? current = null;
        while (statement.Step())
        {
            var (child, parent, id) = (Text(statement, 0), Text(statement, 1), statement.Int64Of(statement.Cell(2)));
            if (current != (child, id)) keys.Add(new(child, parent, []));
            current = (child, id);
            var columns = keys[^1].Columns;
            // One that names no columns refers to the primary key.
            var to = statement.ClassOf(statement.Cell(4)) == SqliteStatement.Null ? PrimaryKey(parent).ElementAtOrDefault(columns.Count) ?? "" : Text(statement, 4);
            columns.Add((Text(statement, 3), to));
        }

        return keys;
    }

    private List<string> PrimaryKey(string parent)
    {
        using var statement = database.Prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk");
        statement.BindString(1, parent);
        var names = new List<string>();
        while (statement.Step()) names.Add(Text(statement, 0));
        return names;
    }

    private static string Text(SqliteStatement statement, int column) => Encoding.UTF8.GetString(statement.TextOf(statement.Cell(column)));
}
