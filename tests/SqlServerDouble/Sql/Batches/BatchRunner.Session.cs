using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Changes;
using Syncline.Doubles.Sql.Definitions;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Batches;

internal sealed partial class BatchRunner
{
    private static readonly string[] DefaultRaise = ["%s", "%d", "%i", "%u"];

    private bool RunTransaction(TSqlStatement statement)
    {
        lock (session.Instance.Locks.Gate)
        {
            switch (statement)
            {
                case BeginTransactionStatement:
                    session.Begin();
                    return true;
                case CommitTransactionStatement:
                    session.Commit();
                    return true;
                case SaveTransactionStatement save:
                    (session.Transaction ?? throw new SqlError(628, "Cannot issue SAVE TRANSACTION when there is no active transaction.", 16, 0)).Save(Name(save.Name));
                    return true;
                case RollbackTransactionStatement { Name: { } name }:
                    RollBackTo(Name(name));
                    return true;
                case RollbackTransactionStatement:
                    session.RollBack();
                    return true;
                default:
                    return false;
            }
        }
    }

    public void RollBackTo(string name)
    {
        if (session.Transaction is not { } transaction)
            throw SqlErrors.NoTransaction("ROLLBACK");
        if (transaction.IsDoomed)
            throw new SqlError(3931, "The current transaction cannot be committed and cannot be rolled back to a savepoint. Roll back the entire transaction.");
        if (!transaction.TryRollBackTo(name))
            throw SqlErrors.NoSavepoint(name);
    }

    private string Name(IdentifierOrValueExpression name) =>
        name.ValueExpression is VariableReference variable ? (string)variables.Find(variable.Name).Value! : name.Value;

    private bool RunSetting(TSqlStatement statement)
    {
        switch (statement)
        {
            case PredicateSetStatement set:
                Set(set);
                return true;
            case SetTransactionIsolationLevelStatement isolation:
                if (isolation.Level == IsolationLevel.Snapshot)
                    throw SqlErrors.NotSupported(statement.ToSql());
                session.Isolation = isolation.Level;
                return true;
            case SetCommandStatement set:
                foreach (var command in set.Commands)
                    Set(command);
                return true;
            case SetIdentityInsertStatement identity:
                SetIdentityInsert(identity);
                return true;
            case SetStatisticsStatement or SetRowCountStatement { NumberRows: IntegerLiteral { Value: "0" } } or SetTextSizeStatement:
                return true;
            case UseStatement use:
                Use(use.DatabaseName.Value);
                return true;
            case PrintStatement print:
                client.Info(0, (string?)Evaluate(print.Expression, SqlType.NVarChar(4000)) ?? "");
                return true;
            case ThrowStatement rethrow:
                throw Thrown(rethrow);
            case RaiseErrorStatement raise:
                Raise(raise);
                return true;
            case WaitForStatement { WaitForOption: WaitForOption.Delay } wait:
                Delay(TimeSpan.Parse((string)Evaluate(wait.Parameter, SqlType.NVarChar(30))!, CultureInfo.InvariantCulture));
                return true;
            default:
                return false;
        }
    }

    private void Set(PredicateSetStatement set)
    {
        if (set.Options.HasFlag(SetOptions.XactAbort))
            session.XactAbort = set.IsOn;
        if (set.Options.HasFlag(SetOptions.NoCount))
            session.NoCount = set.IsOn;
        if (set.Options.HasFlag(SetOptions.FmtOnly))
            session.FormatOnly = set.IsOn;
        if (set.Options.HasFlag(SetOptions.ImplicitTransactions) && set.IsOn)
            throw SqlErrors.NotSupported(set.ToSql());
        if (!set.IsOn && (set.Options & (SetOptions.AnsiNulls | SetOptions.AnsiPadding | SetOptions.QuotedIdentifier | SetOptions.ConcatNullYieldsNull)) != 0)
            throw SqlErrors.NotSupported(set.ToSql());
    }

    private void Set(SetCommand command)
    {
        if (command is not GeneralSetCommand general)
            throw SqlErrors.NotSupported(command.ToSql());
        switch (general.CommandType)
        {
            case GeneralSetCommandType.LockTimeout:
                session.LockTimeout = (int)Evaluate(general.Parameter, SqlType.Int)!;
                break;
            case GeneralSetCommandType.DeadlockPriority or GeneralSetCommandType.DateFirst or GeneralSetCommandType.Language or GeneralSetCommandType.DateFormat or GeneralSetCommandType.ContextInfo:
                break;
            default:
                throw SqlErrors.NotSupported(command.ToSql());
        }
    }

    private void SetIdentityInsert(SetIdentityInsertStatement set)
    {
        var table = ObjectNames.Table(set.Table, session);
        if (table.IdentityColumn is null)
            throw new SqlError(8106, $"Table '{ObjectNames.Text(set.Table)}' does not have the identity property. Cannot perform SET operation.");
        if (set.IsOn && session.IdentityInsert is { } other && other != table)
            throw new SqlError(8107, $"IDENTITY_INSERT is already ON for table '{other.FullName}'. Cannot perform SET operation for table '{ObjectNames.Text(set.Table)}'.");
        session.IdentityInsert = set.IsOn ? table : null;
    }

    private void Use(string name)
    {
        if (!session.Instance.Databases.TryGetValue(name, out var database))
            throw new SqlError(911, $"Database '{name}' does not exist. Make sure that the name is entered correctly.");
        var before = session.Database.Name;
        session.Database = database;
        client.DatabaseChanged(before, database.Name);
    }

    private SqlError Thrown(ThrowStatement rethrow)
    {
        if (rethrow.ErrorNumber is null)
            return variables.Caught ?? new SqlError(10704, "To rethrow an error, a THROW statement must be used inside a CATCH block. Insert the THROW statement inside a CATCH block, or add error parameters to the THROW statement.", 15) { EndsBatch = true };
        var number = (int)Evaluate(rethrow.ErrorNumber, SqlType.Int)!;
        if (number < 50000)
            return new SqlError(35100, $"Error number {number} in the THROW statement is outside the valid range. Specify an error number in the valid range of 50000 to 2147483647.");
        var message = (string?)Evaluate(rethrow.Message, SqlType.NVarChar(2048)) ?? "";
        return new SqlError(number, message, 16, (byte)Evaluate(rethrow.State, SqlType.TinyInt)!) { EndsBatch = true };
    }

    private void Raise(RaiseErrorStatement raise)
    {
        if (raise.FirstParameter is IntegerLiteral)
            throw SqlErrors.NotSupported(raise.ToSql());
        var message = (string?)Evaluate(raise.FirstParameter, SqlType.NVarChar(2048)) ?? "";
        foreach (var argument in raise.OptionalParameters)
        {
            var at = DefaultRaise.Select(mark => message.IndexOf(mark, StringComparison.Ordinal)).Where(index => index >= 0).DefaultIfEmpty(-1).Min();
            if (at >= 0)
                message = message[..at] + ((string?)Evaluate(argument, SqlType.NVarChar(2048)) ?? "(null)") + message[(at + 2)..];
        }

        var (severity, state) = ((int)Evaluate(raise.SecondParameter, SqlType.Int)!, Math.Max(1, (int)Evaluate(raise.ThirdParameter, SqlType.Int)!));
        if (severity <= 10)
            client.Info(50000, message, severity, state);
        else
            throw new SqlError(50000, message, severity, state) { IsRaised = true };
    }

    private void Delay(TimeSpan delay)
    {
        var until = Environment.TickCount64 + (long)delay.TotalMilliseconds;
        lock (session.Instance.Locks.Gate)
        {
            while (until - Environment.TickCount64 is > 0 and var left)
            {
                session.ThrowIfCancelled();
                Monitor.Wait(session.Instance.Locks.Gate, (int)Math.Min(left, int.MaxValue));
            }

            session.ThrowIfCancelled();
        }
    }

    private bool RunVariable(TSqlStatement statement)
    {
        switch (statement)
        {
            case DeclareVariableStatement declare:
                foreach (var declaration in declare.Declarations)
                {
                    var type = TypeReader.Read(declaration.DataType, session.Database);
                    variables.Declare(declaration.VariableName.Value, type, declaration.Value is null ? null : Evaluate(declaration.Value, type));
                }

                return true;
            case DeclareTableVariableStatement declare:
                Atomically(running => DeclareTable(declare.Body, running));
                return true;
            case SetVariableStatement { CursorDefinition: null, FunctionCallExists: false } set:
                var variable = variables.Find(set.Variable.Name);
                variable.Value = Evaluate(Assigned(set), variable.Type);
                session.LastRowCount = 1;
                return true;
            default:
                return false;
        }
    }

    private static ScalarExpression Assigned(SetVariableStatement set) => set.AssignmentKind switch
    {
        AssignmentKind.Equals => set.Expression,
        AssignmentKind.AddEquals => new BinaryExpression { BinaryExpressionType = BinaryExpressionType.Add, FirstExpression = set.Variable, SecondExpression = set.Expression },
        AssignmentKind.SubtractEquals => new BinaryExpression { BinaryExpressionType = BinaryExpressionType.Subtract, FirstExpression = set.Variable, SecondExpression = set.Expression },
        AssignmentKind.MultiplyEquals => new BinaryExpression { BinaryExpressionType = BinaryExpressionType.Multiply, FirstExpression = set.Variable, SecondExpression = set.Expression },
        _ => throw SqlErrors.NotSupported(set.ToSql()),
    };

    private Table DeclareTable(DeclareTableVariableBody body, Statement running)
    {
        // Named like a temporary table: no other session sees it.
        var table = new Table(session.Instance.TempDb, "dbo", "#" + body.VariableName.Value.TrimStart('@'), -session.Instance.TempDb.NextObjectId());
        new TableBuilder(running, table).Add(body.Definition);
        return variables.Tables[body.VariableName.Value] = table;
    }

    public object? Evaluate(ScalarExpression expression, SqlType type) => Atomically(running =>
    {
        var bound = new Binder(running, new Scope(null)).Bind(expression);
        if (!bound.IsNullLiteral)
            Assignment.CheckImplicit(bound.Type, type);
        return SqlConvert.To(bound.Evaluate(running.NewFrame()), bound.Type, type);
    });
}
