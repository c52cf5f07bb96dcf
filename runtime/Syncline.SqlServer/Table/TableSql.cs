using System.Globalization;

namespace Syncline;

/// <summary>The statements on a table and on the rows that are staged for it: <c>@a</c> to <c>@b</c> are the operations meant.</summary>
/// <remarks>
/// UPDLOCK and SERIALIZABLE hold the records that are found, and the gaps where none is, until the transaction ends: what an UPDATE did not find nobody else can have made before the INSERT.
/// The joins go from the staged rows to the table, key by key, and never through all of it: so the locks stay with the keys that are asked for.
/// OUTPUT goes INTO a table because a plain one is refused where the target has triggers.
/// </remarks>
internal sealed class TableSql
{
    private const string Held = "WITH (UPDLOCK, SERIALIZABLE)";
    private const string ByKey = "OPTION (LOOP JOIN, FORCE ORDER)";

    private readonly TableShape _shape;
    private readonly SyncSchema _model;
    private readonly StageSql _stage;
    private readonly int[] _others;

    public TableSql(TableShape shape, SyncSchema model, StageSql stage)
    {
        (_shape, _model, _stage) = (shape, model, stage);
        _others = [.. stage.Columns.ToArray().Where(column => model.KeyPartOf(column) < 0)];
    }

    /// <summary>Whether a write sets a column but the key's.</summary>
    public bool Sets => _others.Length > 0 || _shape.ArchiveColumn is not null;

    /// <summary>Whether there is a column to clear.</summary>
    public bool Clears => _others.Length > 0;

    /// <summary>Staged rows whose keys the table takes for one: their numbers, and the first of each such set.</summary>
    public string Clashes()
    {
        var same = string.Join(", ", _model.Key.Select(column => $"s.{StageSql.Column(column)}"));
        return $"SELECT q.[o], q.[f] FROM (SELECT s.[o], MIN(s.[o]) OVER (PARTITION BY {same}) AS [f], COUNT(*) OVER (PARTITION BY {same}) AS [n] FROM {_stage.Stage} AS s WHERE {Kinds(TableOperations.Writing)}) AS q WHERE q.[n] > 1 ORDER BY q.[f], q.[o]";
    }

    /// <summary>Operations that find a record spelled otherwise: their number and the record's key.</summary>
    public string OtherSpellings(IEnumerable<OperationKind> kinds)
        => $"SELECT s.[o], {KeyCells()} FROM {_stage.Stage} AS s INNER JOIN {_shape.Table} AS t {Held} ON {Match()} WHERE {Kinds(kinds)} AND NOT ({Exact(static part => part.IsLoose)}) {ByKey}";

    /// <summary>The numbers of the operations whose record is there.</summary>
    public string Present(OperationKind kind)
        => $"{Note()} INSERT INTO {StageSql.Done} ([o]) SELECT s.[o] FROM {_stage.Stage} AS s INNER JOIN {_shape.Table} AS t {Held} ON {MatchExactly()} WHERE {Filter(kind)} {ByKey}; {Tell()}";

    public string Delete() => $"{Note()} DELETE t OUTPUT s.[o] INTO {StageSql.Done} ([o]) {FromBoth(OperationKind.Delete)}; {Tell()}";

    public string Clear() => Update(OperationKind.Clear, _others.Select(column => $"t.{Name(column)} = NULL"));

    public string Archive() => Update(OperationKind.Archive, [$"t.{_shape.ArchiveColumn} = 1"]);

    /// <summary>Updates the records that are there, for an update or an upsert.</summary>
    public string Update(OperationKind kind)
        => Update(kind, _others.Select(column => $"t.{Name(column)} = {(_model.Columns[column].SkipsNull ? $"COALESCE({Value(column)}, t.{Name(column)})" : Value(column))}").Concat(NotArchived()));

    /// <summary>Inserts the rows that are not there, and tells which.</summary>
    public string Insert(OperationKind kind)
    {
        var columns = _stage.Columns.ToArray();
        var names = columns.Select(Name);
        var values = columns.Select(column => _model.Columns[column].SkipsNull && _shape.Columns[column]!.TypedDefault is { } otherwise ? $"COALESCE({Value(column)}, {otherwise})" : Value(column));
        if (_shape.ArchiveColumn is not null) (names, values) = (names.Append(_shape.ArchiveColumn), values.Append("0"));
        var inserted = string.Join(", ", _model.Key.Select(column => $"INSERTED.{Name(column)}"));
        var keys = string.Join(", ", _model.Key.Select(StageSql.Column));
        // In the order of the key two runs wait for each other, and don't block each other.
        var order = string.Join(", ", _model.Key.Select(column => $"s.{StageSql.Column(column)}"));
        var insert = $"INSERT INTO {_shape.Table} ({string.Join(", ", names)}) OUTPUT {inserted} INTO {StageSql.Keys} ({keys}) SELECT {string.Join(", ", values)} FROM {_stage.Stage} AS s WHERE {Filter(kind)} AND NOT EXISTS (SELECT 1 FROM {_shape.Table} AS t {Held} WHERE {Match()}) ORDER BY {order} {ByKey}";
        var made = $"INSERT INTO {StageSql.Done} ([o]) SELECT s.[o] FROM {_stage.Stage} AS s INNER JOIN {StageSql.Keys} AS d ON {string.Join(" AND ", _model.Key.Select(column => $"d.{StageSql.Column(column)} = s.{StageSql.Column(column)}"))} WHERE {Filter(kind)}";
        return $"TRUNCATE TABLE {StageSql.Keys}; {Note()} {insert}; {made}; {Tell()}";
    }

    /// <summary>Every record: the model's columns, and whether it has to be written for being archived. Writers wait from now on until the transaction ends, and readers don't.</summary>
    public string Read() => $"SELECT {string.Join(", ", _stage.Columns.ToArray().Select(Read))}, {(_shape.ArchiveColumn is null ? "0" : $"CASE WHEN t.{_shape.ArchiveColumn} = 0 THEN 0 ELSE 1 END")} FROM {_shape.Table} AS t WITH (TABLOCK, HOLDLOCK)";

    /// <summary>Keeps other mirrors out until the transaction ends: two that both read would wait for each other to write.</summary>
    public string Lock() => $"DECLARE @taken int; EXEC @taken = sp_getapplock @Resource = N'{StageSql.Resource(_shape.Table)}', @LockMode = N'Exclusive', @LockOwner = N'Transaction', @LockTimeout = -1; SELECT @taken";

    /// <summary>Deletes a record by its key as it is stored, nulls too: <c>@k0</c> and so on.</summary>
    public string DeleteStored()
        => $"DELETE t FROM {_shape.Table} AS t WHERE {string.Join(" AND ", _model.Key.Select((column, part) => $"(t.{Name(column)} = {KeyParameter(part)} OR (t.{Name(column)} IS NULL AND {KeyParameter(part)} IS NULL))"))}";

    public static string KeyParameter(int part) => $"@k{part.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The key of another record that has what operation <c>@a</c> writes to the columns: nulls are equal to a unique index.</summary>
    public string Holder(IEnumerable<int> columns)
    {
        var same = columns.Select(column => $"(t.{Name(column)} = {Value(column)} OR (t.{Name(column)} IS NULL AND {Value(column)} IS NULL))");
        return $"SELECT TOP (1) {KeyCells()} FROM {_stage.Stage} AS s INNER JOIN {_shape.Table} AS t ON {string.Join(" AND ", same)} WHERE s.[o] BETWEEN @a AND @b AND NOT ({Match()})";
    }

    /// <summary>The key of a record by that of a staged row, for the order of columns a result has: number first.</summary>
    public string KeyCells() => string.Join(", ", _model.Key.Select(Read));

    private static string Note() => $"TRUNCATE TABLE {StageSql.Done};";

    private static string Tell() => $"SELECT d.[o] AS [{StageSql.DoneNumber}] FROM {StageSql.Done} AS d";

    private string Update(OperationKind kind, IEnumerable<string> sets)
        => $"{Note()} UPDATE t SET {string.Join(", ", sets)} OUTPUT s.[o] INTO {StageSql.Done} ([o]) {FromBoth(kind)}; {Tell()}";

    private string FromBoth(OperationKind kind) => $"FROM {_stage.Stage} AS s INNER JOIN {_shape.Table} AS t {Held} ON {MatchExactly()} WHERE {Filter(kind)} {ByKey}";

    // A record that is written is no longer archived.
    private IEnumerable<string> NotArchived() => _shape.ArchiveColumn is null ? [] : [$"t.{_shape.ArchiveColumn} = 0"];

    private static string Filter(OperationKind kind) => $"s.[k] = {N((int)kind)} AND s.[o] BETWEEN @a AND @b";

    private static string Kinds(IEnumerable<OperationKind> kinds) => $"s.[k] IN ({string.Join(", ", kinds.Select(kind => N((int)kind)))})";

    private string Name(int column) => _shape.Columns[column]!.Name;

    private string Value(int column) => _shape.Columns[column]!.IsParsed ? $"CAST(s.{StageSql.Column(column)} AS {_shape.Columns[column]!.Type.Declared})" : $"s.{StageSql.Column(column)}";

    private string Read(int column) => _shape.Columns[column]!.IsParsed ? $"CAST(t.{Name(column)} AS nvarchar(max))" : $"t.{Name(column)}";

    private string MatchExactly() => _shape.Key.Any(part => part.IsExact) ? $"{Match()} AND {Exact(static part => part.IsExact)}" : Match();

    private string Match() => string.Join(" AND ", _model.Key.Select(column => $"t.{Name(column)} = s.{StageSql.Column(column)}"));

    // Bytes are compared with zeros at the end of the shorter, as texts are with blanks: so the length counts, too.
    private string Exact(Func<KeyPart, bool> which)
        => string.Join(" AND ", _model.Key.Select((column, part) => (column, part)).Where(p => which(_shape.Key[p.part])).Select(p =>
        {
            var (there, asked) = ($"t.{Name(p.column)}", $"s.{StageSql.Column(p.column)}");
            return $"CAST({there} AS varbinary(8000)) = CAST({asked} AS varbinary(8000)) AND DATALENGTH({there}) = DATALENGTH({asked})";
        }));

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
