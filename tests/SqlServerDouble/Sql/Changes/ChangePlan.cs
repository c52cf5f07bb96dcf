using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;
using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Sql.Changes;

/// <summary>Which rows an UPDATE or DELETE is about.</summary>
internal sealed class ChangePlan
{
    private readonly Statement _statement;
    private readonly FromNode? _from;
    private readonly List<Conjunct> _conditions = [];
    private readonly Bound? _top;

    public ChangePlan(Statement statement, Dictionary<string, CommonTableExpression> commonTables, UpdateDeleteSpecificationBase change, Func<TableReference, Table> find)
    {
        _statement = statement;
        Scope = new Scope(null);
        Binder = new Binder(statement, Scope) { CommonTables = commonTables };
        var named = change.Target as NamedTableReference;
        var inFrom = change.FromClause is null || named is null ? null : FindInFrom(change.FromClause, named);
        Table = find(inFrom ?? change.Target);
        var name = (inFrom ?? named)?.Alias?.Value ?? Table.Name;
        var planner = new FromPlanner(statement, Scope, commonTables) { Target = (Table, change.Target is VariableTableReference variable ? variable.Variable.Name : name) };
        _from = change.FromClause is null
            ? planner.Scan(Table, change.Target is VariableTableReference target ? target.Variable.Name : named?.Alias?.Value, null, named?.TableHints ?? [])
            : planner.Plan(change.FromClause);
        if (planner.TargetSource is null)
            throw SqlErrors.NotSupported($"a target that is not in FROM: {change.Target.ToSql()}");
        TargetSlot = planner.TargetSource.Slot;
        _conditions = Planner.Conditions(change.WhereClause, Binder, _from);
        if (change.TopRowFilter is { } top)
            _top = new Binder(statement, new Scope(null)).Bind(top.Expression);
    }

    /// <summary>For an INSERT, which reads nothing of its target.</summary>
    public ChangePlan(Statement statement, Table table)
    {
        (_statement, Table, Scope) = (statement, table, new Scope(null));
        Binder = new Binder(statement, Scope);
    }

    public Table Table { get; }

    public Scope Scope { get; }

    public Binder Binder { get; }

    public int TargetSlot { get; }

    public Statement Statement => _statement;

    /// <summary>The rows to change, each once, with a row of each other source that goes with it.</summary>
    public List<JoinedRow> Rows()
    {
        var frame = _statement.NewFrame();
        var limit = _top is null ? long.MaxValue : (long)_top.As(SqlType.BigInt).Evaluate(frame)!;
        var seen = new HashSet<Row>();
        var rows = new List<JoinedRow>();
        foreach (var row in _from!.Run(_statement, null))
        {
            if (rows.Count >= limit)
                break;
            frame.Rows = row.Rows;
            if (row.Target is not null && _conditions.TrueForAll(condition => condition.Test(frame) == true) && seen.Add(row.Target))
                rows.Add(row);
        }

        return rows;
    }

    public List<Assignment> Assignments(IList<SetClause> clauses)
    {
        var assignments = new List<Assignment>();
        foreach (var clause in clauses)
        {
            if (clause is not AssignmentSetClause { Variable: null } set)
                throw SqlErrors.NotSupported(clause.ToSql());
            var name = set.Column.MultiPartIdentifier.Identifiers[^1].Value;
            var index = Table.FindColumn(name);
            if (index < 0)
                throw SqlErrors.InvalidColumn(name);
            Check(Table.Columns[index]);
            if (assignments.Exists(other => other.Column == index))
                throw new SqlError(264, $"The column name '{name}' is specified more than once in the SET clause or column list of an INSERT.") { EndsBatch = true };
            assignments.Add(new Assignment(Table, index, Value(set, index)));
        }

        return assignments;
    }

    private Bound Value(AssignmentSetClause set, int index)
    {
        var column = Table.Columns[index];
        if (set.NewValue is DefaultLiteral)
            return new Bound(column.Type, frame => column.Default?.Evaluate(frame.Statement.Session));
        var expression = set.AssignmentKind switch
        {
            AssignmentKind.Equals => set.NewValue,
            AssignmentKind.AddEquals => Combined(BinaryExpressionType.Add),
            AssignmentKind.SubtractEquals => Combined(BinaryExpressionType.Subtract),
            AssignmentKind.MultiplyEquals => Combined(BinaryExpressionType.Multiply),
            _ => throw SqlErrors.NotSupported(set.ToSql()),
        };
        var value = Binder.Bind(expression);
        if (!value.IsNullLiteral)
            Assignment.CheckImplicit(value.Type, column.Type);
        return value;

        BinaryExpression Combined(BinaryExpressionType type) => new() { BinaryExpressionType = type, FirstExpression = set.Column, SecondExpression = set.NewValue };
    }

    private static void Check(Column column)
    {
        if (column.Identity is not null)
            throw SqlErrors.IdentityUpdate(column.Name);
        if (column.Computed is not null)
            throw SqlErrors.ComputedColumn(column.Name);
        if (column.IsRowVersion)
            throw SqlErrors.RowVersionUpdate();
    }

    // UPDATE t … FROM [dbo].[table] AS t: the name before SET may be an alias.
    private NamedTableReference? FindInFrom(FromClause from, NamedTableReference target)
    {
        var finder = new TableFinder();
        foreach (var reference in from.TableReferences)
            reference.Accept(finder);
        var database = _statement.Session.Database;
        var name = target.SchemaObject.BaseIdentifier.Value;
        return finder.Tables.Find(table => target.SchemaObject.Count == 1 && table.Alias is { } alias && database.NamesEqual(alias.Value, name))
            ?? finder.Tables.Find(table => ObjectNames.FindTable(table.SchemaObject, _statement.Session) is { } found && found == ObjectNames.FindTable(target.SchemaObject, _statement.Session));
    }

    private sealed class TableFinder : TSqlFragmentVisitor
    {
        public List<NamedTableReference> Tables { get; } = [];

        public override void Visit(NamedTableReference node) => Tables.Add(node);

        public override void ExplicitVisit(QueryDerivedTable node)
        {
        }
    }
}
