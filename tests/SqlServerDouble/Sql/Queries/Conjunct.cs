using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Queries;

/// <summary>One of the conditions that AND connects, and which sources it looks at.</summary>
internal sealed record Conjunct(Condition Test, HashSet<int> Slots, bool UsesOuter)
{
    /// <summary>The two sides, where the condition is an equality.</summary>
    public (Side Left, Side Right, SqlType Type)? Equality { get; init; }

    public static IEnumerable<Conjunct> Split(BooleanExpression? condition, Binder binder)
    {
        switch (condition)
        {
            case null:
                return [];
            case BooleanParenthesisExpression parenthesis:
                return Split(parenthesis.Expression, binder);
            case BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } both:
                return Split(both.FirstExpression, binder).Concat(Split(both.SecondExpression, binder));
            default:
                return [Bind(condition, binder)];
        }
    }

    /// <summary>The equality as seen from some sources: what they give, and what the others give.</summary>
    public (Side Inner, Side Outer, SqlType Type)? SeenFrom(HashSet<int> inner, HashSet<int>? others)
    {
        if (Equality is not { } equality)
            return null;
        if (IsInner(equality.Left, inner) && IsOuter(equality.Right, inner, others))
            return (equality.Left, equality.Right, equality.Type);
        return IsInner(equality.Right, inner) && IsOuter(equality.Left, inner, others)
            ? (equality.Right, equality.Left, equality.Type)
            : null;
    }

    private static bool IsInner(Side side, HashSet<int> inner) => !side.UsesOuter && side.Slots.Count > 0 && side.Slots.IsSubsetOf(inner);

    private static bool IsOuter(Side side, HashSet<int> inner, HashSet<int>? others) => others is null
        ? !side.Slots.Overlaps(inner)
        : side.Slots.Count > 0 && side.Slots.IsSubsetOf(others) && !side.UsesOuter;

    private static Conjunct Bind(BooleanExpression condition, Binder binder)
    {
        if (condition is not BooleanComparisonExpression { ComparisonType: BooleanComparisonType.Equals } equality)
        {
            var (test, slots, usesOuter) = Track(binder, () => binder.BindCondition(condition));
            return new Conjunct(test, slots, usesOuter);
        }

        var left = Track(binder, () => binder.Bind(equality.FirstExpression));
        var right = Track(binder, () => binder.Bind(equality.SecondExpression));
        var type = Binder.ComparisonType(left.Result, right.Result, "equal to");
        return new Conjunct(
            Binder.Compare(left.Result, right.Result, BooleanComparisonType.Equals),
            [.. left.Slots, .. right.Slots],
            left.UsesOuter || right.UsesOuter)
        {
            Equality = (new Side(left.Result, type, left.Slots, left.UsesOuter), new Side(right.Result, type, right.Slots, right.UsesOuter), type),
        };
    }

    private static (T Result, HashSet<int> Slots, bool UsesOuter) Track<T>(Binder binder, Func<T> bind)
    {
        var scope = binder.Scope;
        var (touched, wasCorrelated) = (scope.Touched, scope.IsCorrelated);
        (scope.Touched, scope.IsCorrelated) = ([], false);
        var result = bind();
        var (slots, usesOuter) = (scope.Touched, scope.IsCorrelated);
        scope.Touched = [.. touched, .. slots];
        scope.IsCorrelated = wasCorrelated || usesOuter;
        return (result, slots, usesOuter);
    }
}

/// <summary>One side of an equality.</summary>
internal sealed record Side(Bound Bound, SqlType Type, HashSet<int> Slots, bool UsesOuter)
{
    private readonly Scalar _evaluate = Bound.As(Type).Evaluate;

    /// <summary>What hash tables are keyed by; null where the value is NULL and equals nothing.</summary>
    public object? Key(Frame frame) => _evaluate(frame) is { } value ? SqlCompare.EqualityKey(value, Type) : null;

    /// <summary>The column whose index can be asked, where comparing is what the index does.</summary>
    public Column? IndexableColumn =>
        Bound.Column?.Stored is { } column && column.Type.Kind == Type.Kind && (!Type.IsText || column.Type.CollationOrDefault == Type.CollationOrDefault)
            ? column
            : null;
}
