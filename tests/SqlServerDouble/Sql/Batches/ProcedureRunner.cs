using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Sql.Batches;

/// <summary>An argument of a procedure.</summary>
internal sealed record Argument(string Name, SqlType Type, object? Value)
{
    /// <summary>Where an OUTPUT argument's value goes.</summary>
    public Action<object?, SqlType>? Output { get; init; }
}

/// <summary>The system procedures that the double knows.</summary>
internal sealed partial class ProcedureRunner(BatchRunner batch)
{
    public void Run(ExecuteStatement execute)
    {
        switch (execute.ExecuteSpecification.ExecutableEntity)
        {
            case ExecutableStringList strings:
                var sql = string.Concat(strings.Strings.Select(text => (string?)batch.Evaluate(text, SqlType.NVarChar(SqlType.Max))));
                new BatchRunner(batch.Session, batch.Client, new Variables()).Run(BatchRunner.Parse(sql));
                break;
            case ExecutableProcedureReference { ProcedureReference.ProcedureReference: { } reference } call:
                var status = Call(reference.Name.BaseIdentifier.Value, [.. call.Parameters.Select(Read)]);
                if (execute.ExecuteSpecification.Variable is { } variable)
                    batch.Variables.Find(variable.Name).Value = status;
                break;
            default:
                throw SqlErrors.NotSupported(execute.ToSql());
        }
    }

    /// <summary>Calls a procedure by name.</summary>
    /// <returns>Its return status.</returns>
    public int Call(string name, List<Argument> arguments)
    {
        switch (name.ToLowerInvariant())
        {
            case "sp_executesql":
                ExecuteSql(arguments);
                return 0;
            case "sp_getapplock":
                return GetApplicationLock(arguments);
            case "sp_releaseapplock":
                return ReleaseApplicationLock(arguments);
            case "sp_tablecollations_100" or "sp_tablecollations_90" or "sp_tablecollations":
                TableCollations(Text(arguments, "@object", 0)!);
                return 0;
            case "sp_describe_first_result_set":
                DescribeFirstResultSet(arguments);
                return 0;
            default:
                throw SqlErrors.MissingProcedure(name);
        }
    }

    /// <summary>Runs text with parameters; what they hold in the end goes back to OUTPUT ones.</summary>
    public void ExecuteSql(string sql, IReadOnlyList<Argument> parameters)
    {
        var variables = new Variables();
        foreach (var parameter in parameters)
            variables.Declare(parameter.Name, parameter.Type, parameter.Value);
        new BatchRunner(batch.Session, batch.Client, variables).Run(BatchRunner.Parse(sql));
        foreach (var parameter in parameters.Where(parameter => parameter.Output is not null))
            parameter.Output!(variables.Find(parameter.Name).Value, parameter.Type);
    }

    /// <summary>Reads <c>@a int, @b nvarchar(10) OUTPUT</c>.</summary>
    public static IEnumerable<(string Name, SqlType Type)> Declarations(string text, Database database)
    {
        if (text.Trim().Length == 0)
            yield break;
        var script = BatchRunner.Parse("DECLARE " + OutputWord().Replace(text, ""));
        foreach (var declaration in ((DeclareVariableStatement)script.Batches[0].Statements[0]).Declarations)
            yield return (declaration.VariableName.Value, TypeReader.Read(declaration.DataType, database));
    }

    private void ExecuteSql(List<Argument> arguments)
    {
        var sql = Text(arguments, "@stmt", 0) ?? "";
        var declared = Declarations(Text(arguments, "@params", 1) ?? "", batch.Session.Database).ToList();
        var given = arguments.Skip(2).ToList();
        var parameters = declared.Select((declaration, index) =>
        {
            var argument = given.Find(each => each.Name.Equals(declaration.Name, StringComparison.OrdinalIgnoreCase)) ?? (index < given.Count && given[index].Name.Length == 0 ? given[index] : null);
            var value = argument is null ? null : SqlConvert.To(argument.Value, argument.Type, declaration.Type);
            return new Argument(declaration.Name, declaration.Type, value) { Output = argument?.Output };
        }).ToList();
        ExecuteSql(sql, parameters);
    }

    private Argument Read(ExecuteParameter parameter)
    {
        var target = parameter.IsOutput && parameter.ParameterValue is VariableReference variable ? batch.Variables.Find(variable.Name) : null;
        var bound = parameter.ParameterValue is NullLiteral or DefaultLiteral
            ? (Type: SqlType.NVarChar(4000), Value: null)
            : batch.Atomically(running =>
            {
                var expression = new Expressions.Binder(running, new Scope(null)).Bind(parameter.ParameterValue);
                return (expression.Type, Value: expression.Evaluate(running.NewFrame()));
            });
        return new Argument(parameter.Variable?.Name ?? "", bound.Type, bound.Value)
        {
            Output = target is null ? null : (value, type) => target.Value = SqlConvert.To(value, type, target.Type),
        };
    }

    private int GetApplicationLock(List<Argument> arguments)
    {
        var session = batch.Session;
        var resource = Text(arguments, "@Resource", 0)!;
        var mode = Text(arguments, "@LockMode", 1)!;
        var isTransaction = (Text(arguments, "@LockOwner", 2) ?? "Transaction").Equals("Transaction", StringComparison.OrdinalIgnoreCase);
        var timeout = Find(arguments, "@LockTimeout", 3) is { Value: not null } given ? (int)SqlConvert.To(given.Value, given.Type, SqlType.Int)! : session.LockTimeout;
        lock (session.Instance.Locks.Gate)
        {
            if (isTransaction && session.Transaction is null)
            {
                batch.Error(new SqlError(3998 - 1, "sp_getapplock: You attempted to acquire a transactional application lock without an active transaction."));
                return -999;
            }

            return session.Instance.ApplicationLocks.Acquire(session, resource, mode is "Shared" or "IntentShared", isTransaction ? session.Transaction : null, timeout);
        }
    }

    private int ReleaseApplicationLock(List<Argument> arguments)
    {
        var session = batch.Session;
        var resource = Text(arguments, "@Resource", 0)!;
        var isTransaction = (Text(arguments, "@LockOwner", 1) ?? "Transaction").Equals("Transaction", StringComparison.OrdinalIgnoreCase);
        lock (session.Instance.Locks.Gate)
        {
            if (session.Instance.ApplicationLocks.Release(session, resource, isTransaction ? session.Transaction : null))
                return 0;
        }

        throw new SqlError(1223, $"Cannot release the application lock (Database Principal: 'public', Resource: '{resource}') because it is not currently held.");
    }

    // What SqlBulkCopy asks for before it sends text.
    private void TableCollations(string name)
    {
        var parsed = ObjectNames.Parse(name) ?? throw SqlErrors.InvalidObject(name);
        var table = ObjectNames.Table(parsed, batch.Session);
        var columns = new List<OutputColumn>
        {
            new("colid", SqlType.Int, false), new("name", SqlType.SysName, false), new("tds_collation", new SqlType(SqlKind.Binary, 5), true), new("collation", SqlType.SysName, true),
        };
        var rows = table.Columns.ConvertAll(column => new object?[]
        {
            column.Id, column.Name, column.Type.IsText ? column.Type.CollationOrDefault.WireBytes : null, column.Type.IsText ? column.Type.CollationOrDefault.Name : null,
        });
        batch.Client.Rows(new RowSet(columns, rows));
        batch.Client.Done(rows.Count);
    }

    private void DescribeFirstResultSet(List<Argument> arguments)
    {
        var sql = Text(arguments, "@tsql", 0) ?? "";
        var variables = new Variables();
        foreach (var (name, type) in Declarations(Text(arguments, "@params", 1) ?? "", batch.Session.Database))
            variables.Declare(name, type);
        var select = BatchRunner.Parse(sql).Batches.SelectMany(each => each.Statements).OfType<SelectStatement>().FirstOrDefault();
        var described = batch.Atomically(running => select is null ? [] : Planner.Plan(select.QueryExpression, new Statement(running.Session, variables), null).Columns);
        var columns = new List<OutputColumn>
        {
            new("is_hidden", SqlType.Bit, false), new("column_ordinal", SqlType.Int, false), new("name", SqlType.SysName, true), new("is_nullable", SqlType.Bit, false),
            new("system_type_id", SqlType.Int, false), new("system_type_name", SqlType.NVarChar(256), true), new("max_length", SqlType.SmallInt, false),
            new("precision", SqlType.TinyInt, false), new("scale", SqlType.TinyInt, false), new("collation_name", SqlType.SysName, true),
        };
        var rows = described.Select((column, index) => new object?[]
        {
            false, index + 1, column.Name.Length == 0 ? null : column.Name, column.IsNullable, Catalog.TypeIds.Of(column.Type), column.Type.ToString(),
            Catalog.TypeIds.MaxLength(column.Type), Catalog.TypeIds.Precision(column.Type), Catalog.TypeIds.Scale(column.Type), column.Type.IsText ? column.Type.CollationOrDefault.Name : null,
        }).ToList();
        batch.Client.Rows(new RowSet(columns, rows));
        batch.Client.Done(rows.Count);
    }

    private static Argument? Find(List<Argument> arguments, string name, int position) =>
        arguments.Find(argument => argument.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? (position < arguments.Count && arguments[position].Name.Length == 0 ? arguments[position] : null);

    private static string? Text(List<Argument> arguments, string name, int position) =>
        Find(arguments, name, position) is { } argument ? (string?)SqlConvert.To(argument.Value, argument.Type, SqlType.NVarChar(SqlType.Max)) : null;

    [GeneratedRegex(@"\s(OUTPUT|OUT)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OutputWord();
}
