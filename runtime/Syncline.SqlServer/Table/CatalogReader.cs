using Microsoft.Data.SqlClient;

namespace Syncline;

/// <summary>A table in the catalog, or what else bears its name.</summary>
internal sealed record CatalogTable(int Id, string Schema, string Name, string Kind, bool IsHistory, bool IsInMemory, bool IsExternal, bool MaySelect, bool MayInsert, bool MayUpdate, bool MayDelete);

/// <summary>A column in the catalog; of an alias type the type beneath it.</summary>
internal sealed record CatalogColumn(string Name, StoredType Type, string? Collation, bool IsNullable, bool IsIdentity, bool IsComputed, bool IsGenerated, bool IsEncrypted, bool HasDefault, string? Default)
{
    public bool IsRowVersion => Type.Name == "timestamp";
}

/// <summary>A column of a unique index.</summary>
internal sealed record IndexColumn(string Index, string Column, bool IsPrimaryKey, bool IsUsable);

/// <summary>A trigger that is enabled.</summary>
internal sealed record CatalogTrigger(string Name, bool IsInsteadOf);

/// <summary>A pair of columns of a foreign key from or to the table.</summary>
internal sealed record ForeignKeyColumn(string Name, bool IsOwn, bool IsOfOthers, string Child, string Parent, string Column, string ParentColumn);

/// <summary>A CHECK of the table; no definition where the account may not see it.</summary>
internal sealed record CatalogCheck(string Name, string? Definition);

/// <summary>Reads what the catalog says of a table.</summary>
internal static class CatalogReader
{
    public const string FindTable = """
        SELECT o.[object_id], s.[name], o.[name], RTRIM(o.[type]),
               CASE WHEN t.[temporal_type] = 1 THEN 1 ELSE 0 END, CASE WHEN t.[is_memory_optimized] = 1 THEN 1 ELSE 0 END, CASE WHEN t.[is_external] = 1 THEN 1 ELSE 0 END,
               COALESCE(HAS_PERMS_BY_NAME(QUOTENAME(s.[name]) + N'.' + QUOTENAME(o.[name]), N'OBJECT', N'SELECT'), 0),
               COALESCE(HAS_PERMS_BY_NAME(QUOTENAME(s.[name]) + N'.' + QUOTENAME(o.[name]), N'OBJECT', N'INSERT'), 0),
               COALESCE(HAS_PERMS_BY_NAME(QUOTENAME(s.[name]) + N'.' + QUOTENAME(o.[name]), N'OBJECT', N'UPDATE'), 0),
               COALESCE(HAS_PERMS_BY_NAME(QUOTENAME(s.[name]) + N'.' + QUOTENAME(o.[name]), N'OBJECT', N'DELETE'), 0)
        FROM sys.objects AS o INNER JOIN sys.schemas AS s ON s.[schema_id] = o.[schema_id] LEFT JOIN sys.tables AS t ON t.[object_id] = o.[object_id]
        WHERE o.[name] = @name AND s.[name] = COALESCE(@schema, SCHEMA_NAME()) AND o.[type] IN (N'U', N'V', N'SN', N'ET')
        """;

    public const string ReadColumns = """
        SELECT c.[name], COALESCE(b.[name], u.[name]), CONVERT(int, c.[max_length]), CONVERT(int, c.[precision]), CONVERT(int, c.[scale]), c.[collation_name], COALESCE(CONVERT(int, COLLATIONPROPERTY(c.[collation_name], N'CodePage')), 0),
               CONVERT(int, c.[is_nullable]), CONVERT(int, c.[is_identity]), CONVERT(int, c.[is_computed]), CONVERT(int, c.[generated_always_type]), CASE WHEN c.[encryption_type] IS NULL THEN 0 ELSE 1 END,
               CASE WHEN c.[default_object_id] = 0 THEN 0 ELSE 1 END, d.[definition]
        FROM sys.columns AS c INNER JOIN sys.types AS u ON u.[user_type_id] = c.[user_type_id] LEFT JOIN sys.types AS b ON b.[user_type_id] = c.[system_type_id] LEFT JOIN sys.default_constraints AS d ON d.[object_id] = c.[default_object_id]
        WHERE c.[object_id] = @id
        ORDER BY c.[column_id]
        """;

    public const string ReadIndexes = """
        SELECT i.[name], c.[name], CONVERT(int, i.[is_primary_key]), CASE WHEN i.[has_filter] = 1 OR i.[is_disabled] = 1 OR i.[is_hypothetical] = 1 OR i.[ignore_dup_key] = 1 THEN 0 ELSE 1 END
        FROM sys.indexes AS i INNER JOIN sys.index_columns AS x ON x.[object_id] = i.[object_id] AND x.[index_id] = i.[index_id] INNER JOIN sys.columns AS c ON c.[object_id] = x.[object_id] AND c.[column_id] = x.[column_id]
        WHERE i.[object_id] = @id AND i.[is_unique] = 1 AND x.[key_ordinal] > 0
        ORDER BY i.[is_primary_key] DESC, i.[index_id], x.[key_ordinal]
        """;

    public const string ReadTriggers = "SELECT r.[name], CONVERT(int, r.[is_instead_of_trigger]) FROM sys.triggers AS r WHERE r.[parent_id] = @id AND r.[is_disabled] = 0 ORDER BY r.[name]";

    public const string ReadForeignKeys = """
        SELECT f.[name], CASE WHEN f.[parent_object_id] = @id THEN 1 ELSE 0 END, CASE WHEN f.[referenced_object_id] = @id THEN 1 ELSE 0 END,
               QUOTENAME(OBJECT_SCHEMA_NAME(f.[parent_object_id])) + N'.' + QUOTENAME(OBJECT_NAME(f.[parent_object_id])), QUOTENAME(OBJECT_SCHEMA_NAME(f.[referenced_object_id])) + N'.' + QUOTENAME(OBJECT_NAME(f.[referenced_object_id])),
               COL_NAME(x.[parent_object_id], x.[parent_column_id]), COL_NAME(x.[referenced_object_id], x.[referenced_column_id])
        FROM sys.foreign_keys AS f INNER JOIN sys.foreign_key_columns AS x ON x.[constraint_object_id] = f.[object_id]
        WHERE f.[parent_object_id] = @id OR f.[referenced_object_id] = @id
        ORDER BY f.[object_id], x.[constraint_column_id]
        """;

    public const string ReadChecks = "SELECT k.[name], k.[definition] FROM sys.check_constraints AS k WHERE k.[parent_object_id] = @id ORDER BY k.[name]";

    public const string FindSchema = "SELECT CASE WHEN SCHEMA_ID(COALESCE(@schema, SCHEMA_NAME())) IS NULL THEN 0 ELSE 1 END";

    public static async ValueTask<CatalogTable?> TableAsync(TableSession session, string? schema, string table)
    {
        using var command = session.Command(FindTable);
        command.Parameters.Add(Name("@name", table));
        command.Parameters.Add(Name("@schema", schema));
        CatalogTable? found = null;
        await session.ForEachAsync(command, reader => found = new(
            reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), Is(reader, 4), Is(reader, 5), Is(reader, 6), Is(reader, 7), Is(reader, 8), Is(reader, 9), Is(reader, 10))).ConfigureAwait(false);
        return found;
    }

    /// <summary>Whether there is a schema; null for the login's own.</summary>
    public static async ValueTask<bool> HasSchemaAsync(TableSession session, string? schema)
    {
        using var command = session.Command(FindSchema);
        command.Parameters.Add(Name("@schema", schema));
        var isThere = false;
        await session.ForEachAsync(command, reader => isThere = Is(reader, 0)).ConfigureAwait(false);
        return isThere;
    }

    public static ValueTask<List<CatalogColumn>> ColumnsAsync(TableSession session, int table)
        => ReadAsync(session, ReadColumns, table, static reader => new CatalogColumn(
            reader.GetString(0), new(reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt32(6)), Text(reader, 5),
            Is(reader, 7), Is(reader, 8), Is(reader, 9), Is(reader, 10), Is(reader, 11), Is(reader, 12), Text(reader, 13)));

    /// <summary>The columns of all unique indexes, index by index, the primary key's first.</summary>
    public static ValueTask<List<IndexColumn>> IndexesAsync(TableSession session, int table)
        => ReadAsync(session, ReadIndexes, table, static reader => new IndexColumn(reader.GetString(0), reader.GetString(1), Is(reader, 2), Is(reader, 3)));

    public static ValueTask<List<CatalogTrigger>> TriggersAsync(TableSession session, int table)
        => ReadAsync(session, ReadTriggers, table, static reader => new CatalogTrigger(reader.GetString(0), Is(reader, 1)));

    /// <summary>The foreign keys from and to the table, column by column.</summary>
    public static ValueTask<List<ForeignKeyColumn>> ForeignKeysAsync(TableSession session, int table)
        => ReadAsync(session, ReadForeignKeys, table, static reader => new ForeignKeyColumn(
            reader.GetString(0), Is(reader, 1), Is(reader, 2), Text(reader, 3) ?? "another", Text(reader, 4) ?? "another", Text(reader, 5) ?? "", Text(reader, 6) ?? ""));

    public static ValueTask<List<CatalogCheck>> ChecksAsync(TableSession session, int table)
        => ReadAsync(session, ReadChecks, table, static reader => new CatalogCheck(reader.GetString(0), Text(reader, 1)));

    private static async ValueTask<List<T>> ReadAsync<T>(TableSession session, string sql, int table, Func<SqlDataReader, T> read)
    {
        using var command = session.Command(sql);
        command.Parameters.Add(new("@id", System.Data.SqlDbType.Int) { Value = table });
        var rows = new List<T>();
        await session.ForEachAsync(command, reader => rows.Add(read(reader))).ConfigureAwait(false);
        return rows;
    }

    private static SqlParameter Name(string parameter, string? name) => new(parameter, System.Data.SqlDbType.NVarChar, SqlServerName.MaxLength) { Value = (object?)name ?? DBNull.Value };

    private static bool Is(SqlDataReader reader, int ordinal) => reader.GetInt32(ordinal) != 0;

    private static string? Text(SqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
