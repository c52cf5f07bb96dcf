using System.Globalization;
using System.Numerics;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Expressions;

internal sealed partial class Binder
{
    private const int MaxPrecision = SqlNumeric.MaxPrecision;

    private Bound BindUnary(UnaryExpression unary)
    {
        var operand = Bind(unary.Expression);
        if (unary.UnaryExpressionType == UnaryExpressionType.Positive || operand.IsNullLiteral)
            return operand;
        var (type, evaluate) = (operand.Type.Kind == SqlKind.TinyInt ? SqlType.SmallInt : operand.Type, operand.Evaluate);
        if (unary.UnaryExpressionType == UnaryExpressionType.BitwiseNot)
            return operand with { Evaluate = frame => evaluate(frame) is { } value ? FromLong(~ToLong(value), type) : null, Column = null };
        // -2147483648 is the negated literal 2147483648, a decimal; as in SQL Server it stays one.
        return operand with
        {
            Type = type,
            Column = null,
            Evaluate = frame => evaluate(frame) switch
            {
                null => null,
                SqlNumeric number => number with { Unscaled = -number.Unscaled },
                double number => -number,
                float number => -number,
                var value => FromLong(-(BigInteger)ToLong(value), type),
            },
        };
    }

    private Bound BindBinary(BinaryExpression binary)
    {
        var (left, right) = (Bind(binary.FirstExpression), Bind(binary.SecondExpression));
        if (left.IsNullLiteral)
            left = left.As(right.Type);
        if (right.IsNullLiteral)
            right = right.As(left.Type);
        return Combine(left, right, binary.BinaryExpressionType, binary);
    }

    private static Bound Combine(Bound left, Bound right, BinaryExpressionType operation, TSqlFragment fragment)
    {
        if (operation == BinaryExpressionType.Add && (left.Type.IsText || left.Type.IsBinary) && (right.Type.IsText || right.Type.IsBinary))
            return Concatenate(left, right);
        if (left.Type.Kind is SqlKind.DateTime or SqlKind.SmallDateTime || right.Type.Kind is SqlKind.DateTime or SqlKind.SmallDateTime)
            return AddDays(left, right, operation);
        var common = SqlType.Common(left.Type, right.Type);
        if (!common.IsNumber)
            throw new SqlError(402, $"The data types {left.Type.Name} and {right.Type.Name} are incompatible in the {Word(operation)} operator.") { EndsBatch = true };
        if (operation is BinaryExpressionType.BitwiseAnd or BinaryExpressionType.BitwiseOr or BinaryExpressionType.BitwiseXor)
            return Lift(left.As(common), right.As(common), common, (one, other) => FromLong(Bitwise(ToLong(one), ToLong(other), operation), common));
        return common.Kind switch
        {
            SqlKind.Decimal => CombineDecimals(left, right, operation),
            SqlKind.Money or SqlKind.SmallMoney => Lift(left.As(common), right.As(common), common, (one, other) => SqlConvert.To(Calculate((SqlNumeric)one, (SqlNumeric)other, operation, 4), SqlType.Decimal(38, 4), common)!),
            SqlKind.Float => Lift(left.As(common), right.As(common), common, (one, other) => Calculate((double)one, (double)other, operation)),
            SqlKind.Real => Lift(left.As(common), right.As(common), common, (one, other) => (float)Calculate((float)one, (float)other, operation)),
            SqlKind.Bit => throw new SqlError(402, $"The data types bit and bit are incompatible in the {Word(operation)} operator.") { EndsBatch = true },
            _ => operation switch
            {
                BinaryExpressionType.Add or BinaryExpressionType.Subtract or BinaryExpressionType.Multiply or BinaryExpressionType.Divide or BinaryExpressionType.Modulo
                    => Lift(left.As(common), right.As(common), common, (one, other) => FromLong(Calculate(ToLong(one), ToLong(other), operation), common)),
                _ => throw SqlErrors.NotSupported(fragment.ToSql()),
            },
        };
    }

    private static Bound Concatenate(Bound left, Bound right)
    {
        var type = SqlType.Common(left.Type, right.Type);
        var limit = type.IsUnicodeText ? 4000 : 8000;
        var length = left.Type.IsMax || right.Type.IsMax ? SqlType.Max : Math.Min(limit, left.Type.Length + right.Type.Length);
        type = type with { Length = length, Kind = type.Kind switch { SqlKind.NChar => SqlKind.NVarChar, SqlKind.Char => SqlKind.VarChar, SqlKind.Binary => SqlKind.VarBinary, var kind => kind } };
        if (!type.IsText)
            return Lift(left, right, type, (one, other) => SqlConvert.To((byte[])[.. (byte[])one, .. (byte[])other], SqlType.VarBinary(SqlType.Max), type)!);
        var strongest = !left.Type.IsText ? right : !right.Type.IsText ? left : Stronger(left, right, "add");
        type = type with { Collation = strongest.Type.CollationOrDefault };
        var whole = type with { Length = SqlType.Max };
        var bound = Lift(left.As(whole), right.As(whole), type, (one, other) => SqlConvert.To((string)one + (string)other, whole, type)!);
        return bound with { Strength = strongest.Strength };
    }

    private static Bound AddDays(Bound left, Bound right, BinaryExpressionType operation)
    {
        if (operation is not (BinaryExpressionType.Add or BinaryExpressionType.Subtract))
            throw SqlErrors.OperandClash(left.Type, right.Type);
        var sign = operation == BinaryExpressionType.Add ? 1 : -1;
        var start = new DateTime(1900, 1, 1);
        return Lift(left.As(SqlType.DateTime), right.As(SqlType.DateTime), SqlType.DateTime, (one, other) =>
            SqlConvert.RoundToDateTime((DateTime)one + sign * ((DateTime)other - start)));
    }

    private static Bound CombineDecimals(Bound left, Bound right, BinaryExpressionType operation)
    {
        var (one, other) = (left.Type.AsDecimal(), right.Type.AsDecimal());
        if (!one.IsExact)
            one = SqlType.Decimal(38, 10);
        if (!other.IsExact)
            other = SqlType.Decimal(38, 10);
        var whole = Math.Max(one.Precision - one.Scale, other.Precision - other.Scale);
        var scale = Math.Max(one.Scale, other.Scale);
        var (precision, resultScale) = operation switch
        {
            BinaryExpressionType.Add or BinaryExpressionType.Subtract => (whole + scale + 1, scale),
            BinaryExpressionType.Multiply => (one.Precision + other.Precision + 1, one.Scale + other.Scale),
            BinaryExpressionType.Divide => DivisionType(one, other),
            _ => (Math.Min(one.Precision - one.Scale, other.Precision - other.Scale) + scale, scale),
        };
        if (precision > MaxPrecision)
        {
            var integral = precision - resultScale;
            resultScale = operation is BinaryExpressionType.Add or BinaryExpressionType.Subtract
                ? Math.Min(resultScale, Math.Max(0, MaxPrecision - integral))
                : Math.Max(Math.Min(resultScale, 6), Math.Min(resultScale, MaxPrecision - integral));
            precision = MaxPrecision;
        }

        var type = SqlType.Decimal(precision, resultScale);
        return Lift(left.As(one), right.As(other), type, (x, y) =>
        {
            var result = Calculate((SqlNumeric)x, (SqlNumeric)y, operation, resultScale).Rescale(resultScale);
            return BigInteger.Abs(result.Unscaled) < SqlNumeric.Power(precision) ? result : throw SqlErrors.Overflow("expression", type);
        });
    }

    private static (int Precision, int Scale) DivisionType(SqlType one, SqlType other)
    {
        var scale = Math.Max(6, one.Scale + other.Precision + 1);
        return (one.Precision - one.Scale + other.Scale + scale, scale);
    }

    private static Bound Lift(Bound left, Bound right, SqlType type, Func<object, object, object> operation)
    {
        var (one, other) = (left.Evaluate, right.Evaluate);
        return new Bound(type, frame => one(frame) is { } x && other(frame) is { } y ? operation(x, y) : null)
        {
            IsNullable = left.IsNullable || right.IsNullable,
        };
    }

    private static SqlNumeric Calculate(SqlNumeric left, SqlNumeric right, BinaryExpressionType operation, int scale)
    {
        var common = Math.Max(left.Scale, right.Scale);
        var (one, other) = (left.Rescale(common).Unscaled, right.Rescale(common).Unscaled);
        switch (operation)
        {
            case BinaryExpressionType.Add:
                return new SqlNumeric(one + other, common);
            case BinaryExpressionType.Subtract:
                return new SqlNumeric(one - other, common);
            case BinaryExpressionType.Multiply:
                return new SqlNumeric(left.Unscaled * right.Unscaled, left.Scale + right.Scale);
            default:
                if (other.IsZero)
                    throw SqlErrors.DivideByZero();
                return operation == BinaryExpressionType.Modulo
                    ? new SqlNumeric(BigInteger.Remainder(one, other), common)
                    : new SqlNumeric(BigInteger.Divide(one * SqlNumeric.Power(scale), other), scale);
        }
    }

    private static double Calculate(double left, double right, BinaryExpressionType operation)
    {
        if (operation is BinaryExpressionType.Divide or BinaryExpressionType.Modulo && right == 0)
            throw SqlErrors.DivideByZero();
        var result = operation switch
        {
            BinaryExpressionType.Add => left + right,
            BinaryExpressionType.Subtract => left - right,
            BinaryExpressionType.Multiply => left * right,
            BinaryExpressionType.Divide => left / right,
            _ => left % right,
        };
        return double.IsFinite(result) ? result : throw SqlErrors.Overflow("expression", SqlType.Float);
    }

    private static BigInteger Calculate(long left, long right, BinaryExpressionType operation)
    {
        if (operation is BinaryExpressionType.Divide or BinaryExpressionType.Modulo && right == 0)
            throw SqlErrors.DivideByZero();
        return operation switch
        {
            BinaryExpressionType.Add => (BigInteger)left + right,
            BinaryExpressionType.Subtract => (BigInteger)left - right,
            BinaryExpressionType.Multiply => (BigInteger)left * right,
            BinaryExpressionType.Divide => (BigInteger)left / right,
            _ => (BigInteger)left % right,
        };
    }

    private static long Bitwise(long left, long right, BinaryExpressionType operation) => operation switch
    {
        BinaryExpressionType.BitwiseAnd => left & right,
        BinaryExpressionType.BitwiseOr => left | right,
        _ => left ^ right,
    };

    private static long ToLong(object value) => System.Convert.ToInt64(value, CultureInfo.InvariantCulture);

    private static object FromLong(BigInteger value, SqlType type) => type.Kind switch
    {
        SqlKind.Bit => !value.IsZero,
        SqlKind.TinyInt when value >= byte.MinValue && value <= byte.MaxValue => (byte)value,
        SqlKind.SmallInt when value >= short.MinValue && value <= short.MaxValue => (short)value,
        SqlKind.Int when value >= int.MinValue && value <= int.MaxValue => (int)value,
        SqlKind.BigInt when value >= long.MinValue && value <= long.MaxValue => (long)value,
        _ => throw SqlErrors.Overflow("expression", type),
    };

    private static string Word(BinaryExpressionType operation) => operation switch
    {
        BinaryExpressionType.Multiply => "multiply",
        BinaryExpressionType.Divide => "divide",
        BinaryExpressionType.Modulo => "modulo",
        BinaryExpressionType.BitwiseAnd => "'&'",
        BinaryExpressionType.BitwiseOr => "'|'",
        BinaryExpressionType.BitwiseXor => "'^'",
        _ => operation.ToString().ToLowerInvariant(),
    };
}
