using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql;

/// <summary>Functions that stand in FROM.</summary>
internal static class TableFunctions
{
    public static (IReadOnlyList<SourceColumn> Columns, Func<Statement, Frame?, IEnumerable<object?[]>> Rows) Bind(string name, IReadOnlyList<ScalarExpression> parameters, Binder binder, TSqlFragment fragment)
    {
        var arguments = parameters.Select(binder.Bind).ToList();
        switch (name.ToUpperInvariant())
        {
            case "STRING_SPLIT":
                var (text, separator) = (arguments[0].As(SqlType.NVarChar(SqlType.Max)).Evaluate, arguments[1].As(SqlType.NVarChar(1)).Evaluate);
                return ([new SourceColumn("value", SqlType.NVarChar(SqlType.Max), false)], (statement, outer) =>
                {
                    var frame = statement.NewFrame(outer);
                    return text(frame) is string whole ? whole.Split(((string)separator(frame)!)[0]).Select(part => new object?[] { part }) : [];
                }
                );
            case "GENERATE_SERIES":
                var type = arguments[0].Type;
                var bounds = arguments.ConvertAll(argument => argument.As(SqlType.BigInt).Evaluate);
                return ([new SourceColumn("value", type, false)], (statement, outer) =>
                {
                    var frame = statement.NewFrame(outer);
                    var (start, stop) = ((long)bounds[0](frame)!, (long)bounds[1](frame)!);
                    var step = bounds.Count > 2 ? (long)bounds[2](frame)! : start <= stop ? 1 : -1;
                    return Series(start, stop, step).Select(value => new[] { type.Kind == SqlKind.BigInt ? value : System.Convert.ChangeType(value, type.Kind == SqlKind.Int ? typeof(int) : type.Kind == SqlKind.SmallInt ? typeof(short) : typeof(byte), CultureInfo.InvariantCulture) });
                }
                );
            default:
                throw SqlErrors.NotSupported(fragment.ToSql());
        }
    }

    private static IEnumerable<long> Series(long start, long stop, long step)
    {
        for (var value = start; step > 0 ? value <= stop : value >= stop; value += step)
            yield return value;
    }
}
