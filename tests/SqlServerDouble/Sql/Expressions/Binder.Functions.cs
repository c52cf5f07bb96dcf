using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Functions;

namespace Syncline.Doubles.Sql.Expressions;

internal sealed partial class Binder
{
    private static readonly HashSet<string> WindowNames = new(StringComparer.OrdinalIgnoreCase) { "ROW_NUMBER", "RANK", "DENSE_RANK", "LAG", "LEAD", "FIRST_VALUE" };

    private Bound BindFunction(FunctionCall function)
    {
        if (function.CallTarget is not null)
            throw SqlErrors.NotSupported(function.ToSql());
        if (function.OverClause is not null)
            return BindWindow(function);
        if (Planner.IsAggregate(function))
            return BindAggregate(function);
        var name = function.FunctionName.Value.ToUpperInvariant();
        // The first argument of these is a bare word.
        if (name is "DATEADD" or "DATEDIFF" or "DATEDIFF_BIG" or "DATEPART" or "DATENAME" or "DATETRUNC")
        {
            var part = function.Parameters[0] switch
            {
                IdentifierLiteral word => word.Value,
                ColumnReferenceExpression { MultiPartIdentifier.Identifiers: [var word] } => word.Value,
                _ => throw SqlErrors.NotSupported(function.ToSql()),
            };
            return DateFunctions.Bind(name, part, [.. function.Parameters.Skip(1).Select(Bind)], function);
        }

        var arguments = function.Parameters.Select(Bind).ToList();
        return ScalarFunctions.Bind(name, arguments, this, function);
    }

    private Bound BindAggregate(FunctionCall function)
    {
        if (Aggregates is not { } aggregates)
            throw new SqlError(147, "An aggregate may not appear in the WHERE clause unless it is in a subquery contained in a HAVING clause or a select list, and the column being aggregated is an outer reference.", 15) { EndsBatch = true };
        Aggregates = null;
        try
        {
            return aggregates.Add(MakeAggregate(function));
        }
        finally
        {
            Aggregates = aggregates;
        }
    }

    private Aggregate MakeAggregate(FunctionCall function)
    {
        var name = function.FunctionName.Value.ToUpperInvariant();
        var isStar = function.Parameters is [ColumnReferenceExpression { ColumnType: ColumnType.Wildcard }];
        var argument = isStar ? null : Bind(function.Parameters[0]);
        var type = name switch
        {
            "COUNT" => SqlType.Int,
            "COUNT_BIG" => SqlType.BigInt,
            "MIN" or "MAX" => argument!.Type,
            "STRING_AGG" => argument!.Type.IsText ? argument.Type : SqlType.NVarChar(4000),
            _ => SumType(argument!.Type, name),
        };
        if (name is "MIN" or "MAX" && argument!.Type.Kind == SqlKind.Bit)
            throw new SqlError(8117, $"Operand data type bit is invalid for {name.ToLowerInvariant()} operator.") { EndsBatch = true };
        if (name == "STRING_AGG")
            argument = argument!.As(type);
        var separator = name == "STRING_AGG" ? Bind(function.Parameters[1]) : null;
        return new Aggregate(name, type, argument, function.UniqueRowFilter == UniqueRowFilter.Distinct, separator);
    }

    private static SqlType SumType(SqlType type, string name) => type.Kind switch
    {
        SqlKind.TinyInt or SqlKind.SmallInt or SqlKind.Int => SqlType.Int,
        SqlKind.BigInt => SqlType.BigInt,
        SqlKind.Decimal => SqlType.Decimal(38, name == "AVG" ? Math.Max(type.Scale, 6) : type.Scale),
        SqlKind.Money or SqlKind.SmallMoney => SqlType.Money,
        SqlKind.Real or SqlKind.Float => SqlType.Float,
        _ => throw new SqlError(8117, $"Operand data type {type.Name} is invalid for {name.ToLowerInvariant()} operator.") { EndsBatch = true },
    };

    private Bound BindWindow(FunctionCall function)
    {
        if (Windows is not { } windows)
            throw new SqlError(4108, "Windowed functions can only appear in the SELECT or ORDER BY clauses.", 15) { EndsBatch = true };
        var name = function.FunctionName.Value.ToUpperInvariant();
        var over = function.OverClause;
        if (over.WindowName is not null)
            throw SqlErrors.NotSupported(function.ToSql());
        var partitions = over.Partitions.Select(Bind).ToList();
        var order = (over.OrderByClause?.OrderByElements ?? [])
            .Select(element => (Bind(element.Expression), element.SortOrder == SortOrder.Descending))
            .ToList();
        var frame = over.WindowFrameClause;
        if (frame is not null && (frame.Top.WindowDelimiterType != WindowDelimiterType.UnboundedPreceding || frame.Bottom?.WindowDelimiterType is not (null or WindowDelimiterType.CurrentRow or WindowDelimiterType.UnboundedFollowing)))
            throw SqlErrors.NotSupported(function.ToSql());
        if (!WindowNames.Contains(name) && !Planner.IsAggregate(function))
            throw SqlErrors.NotSupported(function.ToSql());
        var aggregate = WindowNames.Contains(name) ? null : MakeAggregate(function);
        var arguments = aggregate is null ? function.Parameters.Select(Bind).ToList() : [];
        var type = aggregate?.Type ?? (arguments.Count > 0 ? arguments[0].Type : SqlType.BigInt);
        return windows.Add(new Window(name, type, aggregate, arguments, partitions, order)
        {
            CountsRows = frame?.WindowFrameType == WindowFrameType.Rows,
            IsWhole = frame?.Bottom?.WindowDelimiterType == WindowDelimiterType.UnboundedFollowing,
        });
    }

    private Bound BindLeft(LeftFunctionCall left) => ScalarFunctions.Bind("LEFT", [.. left.Parameters.Select(Bind)], this, left);

    private Bound BindRight(RightFunctionCall right) => ScalarFunctions.Bind("RIGHT", [.. right.Parameters.Select(Bind)], this, right);

    private Bound BindParameterless(ParameterlessCall call) => call.ParameterlessCallType switch
    {
        ParameterlessCallType.CurrentTimestamp => ScalarFunctions.Bind("GETDATE", [], this, call),
        ParameterlessCallType.User or ParameterlessCallType.CurrentUser or ParameterlessCallType.SessionUser => Bound.Constant(SqlType.SysName, "dbo"),
        ParameterlessCallType.SystemUser => Bound.Constant(SqlType.SysName, Statement.Session.User),
        _ => throw SqlErrors.NotSupported(call.ToSql()),
    };

    private Bound BindGlobal(GlobalVariableExpression global)
    {
        var session = Statement.Session;
        return global.Name.ToUpperInvariant() switch
        {
            "@@SPID" => new Bound(SqlType.SmallInt, _ => (short)session.Id),
            "@@TRANCOUNT" => new Bound(SqlType.Int, _ => session.Transaction is { IsAutomatic: false } transaction ? transaction.Depth : 0),
            "@@ROWCOUNT" => new Bound(SqlType.Int, _ => session.LastRowCount),
            "@@ERROR" => new Bound(SqlType.Int, _ => session.LastError),
            "@@IDENTITY" => new Bound(SqlType.Decimal(38, 0), _ => session.LastIdentity is long last ? SqlNumeric.From(last) : null),
            "@@DBTS" => new Bound(SqlType.VarBinary(8), _ => BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(session.Database.LastRowVersion))),
            "@@VERSION" => Bound.Constant(SqlType.NVarChar(300), $"Microsoft SQL Server double - {session.Instance.Version}"),
            "@@SERVERNAME" => Bound.Constant(SqlType.SysName, "double"),
            "@@LOCK_TIMEOUT" => new Bound(SqlType.Int, _ => session.LockTimeout),
            "@@OPTIONS" => new Bound(SqlType.Int, _ => 5432 | (session.XactAbort ? 16384 : 0) | (session.NoCount ? 512 : 0)),
            "@@NESTLEVEL" => Bound.Constant(SqlType.Int, 0),
            "@@DATEFIRST" => Bound.Constant(SqlType.TinyInt, (byte)7),
            "@@MAX_PRECISION" => Bound.Constant(SqlType.TinyInt, (byte)38),
            _ => throw SqlErrors.NotSupported(global.Name),
        };
    }
}
