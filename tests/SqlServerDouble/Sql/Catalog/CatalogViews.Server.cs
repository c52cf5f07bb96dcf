using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Catalog;

internal static partial class CatalogViews
{
    private static void AddServer()
    {
        Add("databases", "name:s database_id:i owner_sid:v create_date:d compatibility_level:y collation_name:s user_access:y user_access_desc:s is_read_only:b state:y state_desc:s snapshot_isolation_state:y snapshot_isolation_state_desc:s is_read_committed_snapshot_on:b recovery_model:y recovery_model_desc:s is_in_standby:b service_broker_guid:u is_ansi_nulls_on:b is_supplemental_logging_enabled:b", (session, _) =>
            session.Instance.Databases.Values.Select(database => new object?[]
            {
                database.Name, database.Id, (byte[])[1], database == session.Instance.TempDb ? session.Instance.Started : new DateTime(2024, 1, 1), (byte)database.CompatibilityLevel, database.Collation.Name, (byte)0, "MULTI_USER",
                database.IsReadOnly, (byte)0, "ONLINE", database.AllowsSnapshot ? (byte)1 : (byte)0, database.AllowsSnapshot ? "ON" : "OFF", database.ReadCommittedSnapshot, (byte)1, "FULL", false, database.ServiceBroker, true, false,
            }));
        Add("dm_exec_sessions", "session_id:h login_name:s database_id:h open_transaction_count:i is_user_process:b status:s transaction_isolation_level:h", (session, _) =>
            session.Instance.Sessions.Select(each => new object?[]
            {
                (short)each.Id, each.User, (short)each.Database.Id, each.Transaction is { IsAutomatic: false } open ? open.Depth : 0, true, each == session ? "running" : "sleeping",
                (short)(each.Isolation switch
                {
                    Microsoft.SqlServer.TransactSql.ScriptDom.IsolationLevel.ReadUncommitted => 1,
                    Microsoft.SqlServer.TransactSql.ScriptDom.IsolationLevel.RepeatableRead => 3,
                    Microsoft.SqlServer.TransactSql.ScriptDom.IsolationLevel.Serializable => 4,
                    Microsoft.SqlServer.TransactSql.ScriptDom.IsolationLevel.Snapshot => 5,
                    _ => 2,
                }),
            }));
        Add("dm_tran_current_transaction", "transaction_id:g", (session, _) => session.Transaction is { } open ? [[open.Id]] : []);
        Add("database_principals", "name:s principal_id:i type:c type_desc:s default_schema_name:s", (_, _) => [["dbo", 1, "S ", "SQL_USER", "dbo"]]);
        Add("extended_properties", "class:y major_id:i minor_id:i name:s value:t", (_, _) => []);
    }

    private static void AddInformationSchema()
    {
        Add("INFORMATION_SCHEMA.TABLES", "TABLE_CATALOG:s TABLE_SCHEMA:s TABLE_NAME:s TABLE_TYPE:s", (_, database) =>
            database.Tables.Values.Select(table => new object?[] { database.Name, table.Schema, table.Name, "BASE TABLE" })
                .Concat(database.Views.Values.Select(view => new object?[] { database.Name, view.Schema, view.Name, "VIEW" })));
        Add("INFORMATION_SCHEMA.COLUMNS", "TABLE_CATALOG:s TABLE_SCHEMA:s TABLE_NAME:s COLUMN_NAME:s ORDINAL_POSITION:i COLUMN_DEFAULT:t IS_NULLABLE:s DATA_TYPE:s CHARACTER_MAXIMUM_LENGTH:i NUMERIC_PRECISION:y NUMERIC_SCALE:i DATETIME_PRECISION:h COLLATION_NAME:s", (_, database) =>
            from table in database.Tables.Values
            from column in table.Columns
            select InformationRow(database, table, column));
    }

    private static object?[] InformationRow(Database database, Table table, Column column)
    {
        var type = column.Type;
        return
        [
            database.Name, table.Schema, table.Name, column.Name, column.Id, column.Default?.Definition, column.IsNullable ? "YES" : "NO", type.Name,
            type.IsText || type.Kind is SqlKind.Binary or SqlKind.VarBinary ? type.Length : null,
            type.IsNumber && type.Kind != SqlKind.Bit ? TypeIds.Precision(type) : null,
            type.IsExact && type.Kind != SqlKind.Bit ? (int)TypeIds.Scale(type) : null,
            type.IsTemporal ? (short)TypeIds.Scale(type) : null,
            type.IsText && type.Kind != SqlKind.Xml ? type.CollationOrDefault.Name : null,
        ];
    }
}
