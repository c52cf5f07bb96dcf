using Microsoft.SqlServer.TransactSql.ScriptDom;
using Syncline.Doubles.Engine;
using Syncline.Doubles.Engine.Storage;
using Syncline.Doubles.Engine.Types;
using Syncline.Doubles.Sql.Expressions;
using Syncline.Doubles.Sql.Queries;

namespace Syncline.Doubles.Sql.Changes;

/// <summary>The OUTPUT clause: rows for the client, or for another table.</summary>
internal sealed class Outputs
{
    private readonly Statement _statement;
    private readonly SelectItems _items;
    private readonly (int Inserted, int Deleted) _slots;
    private readonly int _slotCount;
    private Table? _into;
    private int[] _intoColumns = [];

    private Outputs(Statement statement, SelectItems items, (int Inserted, int Deleted) slots, int slotCount) =>
        (_statement, _items, _slots, _slotCount) = (statement, items, slots, slotCount);

    public static Outputs? Bind(DataModificationSpecification change, ChangePlan plan, TriggerEvents @event, Dictionary<string, CommonTableExpression> commonTables)
    {
        if (change.OutputClause is null && change.OutputIntoClause is null)
            return null;
        if (change.OutputClause is not null && plan.Table.Triggers.Exists(trigger => !trigger.IsDisabled && trigger.Events.HasFlag(@event)))
            throw SqlErrors.OutputWithTrigger(plan.Table.QualifiedName);
        var columns = plan.Table.Columns.ConvertAll(column => new SourceColumn(column.Name, column.Type, column.IsNullable, column));
        var (inserted, deleted) = (plan.Scope.NextSlot(), plan.Scope.NextSlot());
        if (@event != TriggerEvents.Delete)
            plan.Scope.Sources.Add(new Source("inserted", null, columns, inserted) { IsHiddenFromStar = true });
        if (@event != TriggerEvents.Insert)
            plan.Scope.Sources.Add(new Source("deleted", null, columns, deleted) { IsHiddenFromStar = true });
        var elements = change.OutputIntoClause?.SelectColumns ?? change.OutputClause!.SelectColumns;
        var items = new SelectItems(new Binder(plan.Statement, plan.Scope) { CommonTables = commonTables }).Bind(elements);
        var outputs = new Outputs(plan.Statement, items, (inserted, deleted), plan.Scope.SlotCount);
        if (change.OutputIntoClause is { } into)
            outputs.Into(into);
        return outputs;
    }

    /// <summary>Gives the rows, or puts them where INTO says and gives none.</summary>
    public RowSet? Run(IEnumerable<(object?[]?[] Rows, object?[]? Inserted, object?[]? Deleted)> changes)
    {
        var frame = _statement.NewFrame();
        var rows = new List<object?[]>();
        foreach (var change in changes)
        {
            var slots = new object?[]?[_slotCount];
            change.Rows.CopyTo(slots, 0);
            (slots[_slots.Inserted], slots[_slots.Deleted]) = (change.Inserted, change.Deleted);
            frame.Rows = slots;
            rows.Add([.. _items.Bound.Select(item => item.Evaluate(frame))]);
        }

        if (_into is null)
            return new RowSet(_items.Columns, rows);
        _statement.Lock(_into, Engine.Locking.TableLockMode.Write);
        new TableWriter(_statement, _into).Insert(rows.ConvertAll(Placed));
        return null;
    }

    private void Into(OutputIntoClause into)
    {
        _into = into.IntoTable switch
        {
            NamedTableReference named => ObjectNames.Table(named.SchemaObject, _statement.Session),
            VariableTableReference variable => _statement.Variables.Tables.GetValueOrDefault(variable.Variable.Name),
            _ => null,
        } ?? throw SqlErrors.NotSupported(into.ToSql());
        if (_into.Triggers.Count > 0 || _into.ForeignKeys.Count > 0)
            throw new SqlError(331, $"The target table '{_into.QualifiedName}' of the OUTPUT INTO clause cannot have any enabled triggers.") { EndsBatch = true };
        _intoColumns = into.IntoTableColumns.Count == 0
            ? [.. Enumerable.Range(0, _into.Columns.Count).Where(index => !_into.Columns[index].IsGenerated && _into.Columns[index].Identity is null)]
            : [.. into.IntoTableColumns.Select(column => _into.FindColumn(column.MultiPartIdentifier.Identifiers[^1].Value) is >= 0 and var index ? index : throw SqlErrors.InvalidColumn(column.ToSql()))];
        if (_intoColumns.Length != _items.Columns.Count)
            throw new SqlError(213, "Column name or number of supplied values does not match table definition.") { EndsBatch = true };
    }

    private object?[] Placed(object?[] values)
    {
        var missing = new object();
        var row = new object?[_into!.Columns.Count];
        Array.Fill(row, missing);
        for (var index = 0; index < values.Length; index++)
        {
            var column = _into.Columns[_intoColumns[index]];
            row[_intoColumns[index]] = SqlConvert.Assign(values[index], _items.Columns[index].Type, column.Type, _into.FullName, column.Name);
        }

        return Defaults.Fill(row, missing, _into, _statement.Session);
    }
}
