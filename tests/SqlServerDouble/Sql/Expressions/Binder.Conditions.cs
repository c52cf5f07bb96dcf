using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Sql.Expressions;

internal sealed partial class Binder
{
    public Condition BindCondition(BooleanExpression expression)
    {
        switch (expression)
        {
            case BooleanParenthesisExpression parenthesis:
                return BindCondition(parenthesis.Expression);
            case BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } both:
                return And(BindCondition(both.FirstExpression), BindCondition(both.SecondExpression));
            case BooleanBinaryExpression either:
                return Or(BindCondition(either.FirstExpression), BindCondition(either.SecondExpression));
            case BooleanNotExpression not:
                return Not(BindCondition(not.Expression));
            case BooleanComparisonExpression comparison:
                return Compare(Bind(comparison.FirstExpression), Bind(comparison.SecondExpression), comparison.ComparisonType);
            case BooleanIsNullExpression isNull:
                var (operand, isNot) = (Bind(isNull.Expression).Evaluate, isNull.IsNot);
                return frame => operand(frame) is null != isNot;
            case DistinctPredicate distinct:
                return Distinct(Bind(distinct.FirstExpression), Bind(distinct.SecondExpression), distinct.IsNot);
            case BooleanTernaryExpression between:
                return Between(between);
            case InPredicate @in:
                return In(@in);
            case ExistsPredicate exists:
                var plan = Planner.Plan(exists.Subquery.QueryExpression, Statement, Scope, CommonTables);
                return frame => plan.Any(frame);
            case LikePredicate like:
                return Like(like);
            case SubqueryComparisonPredicate comparison:
                return CompareSubquery(comparison);
            default:
                throw SqlErrors.NotSupported(expression.ToSql());
        }
    }

    public static Condition And(Condition left, Condition right) => frame => left(frame) switch
    {
        false => false,
        true => right(frame),
        null => right(frame) == false ? false : null,
    };

    private static Condition Or(Condition left, Condition right) => frame => left(frame) switch
    {
        true => true,
        false => right(frame),
        null => right(frame) == true ? true : null,
    };

    private static Condition Not(Condition condition) => frame => !condition(frame);

    /// <summary>The type in which two operands are compared, or an error where they can't be.</summary>
    public static SqlType ComparisonType(Bound left, Bound right, string operation)
    {
        if (left.IsNullLiteral || right.IsNullLiteral)
            return left.IsNullLiteral ? right.Type : left.Type;
        var type = SqlType.Common(left.Type, right.Type);
        var (low, high) = left.Type.Kind <= right.Type.Kind ? (left.Type, right.Type) : (right.Type, left.Type);
        if (high.Kind == SqlKind.UniqueIdentifier && !(low.IsText || low.IsBinary || low.Kind == SqlKind.UniqueIdentifier))
            throw SqlErrors.OperandClash(left.Type, right.Type);
        if (high.Kind == SqlKind.Xml)
            throw new SqlError(305, "The xml data type cannot be compared or sorted, except when using the IS NULL operator.") { EndsBatch = true };
        if (high.IsTemporal && !low.IsTemporal && (low.IsNumber ? high.Kind is not (SqlKind.DateTime or SqlKind.SmallDateTime) : !low.IsText))
            throw SqlErrors.OperandClash(left.Type, right.Type);
        if (high.IsTemporal && low.Kind == SqlKind.Time != (high.Kind == SqlKind.Time) && low.IsTemporal && high.Kind is SqlKind.Date or SqlKind.Time)
            throw new SqlError(402, $"The data types {left.Type.Name} and {right.Type.Name} are incompatible in the {operation} operator.") { EndsBatch = true };
        if (type.IsText && left.Type.IsText && right.Type.IsText)
            type = type with { Collation = Stronger(left, right, operation).Type.CollationOrDefault, Length = SqlType.Max };
        return type;
    }

    public static Condition Compare(Bound left, Bound right, BooleanComparisonType comparison)
    {
        var type = ComparisonType(left, right, Word(comparison));
        var (one, other) = (left.As(type).Evaluate, right.As(type).Evaluate);
        if (comparison is BooleanComparisonType.Equals)
            return frame => one(frame) is { } x && other(frame) is { } y ? SqlCompare.AreEqual(x, y, type) : null;
        if (comparison is BooleanComparisonType.NotEqualToBrackets or BooleanComparisonType.NotEqualToExclamation)
            return frame => one(frame) is { } x && other(frame) is { } y ? !SqlCompare.AreEqual(x, y, type) : null;
        Func<int, bool> holds = comparison switch
        {
            BooleanComparisonType.GreaterThan => order => order > 0,
            BooleanComparisonType.LessThan => order => order < 0,
            BooleanComparisonType.GreaterThanOrEqualTo or BooleanComparisonType.NotLessThan => order => order >= 0,
            BooleanComparisonType.LessThanOrEqualTo or BooleanComparisonType.NotGreaterThan => order => order <= 0,
            _ => throw SqlErrors.NotSupported($"comparison {comparison}"),
        };
        return frame => one(frame) is { } x && other(frame) is { } y ? holds(SqlCompare.Compare(x, y, type)) : null;
    }

    private static Condition Distinct(Bound left, Bound right, bool isNot)
    {
        var equal = Compare(left, right, BooleanComparisonType.Equals);
        var (one, other) = (left.Evaluate, right.Evaluate);
        return frame =>
        {
            var same = equal(frame) ?? (one(frame) is null && other(frame) is null);
            return same == isNot;
        };
    }

    private Condition Between(BooleanTernaryExpression between)
    {
        var (low, high) = (Bind(between.SecondExpression), Bind(between.ThirdExpression));
        var value = Bind(between.FirstExpression);
        var inside = And(Compare(value, low, BooleanComparisonType.GreaterThanOrEqualTo), Compare(value, high, BooleanComparisonType.LessThanOrEqualTo));
        return between.TernaryExpressionType == BooleanTernaryExpressionType.Between ? inside : Not(inside);
    }

    private Condition In(InPredicate @in)
    {
        var value = Bind(@in.Expression);
        var contained = @in.Subquery is { } subquery
            ? InSubquery(value, subquery)
            : @in.Values.Select(item => Compare(value, Bind(item), BooleanComparisonType.Equals)).Aggregate(Or);
        return @in.NotDefined ? Not(contained) : contained;
    }

    private Condition InSubquery(Bound value, ScalarSubquery subquery)
    {
        var plan = Planner.Plan(subquery.QueryExpression, Statement, Scope, CommonTables);
        var column = new Bound(plan.Columns[0].Type, frame => frame.Rows[0]![0]) { Strength = CollationStrength.Implicit };
        var type = ComparisonType(value, column, "equal to");
        var (evaluate, convert) = (value.As(type).Evaluate, column.As(type).Evaluate);
        return frame =>
        {
            var set = plan.IsCorrelated ? ReadSet(plan, frame, convert, type) : Cached(frame, plan, () => ReadSet(plan, frame, convert, type));
            if (set.Count == 0)
                return false;
            if (evaluate(frame) is not { } sought)
                return null;
            return set.Contains(SqlCompare.EqualityKey(sought, type)) ? true : set.Contains(DBNull.Value) ? null : false;
        };
    }

    private static HashSet<object> ReadSet(QueryPlan plan, Frame outer, Scalar convert, SqlType type)
    {
        var frame = outer.Statement.NewFrame(outer);
        var set = new HashSet<object>();
        foreach (var row in plan.Run(outer.Statement, outer))
        {
            frame.Rows = [row];
            set.Add(convert(frame) is { } value ? SqlCompare.EqualityKey(value, type) : DBNull.Value);
        }

        return set;
    }

    private static T Cached<T>(Frame frame, object key, Func<T> make)
        where T : class
    {
        if (frame.Statement.Cache.TryGetValue(key, out var found))
            return (T)found;
        var made = make();
        frame.Statement.Cache[key] = made;
        return made;
    }

    private Condition CompareSubquery(SubqueryComparisonPredicate predicate)
    {
        var plan = Planner.Plan(predicate.Subquery.QueryExpression, Statement, Scope, CommonTables);
        var value = Bind(predicate.Expression);
        object? item = null;
        var compare = Compare(value, new Bound(plan.Columns[0].Type, _ => item) { Strength = CollationStrength.Implicit }, predicate.ComparisonType);
        var isAll = predicate.SubqueryComparisonPredicateType == SubqueryComparisonPredicateType.All;
        return frame =>
        {
            bool? result = isAll;
            foreach (var row in plan.Run(frame.Statement, frame))
            {
                item = row[0];
                var holds = compare(frame);
                if (holds == !isAll)
                    return !isAll;
                result = holds is null ? null : result;
            }

            return result;
        };
    }

    private Condition Like(LikePredicate like)
    {
        var (text, pattern) = (Bind(like.FirstExpression), Bind(like.SecondExpression));
        var escape = like.EscapeExpression is null ? null : Bind(like.EscapeExpression);
        var type = SqlType.NVarChar(SqlType.Max, text.Type.IsText && pattern.Type.IsText ? Stronger(text, pattern, "like").Type.CollationOrDefault : Database.Collation);
        var (one, other) = (text.As(type).Evaluate, pattern.As(type).Evaluate);
        Condition matches = frame => one(frame) is string x && other(frame) is string y
            ? LikePattern.Matches(x, y, escape?.Evaluate(frame) is string { Length: 1 } mark ? mark[0] : null, type.CollationOrDefault)
            : null;
        return like.NotDefined ? Not(matches) : matches;
    }

    private static string Word(BooleanComparisonType comparison) => comparison switch
    {
        BooleanComparisonType.Equals => "equal to",
        BooleanComparisonType.NotEqualToBrackets or BooleanComparisonType.NotEqualToExclamation => "not equal to",
        BooleanComparisonType.GreaterThan => "greater than",
        BooleanComparisonType.LessThan => "less than",
        BooleanComparisonType.GreaterThanOrEqualTo or BooleanComparisonType.NotLessThan => "greater than or equal to",
        _ => "less than or equal to",
    };
}
