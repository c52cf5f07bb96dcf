using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncline;

/// <summary>Applies single operations inside an open transaction.</summary>
internal sealed partial class TableWriter<TModel, TKey> : IDisposable
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // Each set of columns left out has its own statements; past this many they are prepared anew.
    private const int MostStatements = 128;
    private readonly SqliteDatabase _database;
    private readonly SyncSchema _schema;
    private readonly TableSql _sql;
    private readonly BindScratch _scratch = new();
    private readonly BindRules[] _rowRules;
    private readonly BindRules[] _keyRules;
    private readonly bool _skipsNulls;
    private readonly RowSavepoint? _savepoint;
    private readonly bool _isLoose;
    private readonly bool _hasRowId;
    private readonly string _table;
    private readonly TableWords _words;
    private readonly RowBlame<TModel, TKey> _blame;
    private readonly FoldedKeys<TKey>? _folded;
    private readonly Dictionary<(OperationKind Kind, ColumnSet LeftOut), Prepared> _statements = [];
    private (OperationKind Kind, Prepared Statement) _last;
    private Prepared? _find;
    // How the table spells the parts of the key at hand, where that is not as the key does.
    private byte[]?[]? _spelled;

    /// <summary>A statement, its number of parameters, and whether it sets a column but the key's; no statement where there is nothing to do.</summary>
    private sealed record Prepared(SqliteStatement? Statement, string? Sql, int Parameters, bool Sets);

    public TableWriter(SqliteDatabase database, TableShape shape, SyncSchema schema)
    {
        _database = database;
        _schema = schema;
        _sql = new(shape, schema);
        _words = new(shape, schema);
        _savepoint = shape.HasTriggers ? new(database) : null;
        _isLoose = _sql.IsLoose;
        _hasRowId = shape.HasRowId;
        _table = shape.Table;
        _skipsNulls = schema.Columns.Any(column => column.SkipsNull);
        _rowRules = new BindRules[schema.Columns.Length];
        for (var column = 0; column < _rowRules.Length; column++)
        {
            var rounds = schema.Columns[column].Kind == ColumnKind.Decimal && shape.Affinities[column] is Affinity.Numeric or Affinity.Real or Affinity.Integer;
            var isKey = schema.KeyPartOf(column) >= 0;
            _rowRules[column] = (isKey ? BindRules.Key : 0) | (rounds ? BindRules.BecomesReal : 0) | (isKey && TableSql.IgnoresCase(schema.Columns[column]) ? BindRules.EndsAtNul : 0);
        }

        _keyRules = [.. schema.Key.Select(column => _rowRules[column])];
        _blame = new(database, shape, schema, _words, _rowRules, _keyRules);
        if (schema.Key.Any(column => TableSql.IgnoresCase(schema.Columns[column]))) _folded = new(database, shape, schema, _keyRules);
    }

    /// <summary>Applies an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="other">The key of the record that stood in its way, spelled otherwise, where the outcome is Rejected for that.</param>
    /// <exception cref="SqliteException">The database failed, not the row.</exception>
    public OperationOutcome Apply(in Operation<TModel, TKey> operation, out TKey? other)
    {
        // Without it a trigger's RAISE(FAIL) would leave half of a refused row.
        _savepoint?.Begin();
        var outcome = Execute(in operation, out other);
        if (_database.InTransaction) _savepoint?.End(undo: outcome.Outcome == Outcome.Rejected);
        return outcome;
    }

    /// <summary>Why two rows of one batch are both refused.</summary>
    public string ExplainClash(TKey key, TKey other) => _words.Clash(key, other);

    /// <summary>Which foreign key an operation breaks that was applied and can't be committed.</summary>
    public string ExplainForeignKey(in Operation<TModel, TKey> operation) => _blame.ExplainForeignKey(in operation);

    /// <summary>The keys of the table's records whose foreign keys lead nowhere; none where SQLite can't tell.</summary>
    public List<TKey> ForeignKeyOffenders()
    {
        var offenders = new List<TKey>();
        // A table without row numbers has nothing to tell its records by.
        if (!_hasRowId) return offenders;
        using var statement = _database.Prepare(_sql.FindForeignKeyOffenders());
        statement.BindString(1, _table);
        while (statement.Step())
        {
            var reader = new KeyCells(statement, firstColumn: 0);
            var key = TKey.Read(ref reader);
            if (reader.IsWhole) offenders.Add(key);
        }

        return offenders;
    }

    public void Dispose()
    {
        _savepoint?.Dispose();
        _folded?.Dispose();
        Forget();
    }

    private void Forget()
    {
        foreach (var prepared in _statements.Values) prepared.Statement?.Dispose();
        _statements.Clear();
        _find?.Statement?.Dispose();
        _find = null;
        _last = default;
    }

    private OperationOutcome Execute(in Operation<TModel, TKey> operation, out TKey? other)
    {
        other = null;
        var isRow = TableOperations.WritesRow(operation.Kind);
        var prepared = Statement(in operation, isRow);
        _scratch.Clear();
        if (TrySpell(operation.Key) is { } doubled) return OperationOutcome.Rejected(doubled);
        if (prepared.Statement is null) return WithoutStatement(in operation, out other);
        var binder = new ValueBinder(prepared.Statement, _scratch, prepared.Parameters, isRow ? _rowRules : _keyRules);
        if (isRow)
        {
            var row = operation.Row!;
            TModel.Write(in row, ref binder);
        }
        else
        {
            var key = operation.Key;
            TKey.Write(in key, ref binder);
        }

        if (binder.Refusal is not null) return OperationOutcome.Rejected(isRow ? _words.Refusal(operation.Row!, binder.RefusedColumn, binder.Refusal) : _words.KeyRefusal(operation.Key, binder.RefusedColumn, binder.Refusal));
        Respell(prepared, isRow);
        var code = prepared.Statement.TryStep();
        if (code != raw.SQLITE_DONE)
        {
            var fault = prepared.Statement.Fault(code);
            prepared.Statement.Reset();
            if (!IsRowFault(code, prepared)) throw fault;
            return OperationOutcome.Rejected(_blame.Explain(fault, in operation));
        }

        var changes = prepared.Statement.Changes;
        prepared.Statement.Reset();
        return changes > 0 ? OperationOutcome.Succeeded : NothingChanged(operation.Kind, operation.Key, prepared.Sets, out other);
    }

    /// <summary>Whether the row is to blame: for a constraint, or for an error of an expression over it, as malformed JSON in a generated column.</summary>
    private bool IsRowFault(int code, Prepared prepared)
    {
        if (SqliteFaults.IsRowFault(code)) return true;
        if (SqliteFaults.Primary(code) != raw.SQLITE_ERROR) return false;
        try
        {
            // A statement that is prepared once more has table and columns still.
            _database.Prepare(prepared.Sql!).Dispose();
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private Prepared Statement(in Operation<TModel, TKey> operation, bool isRow)
    {
        if (!_skipsNulls || !isRow)
        {
            if (_last.Kind != operation.Kind) _last = (operation.Kind, Prepare(operation.Kind, default));
            return _last.Statement;
        }

        var nulls = new SkippedNulls(_schema);
        var row = operation.Row!;
        TModel.Write(in row, ref nulls);
        return Prepare(operation.Kind, nulls.Columns);
    }

    private Prepared Prepare(OperationKind kind, ColumnSet leftOut)
    {
        if (_statements.TryGetValue((kind, leftOut), out var prepared)) return prepared;
        if (_statements.Count >= MostStatements) Forget();
        prepared = Prepare(kind switch
        {
            OperationKind.Insert => _sql.Insert(leftOut),
            OperationKind.Update => _sql.Update(leftOut),
            OperationKind.Upsert => _sql.Upsert(leftOut),
            OperationKind.Delete => _sql.Delete(),
            OperationKind.Clear => _sql.Clear(),
            OperationKind.Archive when _sql.Archive() is { } archive => archive,
            _ => throw new DestinationException($"A SQLite table has no operation {kind}.", FailureEffect.NothingPermanent),
        }, _sql.Sets(leftOut));
        _statements.Add((kind, leftOut), prepared);
        return prepared;
    }

    private Prepared Prepare(string? sql, bool sets)
    {
        var statement = sql is null ? null : _database.Prepare(sql);
        return new(statement, sql, statement?.ParameterCount ?? 0, sets);
    }
}
