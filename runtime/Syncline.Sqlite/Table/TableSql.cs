namespace Syncline;

/// <summary>The statements on a table. Rows are bound by their columns' ordinals, keys by their parts'; both from 1.</summary>
/// <remarks>
/// OR ABORT overrides a table's own ON CONFLICT clauses, which would delete other records (REPLACE), pass over rows in silence (IGNORE) or undo the batch (ROLLBACK).
/// The alias k keeps a quoted name from being taken for a text, and a table from being taken for the upsert's <c>excluded</c>.
/// </remarks>
internal sealed class TableSql
{
    private readonly TableShape _shape;
    private readonly SyncSchema _schema;
    private readonly string _table;
    private readonly int[] _others;
    private readonly string? _archive;

    public TableSql(TableShape shape, SyncSchema schema)
    {
        _shape = shape;
        _schema = schema;
        _table = SqliteName.Quote(shape.Table);
        _archive = shape.ArchiveColumn is { } column ? SqliteName.Quote(column) : null;
        _others = [.. Enumerable.Range(0, schema.Columns.Length).Where(column => schema.KeyPartOf(column) < 0)];
    }

    /// <summary>Whether the index takes for equal what the model tells apart.</summary>
    public bool IsLoose => Enumerable.Range(0, _schema.Key.Length).Any(IsLoosePart);

    public static bool IgnoresCase(SyncColumn column) => column.Kind == ColumnKind.Text && (column.Traits & ColumnTraits.IgnoreCase) != 0;

    public string Insert(ColumnSet leftOut) => $"{InsertInto(leftOut)} ON CONFLICT ({KeyNames()}) DO NOTHING";

    /// <summary>Whether there is a column to set but the key's.</summary>
    public bool Sets(ColumnSet leftOut) => _archive is not null || Others(leftOut).Any();

    public string Upsert(ColumnSet leftOut)
    {
        var sets = Others(leftOut).Select(column => $"{Name(column)} = excluded.{Name(column)}").Concat(NotArchived()).ToList();
        if (sets.Count == 0) return Insert(leftOut);
        var exact = IsLoose ? $" WHERE {Exact(column => $"excluded.{Name(column)}")}" : "";
        return $"{InsertInto(leftOut)} ON CONFLICT ({KeyNames()}) DO UPDATE SET {string.Join(", ", sets)}{exact}";
    }

    /// <summary>Null when there is nothing to set.</summary>
    public string? Update(ColumnSet leftOut)
    {
        var sets = Others(leftOut).Select(column => $"{Name(column)} = ?{column + 1}").Concat(NotArchived()).ToList();
        return sets.Count == 0 ? null : $"UPDATE OR ABORT {_table} AS k SET {string.Join(", ", sets)} WHERE {Match(byOrdinal: true, exact: IsLoose)}";
    }

    public string Delete() => $"DELETE FROM {_table} AS k WHERE {Match(byOrdinal: false, exact: IsLoose)}";

    /// <summary>Null when there is nothing to clear.</summary>
    public string? Clear()
        => _others.Length == 0 ? null : $"UPDATE OR ABORT {_table} AS k SET {string.Join(", ", _others.Select(column => $"{Name(column)} = NULL"))} WHERE {Match(byOrdinal: false, exact: IsLoose)}";

    /// <summary>Null when no column is named for it.</summary>
    public string? Archive()
        => _archive is null ? null : $"UPDATE OR ABORT {_table} AS k SET {_archive} = 1 WHERE {Match(byOrdinal: false, exact: IsLoose)}";

    /// <summary>Whether the record is spelled as asked, and its key as it is spelled.</summary>
    public string Find()
        => $"SELECT {Exact(column => $"?{_schema.KeyPartOf(column) + 1}")}, {string.Join(", ", _schema.Key.Select(column => $"k.{Name(column)}"))} FROM {_table} AS k WHERE {Match(byOrdinal: false, exact: false)}";

    /// <summary>Every record: the model's columns, whether it is archived, and the parts of its key once more.</summary>
    public string Read()
        => $"SELECT {string.Join(", ", Enumerable.Range(0, _schema.Columns.Length).Select(column => $"k.{Name(column)}"))}, {(_archive is null ? "0" : $"k.{_archive} IS NOT 0")}, {string.Join(", ", _schema.Key.Select(column => $"k.{Name(column)}"))} FROM {_table} AS k";

    /// <summary>Deletes by the key's parts as they are stored, whatever they are.</summary>
    public string DeleteStored()
        => $"DELETE FROM {_table} AS k WHERE {string.Join(" AND ", _schema.Key.Select((column, part) => $"k.{Name(column)} IS ?{part + 1} COLLATE BINARY"))}";

    /// <summary>A key part's first text from a given one on, among the records that agree in the parts before it in the index.</summary>
    public string Seek(ReadOnlySpan<int> before, int part)
    {
        var text = $"k.{Name(_schema.Key[part])}";
        var collation = $"COLLATE {SqliteName.Quote(_shape.KeyCollations[part])}";
        var terms = new List<string>();
        foreach (var other in before) terms.Add(MatchPart(other, other));
        terms.Add($"{text} >= ?{part + 1} {collation}");
        return $"SELECT {text} FROM {_table} AS k WHERE {string.Join(" AND ", terms)} ORDER BY {text} {collation} LIMIT 1";
    }

    /// <summary>A row where there is a record of the key, by the index's equality.</summary>
    public string Exists() => $"SELECT 1 FROM {_table} AS k WHERE {Match(byOrdinal: false, exact: false)}";

    /// <summary>The keys of the records whose foreign keys lead nowhere.</summary>
    public string FindForeignKeyOffenders()
        => $"SELECT {string.Join(", ", _schema.Key.Select(column => $"k.{Name(column)}"))} FROM {_table} AS k WHERE k.rowid IN (SELECT c.rowid FROM pragma_foreign_key_check(?1) AS c)";

    public string Create()
    {
        var columns = _schema.Columns.Select((column, ordinal) =>
        {
            var text = $"{Name(ordinal)} {Affinities.DeclaredType(column.Kind)}";
            var isKey = _schema.KeyPartOf(ordinal) >= 0;
            if (isKey && IgnoresCase(column)) text += " COLLATE NOCASE";
            return isKey || !column.IsNullable ? $"{text} NOT NULL" : text;
        });
        if (_archive is not null) columns = columns.Append($"{_archive} INTEGER NOT NULL DEFAULT 0");
        return $"CREATE TABLE {_table} ({string.Join(", ", columns)}, PRIMARY KEY ({KeyNames()}))";
    }

    private bool IsLoosePart(int part)
    {
        var column = _schema.Columns[_schema.Key[part]];
        return column.Kind is ColumnKind.Text or ColumnKind.Char && !IgnoresCase(column) && _shape.KeyCollations[part] != "BINARY";
    }

    private string Name(int column) => SqliteName.Quote(_shape.Columns[column]);

    private string KeyNames() => string.Join(", ", _schema.Key.Select(Name));

    // A record that is written is no longer archived.
    private IEnumerable<string> NotArchived() => _archive is null ? [] : [$"{_archive} = 0"];

    private IEnumerable<int> Others(ColumnSet leftOut) => _others.Where(column => !leftOut.Contains(column));

    private string InsertInto(ColumnSet leftOut)
    {
        var columns = Enumerable.Range(0, _schema.Columns.Length).Where(column => !leftOut.Contains(column)).ToList();
        var (names, values) = (columns.Select(Name), columns.Select(column => $"?{column + 1}"));
        if (_archive is not null) (names, values) = (names.Append(_archive), values.Append("0"));
        return $"INSERT OR ABORT INTO {_table} AS k ({string.Join(", ", names)}) VALUES ({string.Join(", ", values)})";
    }

    private string Match(bool byOrdinal, bool exact)
    {
        var terms = _schema.Key.Select((column, part) => MatchPart(part, byOrdinal ? column : part)).ToList();
        if (exact) terms.Add(Exact(column => $"?{(byOrdinal ? column : _schema.KeyPartOf(column)) + 1}"));
        return string.Join(" AND ", terms);
    }

    private string MatchPart(int part, int parameter) => $"k.{Name(_schema.Key[part])} = ?{parameter + 1} COLLATE {SqliteName.Quote(_shape.KeyCollations[part])}";

    // BINARY on the parts where the index is looser than the model.
    private string Exact(Func<int, string> value)
    {
        var terms = _schema.Key.Where((_, part) => IsLoosePart(part)).Select(column => $"k.{Name(column)} = {value(column)} COLLATE BINARY").ToList();
        return terms.Count == 0 ? "1" : $"({string.Join(" AND ", terms)})";
    }
}
