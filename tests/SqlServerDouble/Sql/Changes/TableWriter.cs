using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Locking;
using Syncline.Doubles.Engine.Sessions;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;

namespace Syncline.Doubles.Sql.Changes;

/// <summary>Writes the rows of one statement into a table: defaults, computed columns, constraints, triggers.</summary>
internal sealed class TableWriter(Statement statement, Table table)
{
    private Session Session => statement.Session;

    private Transaction Transaction => Session.Transaction!;

    public bool ChecksConstraints { get; init; } = true;

    public bool FiresTriggers { get; init; } = true;

    /// <summary>Whether an INSTEAD OF trigger takes the rows.</summary>
    public Trigger? InsteadOf(TriggerEvents @event) => FiresTriggers ? table.Triggers.Find(trigger => trigger is { IsInsteadOf: true, IsDisabled: false } && trigger.Events.HasFlag(@event)) : null;

    /// <summary>Inserts rows that are complete but for what the server itself gives.</summary>
    public void Insert(IReadOnlyList<object?[]> rows)
    {
        foreach (var row in rows)
            Complete(row, "INSERT");
        foreach (var row in rows)
            InsertOne(row);
        if (ChecksConstraints)
            CheckReferences(rows, "INSERT");
    }

    public void Update(IReadOnlyList<(Row Row, object?[] Values)> changes)
    {
        foreach (var (_, values) in changes)
        {
            RenewRowVersion(values);
            Complete(values, "UPDATE");
        }

        var before = changes.Select(change => change.Row.Values).ToList();
        foreach (var (row, values) in changes)
            table.Update(row, values, Transaction);
        // Only now: a statement may give one row the key that another of its rows gives up.
        foreach (var (row, values) in changes)
        {
            CheckUnique(values, row);
            table.Index(row, Session);
        }

        var after = changes.Select(change => change.Values).ToList();
        CheckReferences(after, "UPDATE");
        new ReferenceKeeper(statement, table).Updated(before, after);
    }

    public void Delete(IReadOnlyList<Row> rows)
    {
        foreach (var row in rows)
            table.Delete(row, Transaction);
        new ReferenceKeeper(statement, table).Deleted([.. rows.Select(row => row.Values)]);
    }

    /// <summary>Fires the AFTER triggers of a statement.</summary>
    public void Fire(TriggerEvents @event, IReadOnlyList<object?[]> inserted, IReadOnlyList<object?[]> deleted)
    {
        if (!FiresTriggers)
            return;
        foreach (var trigger in table.Triggers.FindAll(trigger => trigger is { IsInsteadOf: false, IsDisabled: false } && trigger.Events.HasFlag(@event)))
            Fire(trigger, @event, inserted, deleted);
    }

    public void Fire(Trigger trigger, TriggerEvents @event, IReadOnlyList<object?[]> inserted, IReadOnlyList<object?[]> deleted)
    {
        var call = new TriggerCall(Session, table, @event, inserted, deleted);
        try
        {
            trigger.Fire(call);
        }
        catch (SqlError error)
        {
            error.Procedure = trigger.Name;
            throw;
        }

        foreach (var (column, numbers) in call.Results)
            statement.TriggerResults.Add(new([new(column, SqlType.Int, IsNullable: false)], [.. numbers.Select(number => (object?[])[number])]));
        if (call.Ended is { } ended)
            throw ended;
    }

    private void Complete(object?[] row, string verb)
    {
        for (var index = 0; index < table.Columns.Count; index++)
        {
            var column = table.Columns[index];
            if (column.Computed is { } computed)
                row[index] = computed.Evaluate(Session, row);
            else if (column.IsRowVersion && row[index] is null)
                row[index] = table.Database.NextRowVersion();
            if (row[index] is null && !column.IsNullable)
                throw SqlErrors.NullColumn(column.Name, table.FullName, verb);
        }

        foreach (var check in table.Checks.Where(check => ChecksConstraints && !check.IsDisabled))
        {
            if (check.Evaluate(Session, row) == false)
                throw SqlErrors.Conflict(verb, "CHECK", check.Name, table.Database.Name, table.QualifiedName, check.ColumnIndex is { } column ? table.Columns[column].Name : null);
        }
    }

    private void RenewRowVersion(object?[] values)
    {
        for (var index = 0; index < table.Columns.Count; index++)
        {
            if (table.Columns[index].IsRowVersion)
                values[index] = table.Database.NextRowVersion();
        }
    }

    private void InsertOne(object?[] values)
    {
        CheckUnique(values, null);
        table.Insert(new Row(values), Transaction);
    }

    private void CheckUnique(object?[] values, Row? itself)
    {
        for (var number = 0; number < table.Indexes.Count; number++)
        {
            var index = table.Indexes[number];
            if (!index.Covers(Session, values))
                continue;
            var key = index.KeyOf(values);
            if (index.Find(key) is { } found && found != itself)
            {
                // Of an open transaction nobody knows yet whether its row stays.
                if (found.Writer is { } writer && writer != Transaction)
                    statement.WaitFor(writer);
                else
                    throw index.Duplicate(values);
            }
            else if (index.FreedBy(key) is { } transaction && transaction != Transaction)
            {
                statement.WaitFor(transaction);
            }
            else
            {
                continue;
            }

            number = -1;
        }
    }

    private void CheckReferences(IReadOnlyList<object?[]> rows, string verb)
    {
        foreach (var key in table.ForeignKeys.Where(key => !key.IsDisabled))
            new ReferenceKeeper(statement, table).Demand(key, rows, verb);
    }
}
