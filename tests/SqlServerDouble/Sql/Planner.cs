using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;
using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Sql;

/// <summary>Makes a plan of a query.</summary>
internal static class Planner
{
    private static readonly HashSet<string> AggregateNames = new(StringComparer.OrdinalIgnoreCase) { "COUNT", "COUNT_BIG", "SUM", "AVG", "MIN", "MAX", "STRING_AGG" };

    public static bool IsAggregate(FunctionCall function) => AggregateNames.Contains(function.FunctionName.Value) && function.CallTarget is null;

    public static QueryPlan Plan(QueryExpression query, Statement statement, Scope? outer, Dictionary<string, CommonTableExpression>? commonTables = null)
    {
        commonTables ??= new Dictionary<string, CommonTableExpression>(StringComparer.OrdinalIgnoreCase);
        return query switch
        {
            QuerySpecification specification => PlanSelect(specification, statement, outer, commonTables),
            QueryParenthesisExpression parenthesis => Plan(parenthesis.QueryExpression, statement, outer, commonTables),
            BinaryQueryExpression binary => PlanSet(binary, statement, outer, commonTables),
            _ => throw SqlErrors.NotSupported(query.ToSql()),
        };
    }

    private static SetPlan PlanSet(BinaryQueryExpression query, Statement statement, Scope? outer, Dictionary<string, CommonTableExpression> commonTables)
    {
        var left = Plan(query.FirstQueryExpression, statement, outer, commonTables);
        var right = Plan(query.SecondQueryExpression, statement, outer, commonTables);
        if (left.Columns.Count != right.Columns.Count)
            throw new SqlError(205, "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal number of expressions in their target lists.") { EndsBatch = true };
        var columns = left.Columns.Zip(right.Columns, (one, other) => new OutputColumn(one.Name, SqlType.Common(one.Type, other.Type), one.IsNullable || other.IsNullable)).ToList();
        if (query.OffsetClause is not null)
            throw SqlErrors.NotSupported(query.OffsetClause.ToSql());
        return new SetPlan
        {
            Columns = columns,
            Left = left,
            Right = right,
            Kind = query.BinaryQueryExpressionType,
            IsAll = query.All,
            IsCorrelated = left.IsCorrelated || right.IsCorrelated,
            Order = [.. (query.OrderByClause?.OrderByElements ?? []).Select(element => (OutputOrdinal(element.Expression, columns, statement), element.SortOrder == SortOrder.Descending))],
        };
    }

    private static int OutputOrdinal(ScalarExpression expression, List<OutputColumn> columns, Statement statement)
    {
        var index = expression switch
        {
            IntegerLiteral literal => int.Parse(literal.Value, System.Globalization.CultureInfo.InvariantCulture) - 1,
            ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [var name] } => columns.FindIndex(column => statement.Session.Database.NamesEqual(column.Name, name.Value)),
            _ => throw SqlErrors.NotSupported(expression.ToSql()),
        };
        return index >= 0 && index < columns.Count ? index : throw SqlErrors.InvalidColumn(expression.ToSql());
    }

    private static SelectPlan PlanSelect(QuerySpecification query, Statement statement, Scope? outer, Dictionary<string, CommonTableExpression> commonTables)
    {
        if (query.ForClause is not null && query.ForClause is not BrowseForClause)
            throw SqlErrors.NotSupported(query.ForClause.ToSql());
        var scope = new Scope(outer);
        var from = query.FromClause is null ? null : new FromPlanner(statement, scope, commonTables).Plan(query.FromClause);
        var fromIsCorrelated = scope.IsCorrelated;
        var conditions = Conditions(query.WhereClause, new Binder(statement, scope) { CommonTables = commonTables }, from);

        var isGrouped = query.GroupByClause is not null || AggregateFinder.FindsIn(query);
        var aggregates = new AggregateList(scope.NextSlot(), isGrouped);
        var windows = new WindowList(scope.NextSlot());
        var binder = new Binder(statement, scope) { CommonTables = commonTables };
        var keys = GroupKeys(query.GroupByClause, binder, aggregates);
        (binder.Aggregates, binder.Windows) = (aggregates, windows);
        var items = new SelectItems(binder).Bind(query.SelectElements);
        var having = query.HavingClause is null ? null : binder.BindCondition(query.HavingClause.SearchCondition);
        var order = Order(query.OrderByClause, items, binder);
        var outside = new Binder(statement, new Scope(outer)) { CommonTables = commonTables };
        return new SelectPlan
        {
            Columns = items.Columns,
            Scope = scope,
            From = from,
            FromIsCorrelated = fromIsCorrelated,
            Conditions = conditions,
            Items = [.. items.Bound],
            Assigned = items.Assigned,
            IsDistinct = query.UniqueRowFilter == UniqueRowFilter.Distinct,
            Grouping = isGrouped ? new Grouping(keys, aggregates, having) : null,
            Windows = windows,
            Order = order,
            Top = query.TopRowFilter is null ? null : outside.Bind(query.TopRowFilter.Expression),
            TopIsPercent = query.TopRowFilter?.Percent == true,
            TopHasTies = query.TopRowFilter?.WithTies == true,
            Offset = query.OffsetClause is null ? null : outside.Bind(query.OffsetClause.OffsetExpression),
            Fetch = query.OffsetClause?.FetchExpression is null ? null : outside.Bind(query.OffsetClause.FetchExpression),
            IsCorrelated = scope.IsCorrelated || outside.Scope.IsCorrelated,
        };
    }

    /// <summary>The conditions of WHERE that FROM did not take over.</summary>
    public static List<Conjunct> Conditions(WhereClause? where, Binder binder, FromNode? from)
    {
        if (where is null)
            return [];
        if (where.SearchCondition is null)
            throw SqlErrors.NotSupported(where.ToSql());
        return [.. Conjunct.Split(where.SearchCondition, binder).Where(condition => condition.UsesOuter || from is null || !from.Push(condition))];
    }

    private static List<Bound> GroupKeys(GroupByClause? groupBy, Binder binder, AggregateList aggregates)
    {
        var keys = new List<Bound>();
        foreach (var specification in groupBy?.GroupingSpecifications ?? [])
        {
            if (specification is not ExpressionGroupingSpecification { Expression: var expression })
                throw SqlErrors.NotSupported(specification.ToSql());
            binder.Scope.Touched = [];
            var bound = binder.Bind(expression);
            (int, int)? column = null;
            if (bound.Column is not null && binder.Scope.Touched.Count == 1)
            {
                var slot = binder.Scope.Touched.Single();
                column = (slot, binder.Scope.Sources.First(source => source.Slot == slot).Columns.ToList().IndexOf(bound.Column));
            }

            aggregates.Group(expression, bound, column);
            keys.Add(bound);
        }

        return keys;
    }

    private static List<(Bound Key, bool Descending)> Order(OrderByClause? orderBy, SelectItems items, Binder binder)
    {
        var order = new List<(Bound, bool)>();
        foreach (var element in orderBy?.OrderByElements ?? [])
        {
            var descending = element.SortOrder == SortOrder.Descending;
            var key = element.Expression switch
            {
                IntegerLiteral literal => items.Bound[int.Parse(literal.Value, System.Globalization.CultureInfo.InvariantCulture) - 1],
                ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [var name], Collation: null } when items.FindAlias(name.Value) is { } item => item,
                var expression => binder.Bind(expression),
            };
            order.Add((key, descending));
        }

        return order;
    }

    /// <summary>Looks for aggregates of a query itself, not of its subqueries nor with OVER.</summary>
    private sealed class AggregateFinder : TSqlFragmentVisitor
    {
        private bool _found;

        public static bool FindsIn(QuerySpecification query)
        {
            var finder = new AggregateFinder();
            foreach (var element in query.SelectElements)
                element.Accept(finder);
            query.HavingClause?.Accept(finder);
            query.OrderByClause?.Accept(finder);
            return finder._found || query.HavingClause is not null;
        }

        public override void ExplicitVisit(ScalarSubquery node)
        {
        }

        public override void ExplicitVisit(FunctionCall node)
        {
            if (IsAggregate(node) && node.OverClause is null)
                _found = true;
            base.ExplicitVisit(node);
        }
    }
}
