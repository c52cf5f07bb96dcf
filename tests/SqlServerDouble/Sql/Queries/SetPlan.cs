using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Queries;

/// <summary>UNION, UNION ALL, EXCEPT and INTERSECT, with the ORDER BY of the whole.</summary>
internal sealed class SetPlan : QueryPlan
{
    public required QueryPlan Left { get; init; }

    public required QueryPlan Right { get; init; }

    public required BinaryQueryExpressionType Kind { get; init; }

    public required bool IsAll { get; init; }

    public required List<(int Column, bool Descending)> Order { get; init; }

    protected override List<object?[]> Execute(Statement statement, Frame? outer)
    {
        var (left, right) = (Converted(Left, statement, outer), Converted(Right, statement, outer));
        IEnumerable<object?[]> rows = Kind switch
        {
            BinaryQueryExpressionType.Union when IsAll => left.Concat(right),
            BinaryQueryExpressionType.Union => left.Concat(right).DistinctBy(Key),
            BinaryQueryExpressionType.Except => left.ExceptBy(right.Select(Key), Key),
            _ => left.IntersectBy(right.Select(Key), Key),
        };
        return Order.Count == 0 ? [.. rows] : [.. rows.OrderBy(row => row, Comparer<object?[]>.Create(Compare))];
    }

    private List<object?[]> Converted(QueryPlan plan, Statement statement, Frame? outer)
    {
        var rows = plan.Run(statement, outer);
        if (plan.Columns.Zip(Columns).All(pair => pair.First.Type.Kind == pair.Second.Type.Kind && pair.First.Type.Scale == pair.Second.Type.Scale))
            return rows;
        return rows.ConvertAll(row =>
        {
            var values = new object?[row.Length];
            for (var index = 0; index < row.Length; index++)
                values[index] = SqlConvert.To(row[index], plan.Columns[index].Type, Columns[index].Type);
            return values;
        });
    }

    private Engine.Storage.RowKey Key(object?[] row) => SelectPlan.DistinctKey(row, Columns);

    private int Compare(object?[] left, object?[] right)
    {
        foreach (var (column, descending) in Order)
        {
            var order = SelectPlan.CompareNullable(left[column], right[column], Columns[column].Type);
            if (order != 0)
                return descending ? -order : order;
        }

        return 0;
    }
}
