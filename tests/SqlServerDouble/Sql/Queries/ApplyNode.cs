namespace Syncline.Doubles.Sql.Queries;

/// <summary>CROSS APPLY and OUTER APPLY: the right side runs once for every row of the left.</summary>
internal sealed class ApplyNode : FromNode
{
    private readonly FromNode _left;
    private readonly Func<Statement, Frame?, IEnumerable<object?[]>> _right;
    private readonly int _slot;
    private readonly bool _isOuter;

    public ApplyNode(FromNode left, int slot, Func<Statement, Frame?, IEnumerable<object?[]>> right, bool isOuter)
    {
        (_left, _slot, _right, _isOuter) = (left, slot, right, isOuter);
        Slots.UnionWith(left.Slots);
        Slots.Add(slot);
    }

    public override bool Push(Conjunct conjunct) => conjunct.Slots.Count > 0 && conjunct.Slots.IsSubsetOf(_left.Slots) && _left.Push(conjunct);

    public override List<JoinedRow> Run(Statement statement, Frame? outer)
    {
        var joined = new List<JoinedRow>();
        var frame = statement.NewFrame(outer);
        foreach (var row in _left.Run(statement, outer))
        {
            frame.Rows = row.Rows;
            var any = false;
            foreach (var values in _right(statement, frame))
            {
                any = true;
                var slots = (object?[]?[])row.Rows.Clone();
                slots[_slot] = values;
                joined.Add(new JoinedRow(slots, row.Target));
            }

            if (!any && _isOuter)
                joined.Add(row);
        }

        return joined;
    }
}
