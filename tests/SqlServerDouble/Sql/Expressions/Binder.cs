using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Expressions;

/// <summary>Resolves the names and types of expressions and makes them executable.</summary>
internal sealed partial class Binder(Statement statement, Scope scope)
{
    public Statement Statement => statement;

    public Scope Scope => scope;

    /// <summary>Where aggregates go; null where none may stand.</summary>
    public AggregateList? Aggregates { get; set; }

    public WindowList? Windows { get; set; }

    public Dictionary<string, CommonTableExpression> CommonTables { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    private Database Database => statement.Session.Database;

    public Bound Bind(ScalarExpression expression)
    {
        if (Aggregates?.FindGrouped(expression) is { } grouped)
            return Collate(grouped, expression);
        return Collate(BindBare(expression), expression);
    }

    private Bound BindBare(ScalarExpression expression) => expression switch
    {
        ColumnReferenceExpression column => BindColumn(column),
        Literal literal => BindLiteral(literal),
        VariableReference variable => BindVariable(variable.Name),
        ParenthesisExpression parenthesis => Bind(parenthesis.Expression),
        UnaryExpression unary => BindUnary(unary),
        BinaryExpression binary => BindBinary(binary),
        CastCall cast => BindCast(cast.Parameter, cast.DataType, null, false),
        TryCastCall cast => BindCast(cast.Parameter, cast.DataType, null, true),
        ConvertCall convert => BindCast(convert.Parameter, convert.DataType, convert.Style, false),
        TryConvertCall convert => BindCast(convert.Parameter, convert.DataType, convert.Style, true),
        SearchedCaseExpression @case => BindCase(@case),
        SimpleCaseExpression @case => BindCase(@case),
        CoalesceExpression coalesce => BindCoalesce(coalesce),
        NullIfExpression nullIf => BindNullIf(nullIf),
        IIfCall choice => BindIf(choice),
        LeftFunctionCall left => BindLeft(left),
        RightFunctionCall right => BindRight(right),
        FunctionCall function => BindFunction(function),
        ParameterlessCall call => BindParameterless(call),
        GlobalVariableExpression global => BindGlobal(global),
        ScalarSubquery subquery => BindSubquery(subquery),
        AtTimeZoneCall zone => BindAtTimeZone(zone),
        _ => throw SqlErrors.NotSupported(expression.ToSql()),
    };

    private static Bound Collate(Bound bound, ScalarExpression expression)
    {
        if (expression is not PrimaryExpression { Collation: { } name })
            return bound;
        var collation = Collation.Get(name.Value);
        if (!bound.Type.IsText && !bound.IsNullLiteral)
            throw new SqlError(447, $"Expression type {bound.Type.Name} is invalid for COLLATE clause.") { EndsBatch = true };
        var type = (bound.IsNullLiteral ? SqlType.VarChar(1) : bound.Type) with { Collation = collation };
        return bound.As(type) with { Strength = CollationStrength.Explicit };
    }

    private Bound BindColumn(ColumnReferenceExpression reference)
    {
        if (reference.ColumnType != ColumnType.Regular)
            throw SqlErrors.NotSupported(reference.ToSql());
        var parts = reference.MultiPartIdentifier.Identifiers;
        var name = parts[^1].Value;
        var depth = 0;
        for (var current = scope; current is not null; current = current.Parent, depth++)
        {
            if (Resolve(current, parts, name) is not ({ } source, var index))
                continue;
            current.Touched.Add(source.Slot);
            for (var crossed = scope; crossed != current; crossed = crossed!.Parent)
                crossed!.IsCorrelated = true;
            if (depth == 0)
                Aggregates?.CheckGrouped(source, index, reference);
            return Column(source, index, depth);
        }

        throw parts.Count > 1 && !IsKnownSource(parts)
            ? SqlErrors.UnboundIdentifier(string.Join('.', parts.Select(part => part.Value)))
            : SqlErrors.InvalidColumn(name);
    }

    private (Source? Source, int Index) Resolve(Scope where, IList<Identifier> parts, string name)
    {
        (Source? Source, int Index) found = default;
        foreach (var source in where.Sources)
        {
            if (parts.Count > 1 ? !Names(source, parts) : source.IsHiddenFromStar)
                continue;
            for (var index = 0; index < source.Columns.Count; index++)
            {
                if (!Database.NamesEqual(source.Columns[index].Name, name))
                    continue;
                if (found.Source is not null)
                    throw SqlErrors.AmbiguousColumn(name);
                found = (source, index);
            }
        }

        return found;
    }

    private bool IsKnownSource(IList<Identifier> parts)
    {
        for (var current = scope; current is not null; current = current.Parent)
        {
            if (current.Sources.Exists(source => Names(source, parts)))
                return true;
        }

        return false;
    }

    private bool Names(Source source, IList<Identifier> parts) =>
        source.Alias is not null && Database.NamesEqual(source.Alias, parts[^2].Value)
        && (parts.Count < 3 || source.Schema is null || Database.NamesEqual(source.Schema, parts[^3].Value));

    private static Bound Column(Source source, int index, int depth)
    {
        var column = source.Columns[index];
        var slot = source.Slot;
        Scalar evaluate = depth switch
        {
            0 => frame => frame.Rows[slot]?[index],
            1 => frame => frame.Outer!.Rows[slot]?[index],
            _ => frame =>
            {
                for (var left = depth; left > 0; left--)
                    frame = frame.Outer!;
                return frame.Rows[slot]?[index];
            }
            ,
        };
        return new Bound(column.Type, evaluate)
        {
            IsNullable = column.IsNullable || source.IsOptional,
            Strength = CollationStrength.Implicit,
            Column = column,
        };
    }

    private Bound BindVariable(string name)
    {
        var variable = statement.Variables.Find(name);
        return new Bound(variable.Type, _ => variable.Value);
    }

    private Bound BindLiteral(Literal literal)
    {
        switch (literal)
        {
            case NullLiteral:
                return Bound.Null;
            case StringLiteral { IsNational: true } text:
                return Bound.Constant(SqlType.NVarChar(text.Value.Length > 4000 ? SqlType.Max : Math.Max(1, text.Value.Length), Database.Collation), text.Value);
            case StringLiteral text:
                var type = SqlType.VarChar(text.Value.Length > 8000 ? SqlType.Max : Math.Max(1, text.Value.Length), Database.Collation);
                return Bound.Constant(type, SqlConvert.ThroughCodePage(text.Value, Database.Collation));
            case IntegerLiteral number when int.TryParse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value):
                return Bound.Constant(SqlType.Int, value);
            case IntegerLiteral or NumericLiteral:
                _ = SqlNumeric.TryParse(literal.Value, out var exact);
                return Bound.Constant(SqlType.Decimal(Math.Max(exact.Digits, exact.Scale), exact.Scale), exact);
            case RealLiteral real:
                return Bound.Constant(SqlType.Float, double.Parse(real.Value, NumberStyles.Float, CultureInfo.InvariantCulture));
            case MoneyLiteral money:
                _ = SqlNumeric.TryParse(money.Value.TrimStart('$'), out var amount);
                return Bound.Constant(SqlType.Money, amount.Rescale(4));
            case BinaryLiteral binary:
                var digits = binary.Value[2..];
                var bytes = System.Convert.FromHexString(digits.Length % 2 == 0 ? digits : "0" + digits);
                return Bound.Constant(SqlType.VarBinary(bytes.Length > 8000 ? SqlType.Max : Math.Max(1, bytes.Length)), bytes);
            case MaxLiteral or DefaultLiteral:
            default:
                throw SqlErrors.NotSupported(literal.ToSql());
        }
    }

    private Bound BindCast(ScalarExpression parameter, DataTypeReference reference, ScalarExpression? style, bool isTry)
    {
        var operand = Bind(parameter);
        var type = TypeReader.Read(reference, Database, castLength: 30);
        if (type.IsText)
            type = type with { Collation = operand.Type.IsText ? operand.Type.CollationOrDefault : Database.Collation };
        if (operand.IsNullLiteral)
            return new Bound(type, _ => null);
        var styled = style is null ? null : Bind(style).As(SqlType.Int);
        var (evaluate, from) = (operand.Evaluate, operand.Type);
        Scalar convert = styled is null
            ? frame => SqlConvert.To(evaluate(frame), from, type)
            : frame => SqlConvert.To(evaluate(frame), from, type, (int?)styled.Evaluate(frame) ?? 0);
        return new Bound(type, isTry ? OrNull(convert) : convert) { Strength = operand.Strength, IsNullable = isTry || operand.IsNullable };
    }

    private static Scalar OrNull(Scalar convert) => frame =>
    {
        try
        {
            return convert(frame);
        }
        catch (SqlError error) when (error.Number is not (529 or SqlErrors.NotSupportedNumber))
        {
            return null;
        }
    };

    private Bound BindCase(SearchedCaseExpression @case)
    {
        var conditions = @case.WhenClauses.Select(clause => BindCondition(clause.WhenExpression)).ToList();
        var results = @case.WhenClauses.Select(clause => Bind(clause.ThenExpression)).ToList();
        return Choose(conditions, results, @case.ElseExpression);
    }

    private Bound BindCase(SimpleCaseExpression @case)
    {
        var conditions = @case.WhenClauses
            .Select(clause => Compare(Bind(@case.InputExpression), Bind(clause.WhenExpression), BooleanComparisonType.Equals))
            .ToList();
        var results = @case.WhenClauses.Select(clause => Bind(clause.ThenExpression)).ToList();
        return Choose(conditions, results, @case.ElseExpression);
    }

    private Bound BindIf(IIfCall choice) =>
        Choose([BindCondition(choice.Predicate)], [Bind(choice.ThenExpression)], choice.ElseExpression);

    private Bound Choose(List<Condition> conditions, List<Bound> results, ScalarExpression? otherwise)
    {
        results.Add(otherwise is null ? Bound.Null : Bind(otherwise));
        var (type, strength) = CommonType(results);
        var branches = results.Select(result => result.As(type).Evaluate).ToArray();
        var tests = conditions.ToArray();
        return new Bound(
            type,
            frame =>
            {
                for (var index = 0; index < tests.Length; index++)
                {
                    if (tests[index](frame) == true)
                        return branches[index](frame);
                }

                return branches[^1](frame);
            })
        {
            Strength = strength,
            IsNullable = results.Exists(result => result.IsNullable || result.IsNullLiteral),
        };
    }

    private Bound BindCoalesce(CoalesceExpression coalesce)
    {
        var operands = coalesce.Expressions.Select(Bind).ToList();
        var (type, strength) = CommonType(operands);
        var branches = operands.Select(operand => operand.As(type).Evaluate).ToArray();
        return new Bound(
            type,
            frame =>
            {
                foreach (var branch in branches)
                {
                    if (branch(frame) is { } value)
                        return value;
                }

                return null;
            })
        {
            Strength = strength,
            IsNullable = operands.TrueForAll(operand => operand.IsNullable || operand.IsNullLiteral),
        };
    }

    private Bound BindNullIf(NullIfExpression nullIf)
    {
        var first = Bind(nullIf.FirstExpression);
        var equal = Compare(first, Bind(nullIf.SecondExpression), BooleanComparisonType.Equals);
        return first with { Evaluate = frame => equal(frame) == true ? null : first.Evaluate(frame), IsNullable = true, Column = null };
    }

    private static (SqlType Type, CollationStrength Strength) CommonType(List<Bound> operands)
    {
        var typed = operands.Where(operand => !operand.IsNullLiteral).ToList();
        if (typed.Count == 0)
            return (SqlType.Int, CollationStrength.CoercibleDefault);
        var type = typed.Select(operand => operand.Type).Aggregate(SqlType.Common);
        var strength = CollationStrength.CoercibleDefault;
        if (type.IsText)
        {
            var texts = typed.Where(operand => operand.Type.IsText).ToList();
            var strongest = texts.Aggregate((left, right) => Stronger(left, right, "CASE"));
            (type, strength) = (type with { Collation = strongest.Type.CollationOrDefault }, strongest.Strength);
        }

        return (type, strength);
    }

    private static Bound Stronger(Bound left, Bound right, string operation)
    {
        if (left.Strength != right.Strength)
            return left.Strength > right.Strength ? left : right;
        if (left.Strength == CollationStrength.CoercibleDefault || left.Type.CollationOrDefault == right.Type.CollationOrDefault)
            return left;
        throw SqlErrors.CollationConflict(left.Type.CollationOrDefault, right.Type.CollationOrDefault, operation);
    }

    private Bound BindSubquery(ScalarSubquery subquery)
    {
        var plan = Planner.Plan(subquery.QueryExpression, statement, scope, CommonTables);
        if (plan.Columns.Count != 1)
            throw new SqlError(116, "Only one expression can be specified in the select list when the subquery is not introduced with EXISTS.") { EndsBatch = true };
        return new Bound(plan.Columns[0].Type, frame => plan.First(frame)) { Strength = CollationStrength.Implicit };
    }

    private Bound BindAtTimeZone(AtTimeZoneCall zone)
    {
        var value = Bind(zone.DateValue);
        if (zone.TimeZone is not StringLiteral { Value: "UTC" })
            throw SqlErrors.NotSupported(zone.ToSql());
        var type = SqlType.DateTimeOffset(value.Type.Kind is SqlKind.DateTime2 or SqlKind.DateTimeOffset ? value.Type.Scale : 3);
        var evaluate = value.As(type).Evaluate;
        return new Bound(type, frame => evaluate(frame) is DateTimeOffset moment ? moment.ToUniversalTime() : null);
    }
}
