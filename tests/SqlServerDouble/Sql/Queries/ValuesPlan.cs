using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Queries;

/// <summary>VALUES (…), (…).</summary>
internal sealed class ValuesPlan : QueryPlan
{
    private Scalar[][] _rows = [];

    public static ValuesPlan Create(IList<RowValue> rows, Binder binder)
    {
        var bound = rows.Select(row => row.ColumnValues.Select(binder.Bind).ToList()).ToList();
        var width = bound[0].Count;
        if (bound.Exists(row => row.Count != width))
            throw new SqlError(10709, "The number of columns for each row in a table value constructor must be the same.") { EndsBatch = true };
        var columns = Enumerable.Range(0, width).Select(column => Column(bound, column)).ToList();
        return new ValuesPlan
        {
            Columns = columns,
            IsCorrelated = binder.Scope.IsCorrelated,
            _rows = [.. bound.Select(row => row.Select((value, index) => value.As(columns[index].Type).Evaluate).ToArray())],
        };
    }

    protected override List<object?[]> Execute(Statement statement, Frame? outer)
    {
        var frame = statement.NewFrame(outer);
        return [.. _rows.Select(row => Array.ConvertAll(row, value => value(frame)))];
    }

    private static OutputColumn Column(List<List<Bound>> rows, int column)
    {
        var typed = rows.Select(row => row[column]).Where(value => !value.IsNullLiteral).ToList();
        var type = typed.Count == 0 ? SqlType.Int : typed.Select(value => value.Type).Aggregate(SqlType.Common);
        return new OutputColumn("", type, rows.Exists(row => row[column].IsNullable || row[column].IsNullLiteral));
    }
}
