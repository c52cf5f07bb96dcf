using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Changes;
using Syncline.Doubles.Sql.Definitions;
using Syncline.Doubles.Sql.Expressions;

namespace Syncline.Doubles.Sql.Batches;

/// <summary>Runs the statements of a batch one after the other.</summary>
internal sealed partial class BatchRunner(Session session, IClient client, Variables variables)
{
    private int _tries;

    private enum Flow
    {
        Next,
        Break,
        Continue,
        Return,
    }

    public Session Session => session;

    public IClient Client => client;

    public Variables Variables => variables;

    /// <summary>The table and columns that INSERT BULK announced; the rows come in a message of their own.</summary>
    public BulkTarget? Bulk { get; private set; }

    /// <summary>Parses and runs. Errors go to the client.</summary>
    public void Run(string sql) => Guard(() => Run(Parse(sql)));

    /// <summary>Runs something; its errors go to the client.</summary>
    public void Guard(Action run)
    {
        try
        {
            run();
        }
        catch (BatchEndedException)
        {
        }
        catch (SqlError error)
        {
            Report(error);
        }

        EndDoomed();
    }

    /// <summary>Runs within a batch that is running already: its end ends that one too.</summary>
    public void Run(TSqlScript script)
    {
        foreach (var batch in script.Batches)
        {
            foreach (var statement in batch.Statements)
            {
                if (Run(statement) == Flow.Return)
                    return;
            }
        }
    }

    public static TSqlScript Parse(string sql)
    {
        using var reader = new StringReader(sql);
        var script = new TSql170Parser(true).Parse(reader, out var errors);
        if (errors.Count > 0)
            throw SqlErrors.Syntax(errors[0].Message, errors[0].Line);
        return (TSqlScript)script;
    }

    public void Error(SqlError error)
    {
        if (error.Cause is { } cause)
            client.Error(cause);
        client.Error(error);
        if (error.EndsStatement)
            client.Info(3621, "The statement has been terminated.");
    }

    private Flow Run(TSqlStatement statement)
    {
        try
        {
            return Execute(statement);
        }
        catch (SqlError error) when (_tries == 0)
        {
            if (Report(error))
                throw new BatchEndedException();
            client.Done(null);
            return Flow.Next;
        }
    }

    // True where the batch has ended.
    private bool Report(SqlError error)
    {
        session.LastError = error.Number;
        var endsTransaction = error.EndsTransaction || (session.XactAbort && !error.IsRaised);
        if (endsTransaction)
            RollBackIfOpen();
        Error(error);
        return error.EndsBatch || endsTransaction;
    }

    private void RollBackIfOpen()
    {
        lock (session.Instance.Locks.Gate)
        {
            if (session.Transaction is not null)
                session.RollBack();
        }
    }

    // What TRY caught may have left a transaction that can't be committed: it does not outlive the batch.
    private void EndDoomed()
    {
        if (session.Transaction is not { IsDoomed: true })
            return;
        RollBackIfOpen();
        client.Error(new SqlError(3998, "Uncommittable transaction is detected at the end of the batch. The transaction is rolled back."));
    }

    private Flow Execute(TSqlStatement statement)
    {
        switch (statement)
        {
            case BeginEndBlockStatement block:
                return RunAll(block.StatementList);
            case IfStatement choice:
                var holds = Atomically(running => new Binder(running, new Scope(null)).BindCondition(choice.Predicate)(running.NewFrame()));
                return holds == true ? Run(choice.ThenStatement) : choice.ElseStatement is { } otherwise ? Run(otherwise) : Flow.Next;
            case WhileStatement loop:
                return Loop(loop);
            case BreakStatement:
                return Flow.Break;
            case ContinueStatement:
                return Flow.Continue;
            case ReturnStatement:
                return Flow.Return;
            case TryCatchStatement attempt:
                return Try(attempt);
            case SelectStatement select:
                Select(select);
                break;
            case InsertStatement insert:
                Change(statement, insert.WithCtesAndXmlNamespaces, runner => runner.Insert(insert.InsertSpecification));
                break;
            case UpdateStatement update:
                Change(statement, update.WithCtesAndXmlNamespaces, runner => runner.Update(update.UpdateSpecification));
                break;
            case DeleteStatement delete:
                Change(statement, delete.WithCtesAndXmlNamespaces, runner => runner.Delete(delete.DeleteSpecification));
                break;
            case InsertBulkStatement bulk:
                Bulk = BulkTarget.Read(bulk, session);
                break;
            case ExecuteStatement execute:
                new ProcedureRunner(this).Run(execute);
                break;
            default:
                if (!RunTransaction(statement) && !RunSetting(statement) && !RunVariable(statement) && !Atomically(running => new DefinitionRunner(running).TryRun(statement)))
                    throw SqlErrors.NotSupported(statement.ToSql());
                break;
        }

        return Flow.Next;
    }

    private Flow RunAll(StatementList list)
    {
        foreach (var statement in list.Statements)
        {
            if (Run(statement) is var flow and not Flow.Next)
                return flow;
        }

        return Flow.Next;
    }

    private Flow Loop(WhileStatement loop)
    {
        while (Atomically(running => new Binder(running, new Scope(null)).BindCondition(loop.Predicate)(running.NewFrame())) == true)
        {
            session.ThrowIfCancelled();
            var flow = Run(loop.Statement);
            if (flow == Flow.Break)
                break;
            if (flow == Flow.Return)
                return flow;
        }

        return Flow.Next;
    }

    private Flow Try(TryCatchStatement attempt)
    {
        _tries++;
        var caught = variables.Caught;
        try
        {
            var flow = RunAll(attempt.TryStatements);
            _tries--;
            return flow;
        }
        catch (SqlError error) when (error.Number != SqlErrors.NotSupportedNumber && error.Class < 20)
        {
            _tries--;
            session.LastError = error.Number;
            if (session.Transaction is { IsAutomatic: false } open && (error.EndsTransaction || (session.XactAbort && !error.IsRaised)))
                open.IsDoomed = true;
            variables.Caught = error;
        }
        catch
        {
            _tries--;
            throw;
        }

        var result = RunAll(attempt.CatchStatements);
        variables.Caught = caught;
        return result;
    }

    /// <summary>Runs one statement whole or not at all, in the open transaction or in one of its own.</summary>
    public T Atomically<T>(Func<Statement, T> run)
    {
        lock (session.Instance.Locks.Gate)
        {
            session.ThrowIfCancelled();
            var transaction = session.Transaction ?? session.Begin(isAutomatic: true);
            var mark = transaction.Mark();
            try
            {
                var result = run(new Statement(session, variables));
                if (transaction.IsAutomatic && session.Transaction == transaction)
                    session.Commit();
                return result;
            }
            catch
            {
                if (session.Transaction == transaction && transaction.IsAutomatic)
                    session.RollBack();
                else if (session.Transaction == transaction)
                    transaction.RollBackTo(mark);
                session.Instance.Locks.Pulse();
                throw;
            }
        }
    }

    private void Change(TSqlStatement statement, WithCtesAndXmlNamespaces? with, Func<ChangeRunner, int> change)
    {
        _ = statement;
        if (session.Transaction is { IsDoomed: true })
            throw SqlErrors.Doomed();
        if (session.FormatOnly)
            return;
        var (count, output, triggered) = Atomically(running =>
        {
            var runner = new ChangeRunner(running, CommonTables(with));
            return (change(runner), runner.Output, running.TriggerResults);
        });
        foreach (var rows in triggered)
        {
            client.Rows(rows);
            client.Done(rows.Rows.Count);
        }

        Finish(count, output);
    }

    private void Finish(int count, RowSet? rows)
    {
        session.LastRowCount = count;
        session.LastError = 0;
        if (rows is not null)
            client.Rows(rows);
        client.Done(session.NoCount ? null : count);
    }

    private void Select(SelectStatement select)
    {
        var commonTables = CommonTables(select.WithCtesAndXmlNamespaces);
        if (select.Into is { } into)
        {
            var inserted = Atomically(running => SelectInto(select, into, commonTables, running));
            Finish(inserted, null);
            return;
        }

        var (rows, assigns) = Atomically(running =>
        {
            var plan = Planner.Plan(select.QueryExpression, running, null, commonTables);
            var found = session.FormatOnly ? [] : plan.Run(running, null);
            return (new RowSet(plan.Columns, found), plan is Queries.SelectPlan { Assigned: not null });
        });
        Finish(rows.Rows.Count, assigns ? null : rows);
    }

    private int SelectInto(SelectStatement select, SchemaObjectName into, Dictionary<string, CommonTableExpression> commonTables, Statement running)
    {
        var plan = Planner.Plan(select.QueryExpression, running, null, commonTables);
        var rows = plan.Run(running, null);
        var table = new DefinitionRunner(running).CreateFrom(into, plan.Columns);
        new TableWriter(running, table).Insert(rows.ConvertAll(row => (object?[])row.Clone()));
        return rows.Count;
    }

    private static Dictionary<string, CommonTableExpression> CommonTables(WithCtesAndXmlNamespaces? with)
    {
        var tables = new Dictionary<string, CommonTableExpression>(StringComparer.OrdinalIgnoreCase);
        foreach (var table in with?.CommonTableExpressions ?? [])
            tables.Add(table.ExpressionName.Value, table);
        return tables;
    }
}
