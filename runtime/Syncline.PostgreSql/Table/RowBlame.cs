using Npgsql;
using NpgsqlTypes;

namespace Syncline;

/// <summary>Finds out what a row that the table refused has run into: the record in its way, the parent that is missing, the children it would leave behind. What it reads of the table's rules it keeps, for a transaction.</summary>
internal sealed class RowBlame<TModel, TKey>(TableSession session, TableShape shape, TableSql sql, TableWords words, TableColumn[] keyParts)
    where TModel : ISyncModel<TModel, TKey>
    where TKey : struct, ISyncKey<TKey>
{
    // The server says which constraint it was by its name, which is one table's alone.
    private const string FindConstraint = """
        SELECT c.conrelid = $1, c.conrelid::regclass::text, c.confrelid::regclass::text,
               ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k (n, i) JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.n ORDER BY k.i),
               ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k (n, i) JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.confrelid AND a.attnum = k.n ORDER BY k.i)
        FROM pg_catalog.pg_constraint AS c
        JOIN pg_catalog.pg_class AS t ON t.oid = c.conrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
        WHERE c.conname = $2 AND t.relname = $3 AND n.nspname = $4 AND (c.conrelid = $1 OR c.confrelid = $1)
        """;

    private readonly SyncSchema _model = TModel.Schema;
    private readonly Dictionary<(string, string, string), Constraint?> _constraints = [];
    private List<IndexColumn>? _indexes;

    private sealed record Constraint(bool IsOwn, string Table, string Parent, string[] Columns, string[] ParentColumns);

    /// <summary>Why the table refused an operation, the attempt being undone.</summary>
    public async ValueTask<string> ExplainAsync(PostgresException fault, int number, Operation<TModel, TKey> operation)
    {
        var row = TableOperations.WritesRow(operation.Kind) ? operation.Row : default;
        if (PostgreSqlFaults.IsRaised(fault)) return words.OfTrigger(fault);
        switch (fault.SqlState)
        {
            case PostgresErrorCodes.UniqueViolation when row is not null:
                return await ExplainUniqueAsync(fault, number, row).ConfigureAwait(false);
            case PostgresErrorCodes.NotNullViolation:
                return words.NotNull(fault);
            case PostgresErrorCodes.CheckViolation:
                var check = await FindAsync(fault).ConfigureAwait(false);
                return words.Check(row, check is null ? [] : Ordinals(check.Columns), fault);
            case PostgresErrorCodes.ForeignKeyViolation:
                var key = await FindAsync(fault).ConfigureAwait(false);
                return key is null ? words.Other(fault)
                    : row is not null && key.IsOwn && !IsLeftBehind(fault) ? words.NoParent(row, Ordinals(key.Columns), key.Parent, string.Join(", ", key.ParentColumns), fault)
                    : words.Children(key.Table, string.Join(", ", key.Columns), fault);
            case PostgresErrorCodes.ProgramLimitExceeded when row is not null:
                return await ExplainLengthAsync(fault).ConfigureAwait(false);
            default:
                return words.Other(fault);
        }
    }

    // A table that refers to itself breaks its key in two ways, which the server words apart.
    private static bool IsLeftBehind(PostgresException fault) => fault.MessageText.StartsWith("update or delete", StringComparison.Ordinal);

    private async ValueTask<string> ExplainUniqueAsync(PostgresException fault, int number, TModel row)
    {
        _indexes ??= await CatalogReader.IndexesAsync(session.Connection, shape.Oid, session.CancellationToken).ConfigureAwait(false);
        var columns = _indexes.Where(column => column.Index == fault.ConstraintName).ToList();
        var ordinals = Ordinals(columns.Select(column => column.Name ?? ""));
        // What an expression makes of a row, or what a default gives it, can't be looked up by its columns.
        if (columns.Count == 0 || ordinals.Count < columns.Count) return words.HeldBySome(fault);
        TKey? holder = null;
        using var command = new NpgsqlCommand(sql.Holder(ordinals), session.Connection) { Parameters = { new() { Value = number, NpgsqlDbType = NpgsqlDbType.Integer } } };
        await session.ForEachAsync(command, reader => holder = KeyCells.Read<TKey>(reader, [.. Enumerable.Range(0, keyParts.Length)], keyParts)).ConfigureAwait(false);
        return holder is { } key ? words.Held(row, ordinals, key, fault) : words.HeldBySome(fault);
    }

    private async ValueTask<string> ExplainLengthAsync(PostgresException fault)
    {
        var indexed = await CatalogReader.IndexedAsync(session.Connection, shape.Oid, session.CancellationToken).ConfigureAwait(false);
        // What is longer than a page is refused before it is known for which index.
        var index = indexed.Exists(column => column.Index == fault.ConstraintName) ? fault.ConstraintName : null;
        var columns = Ordinals(indexed.Where(column => index is null || column.Index == index).Select(column => column.Column).Distinct()).FindAll(column => shape.Columns[column]!.Form is StoredForm.Text or StoredForm.Bytes);
        return columns.Count == 0 ? words.Other(fault) : words.TooLong(columns, index, fault);
    }

    private async ValueTask<Constraint?> FindAsync(PostgresException fault)
    {
        if (fault.ConstraintName is null || fault.TableName is null || fault.SchemaName is null) return null;
        var name = (fault.SchemaName, fault.TableName, fault.ConstraintName);
        if (_constraints.TryGetValue(name, out var known)) return known;
        using var command = new NpgsqlCommand(FindConstraint, session.Connection)
        {
            Parameters =
            {
                new() { Value = shape.Oid, NpgsqlDbType = NpgsqlDbType.Oid },
                new() { Value = fault.ConstraintName, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = fault.TableName, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = fault.SchemaName, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        Constraint? found = null;
        await session.ForEachAsync(command, reader => found = new(reader.GetBoolean(0), reader.GetString(1), reader.IsDBNull(2) ? "" : reader.GetString(2), reader.GetFieldValue<string[]>(3), reader.GetFieldValue<string[]>(4))).ConfigureAwait(false);
        return _constraints[name] = found;
    }

    private List<int> Ordinals(IEnumerable<string> names)
        => [.. names.Select(name => Enumerable.Range(0, _model.Columns.Length).FirstOrDefault(column => _model.Columns[column].Name == name && shape.Columns[column] is not null, -1)).Where(column => column >= 0)];
}
