using System.Collections.Immutable;
using System.Text;

namespace Syncline;

/// <summary>Looks at a table and says everything in it that doesn't fit.</summary>
internal sealed class TableInspector(SqliteDatabase database, TableTarget target)
{
    private const int Ordinary = 0;
    private const string NoCase = "NOCASE";
    private readonly SyncSchema _schema = target.Schema;
    private readonly List<string> _misfits = [];
    private bool _isStrict;
    private bool _hasRowId;

    private sealed record Column(string Name, string Type, bool NotNull, bool HasDefault, int KeyPlace, int Hidden);

    /// <summary>The table's shape; null where there is none and one may be created.</summary>
    /// <exception cref="DestinationException">The table doesn't fit: every misfit in one error.</exception>
    public TableShape? Inspect()
    {
        var name = FindTable();
        if (name is null)
        {
            if (_misfits.Count == 0) return null;
            throw Misfit(database.Location, target, _misfits);
        }

        var columns = ReadColumns(name);
        var names = MatchColumns(columns);
        var (collations, order) = FindKeyIndex(name, columns);
        CheckUnwritten(columns);
        CheckAffinities(columns);
        var archive = FindArchiveColumn(name, columns);
        if (_misfits.Count == 0) CheckKeyForms(name, names);
        if (_misfits.Count > 0) throw Misfit(database.Location, target, _misfits);
        // A column that isn't there, because nothing is written to it, makes nothing of values.
        var affinities = names.Select(column => columns.Find(c => c.Name == column) is { } found ? AffinityOf(found) : Affinity.None).ToImmutableArray();
        return new(name, names, collations, order, affinities, HasTriggers(name), HasActions(name), _hasRowId && !columns.Exists(column => SqliteName.Same(column.Name, "rowid")), archive);
    }

    /// <summary>The shape of a table created for the model.</summary>
    public static TableShape Created(TableTarget target)
        => new(
            target.Table,
            [.. target.Schema.Columns.Select(column => column.Name)],
            [.. target.Schema.Key.Select(column => TableSql.IgnoresCase(target.Schema.Columns[column]) ? NoCase : "BINARY")],
            [.. Enumerable.Range(0, target.Schema.Key.Length)],
            [.. target.Schema.Columns.Select(column => Affinities.Of(Affinities.DeclaredType(column.Kind)))],
            HasTriggers: false,
            HasActions: false,
            HasRowId: target.Schema.IndexOf("rowid") < 0 && !(target.ArchiveColumn is { } archive && SqliteName.Same(archive, "rowid")),
            target.ArchiveColumn);

    /// <summary>The error that says everything that doesn't fit.</summary>
    public static DestinationException Misfit(SqliteLocation location, TableTarget target, IReadOnlyList<string> misfits)
    {
        var text = new StringBuilder($"The table {SqliteName.Quote(target.Table)} in {location.Name} does not fit {target.Schema.Model}: ");
        if (misfits.Count == 1) text.Append(misfits[0]).Append('.');
        else foreach (var misfit in misfits) text.Append("\n- ").Append(misfit).Append('.');
        return new(text.ToString(), FailureEffect.NothingPermanent);
    }

    private string? FindTable()
    {
        _misfits.AddRange(_schema.Columns.Where(column => column.Name.Contains('\0', StringComparison.Ordinal)).Select(column => $"the column name '{column.Name.Replace("\0", "\\0", StringComparison.Ordinal)}' holds the character NUL, and no name in SQLite does. Correct it in [SyncColumn]"));
        if (target.ArchiveMisfit is { } misfit) _misfits.Add(misfit);
        if (target.Table.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase)) _misfits.Add("names that begin with sqlite_ are SQLite's own");
        using var statement = database.Prepare("SELECT name, type, strict, wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1 COLLATE NOCASE");
        statement.BindString(1, target.Table);
        if (!statement.Step())
        {
            if (!target.CreateIfMissing) _misfits.Add("there is no such table. Create it, correct the name, or set CreateIfMissing");
            else if (target.Loss is { } loss) _misfits.Add(loss);
            return null;
        }

        if (Text(statement, 1) == "view") _misfits.Add("it is a view; name the table behind it");
        _isStrict = Number(statement, 2) != 0;
        _hasRowId = Number(statement, 3) == 0;
        return Text(statement, 0);
    }

    private List<Column> ReadColumns(string table)
    {
        using var statement = database.Prepare("SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk, hidden FROM pragma_table_xinfo(?1)");
        statement.BindString(1, table);
        var columns = new List<Column>();
        while (statement.Step()) columns.Add(new(Text(statement, 0), Text(statement, 1), Number(statement, 2) != 0, Number(statement, 3) != 0, (int)Number(statement, 4), (int)Number(statement, 5)));
        return columns;
    }

    private ImmutableArray<string> MatchColumns(List<Column> columns)
    {
        var missing = new List<string>();
        var names = ImmutableArray.CreateBuilder<string>(_schema.Columns.Length);
        foreach (var model in _schema.Columns)
        {
            var column = columns.Find(c => SqliteName.Same(c.Name, model.Name));
            var needed = target.Needs(names.Count);
            if (column is null && needed) missing.Add(model.Name);
            else if (needed && column!.Hidden != Ordinary) _misfits.Add($"column {model.Name} is generated or hidden and can't be written");
            names.Add(column?.Name ?? model.Name);
        }

        if (missing.Count > 0) _misfits.Add($"it has no column {string.Join(", ", missing)}. Add it to the table, map the property with [SyncColumn(\"name\")], or leave it out with [SyncIgnore]");
        return names.MoveToImmutable();
    }

    /// <summary>The collation of each key part in the unique index that the key's columns have to themselves, and the order of the parts there.</summary>
    private (ImmutableArray<string> Collations, ImmutableArray<int> Order) FindKeyIndex(string table, List<Column> columns)
    {
        var key = _schema.Key.Select(column => _schema.Columns[column]).ToArray();
        int PartOf(string name) => Array.FindIndex(key, part => SqliteName.Same(part.Name, name));
        // Where there are two, the one that compares as the model does finds exactly the record meant.
        int Strange(List<(string Name, string Collation)> index) => index.Count(column => column.Collation != (TableSql.IgnoresCase(key[PartOf(column.Name)]) ? NoCase : "BINARY"));
        var found = UniqueIndexes(table, columns)
            .Where(index => index.Count == key.Length && key.All(part => index.Exists(column => SqliteName.Same(column.Name, part.Name))))
            .MinBy(Strange);
        if (found is null)
        {
            var names = string.Join(", ", key.Select(part => SqliteName.Quote(part.Name)));
            _misfits.Add($"no primary key or unique index is over exactly the key ({names}). Create one: CREATE UNIQUE INDEX {SqliteName.Quote($"{table}_key")} ON {SqliteName.Quote(table)} ({names})");
            return ([.. key.Select(_ => "BINARY")], [.. Enumerable.Range(0, key.Length)]);
        }

        foreach (var (name, collation) in found)
        {
            if (TableSql.IgnoresCase(key[PartOf(name)]) && collation != NoCase)
            {
                _misfits.Add($"the key column {name} ignores case in the model and compares with case in the table, which would keep two records of one key. Declare it COLLATE NOCASE, or take IgnoreCase off the model");
            }
        }

        var order = found.Select(column => PartOf(column.Name)).ToImmutableArray();
        return ([.. Enumerable.Range(0, key.Length).Select(part => found[order.IndexOf(part)].Collation)], order);
    }

    private List<List<(string Name, string Collation)>> UniqueIndexes(string table, List<Column> columns)
    {
        var indexes = new List<List<(string Name, string Collation)>>();
        // An INTEGER PRIMARY KEY is the row's own number and has no index.
        var primary = columns.Where(column => column.KeyPlace > 0).ToList();
        if (primary is [var single] && IsRowId(single)) indexes.Add([(single.Name, "BINARY")]);
        using var statement = database.Prepare(
            "SELECT i.name, c.name, c.coll FROM pragma_index_list(?1) AS i JOIN pragma_index_xinfo(i.name) AS c WHERE i.\"unique\" AND NOT i.partial AND c.key ORDER BY i.seq, c.seqno");
        statement.BindString(1, table);
        string? current = null;
        while (statement.Step())
        {
            var index = Text(statement, 0);
            if (index != current) indexes.Add([]);
            current = index;
            // An index over an expression has no column name there: it matches none.
            indexes[^1].Add((Text(statement, 1), Text(statement, 2).ToUpperInvariant()));
        }

        return indexes;
    }

    private void CheckUnwritten(List<Column> columns)
    {
        if ((target.Operations & (OperationKinds.Insert | OperationKinds.Upsert)) != 0)
        {
            var unwritten = columns.Where(column => column.NotNull && !column.HasDefault && column.Hidden == Ordinary && !IsRowId(column) && !IsArchiveColumn(column) && _schema.IndexOf(column.Name) < 0).Select(column => column.Name).ToList();
            if (unwritten.Count > 0) _misfits.Add($"the model doesn't write {string.Join(", ", unwritten)}, which the table declares NOT NULL without a default. Give a default, or add it to the model");
        }

        if ((target.Operations & OperationKinds.Clear) == 0) return;
        var uncleared = columns.Where(column => column.NotNull && _schema.IndexOf(column.Name) is >= 0 and var at && _schema.KeyPartOf(at) < 0).Select(column => column.Name).ToList();
        if (uncleared.Count > 0) _misfits.Add($"WhenRemoved.Clear sets {string.Join(", ", uncleared)} to null, which the table declares NOT NULL. Allow null there, or remove in another way");
    }

    private void CheckAffinities(List<Column> columns)
    {
        foreach (var model in _schema.Columns.Where((_, ordinal) => target.Needs(ordinal)))
        {
            var column = columns.Find(c => SqliteName.Same(c.Name, model.Name));
            if (column is not null && Affinities.Loss(model.Kind, AffinityOf(column)) is { } loss)
            {
                _misfits.Add($"column {model.Name} holds {model.Kind}, and its declared type {column.Type} {loss}");
            }
        }
    }

    /// <summary>The archive column as the table spells it; null where none is named.</summary>
    private string? FindArchiveColumn(string table, List<Column> columns)
    {
        if (target.ArchiveColumn is not { } name || target.ArchiveMisfit is not null) return null;
        var column = columns.Find(IsArchiveColumn);
        if (column is null) _misfits.Add($"it has no column {name}, which ArchiveColumn names. Add it: ALTER TABLE {SqliteName.Quote(table)} ADD COLUMN {SqliteName.Quote(name)} INTEGER NOT NULL DEFAULT 0");
        else if (column.Hidden != Ordinary) _misfits.Add($"column {column.Name}, which ArchiveColumn names, is generated or hidden and can't be written");
        else if (AffinityOf(column) == Affinity.Text || (_isStrict && column.Type.Equals("BLOB", StringComparison.OrdinalIgnoreCase))) _misfits.Add($"column {column.Name}, which ArchiveColumn names, gets 0 or 1, and its declared type {column.Type} takes no numbers. Declare it INTEGER");
        return column?.Name;
    }

    private bool IsArchiveColumn(Column column) => target.ArchiveColumn is { } name && SqliteName.Same(column.Name, name);

    private void CheckKeyForms(string table, ImmutableArray<string> names)
    {
        foreach (var column in _schema.Key)
        {
            if (KeyForms.FindOther(database, table, names[column], _schema.Columns[column]) is not var (stored, written)) continue;
            _misfits.Add($"its key column {names[column]} holds {stored}, which is written {written} here and would not be found. Rewrite the table's keys in that form, or make the property a string or byte[] that takes them as they are");
        }
    }

    // ANY means what it says in a strict table, and a number in any other.
    private Affinity AffinityOf(Column column) => _isStrict && column.Type.Equals("ANY", StringComparison.OrdinalIgnoreCase) ? Affinity.None : Affinities.Of(column.Type);

    private bool HasTriggers(string table)
    {
        using var statement = database.Prepare("SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE");
        statement.BindString(1, table);
        return statement.Step();
    }

    private bool HasActions(string table)
    {
        using var statement = database.Prepare("SELECT 1 FROM pragma_foreign_key_list(?1) WHERE on_delete NOT IN ('NO ACTION', 'RESTRICT') OR on_update NOT IN ('NO ACTION', 'RESTRICT')");
        statement.BindString(1, table);
        return statement.Step();
    }

    private static bool IsRowId(Column column) => column.KeyPlace == 1 && column.Type.Equals("INTEGER", StringComparison.OrdinalIgnoreCase);

    private static string Text(SqliteStatement statement, int column) => Encoding.UTF8.GetString(statement.TextOf(statement.Cell(column)));

    private static long Number(SqliteStatement statement, int column) => statement.Int64Of(statement.Cell(column));
}
