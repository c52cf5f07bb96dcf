using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Catalog;

/// <summary>The catalog views: the columns of them that tools and this library's own statements look at.</summary>
internal static partial class CatalogViews
{
    private static readonly Dictionary<string, CatalogView> Views = new(StringComparer.OrdinalIgnoreCase);

    static CatalogViews()
    {
        AddObjects();
        AddColumns();
        AddIndexes();
        AddConstraints();
        AddServer();
        AddInformationSchema();
    }

    public static CatalogView? Find(string schema, string name) => Views.GetValueOrDefault($"{schema}.{name}");

    /// <param name="columns">Names with a letter for the type: s sysname, t text, i int, h smallint, y tinyint, g bigint, b bit, d datetime, c char(2), u uniqueidentifier, v binary.</param>
    private static void Add(string name, string columns, Func<Session, Database, IEnumerable<object?[]>> rows) =>
        Views[name.Contains('.', StringComparison.Ordinal) ? name : "sys." + name] = new CatalogView([.. columns.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Column)], rows);

    private static SourceColumn Column(string column)
    {
        var (name, letter) = (column[..^2], column[^1]);
        var type = letter switch
        {
            's' => SqlType.SysName,
            't' => SqlType.NVarChar(SqlType.Max),
            'i' => SqlType.Int,
            'h' => SqlType.SmallInt,
            'y' => SqlType.TinyInt,
            'g' => SqlType.BigInt,
            'b' => SqlType.Bit,
            'd' => SqlType.DateTime,
            'u' => SqlType.UniqueIdentifier,
            'c' => new SqlType(SqlKind.Char, 2, Collation: Collation.Default),
            _ => SqlType.VarBinary(85),
        };
        return new SourceColumn(name, type, true);
    }

    private static int SchemaId(Database database, string schema) => database.Schemas.GetValueOrDefault(schema, 1);

    private static void AddObjects()
    {
        Add("objects", "name:s object_id:i principal_id:i schema_id:i parent_object_id:i type:c type_desc:s create_date:d modify_date:d is_ms_shipped:b", (session, database) =>
            CatalogObjects.Of(database, session).Select(each => new object?[]
            {
                each.Name, each.Id, null, SchemaId(database, each.Schema), each.Parent, each.Kind.PadRight(2), each.Description, each.Created, each.Created, false,
            }));
        Views["sys.all_objects"] = Views["sys.objects"];
        Add("tables", "name:s object_id:i principal_id:i schema_id:i parent_object_id:i type:c type_desc:s create_date:d modify_date:d is_ms_shipped:b temporal_type:y temporal_type_desc:s history_table_id:i is_memory_optimized:b is_external:b is_filetable:b is_node:b is_edge:b lock_escalation:y max_column_id_used:i is_tracked_by_cdc:b uses_ansi_nulls:b", (session, database) =>
            CatalogObjects.Tables(database, session).Select(table => new object?[]
            {
                table.Name, table.ObjectId, null, SchemaId(database, table.Schema), 0, "U ", "USER_TABLE", table.Created, table.Created, false,
                table.IsSystemVersioned ? (byte)2 : (byte)0, table.IsSystemVersioned ? "SYSTEM_VERSIONED_TEMPORAL_TABLE" : "NON_TEMPORAL_TABLE", null,
                false, false, false, false, false, (byte)0, table.Columns.Max(column => column.Id), false, true,
            }));
        Add("views", "name:s object_id:i principal_id:i schema_id:i parent_object_id:i type:c type_desc:s create_date:d modify_date:d is_ms_shipped:b", (_, database) =>
            database.Views.Values.Select(view => new object?[] { view.Name, view.ObjectId, null, SchemaId(database, view.Schema), 0, "V ", "VIEW", DateTime.UtcNow, DateTime.UtcNow, false }));
        Add("schemas", "name:s schema_id:i principal_id:i", (_, database) => database.Schemas.Select(schema => new object?[] { schema.Key, schema.Value, 1 }));
        Add("triggers", "name:s object_id:i parent_class:y parent_class_desc:s parent_id:i type:c type_desc:s is_ms_shipped:b is_disabled:b is_not_for_replication:b is_instead_of_trigger:b", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            from trigger in table.Triggers
            select new object?[] { trigger.Name, trigger.ObjectId, (byte)1, "OBJECT_OR_COLUMN", table.ObjectId, "TR", "SQL_TRIGGER", false, trigger.IsDisabled, false, trigger.IsInsteadOf });
        Add("trigger_events", "object_id:i type:i type_desc:s is_first:b is_last:b is_trigger_event:b", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            from trigger in table.Triggers
            from @event in (TriggerEvents[])[TriggerEvents.Insert, TriggerEvents.Update, TriggerEvents.Delete]
            where trigger.Events.HasFlag(@event)
            select new object?[] { trigger.ObjectId, @event switch { TriggerEvents.Insert => 1, TriggerEvents.Update => 2, _ => 3 }, @event.ToString().ToUpperInvariant(), false, false, true });
        Add("periods", "name:s period_type:y period_type_desc:s object_id:i start_column_id:i end_column_id:i", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            where table.Period is not null
            select new object?[] { "SYSTEM_TIME", (byte)1, "SYSTEM_TIME_PERIOD", table.ObjectId, table.Period!.Value.Start, table.Period.Value.End });
        Add("sql_modules", "object_id:i definition:t uses_ansi_nulls:b is_schema_bound:b", (_, database) =>
            database.Views.Values.Select(view => new object?[] { view.ObjectId, view.Definition, true, false }));
        Add("synonyms", "name:s object_id:i schema_id:i base_object_name:s", (_, _) => []);
    }

    private static void AddColumns()
    {
        const string Columns = "object_id:i name:s column_id:i system_type_id:y user_type_id:i max_length:h precision:y scale:y collation_name:s is_nullable:b is_ansi_padded:b is_rowguidcol:b is_identity:b is_computed:b is_filestream:b is_sparse:b is_column_set:b generated_always_type:y generated_always_type_desc:s is_hidden:b is_masked:b default_object_id:i encryption_type:i encryption_type_desc:s graph_type:i is_xml_document:b rule_object_id:i";
        Add("columns", Columns, (session, database) =>
            CatalogObjects.Tables(database, session).SelectMany(table => table.Columns.Select(column => ColumnRow(table, column)))
                .Concat(database.Views.Values.SelectMany(view => ViewColumns(view, session))));
        Views["sys.all_columns"] = Views["sys.columns"];
        Add("computed_columns", Columns + " definition:t is_persisted:b uses_database_collation:b", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            from column in table.Columns
            where column.Computed is not null
            select (object?[])[.. ColumnRow(table, column), column.Computed!.Definition, column.Computed.IsPersisted, false]);
        Add("identity_columns", Columns + " seed_value:g increment_value:g last_value:g is_not_for_replication:b", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            from column in table.Columns
            where column.Identity is not null
            select (object?[])[.. ColumnRow(table, column), column.Identity!.Seed, column.Identity.Increment, column.Identity.Last, false]);
        Add("types", "name:s system_type_id:y user_type_id:i schema_id:i principal_id:i max_length:h precision:y scale:y collation_name:s is_nullable:b is_user_defined:b is_assembly_type:b default_object_id:i rule_object_id:i is_table_type:b", (_, database) =>
            TypeIds.All.Select(type => new object?[]
            {
                type.Name, (byte)type.System, type.User, 4, null, (short)type.MaxLength, (byte)type.Precision, (byte)type.Scale,
                type.HasCollation ? database.Collation.Name : null, type.Name != "timestamp" && type.Name != "sysname", false, false, 0, 0, false,
            }));
    }

    private static object?[] ColumnRow(Table table, Column column) =>
    [
        table.ObjectId, column.Name, column.Id, (byte)TypeIds.Of(column.Type), TypeIds.Of(column.Type), TypeIds.MaxLength(column.Type),
        TypeIds.Precision(column.Type), TypeIds.Scale(column.Type), column.Type.IsText && column.Type.Kind != SqlKind.Xml ? column.Type.CollationOrDefault.Name : null,
        column.IsNullable, true, column.IsRowGuid, column.Identity is not null, column.Computed is not null, false, false, false,
        (byte)column.GeneratedAlways, column.GeneratedAlways switch { 1 => "AS_ROW_START", 2 => "AS_ROW_END", _ => "NOT_APPLICABLE" },
        column.IsHidden, false, column.Default?.ObjectId ?? 0, null, null, null, false, 0,
    ];

    private static IEnumerable<object?[]> ViewColumns(View view, Session session)
    {
        var plan = Planner.Plan(view.Query, new Statement(session, new Variables()), null);
        var stub = new Table(session.Database, view.Schema, view.Name, view.ObjectId);
        return plan.Columns.Select((column, index) =>
            ColumnRow(stub, new Column(view.ColumnNames.Count > index ? view.ColumnNames[index] : column.Name, column.Type) { Id = index + 1, IsNullable = column.IsNullable }));
    }

    private static void AddIndexes()
    {
        Add("indexes", "object_id:i name:s index_id:i type:y type_desc:s is_unique:b data_space_id:i ignore_dup_key:b is_primary_key:b is_unique_constraint:b fill_factor:y is_padded:b is_disabled:b is_hypothetical:b has_filter:b filter_definition:t", (session, database) =>
            CatalogObjects.Tables(database, session).SelectMany(IndexRows));
        Add("index_columns", "object_id:i index_id:i index_column_id:i column_id:i key_ordinal:y partition_ordinal:y is_descending_key:b is_included_column:b", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            from index in table.Indexes
            from row in IndexColumnRows(table, index)
            select row);
        Add("key_constraints", "name:s object_id:i schema_id:i parent_object_id:i type:c type_desc:s unique_index_id:i is_system_named:b is_enforced:b", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            from index in table.Indexes
            where index.IsConstraint
            select new object?[] { index.Name, index.ObjectId, SchemaId(database, table.Schema), table.ObjectId, index.IsPrimaryKey ? "PK" : "UQ", index.IsPrimaryKey ? "PRIMARY_KEY_CONSTRAINT" : "UNIQUE_CONSTRAINT", index.Id, false, true });
        Add("partitions", "partition_id:g object_id:i index_id:i partition_number:i rows:g", (session, database) =>
            CatalogObjects.Tables(database, session).Select(table => new object?[] { (long)table.ObjectId, table.ObjectId, table.Indexes.Exists(index => index.IsClustered) ? 1 : 0, 1, (long)table.RowCount }));
    }

    private static IEnumerable<object?[]> IndexRows(Table table)
    {
        if (!table.Indexes.Exists(index => index.IsClustered))
            yield return [table.ObjectId, null, 0, (byte)0, "HEAP", false, 1, false, false, false, (byte)0, false, false, false, false, null];
        foreach (var index in table.Indexes)
        {
            yield return
            [
                table.ObjectId, index.Name, index.Id, (byte)(index.IsClustered ? 1 : 2), index.IsClustered ? "CLUSTERED" : "NONCLUSTERED", index.IsUnique, 1,
                index.IgnoresDuplicates, index.IsPrimaryKey, index is { IsConstraint: true, IsPrimaryKey: false }, (byte)0, false, index.IsDisabled, false,
                index.FilterDefinition is not null, index.FilterDefinition,
            ];
        }
    }

    private static IEnumerable<object?[]> IndexColumnRows(Table table, TableIndex index)
    {
        var ordinal = 0;
        foreach (var column in index.Columns)
        {
            ordinal++;
            yield return [table.ObjectId, index.Id, ordinal, table.Columns[column].Id, (byte)ordinal, (byte)0, index.Descending[ordinal - 1], false];
        }

        foreach (var column in index.Included)
            yield return [table.ObjectId, index.Id, ++ordinal, table.Columns[column].Id, (byte)0, (byte)0, false, true];
    }

    private static void AddConstraints()
    {
        Add("check_constraints", "name:s object_id:i schema_id:i parent_object_id:i type:c type_desc:s is_disabled:b is_not_trusted:b parent_column_id:i definition:t is_system_named:b", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            from check in table.Checks
            select new object?[] { check.Name, check.ObjectId, SchemaId(database, table.Schema), table.ObjectId, "C ", "CHECK_CONSTRAINT", check.IsDisabled, check.IsDisabled, check.ColumnIndex is { } column ? table.Columns[column].Id : 0, check.Definition, false });
        Add("default_constraints", "name:s object_id:i schema_id:i parent_object_id:i type:c type_desc:s parent_column_id:i definition:t is_system_named:b", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            from column in table.Columns
            where column.Default is not null
            select new object?[] { column.Default!.Name, column.Default.ObjectId, SchemaId(database, table.Schema), table.ObjectId, "D ", "DEFAULT_CONSTRAINT", column.Id, column.Default.Definition, false });
        Add("foreign_keys", "name:s object_id:i schema_id:i parent_object_id:i type:c type_desc:s referenced_object_id:i key_index_id:i is_disabled:b is_not_trusted:b delete_referential_action:y delete_referential_action_desc:s update_referential_action:y update_referential_action_desc:s", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            from key in table.ForeignKeys
            select new object?[]
            {
                key.Name, key.ObjectId, SchemaId(database, table.Schema), table.ObjectId, "F ", "FOREIGN_KEY_CONSTRAINT", key.Referenced.ObjectId, 1, key.IsDisabled, key.IsDisabled,
                (byte)key.OnDelete, ActionName(key.OnDelete), (byte)key.OnUpdate, ActionName(key.OnUpdate),
            });
        Add("foreign_key_columns", "constraint_object_id:i constraint_column_id:i parent_object_id:i parent_column_id:i referenced_object_id:i referenced_column_id:i", (session, database) =>
            from table in CatalogObjects.Tables(database, session)
            from key in table.ForeignKeys
            from index in Enumerable.Range(0, key.Columns.Length)
            select new object?[] { key.ObjectId, index + 1, table.ObjectId, table.Columns[key.Columns[index]].Id, key.Referenced.ObjectId, key.Referenced.Columns[key.ReferencedColumns[index]].Id });
    }

    private static string ActionName(ReferentialAction action) => action switch
    {
        ReferentialAction.Cascade => "CASCADE",
        ReferentialAction.SetNull => "SET_NULL",
        ReferentialAction.SetDefault => "SET_DEFAULT",
        _ => "NO_ACTION",
    };
}
