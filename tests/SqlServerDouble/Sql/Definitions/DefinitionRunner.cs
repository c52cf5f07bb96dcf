using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Sql.Definitions;

/// <summary>CREATE, ALTER, DROP and TRUNCATE. All of it can be rolled back.</summary>
internal sealed class DefinitionRunner(Statement statement)
{
    private Session Session => statement.Session;

    private Transaction Transaction => Session.Transaction!;

    /// <summary>Runs the statement; false where it is of another kind.</summary>
    public bool TryRun(TSqlStatement definition)
    {
        switch (definition)
        {
            case CreateTableStatement create:
                CreateTable(create);
                return true;
            case DropTableStatement drop:
                foreach (var name in drop.Objects)
                    DropTable(name, drop.IsIfExists);
                return true;
            case TruncateTableStatement truncate:
                Truncate(ObjectNames.Table(truncate.TableName, Session));
                return true;
            case CreateIndexStatement create:
                CreateIndex(create);
                return true;
            case DropIndexStatement drop:
                DropIndexes(drop);
                return true;
            case CreateSchemaStatement { StatementList: null or { Statements.Count: 0 } } schema:
                CreateSchema(schema.Name.Value);
                return true;
            case CreateViewStatement view:
                CreateView(view);
                return true;
            case DropViewStatement drop:
                foreach (var name in drop.Objects)
                    DropView(name, drop.IsIfExists);
                return true;
            case AlterTableStatement alter:
                new TableChanger(statement).Run(alter);
                return true;
            case CreateDatabaseStatement database:
                Session.Instance.AddDatabase(database.DatabaseName.Value, database.Collation is { } collation ? Collation.Get(collation.Value) : Session.Instance.Collation);
                return true;
            case DropDatabaseStatement drop:
                foreach (var name in drop.Databases)
                    DropDatabase(name.Value, drop.IsIfExists);
                return true;
            case AlterDatabaseSetStatement alter:
                AlterDatabase(alter);
                return true;
            default:
                return false;
        }
    }

    public Table NewTable(SchemaObjectName name)
    {
        var database = ObjectNames.DatabaseOf(name, Session);
        var (schema, text) = (ObjectNames.SchemaOf(name), name.BaseIdentifier.Value);
        if (!database.Schemas.ContainsKey(schema))
            throw new SqlError(2760, $"The specified schema name \"{schema}\" either does not exist or you do not have permission to use it.") { EndsBatch = true };
        if (ObjectNames.FindTable(name, Session) is not null || ObjectNames.FindView(name, Session) is not null)
            throw SqlErrors.ExistsAlready(text);
        return new Table(database, schema, text, ObjectNames.IsTemporary(name) ? -database.NextObjectId() : database.NextObjectId());
    }

    public void Register(Table table)
    {
        var (tables, key) = Home(table);
        tables.Add(key, table);
        Transaction.Log(() => tables.Remove(key));
        if (!table.IsTemporary)
            statement.Lock(table, TableLockMode.Exclusive);
    }

    /// <summary>SELECT … INTO: a table of the query's columns.</summary>
    public Table CreateFrom(SchemaObjectName name, IReadOnlyList<OutputColumn> columns)
    {
        var table = NewTable(name);
        foreach (var column in columns)
        {
            if (column.Name.Length == 0)
                throw new SqlError(1038, "An object or column name is missing or empty. For SELECT INTO statements, verify each column has a name.", 15, 5) { EndsBatch = true };
            table.Columns.Add(new Column(column.Name, column.Type)
            {
                Id = table.Columns.Count + 1,
                IsNullable = column.IsNullable,
                Identity = column.Source?.Stored?.Identity is { } identity ? new Identity(identity.Seed, identity.Increment) : null,
            });
        }

        Register(table);
        return table;
    }

    private void CreateTable(CreateTableStatement create)
    {
        var table = NewTable(create.SchemaObjectName);
        var builder = new TableBuilder(statement, table);
        builder.Add(create.Definition);
        table.IsSystemVersioned = create.Options.OfType<SystemVersioningTableOption>().Any(option => option.OptionState == OptionState.On);
        Register(table);
    }

    private (Dictionary<string, Table> Tables, string Key) Home(Table table) => table.IsTemporary
        ? (Session.TemporaryTables, table.Name)
        : (table.Database.Tables, Database.Key(table.Schema, table.Name));

    private void DropTable(SchemaObjectName name, bool isIfExists)
    {
        if (ObjectNames.FindTable(name, Session) is not { } table)
        {
            if (isIfExists)
                return;
            throw SqlErrors.CannotDrop(ObjectNames.Text(name));
        }

        if (table.Database.Tables.Values.Any(other => other != table && other.ForeignKeys.Exists(key => key.Referenced == table)))
            throw SqlErrors.ReferencedTable(ObjectNames.Text(name));
        statement.Lock(table, TableLockMode.Exclusive);
        var (tables, key) = Home(table);
        tables.Remove(key);
        Transaction.Log(() => tables[key] = table);
    }

    private void Truncate(Table table)
    {
        if (table.Database.Tables.Values.Any(other => other.ForeignKeys.Exists(key => key.Referenced == table)))
            throw SqlErrors.CannotTruncate(table.QualifiedName);
        Permissions.Demand(Session, table, "ALTER");
        statement.Lock(table, TableLockMode.Exclusive);
        foreach (var row in table.Snapshot().Where(row => !row.IsDeleted))
            table.Delete(row, Transaction);
        if (table.IdentityColumn?.Identity is { } identity)
        {
            var last = identity.Last;
            identity.Last = null;
            Transaction.Log(() => identity.Last = last);
        }
    }

    private void CreateIndex(CreateIndexStatement create)
    {
        var table = ObjectNames.Table(create.OnName, Session);
        if (table.Indexes.Exists(index => table.Database.NamesEqual(index.Name, create.Name.Value)))
            throw new SqlError(1913, $"The operation failed because an index or statistics with name '{create.Name.Value}' already exists on table '{ObjectNames.Text(create.OnName)}'.");
        statement.Lock(table, TableLockMode.Exclusive);
        var builder = new TableBuilder(statement, table);
        var index = new TableIndex(table, create.Name.Value, [.. create.Columns.Select(column => builder.Find(column.Column.MultiPartIdentifier.Identifiers[^1].Value))])
        {
            IsUnique = create.Unique,
            IsClustered = create.Clustered == true,
            Descending = [.. create.Columns.Select(column => column.SortOrder == SortOrder.Descending)],
            Included = [.. create.IncludeColumns.Select(column => builder.Find(column.MultiPartIdentifier.Identifiers[^1].Value))],
            Filter = create.FilterPredicate is null ? null : builder.RowCondition(create.FilterPredicate),
            FilterDefinition = create.FilterPredicate is null ? null : $"({create.FilterPredicate.ToSql()})",
            IgnoresDuplicates = TableBuilder.IgnoresDuplicates(create.IndexOptions),
        };
        builder.AddIndex(index);
        Transaction.Log(() => table.Indexes.Remove(index));
    }

    private void DropIndexes(DropIndexStatement drop)
    {
        foreach (var clause in drop.DropIndexClauses)
        {
            if (clause is not DropIndexClause { Index: { } name, Object: { } on })
                throw SqlErrors.NotSupported(clause.ToSql());
            var table = ObjectNames.Table(on, Session);
            var index = table.Indexes.Find(each => table.Database.NamesEqual(each.Name, name.Value));
            if (index is null && drop.IsIfExists)
                continue;
            if (index is null)
                throw new SqlError(3701, $"Cannot drop the index '{ObjectNames.Text(on)}.{name.Value}', because it does not exist or you do not have permission.", 11, 7);
            table.Indexes.Remove(index);
            Transaction.Log(() =>
            {
                table.Build(index, Session);
                table.Indexes.Add(index);
            });
        }
    }

    private void CreateSchema(string name)
    {
        var schemas = Session.Database.Schemas;
        if (!schemas.TryAdd(name, schemas.Values.Max() + 1))
            throw SqlErrors.ExistsAlready(name);
        Transaction.Log(() => schemas.Remove(name));
    }

    private void CreateView(CreateViewStatement create)
    {
        var name = create.SchemaObjectName;
        if (ObjectNames.FindTable(name, Session) is not null || ObjectNames.FindView(name, Session) is not null)
            throw SqlErrors.ExistsAlready(name.BaseIdentifier.Value);
        var database = ObjectNames.DatabaseOf(name, Session);
        var view = new View(ObjectNames.SchemaOf(name), name.BaseIdentifier.Value, database.NextObjectId(), create.SelectStatement.QueryExpression, [.. create.Columns.Select(column => column.Value)], create.ToSql());
        Planner.Plan(view.Query, statement, null);
        var key = Database.Key(view.Schema, view.Name);
        database.Views.Add(key, view);
        Transaction.Log(() => database.Views.Remove(key));
    }

    private void DropView(SchemaObjectName name, bool isIfExists)
    {
        if (ObjectNames.FindView(name, Session) is not { } view)
        {
            if (isIfExists)
                return;
            throw new SqlError(3701, $"Cannot drop the view '{ObjectNames.Text(name)}', because it does not exist or you do not have permission.", 11, 5);
        }

        var (views, key) = (ObjectNames.DatabaseOf(name, Session).Views, Database.Key(view.Schema, view.Name));
        views.Remove(key);
        Transaction.Log(() => views[key] = view);
    }

    private void AlterDatabase(AlterDatabaseSetStatement alter)
    {
        var database = alter.DatabaseName is { } name ? Session.Instance.Databases[name.Value] : Session.Database;
        foreach (var option in alter.Options)
        {
            var isOn = (option as OnOffDatabaseOption)?.OptionState == OptionState.On;
            switch (option.OptionKind)
            {
                case DatabaseOptionKind.ReadCommittedSnapshot:
                    database.ReadCommittedSnapshot = isOn;
                    break;
                case DatabaseOptionKind.AllowSnapshotIsolation:
                    database.AllowsSnapshot = isOn;
                    break;
                case DatabaseOptionKind.SingleUser or DatabaseOptionKind.MultiUser:
                    break;
                default:
                    throw SqlErrors.NotSupported(alter.ToSql());
            }
        }
    }

    private void DropDatabase(string name, bool isIfExists)
    {
        if (!Session.Instance.Databases.Remove(name) && !isIfExists)
            throw new SqlError(3701, $"Cannot drop the database '{name}', because it does not exist or you do not have permission.", 11, 1);
    }
}
