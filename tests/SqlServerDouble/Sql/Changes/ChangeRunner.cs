using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;
using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Sql.Changes;

/// <summary>INSERT, UPDATE and DELETE.</summary>
internal sealed partial class ChangeRunner(Statement statement, Dictionary<string, CommonTableExpression> commonTables)
{
    /// <summary>The rows of OUTPUT, where there is one without INTO.</summary>
    public RowSet? Output { get; private set; }

    private Engine.Sessions.Session Session => statement.Session;

    private Table Target(TableReference reference) => reference switch
    {
        NamedTableReference named when ObjectNames.FindTable(named.SchemaObject, Session) is { } table => table,
        NamedTableReference named when ObjectNames.FindView(named.SchemaObject, Session) is not null => throw SqlErrors.NotSupported($"changing the view {ObjectNames.Text(named.SchemaObject)}"),
        NamedTableReference named => throw SqlErrors.InvalidObject(ObjectNames.Text(named.SchemaObject)),
        VariableTableReference variable => statement.Variables.Tables.GetValueOrDefault(variable.Variable.Name)
            ?? throw new SqlError(1087, $"Must declare the table variable \"{variable.Variable.Name}\".", 15, 2) { EndsBatch = true },
        _ => throw SqlErrors.NotSupported(reference.ToSql()),
    };

    // What was read while waiting may have changed; what is locked stays locked, so this ends.
    private T Repeat<T>(Table table, Func<T> read)
    {
        while (true)
        {
            statement.Cache.Clear();
            statement.Waited = false;
            statement.Lock(table, TableLockMode.Write);
            var result = read();
            if (!statement.Waited)
                return result;
        }
    }

    private void LockRows(IEnumerable<Row> rows)
    {
        var mine = Session.Transaction;
        foreach (var row in rows)
        {
            if (row.Writer is { } writer && writer != mine)
                statement.WaitFor(writer);
            else if (row.Claimant is { } claimant && claimant != mine)
                statement.WaitFor(claimant);
            mine!.Claim(row);
        }
    }

    public int Update(UpdateSpecification update)
    {
        var plan = new ChangePlan(statement, commonTables, update, Target);
        var table = plan.Table;
        Permissions.Demand(Session, table, "UPDATE");
        var assignments = plan.Assignments(update.SetClauses);
        var output = Outputs.Bind(update, plan, TriggerEvents.Update, commonTables);
        var writer = new TableWriter(statement, table);
        var changes = Repeat(table, () =>
        {
            var found = plan.Rows();
            var frame = statement.NewFrame();
            var computed = found.ConvertAll(row =>
            {
                frame.Rows = row.Rows;
                var values = (object?[])row.Target!.Values.Clone();
                foreach (var assignment in assignments)
                    assignment.Apply(values, frame);
                return (Joined: row, Values: values);
            });
            LockRows(found.Select(row => row.Target!));
            return computed;
        });

        var before = changes.ConvertAll(change => change.Joined.Target!.Values);
        var after = changes.ConvertAll(change => change.Values);
        var trigger = writer.InsteadOf(TriggerEvents.Update);
        if (trigger is not null)
            writer.Fire(trigger, TriggerEvents.Update, after, before);
        else
            writer.Update([.. changes.Select(change => (change.Joined.Target!, change.Values))]);
        Output = output?.Run(changes.Select((change, index) => (change.Joined.Rows, (object?[]?)after[index], (object?[]?)before[index])));
        if (trigger is null)
            writer.Fire(TriggerEvents.Update, after, before);
        return changes.Count;
    }

    public int Delete(DeleteSpecification delete)
    {
        var plan = new ChangePlan(statement, commonTables, delete, Target);
        var table = plan.Table;
        Permissions.Demand(Session, table, "DELETE");
        var output = Outputs.Bind(delete, plan, TriggerEvents.Delete, commonTables);
        var writer = new TableWriter(statement, table);
        var rows = Repeat(table, () =>
        {
            var found = plan.Rows();
            LockRows(found.Select(row => row.Target!));
            return found;
        });

        var before = rows.ConvertAll(row => row.Target!.Values);
        var trigger = writer.InsteadOf(TriggerEvents.Delete);
        if (trigger is not null)
            writer.Fire(trigger, TriggerEvents.Delete, [], before);
        else
            writer.Delete([.. rows.Select(row => row.Target!)]);
        Output = output?.Run(rows.Select((row, index) => (row.Rows, (object?[]?)null, (object?[]?)before[index])));
        if (trigger is null)
            writer.Fire(TriggerEvents.Delete, [], before);
        return rows.Count;
    }

    public int Insert(InsertSpecification insert)
    {
        var table = Target(insert.Target);
        Permissions.Demand(Session, table, "INSERT");
        var plan = new ChangePlan(statement, table);
        var output = Outputs.Bind(insert, plan, TriggerEvents.Insert, commonTables);
        var columns = InsertedColumns(insert, table);
        var writer = new TableWriter(statement, table);
        var (sources, given) = Repeat(table, () => Source(insert, table, columns));
        var rows = sources.ConvertAll(source => Complete(source, columns, given, table));
        var trigger = writer.InsteadOf(TriggerEvents.Insert);
        if (trigger is not null)
            writer.Fire(trigger, TriggerEvents.Insert, rows, []);
        else
            writer.Insert(rows);
        Output = output?.Run(rows.Select(row => (new object?[]?[plan.Scope.SlotCount], (object?[]?)row, (object?[]?)null)));
        if (trigger is null)
            writer.Fire(TriggerEvents.Insert, rows, []);
        return rows.Count;
    }
}
