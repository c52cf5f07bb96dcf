namespace Syncline.Doubles.Sql.Queries;

/// <summary>Rows that are no stored table's: a derived table, a view, VALUES, a catalog view.</summary>
internal sealed class RowsNode : FromNode
{
    private readonly Scope _scope;
    private readonly int _slot;
    private readonly Func<Statement, Frame?, IEnumerable<object?[]>> _rows;
    private readonly List<Conjunct> _conditions = [];

    public RowsNode(Scope scope, int slot, Func<Statement, Frame?, IEnumerable<object?[]>> rows)
    {
        (_scope, _slot, _rows) = (scope, slot, rows);
        Slots.Add(slot);
    }

    public override bool Push(Conjunct conjunct)
    {
        _conditions.Add(conjunct);
        return true;
    }

    public override List<JoinedRow> Run(Statement statement, Frame? outer)
    {
        var rows = new List<JoinedRow>();
        foreach (var values in _rows(statement, outer))
        {
            var slots = new object?[]?[_scope.SlotCount];
            slots[_slot] = values;
            rows.Add(new JoinedRow(slots, null));
        }

        return Filter(rows, _conditions, statement, outer);
    }
}
