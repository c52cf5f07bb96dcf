using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Expressions;

/// <summary>The aggregates of one query, and what it is grouped by.</summary>
internal sealed class AggregateList(int slot, bool isGrouped)
{
    private readonly HashSet<(int Slot, int Column)> _columns = [];
    private readonly Dictionary<string, Bound> _expressions = new(StringComparer.OrdinalIgnoreCase);

    public int Slot => slot;

    public List<Aggregate> Items { get; } = [];

    public void Group(ScalarExpression expression, Bound bound, (int Slot, int Column)? column)
    {
        if (column is { } key)
            _columns.Add(key);
        else
            _expressions[expression.ToSql()] = bound;
    }

    public Bound? FindGrouped(ScalarExpression expression) =>
        _expressions.Count > 0 && expression is not (ColumnReferenceExpression or Literal) ? _expressions.GetValueOrDefault(expression.ToSql()) : null;

    public void CheckGrouped(Source source, int column, ColumnReferenceExpression reference)
    {
        if (isGrouped && !_columns.Contains((source.Slot, column)))
        {
            throw new SqlError(8120, $"Column '{(source.Alias is null ? "" : source.Alias + ".")}{reference.MultiPartIdentifier.Identifiers[^1].Value}' is invalid in the select list because it is not contained in either an aggregate function or the GROUP BY clause.")
            {
                EndsBatch = true,
            };
        }
    }

    public Bound Add(Aggregate aggregate)
    {
        var index = Items.Count;
        Items.Add(aggregate);
        return new Bound(aggregate.Type, frame => frame.Rows[slot]![index]) { Strength = CollationStrength.Implicit };
    }
}

/// <summary>One aggregate function over the rows of a group.</summary>
internal sealed record Aggregate(string Name, SqlType Type, Bound? Argument, bool IsDistinct, Bound? Separator = null)
{
    public object? Over(IEnumerable<Frame> frames)
    {
        if (Argument is null)
            return Counted(frames.Count());
        var values = frames.Select(frame => Argument.Evaluate(frame)).OfType<object>();
        if (IsDistinct)
            values = values.DistinctBy(value => SqlCompare.EqualityKey(value, Argument.Type));
        return Over(values);
    }

    private object? Over(IEnumerable<object> values)
    {
        switch (Name)
        {
            case "COUNT" or "COUNT_BIG":
                return Counted(values.Count());
            case "MIN":
                return values.Aggregate((object?)null, (best, value) => best is null || SqlCompare.Compare(value, best, Type) < 0 ? value : best);
            case "MAX":
                return values.Aggregate((object?)null, (best, value) => best is null || SqlCompare.Compare(value, best, Type) > 0 ? value : best);
            case "STRING_AGG":
                var texts = values.Select(value => (string)value).ToList();
                return texts.Count == 0 ? null : string.Join((string)Separator!.Evaluate(null!)!, texts);
            default:
                return Sum(values);
        }
    }

    private object Counted(int count) => Type.Kind == SqlKind.BigInt ? (long)count : (object)count;

    private object? Sum(IEnumerable<object> values)
    {
        var count = 0;
        if (Type.IsApproximate)
        {
            var total = 0.0;
            foreach (var value in values)
                (total, count) = (total + (double)SqlConvert.To(value, Argument!.Type, SqlType.Float)!, count + 1);
            return count == 0 ? null : Name == "AVG" ? total / count : total;
        }

        var sum = new SqlNumeric(0, 0);
        var exact = Argument!.Type.AsDecimal();
        foreach (var value in values)
        {
            var number = (SqlNumeric)SqlConvert.To(value, Argument.Type, exact)!;
            sum = new SqlNumeric(sum.Rescale(exact.Scale).Unscaled + number.Unscaled, exact.Scale);
            count++;
        }

        if (count == 0)
            return null;
        if (Name == "AVG")
            sum = new SqlNumeric(System.Numerics.BigInteger.Divide(sum.Rescale(Math.Max(Type.Scale, exact.Scale)).Unscaled, count), Math.Max(Type.Scale, exact.Scale));
        if (Type.IsInteger && (sum.Truncate() > (Type.Kind == SqlKind.Int ? int.MaxValue : long.MaxValue) || sum.Truncate() < (Type.Kind == SqlKind.Int ? int.MinValue : long.MinValue)))
            throw SqlErrors.Overflow("expression", Type);
        return SqlConvert.To(sum, SqlType.Decimal(38, sum.Scale), Type);
    }
}
