using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Definitions;

/// <summary>Makes columns, constraints and indexes of their definitions.</summary>
internal sealed class TableBuilder(Statement statement, Table table)
{
    private Database Database => table.Database;

    // The collation of a temporary table's column comes from tempdb, that of another's from its database.
    private Database TypeHome => table.IsTemporary ? statement.Instance.TempDb : Database;

    public void Add(TableDefinition definition)
    {
        foreach (var column in definition.ColumnDefinitions)
            AddColumn(column);
        if (definition.SystemTimePeriod is { } period)
            table.Period = (table.Columns[Find(period.StartTimeColumn.Value)].Id, table.Columns[Find(period.EndTimeColumn.Value)].Id);
        foreach (var column in definition.ColumnDefinitions)
        {
            foreach (var constraint in column.Constraints)
                AddConstraint(constraint, Find(column.ColumnIdentifier.Value));
            if (column.Index is { } index)
                AddIndex(index, Find(column.ColumnIdentifier.Value));
        }

        foreach (var constraint in definition.TableConstraints)
            AddConstraint(constraint, null);
        foreach (var index in definition.Indexes)
            AddIndex(index, null);
    }

    public void AddIndex(TableIndex index)
    {
        index.Id = index.IsClustered ? 1 : table.Indexes.Select(other => other.Id).Append(1).Max() + 1;
        index.ObjectId = index.IsConstraint ? Database.NextObjectId() : 0;
        table.Build(index, statement.Session);
        table.Indexes.Add(index);
    }

    public Func<Session, object?[], bool?> RowCondition(BooleanExpression condition)
    {
        var test = RowBinder().BindCondition(condition);
        return (session, values) => test(new Frame(new Statement(session, new Variables()), null) { Rows = [values] });
    }

    public int Find(string column) => table.FindColumn(column) is >= 0 and var index ? index : throw new SqlError(1911, $"Column name '{column}' does not exist in the target table or view.") { EndsBatch = true };

    public void SetDefault(int column, DefaultConstraintDefinition definition)
    {
        var bound = new Binder(statement, new Scope(null)).Bind(definition.Expression);
        var target = table.Columns[column];
        var name = definition.ConstraintIdentifier?.Value ?? SystemName("DF", target.Name);
        var text = definition.Expression is ParenthesisExpression ? definition.Expression.ToSql() : $"({definition.Expression.ToSql()})";
        var expression = definition.Expression;
        // Bound anew each time: SYSUTCDATETIME() is the time of the statement that inserts.
        target.Default = new ColumnDefault(
            name,
            text,
            session =>
            {
                var running = new Statement(session, new Variables());
                var value = bound.IsNullLiteral ? bound : new Binder(running, new Scope(null)).Bind(expression);
                return SqlConvert.Assign(value.Evaluate(running.NewFrame()), value.Type, target.Type, table.FullName, target.Name);
            },
            Database.NextObjectId());
    }

    public void AddConstraint(ConstraintDefinition constraint, int? column)
    {
        switch (constraint)
        {
            case NullableConstraintDefinition nullable:
                table.Columns[column!.Value].IsNullable = nullable.Nullable;
                break;
            case DefaultConstraintDefinition definition:
                SetDefault(column ?? Find(definition.Column.Value), definition);
                break;
            case UniqueConstraintDefinition unique:
                AddUnique(unique, column);
                break;
            case CheckConstraintDefinition check:
                var name = check.ConstraintIdentifier?.Value ?? SystemName("CK", column is null ? "" : table.Columns[column.Value].Name);
                table.Checks.Add(new CheckConstraint(name, $"({check.CheckCondition.ToSql()})", RowCondition(check.CheckCondition), Database.NextObjectId(), column));
                break;
            case ForeignKeyConstraintDefinition key:
                AddForeignKey(key, column);
                break;
            default:
                throw SqlErrors.NotSupported(constraint.ToSql());
        }
    }

    private void AddColumn(ColumnDefinition definition)
    {
        var name = definition.ColumnIdentifier.Value;
        if (table.FindColumn(name) >= 0)
            throw new SqlError(2705, $"Column names in each table must be unique. Column name '{name}' in table '{table.Name}' is specified more than once.", 16, 3) { EndsBatch = true };
        var column = definition.ComputedColumnExpression is { } expression
            ? Computed(definition, expression)
            : new Column(name, TypeReader.Read(definition.DataType, TypeHome, 1, definition.Collation is { } collation ? Collation.Get(collation.Value) : null));
        column.Id = table.Columns.Select(other => other.Id).Append(0).Max() + 1;
        column.IsRowGuid = definition.IsRowGuidCol;
        column.IsHidden = definition.IsHidden;
        column.GeneratedAlways = definition.GeneratedAlways switch { GeneratedAlwaysType.RowStart => 1, GeneratedAlwaysType.RowEnd => 2, _ => 0 };
        if (definition.IdentityOptions is { } identity)
            column.Identity = new Identity(Number(identity.IdentitySeed) ?? 1, Number(identity.IdentityIncrement) ?? 1);
        if (column.IsRowVersion || column.Identity is not null || column.GeneratedAlways != 0)
            column.IsNullable = false;
        table.Columns.Add(column);
        if (definition.DefaultConstraint is { } @default)
            SetDefault(table.Columns.Count - 1, @default);
    }

    private Column Computed(ColumnDefinition definition, ScalarExpression expression)
    {
        var bound = RowBinder().Bind(expression);
        var type = bound.Type;
        return new Column(definition.ColumnIdentifier.Value, type)
        {
            IsNullable = bound.IsNullable,
            Computed = new ComputedColumn($"({expression.ToSql()})", definition.IsPersisted, (session, values) =>
                bound.Evaluate(new Frame(new Statement(session, new Variables()), null) { Rows = [values] })),
        };
    }

    private Binder RowBinder()
    {
        var scope = new Scope(null);
        scope.Sources.Add(new Source(table.Name, null, table.Columns.ConvertAll(column => new SourceColumn(column.Name, column.Type, column.IsNullable, column)), scope.NextSlot()));
        return new Binder(statement, scope);
    }

    private void AddUnique(UniqueConstraintDefinition unique, int? column)
    {
        var columns = unique.Columns.Count == 0 ? [column!.Value] : unique.Columns.Select(each => Find(each.Column.MultiPartIdentifier.Identifiers[^1].Value)).ToArray();
        foreach (var index in columns.Where(_ => unique.IsPrimaryKey))
        {
            // A primary key makes its columns NOT NULL unless they say NULL themselves.
            table.Columns[index].IsNullable = false;
        }

        AddIndex(new TableIndex(table, unique.ConstraintIdentifier?.Value ?? SystemName(unique.IsPrimaryKey ? "PK" : "UQ", ""), columns)
        {
            IsUnique = true,
            IsConstraint = true,
            IsPrimaryKey = unique.IsPrimaryKey,
            IsClustered = unique.Clustered ?? (unique.IsPrimaryKey && !table.Indexes.Exists(index => index.IsClustered)),
            Descending = unique.Columns.Count == 0 ? [false] : [.. unique.Columns.Select(each => each.SortOrder == SortOrder.Descending)],
            IgnoresDuplicates = IgnoresDuplicates(unique.IndexOptions),
        });
    }

    private void AddIndex(IndexDefinition definition, int? column)
    {
        var columns = definition.Columns.Count == 0 ? [column!.Value] : definition.Columns.Select(each => Find(each.Column.MultiPartIdentifier.Identifiers[^1].Value)).ToArray();
        AddIndex(new TableIndex(table, definition.Name.Value, columns)
        {
            IsUnique = definition.Unique,
            IsClustered = definition.IndexType?.IndexTypeKind == IndexTypeKind.Clustered,
            Descending = definition.Columns.Count == 0 ? [false] : [.. definition.Columns.Select(each => each.SortOrder == SortOrder.Descending)],
            Included = [.. definition.IncludeColumns.Select(each => Find(each.MultiPartIdentifier.Identifiers[^1].Value))],
            Filter = definition.FilterPredicate is null ? null : RowCondition(definition.FilterPredicate),
            FilterDefinition = definition.FilterPredicate is null ? null : $"({definition.FilterPredicate.ToSql()})",
        });
    }

    private void AddForeignKey(ForeignKeyConstraintDefinition key, int? column)
    {
        var name = key.ReferenceTableName;
        var referenced = ObjectNames.FindTable(name, statement.Session) ?? (Database.NamesEqual(name.BaseIdentifier.Value, table.Name) ? table : throw new SqlError(1767, $"Foreign key '{key.ConstraintIdentifier?.Value}' references invalid table '{ObjectNames.Text(name)}'.", 16, 0) { EndsBatch = true });
        int[] columns = key.Columns.Count == 0 ? [column!.Value] : [.. key.Columns.Select(each => Find(each.Value))];
        int[] targets = key.ReferencedTableColumns.Count == 0
            ? referenced.Indexes.Find(index => index.IsPrimaryKey)?.Columns ?? []
            : [.. key.ReferencedTableColumns.Select(each => referenced.FindColumn(each.Value))];
        table.ForeignKeys.Add(new ForeignKey(key.ConstraintIdentifier?.Value ?? SystemName("FK", table.Columns[columns[0]].Name), Database.NextObjectId(), table, columns, referenced, targets)
        {
            OnDelete = Action(key.DeleteAction),
            OnUpdate = Action(key.UpdateAction),
        });
    }

    public static bool IgnoresDuplicates(IList<IndexOption> options) =>
        options.OfType<IndexStateOption>().Any(option => option is { OptionKind: IndexOptionKind.IgnoreDupKey, OptionState: OptionState.On });

    private string SystemName(string prefix, string column) =>
        $"{prefix}__{(table.Name.Length > 9 ? table.Name[..9] : table.Name)}__{(column.Length == 0 ? "" : (column.Length > 5 ? column[..5] : column) + "__")}{Database.NextObjectId():X8}";

    private static long? Number(ScalarExpression? expression) => expression switch
    {
        null => null,
        UnaryExpression { UnaryExpressionType: UnaryExpressionType.Negative, Expression: Literal literal } => -long.Parse(literal.Value, CultureInfo.InvariantCulture),
        Literal literal => long.Parse(literal.Value, CultureInfo.InvariantCulture),
        _ => throw SqlErrors.NotSupported(expression.ToSql()),
    };

    private static ReferentialAction Action(DeleteUpdateAction action) => action switch
    {
        DeleteUpdateAction.Cascade => ReferentialAction.Cascade,
        DeleteUpdateAction.SetNull => ReferentialAction.SetNull,
        DeleteUpdateAction.SetDefault => ReferentialAction.SetDefault,
        _ => ReferentialAction.NoAction,
    };
}
