using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Sql.Expressions;
using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Sql;

/// <summary>Makes nodes of the tables in FROM and enters their names into the scope.</summary>
internal sealed class FromPlanner(Statement statement, Scope scope, Dictionary<string, CommonTableExpression> commonTables)
{
    /// <summary>The table that an UPDATE or DELETE changes, and the name it has in FROM.</summary>
    public (Table Table, string Name)? Target { get; init; }

    /// <summary>Where the target's rows are found, once FROM was planned.</summary>
    public Source? TargetSource { get; private set; }

    public FromNode Plan(FromClause from) => from.TableReferences
        .Select(Plan)
        .ToList()
        .Aggregate((left, right) => new JoinNode(left, right, QualifiedJoinType.Inner, []));

    public ScanNode Scan(Table table, string? alias, string? schema, IEnumerable<TableHint> hints)
    {
        var columns = table.Columns.ConvertAll(column => new SourceColumn(column.Name, column.Type, column.IsNullable, column));
        var source = Add(alias ?? table.Name, schema, columns, table);
        var isTarget = Target is { } target && TargetSource is null && target.Table == table
            && statement.Session.Database.NamesEqual(alias ?? table.Name, target.Name);
        if (isTarget)
            TargetSource = source;
        return new ScanNode(scope, source.Slot, table, hints.Select(hint => hint.HintKind), isTarget);
    }

    private FromNode Plan(TableReference reference) => reference switch
    {
        NamedTableReference named => PlanNamed(named),
        QualifiedJoin join => PlanJoin(join),
        UnqualifiedJoin { UnqualifiedJoinType: UnqualifiedJoinType.CrossJoin } cross
            => new JoinNode(Plan(cross.FirstTableReference), Plan(cross.SecondTableReference), QualifiedJoinType.Inner, []),
        UnqualifiedJoin apply => PlanApply(apply),
        JoinParenthesisTableReference parenthesis => Plan(parenthesis.Join),
        QueryDerivedTable derived => PlanDerived(derived),
        InlineDerivedTable values => PlanValues(values),
        VariableTableReference variable => PlanVariable(variable),
        SchemaObjectFunctionTableReference or GlobalFunctionTableReference or BuiltInFunctionTableReference => PlanFunction(reference),
        _ => throw SqlErrors.NotSupported(reference.ToSql()),
    };

    private FromNode PlanNamed(NamedTableReference named)
    {
        if (named.TemporalClause is not null)
            throw SqlErrors.NotSupported(named.TemporalClause.ToSql());
        var name = named.SchemaObject;
        var alias = named.Alias?.Value;
        if (name.Count == 1 && commonTables.TryGetValue(name.BaseIdentifier.Value, out var common))
            return PlanCommon(common, alias ?? name.BaseIdentifier.Value);
        var schema = name.SchemaIdentifier?.Value;
        if (ObjectNames.FindTable(name, statement.Session) is { } table)
        {
            Permissions.Demand(statement.Session, table, "SELECT");
            return Scan(table, alias, schema, named.TableHints);
        }

        if (ObjectNames.FindCatalog(name) is { } catalog)
        {
            var database = ObjectNames.DatabaseOf(name, statement.Session);
            var source = Add(alias ?? name.BaseIdentifier.Value, schema, catalog.Columns, null);
            return new RowsNode(scope, source.Slot, (running, _) => catalog.Rows(running.Session, database));
        }

        if (ObjectNames.FindView(name, statement.Session) is { } view)
        {
            var plan = Planner.Plan(view.Query, statement, null);
            return Rows(plan, alias ?? view.Name, schema, view.ColumnNames);
        }

        throw SqlErrors.InvalidObject(ObjectNames.Text(name));
    }

    private RowsNode PlanCommon(CommonTableExpression common, string alias)
    {
        // Its own name is not visible inside: a recursive one is refused as an unknown object.
        var outside = new Dictionary<string, CommonTableExpression>(commonTables, StringComparer.OrdinalIgnoreCase);
        outside.Remove(common.ExpressionName.Value);
        var plan = Planner.Plan(common.QueryExpression, statement, scope.Parent, outside);
        return Rows(plan, alias, null, [.. common.Columns.Select(column => column.Value)]);
    }

    private RowsNode PlanDerived(QueryDerivedTable derived)
    {
        var plan = Planner.Plan(derived.QueryExpression, statement, scope.Parent, commonTables);
        return Rows(plan, derived.Alias.Value, null, [.. derived.Columns.Select(column => column.Value)]);
    }

    private RowsNode Rows(QueryPlan plan, string alias, string? schema, IReadOnlyList<string> names)
    {
        var source = Add(alias, schema, Rename(plan, names), null);
        scope.IsCorrelated |= plan.IsCorrelated;
        return new RowsNode(scope, source.Slot, plan.Run);
    }

    private static List<SourceColumn> Rename(QueryPlan plan, IReadOnlyList<string> names) =>
        [.. plan.Columns.Select((column, index) => new SourceColumn(names.Count > index ? names[index] : column.Name, column.Type, column.IsNullable))];

    private RowsNode PlanValues(InlineDerivedTable values)
    {
        var plan = ValuesPlan.Create(values.RowValues, new Binder(statement, new Scope(scope.Parent)) { CommonTables = commonTables });
        return Rows(plan, values.Alias.Value, null, [.. values.Columns.Select(column => column.Value)]);
    }

    private ScanNode PlanVariable(VariableTableReference variable)
    {
        var name = variable.Variable.Name;
        var table = statement.Variables.Tables.GetValueOrDefault(name)
            ?? throw new SqlError(1087, $"Must declare the table variable \"{name}\".", 15, 2) { EndsBatch = true };
        return Scan(table, variable.Alias?.Value ?? name, null, []);
    }

    private RowsNode PlanFunction(TableReference reference)
    {
        var (name, parameters, alias) = reference switch
        {
            SchemaObjectFunctionTableReference function => (function.SchemaObject.BaseIdentifier.Value, function.Parameters, function.Alias?.Value),
            GlobalFunctionTableReference function => (function.Name.Value, function.Parameters, function.Alias?.Value),
            _ => throw SqlErrors.NotSupported(reference.ToSql()),
        };
        var inner = new Scope(scope.Parent);
        var (columns, rows) = TableFunctions.Bind(name, [.. parameters], new Binder(statement, inner), reference);
        scope.IsCorrelated |= inner.IsCorrelated;
        var source = Add(alias ?? name, null, columns, null);
        return new RowsNode(scope, source.Slot, rows);
    }

    private JoinNode PlanJoin(QualifiedJoin join)
    {
        var before = scope.Sources.Count;
        var left = Plan(join.FirstTableReference);
        var between = scope.Sources.Count;
        var right = Plan(join.SecondTableReference);
        var binder = new Binder(statement, scope) { CommonTables = commonTables };
        var conditions = Conjunct.Split(join.SearchCondition, binder).ToList();
        for (var index = before; index < scope.Sources.Count; index++)
        {
            var isLeft = index < between;
            scope.Sources[index].IsOptional |= join.QualifiedJoinType == QualifiedJoinType.FullOuter
                || join.QualifiedJoinType == (isLeft ? QualifiedJoinType.RightOuter : QualifiedJoinType.LeftOuter);
        }

        return new JoinNode(left, right, join.QualifiedJoinType, conditions);
    }

    private ApplyNode PlanApply(UnqualifiedJoin apply)
    {
        var left = Plan(apply.FirstTableReference);
        var (plan, alias, names) = apply.SecondTableReference switch
        {
            QueryDerivedTable derived => (Planner.Plan(derived.QueryExpression, statement, scope, commonTables), derived.Alias.Value, derived.Columns),
            InlineDerivedTable values => (ValuesPlan.Create(values.RowValues, new Binder(statement, new Scope(scope)) { CommonTables = commonTables }), values.Alias.Value, values.Columns),
            var other => throw SqlErrors.NotSupported(other.ToSql()),
        };
        var source = Add(alias, null, Rename(plan, [.. names.Select(name => name.Value)]), null);
        source.IsOptional = apply.UnqualifiedJoinType == UnqualifiedJoinType.OuterApply;
        return new ApplyNode(left, source.Slot, plan.Run, source.IsOptional);
    }

    private Source Add(string alias, string? schema, IReadOnlyList<SourceColumn> columns, Table? table)
    {
        if (scope.Sources.Exists(other => other.Alias is { } taken && statement.Session.Database.NamesEqual(taken, alias) && (schema is null || other.Schema is null || statement.Session.Database.NamesEqual(schema, other.Schema))))
            throw new SqlError(1013, $"The objects \"{alias}\" and \"{alias}\" in the FROM clause have the same exposed names. Use correlation names to distinguish them.") { EndsBatch = true };
        var source = new Source(alias, schema, columns, scope.NextSlot()) { Table = table };
        scope.Sources.Add(source);
        return source;
    }
}
