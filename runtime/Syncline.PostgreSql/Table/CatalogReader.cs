using Npgsql;

namespace Syncline;

/// <summary>A table in the catalog. It is plain where every row that a COPY sends is inserted or refused aloud: no rule, policy or trigger looks at it before, and no table that inherits has its record.</summary>
internal sealed record CatalogTable(uint Oid, string Schema, string Name, char Kind, bool MayDelete, bool MayStage, bool IsPlain, string[] Rules);

/// <summary>A column in the catalog; of a domain the type beneath it, and its schema where the search path does not lead there. A drawn default does more than give a value: it takes a number of a sequence, or calls a function that somebody wrote.</summary>
internal sealed record CatalogColumn(string Name, string DeclaredType, string TypeName, bool IsEnum, int Modifier, string BaseType, bool NotNull, bool HasDefault, string? Default, string Identity, bool IsGenerated, bool DrawsDefault, string? HiddenIn, bool MaySelect, bool MayInsert, bool MayUpdate);

/// <summary>A column of a unique index; no name for an expression. The index may be that of a constraint, which may be deferrable.</summary>
internal sealed record IndexColumn(string Index, bool IsUsable, string? Name, string? Collation, bool IsDeterministic, bool IsDeferrable, bool IsOfConstraint);

/// <summary>Reads what the catalog says of a table.</summary>
internal static class CatalogReader
{
    // The table, its partitions, and what inherits from it.
    private const string Family = "(WITH RECURSIVE f AS (SELECT c.oid AS oid UNION SELECT i.inhrelid FROM f JOIN pg_catalog.pg_inherits AS i ON i.inhparent = f.oid) SELECT f.oid FROM f)";

    private const string Triggers = $"SELECT FROM pg_catalog.pg_trigger AS g WHERE g.tgrelid IN {Family} AND NOT g.tgisinternal AND g.tgenabled <> 'D'";

    // Bits of a trigger's type: 2 is BEFORE, 4 is INSERT.
    private const string MayReplaceRows = $"EXISTS ({Triggers} AND g.tgtype & 6 = 6)";

    private const string IsPlain = $"""
        NOT pg_catalog.row_security_active(c.oid)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_rewrite AS r WHERE r.ev_class = c.oid AND r.ev_type = '3')
        AND (c.relkind = 'p' OR NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = c.oid))
        AND NOT {MayReplaceRows}
        """;

    private const string SetsOffMore = $"EXISTS ({Triggers}) OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.contype = 'f' AND k.confrelid IN {Family} AND (k.confdeltype IN ('c', 'n', 'd') OR k.confupdtype IN ('c', 'n', 'd')))";

    // ON CONFLICT goes with no rule for INSERT or UPDATE, RETURNING with none that is done instead.
    private const string Rules = "ARRAY(SELECT r.ev_type::text || CASE WHEN r.is_instead THEN '!' ELSE ' ' END || r.rulename FROM pg_catalog.pg_rewrite AS r WHERE r.ev_class = c.oid AND r.ev_type IN ('2', '3', '4') AND r.ev_enabled <> 'D' ORDER BY r.rulename)";

    private const string FindTable = $"""
        SELECT c.oid, n.nspname::text, c.relname::text, c.relkind::text,
               pg_catalog.has_table_privilege(c.oid, 'DELETE'), pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY'), {IsPlain}, {Rules}
        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND CASE WHEN $2::text IS NULL THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname = $2 END
        """;

    // A domain may be over a domain: each step goes one type further down.
    private const string ReadColumns = """
        WITH RECURSIVE b AS (
            SELECT a.attnum, a.atttypid AS type, a.atttypmod AS modifier, false AS notnull, NULL::text COLLATE "C" AS otherwise
            FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT b.attnum, t.typbasetype, t.typtypmod, b.notnull OR t.typnotnull, coalesce(b.otherwise, pg_catalog.pg_get_expr(t.typdefaultbin, 0) COLLATE "C")
            FROM b JOIN pg_catalog.pg_type AS t ON t.oid = b.type WHERE t.typtype = 'd')
        SELECT a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), t.typname::text, t.typtype = 'e', b.modifier, pg_catalog.format_type(b.type, -1),
               a.attnotnull OR b.notnull, a.atthasdef OR a.attidentity <> '' OR b.otherwise IS NOT NULL,
               CASE WHEN a.attidentity <> '' THEN 'pg_catalog.nextval(' || pg_catalog.quote_literal(pg_catalog.pg_get_serial_sequence($1::oid::regclass::text, a.attname)) || '::regclass)'
                    WHEN a.attgenerated = '' THEN coalesce(pg_catalog.pg_get_expr(d.adbin, d.adrelid), b.otherwise) END,
               a.attidentity::text, a.attgenerated <> '',
               a.attidentity <> '' OR b.otherwise LIKE '%(%' OR a.attgenerated = '' AND (pg_catalog.pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%'
                   OR EXISTS (SELECT FROM pg_catalog.pg_depend AS e WHERE e.classid = 'pg_catalog.pg_attrdef'::regclass AND e.objid = d.oid AND e.refclassid = 'pg_catalog.pg_proc'::regclass)),
               CASE WHEN NOT pg_catalog.pg_type_is_visible(t.oid) THEN (SELECT n.nspname::text FROM pg_catalog.pg_namespace AS n WHERE n.oid = t.typnamespace) END,
               pg_catalog.has_column_privilege($1, a.attnum, 'SELECT'), pg_catalog.has_column_privilege($1, a.attnum, 'INSERT'), pg_catalog.has_column_privilege($1, a.attnum, 'UPDATE')
        FROM b JOIN pg_catalog.pg_type AS t ON t.oid = b.type AND t.typtype <> 'd'
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = $1 AND a.attnum = b.attnum
        LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        ORDER BY a.attnum
        """;

    private const string ReadIndexes = """
        SELECT c.relname::text, i.indpred IS NULL AND i.indimmediate AND i.indisvalid, a.attname::text,
               CASE WHEN o.oid IS NOT NULL THEN pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(o.collname) END, coalesce(o.collisdeterministic, true),
               NOT i.indimmediate AND i.indpred IS NULL AND i.indisvalid, EXISTS (SELECT FROM pg_catalog.pg_constraint AS s WHERE s.conindid = i.indexrelid AND s.conrelid = i.indrelid AND s.contype IN ('p', 'u'))
        FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
        CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indcollation::oid[]) WITH ORDINALITY AS k (attribute, collation_, place)
        LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attribute
        LEFT JOIN pg_catalog.pg_collation AS o ON o.oid = k.collation_
        LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = o.collnamespace
        WHERE i.indrelid = $1 AND i.indisunique AND k.place <= i.indnkeyatts
        ORDER BY i.indisprimary DESC, c.relname, k.place
        """;

    private const string ReadIndexed = """
        SELECT c.relname::text, a.attname::text
        FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])
        WHERE i.indrelid = $1
        ORDER BY c.relname, a.attnum
        """;

    public static async ValueTask<CatalogTable?> TableAsync(NpgsqlConnection connection, string? schema, string table, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(FindTable, connection) { Parameters = { new() { Value = table, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }, new() { Value = (object?)schema ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } } };
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) return null;
            return new(reader.GetFieldValue<uint>(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)[0], reader.GetBoolean(4), reader.GetBoolean(5), reader.GetBoolean(6), reader.GetFieldValue<string[]>(7));
        }
    }

    /// <summary>Whether a table is plain, as it is now.</summary>
    public static ValueTask<bool> IsPlainAsync(NpgsqlConnection connection, uint table, CancellationToken cancellationToken) => AskAsync(connection, IsPlain, table, cancellationToken);

    /// <summary>Whether a trigger may put another row in the place of one that is inserted, as the table is now.</summary>
    public static ValueTask<bool> MayReplaceRowsAsync(NpgsqlConnection connection, uint table, CancellationToken cancellationToken) => AskAsync(connection, MayReplaceRows, table, cancellationToken);

    /// <summary>Whether a statement may change other records than its own, or write other values than were sent, as the table is now: by a trigger, or by a foreign key that does more than refuse.</summary>
    public static ValueTask<bool> SetsOffMoreAsync(NpgsqlConnection connection, uint table, CancellationToken cancellationToken) => AskAsync(connection, SetsOffMore, table, cancellationToken);

    private static async ValueTask<bool> AskAsync(NpgsqlConnection connection, string question, uint table, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand($"SELECT {question} FROM pg_catalog.pg_class AS c WHERE c.oid = $1", connection) { Parameters = { new() { Value = table, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid } } };
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    public static ValueTask<List<CatalogColumn>> ColumnsAsync(NpgsqlConnection connection, uint table, CancellationToken cancellationToken)
        => ReadAsync(connection, ReadColumns, table, static reader => new CatalogColumn(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), reader.GetInt32(4), reader.GetString(5), reader.GetBoolean(6),
            reader.GetBoolean(7), Text(reader, 8), reader.GetString(9), reader.GetBoolean(10), !reader.IsDBNull(11) && reader.GetBoolean(11),
            Text(reader, 12), reader.GetBoolean(13), reader.GetBoolean(14), reader.GetBoolean(15)), cancellationToken);

    /// <summary>The columns of all unique indexes, index by index, the primary key's first.</summary>
    public static ValueTask<List<IndexColumn>> IndexesAsync(NpgsqlConnection connection, uint table, CancellationToken cancellationToken)
        => ReadAsync(connection, ReadIndexes, table, static reader => new IndexColumn(reader.GetString(0), reader.GetBoolean(1), Text(reader, 2), Text(reader, 3), reader.GetBoolean(4), reader.GetBoolean(5), reader.GetBoolean(6)), cancellationToken);

    /// <summary>The index that each column is in, of whatever kind.</summary>
    public static ValueTask<List<(string Index, string Column)>> IndexedAsync(NpgsqlConnection connection, uint table, CancellationToken cancellationToken)
        => ReadAsync(connection, ReadIndexed, table, static reader => (reader.GetString(0), reader.GetString(1)), cancellationToken);

    private static async ValueTask<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, uint table, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = table, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid } } };
        var rows = new List<T>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
        }

        return rows;
    }

    private static string? Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
