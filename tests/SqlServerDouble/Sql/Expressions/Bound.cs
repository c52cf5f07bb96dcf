using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Expressions;

internal delegate object? Scalar(Frame frame);

internal delegate bool? Condition(Frame frame);

/// <summary>Where the collation of a text comes from: of two, the stronger wins.</summary>
internal enum CollationStrength
{
    CoercibleDefault,
    Implicit,
    Conflicting,
    Explicit,
}

/// <summary>An expression whose names are resolved and whose type is known.</summary>
internal sealed record Bound(SqlType Type, Scalar Evaluate)
{
    /// <summary>The word NULL, which takes any type.</summary>
    public bool IsNullLiteral { get; init; }

    public bool IsNullable { get; init; } = true;

    public CollationStrength Strength { get; init; }

    /// <summary>The column itself, where the expression is nothing more.</summary>
    public SourceColumn? Column { get; init; }

    public static Bound Null { get; } = new(SqlType.Int, _ => null) { IsNullLiteral = true };

    public static Bound Constant(SqlType type, object? value) => new(type, _ => value) { IsNullable = value is null };

    /// <summary>The same value in another type.</summary>
    public Bound As(SqlType type)
    {
        if (IsNullLiteral)
            return this with { Type = type, IsNullLiteral = false };
        if (type == Type)
            return this;
        var (evaluate, from) = (Evaluate, Type);
        var sameValues = from.Kind == type.Kind && from.Kind is not (SqlKind.VarChar or SqlKind.Char)
            && (type.IsMax || (type.Length >= from.Length && !from.IsMax && !type.HasFixedLength)) && type.Scale == from.Scale && type.Precision == from.Precision;
        return this with
        {
            Type = type,
            Column = null,
            Evaluate = sameValues ? evaluate : frame => SqlConvert.To(evaluate(frame), from, type),
        };
    }
}
