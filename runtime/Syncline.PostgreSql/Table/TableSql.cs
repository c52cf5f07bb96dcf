using System.Globalization;

namespace Syncline;

/// <summary>The statements on a table and on the rows that are staged for it.</summary>
/// <remarks>
/// The stage is a temporary table of this transaction alone: <c>o</c> numbers the operations, <c>k</c> is their kind, <c>c0</c> and so on are the model's columns. A null of a column that leaves nulls out
/// (NullPolicy.Skip) is such a column left out, so the stage needs no other mark: an update keeps the old value, an insert takes the column's default.
/// </remarks>
internal sealed class TableSql
{
    /// <summary>What is told in the place of an operation's number where a record has, or got, a key that is that of no operation.</summary>
    public const int Nobody = -1;

    public const string Stage = "pg_temp.syncline_stage";

    /// <summary>Has every constraint checked with its statement: a deferred one would refuse all at the commit.</summary>
    public const string CheckAtOnce = "SET CONSTRAINTS ALL IMMEDIATE";

    private readonly TableShape _shape;
    private readonly SyncSchema _model;
    private readonly int[] _columns;
    private readonly int[] _others;

    public TableSql(TableShape shape, SyncSchema model)
    {
        _shape = shape;
        _model = model;
        _columns = [.. Enumerable.Range(0, model.Columns.Length).Where(column => shape.Columns[column] is not null)];
        _others = [.. _columns.Where(column => model.KeyPartOf(column) < 0)];
    }

    /// <summary>The ordinals of the model's columns that are staged.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>Whether a write sets a column but the key's.</summary>
    public bool Sets => _others.Length > 0 || _shape.ArchiveColumn is not null;

    /// <summary>Whether there is a column to clear.</summary>
    public bool Clears => _others.Length > 0;

    public string CreateStage() => $"CREATE TEMPORARY TABLE syncline_stage (o integer NOT NULL, k smallint NOT NULL, {string.Join(", ", _columns.Select(column => $"c{N(column)} {_shape.Columns[column]!.StageType}"))}) ON COMMIT DROP";

    /// <summary>Rows straight into the table: the columns that are written, as they are.</summary>
    public string CopyToTable() => $"COPY {_shape.Table} ({string.Join(", ", _columns.Select(Name))}) FROM STDIN (FORMAT BINARY)";

    /// <summary>The table as every statement names it that writes records.</summary>
    public string Written => $"{_shape.Table} AS t";

    public string CopyToStage() => $"COPY {Stage} (o, k, {string.Join(", ", _columns.Select(column => $"c{N(column)}"))}) FROM STDIN (FORMAT BINARY)";

    /// <summary>Takes operations off the stage: $1 holds their numbers.</summary>
    public static string Unstage() => $"DELETE FROM {Stage} AS s WHERE s.o = ANY ($1)";

    /// <summary>Makes single operations quick to find.</summary>
    public static string IndexStage() => $"CREATE INDEX ON {Stage} (o)";

    public static string EmptyStage() => $"TRUNCATE {Stage}";

    /// <summary>Staged rows whose keys the table takes for one: the numbers of each such set.</summary>
    public string Clashes()
        => $"SELECT array_agg(s.o ORDER BY s.o) FROM {Stage} AS s WHERE s.k IN ({string.Join(", ", TableOperations.Writing.Select(kind => N((int)kind)))}) GROUP BY {string.Join(", ", _model.Key.Select((column, part) => Staged(column, part)))} HAVING count(*) > 1";

    /// <summary>Operations that find a record spelled otherwise: their number and the record's key.</summary>
    public string OtherSpellings(IEnumerable<OperationKind> kinds)
        => $"SELECT s.o, {KeyCells()} FROM {Stage} AS s JOIN {_shape.Table} AS t ON {Match()} WHERE s.k IN ({string.Join(", ", kinds.Select(kind => N((int)kind)))}) AND NOT ({Exact(static part => part.IsLoose)})";

    /// <summary>The numbers of the operations whose record is there.</summary>
    public string Present(OperationKind kind, Extent extent) => $"SELECT s.o FROM {Stage} AS s JOIN {_shape.Table} AS t ON {MatchExactly()} WHERE {Filter(kind, extent)}";

    public string Delete(Extent extent) => $"DELETE FROM {_shape.Table} AS t USING {Stage} AS s WHERE {Filter(OperationKind.Delete, extent)} AND {MatchExactly()}{(extent == Extent.One ? "" : " RETURNING s.o")}";

    public string Clear(Extent extent) => Update(OperationKind.Clear, _others.Select(column => $"{Name(column)} = NULL"), extent);

    public string Archive(Extent extent) => Update(OperationKind.Archive, [$"{_shape.ArchiveColumn} = {(_shape.ArchiveIsBoolean ? "true" : "1")}"], extent);

    /// <summary>Updates the records that are there, for an update or an upsert.</summary>
    public string Update(OperationKind kind, Extent extent)
        => Update(kind, _others.Select(column => $"{Name(column)} = {(_model.Columns[column].SkipsNull ? $"coalesce({Value(column)}, t.{Name(column)})" : Value(column))}").Concat(NotArchived()), extent);

    /// <summary>Inserts the rows that are not there.</summary>
    /// <param name="kind">The operation.</param>
    /// <param name="extent">Which operations.</param>
    /// <param name="tells">Whether to tell which were inserted, and not only how many: null for a record whose key is that of none.</param>
    public string Insert(OperationKind kind, Extent extent, bool tells)
    {
        var names = _columns.Select(Name);
        var values = _columns.Select(column => _model.Columns[column].SkipsNull && _shape.Columns[column]!.TypedDefault is { } otherwise ? $"coalesce({Value(column)}, {otherwise})" : Value(column));
        if (_shape.ArchiveColumn is not null) (names, values) = (names.Append(_shape.ArchiveColumn), values.Append(NotArchivedValue));
        var keys = string.Join(", ", _model.Key.Select(Name));
        // In the order of the key two runs wait for each other, and don't block each other.
        var insert = $"INSERT INTO {_shape.Table} AS t ({string.Join(", ", names)}) SELECT {string.Join(", ", values)} FROM {Stage} AS s WHERE {Filter(kind, extent)} ORDER BY {string.Join(", ", _model.Key.Select((column, part) => Staged(column, part)))} ON CONFLICT {_shape.Arbiter} DO NOTHING";
        return tells ? $"WITH t AS ({insert} RETURNING {keys}) SELECT s.o FROM t LEFT JOIN {Stage} AS s ON {MatchExactly()} AND {Filter(kind, extent)}" : insert;
    }

    /// <summary>Every record: the model's columns, where it stands, and whether it has to be written for being archived.</summary>
    public string Read() => $"SELECT {string.Join(", ", _columns.Select(Read))}, t.tableoid, t.ctid, {(_shape.ArchiveColumn is null ? "false" : $"t.{_shape.ArchiveColumn} IS DISTINCT FROM {NotArchivedValue}")} FROM {_shape.Table} AS t";

    /// <summary>The numbers of the operations whose record has what they wrote, as the server compares it: what it parses it prints in its own way.</summary>
    public string Kept()
    {
        var kept = _others.Where(column => (_model.Columns[column].Traits & ColumnTraits.NotCompared) == 0).Select(column =>
        {
            var isText = _shape.Columns[column]!.Form == StoredForm.Text;
            var same = isText ? $"t.{Name(column)}::text IS NOT DISTINCT FROM {Value(column)}::text COLLATE \"C\"" : $"t.{Name(column)} IS NOT DISTINCT FROM {Value(column)}";
            return _model.Columns[column].SkipsNull ? $"(s.c{N(column)} IS NULL OR {same})" : same;
        });
        if (_shape.ArchiveColumn is { } archive) kept = kept.Append($"t.{archive} IS NOT DISTINCT FROM {NotArchivedValue}");
        return $"SELECT s.o FROM {Stage} AS s JOIN {_shape.Table} AS t ON {string.Join(" AND ", kept.Prepend(MatchExactly()))}";
    }

    /// <summary>A record's key as text, by where it stands: $1 and $2.</summary>
    public string ReadStoredKey() => $"SELECT {string.Join(", ", _model.Key.Select(column => $"t.{Name(column)}::text"))} FROM {_shape.Table} AS t WHERE t.tableoid = $1 AND t.ctid = $2";

    /// <summary>Deletes a record by where it stands: $1 and $2.</summary>
    public string DeleteStored() => $"DELETE FROM {_shape.Table} AS t WHERE t.tableoid = $1 AND t.ctid = $2";

    /// <summary>Keeps writers and other mirrors out until the transaction ends; readers go on.</summary>
    public string Lock() => $"LOCK TABLE {_shape.Table} IN SHARE ROW EXCLUSIVE MODE";

    /// <summary>The key of another record that has what operation $1 writes to the columns.</summary>
    public string Holder(IEnumerable<int> columns)
        => $"SELECT {KeyCells()} FROM {Stage} AS s JOIN {_shape.Table} AS t ON {string.Join(" AND ", columns.Select(column => $"t.{Name(column)} = {Value(column)}"))} WHERE s.o = $1 AND NOT ({Match()}) LIMIT 1";

    public static string Create(TableTarget target)
    {
        var columns = target.Model.Columns.Select((column, ordinal) =>
        {
            var isKey = target.Model.KeyPartOf(ordinal) >= 0;
            return $"{PostgreSqlName.Quote(column.Name)} {StoredForms.DeclaredType(column.Kind)}{(isKey || !column.IsNullable ? " NOT NULL" : "")}";
        });
        if (target.ArchiveColumn is { } archive) columns = columns.Append($"{PostgreSqlName.Quote(archive)} boolean NOT NULL DEFAULT false");
        return $"CREATE TABLE IF NOT EXISTS {target.Name} ({string.Join(", ", columns)}, PRIMARY KEY ({string.Join(", ", target.Model.Key.Select(column => PostgreSqlName.Quote(target.Model.Columns[column].Name)))}))";
    }

    private string NotArchivedValue => _shape.ArchiveIsBoolean ? "false" : "0";

    private string Update(OperationKind kind, IEnumerable<string> sets, Extent extent)
        => $"UPDATE {_shape.Table} AS t SET {string.Join(", ", sets)} FROM {Stage} AS s WHERE {Filter(kind, extent)} AND {MatchExactly()}{ToldWithKey(extent)}";

    // A trigger may give a record another key.
    private string ToldWithKey(Extent extent) => extent == Extent.One ? "" : $" RETURNING CASE WHEN {MatchExactly()} THEN s.o ELSE {N(Nobody)} END";

    // A record that is written is no longer archived.
    private IEnumerable<string> NotArchived() => _shape.ArchiveColumn is null ? [] : [$"{_shape.ArchiveColumn} = {NotArchivedValue}"];

    private static string Filter(OperationKind kind, Extent extent) => $"s.k = {N((int)kind)}{extent switch { Extent.Some => " AND s.o = ANY ($1)", Extent.One => $" AND s.o = {ProbeSql.Number}", _ => "" }}";

    private string Name(int column) => _shape.Columns[column]!.Name;

    private string Value(int column) => _shape.Columns[column]!.Cast is { } cast ? $"s.c{N(column)}::{cast}" : $"s.c{N(column)}";

    private string KeyCells() => string.Join(", ", _model.Key.Select(Read));

    // The driver knows the types of extensions only that were there when it first connected; as text it reads them all.
    private string Read(int column) => _shape.Columns[column]!.Form == StoredForm.Text ? $"t.{Name(column)}::text" : $"t.{Name(column)}";

    private string MatchExactly() => _shape.Key.Any(part => part.IsExact) ? $"{Match()} AND {Exact(static part => part.IsExact)}" : Match();

    private string Match() => string.Join(" AND ", _model.Key.Select((column, part) => $"t.{Name(column)} = {Staged(column, part)}"));

    // With the index's collation, whatever that of the column is: else no index serves, or the server refuses to choose.
    private string Staged(int column, int part) => _shape.Key[part].Collation is { } collation ? $"({Value(column)} COLLATE {collation})" : Value(column);

    private string Exact(Func<KeyPart, bool> which)
        => string.Join(" AND ", _model.Key.Select((column, part) => (column, part)).Where(p => which(_shape.Key[p.part])).Select(p => $"t.{Name(p.column)}::text = {Value(p.column)}::text COLLATE \"C\""));

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
